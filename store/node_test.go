package store_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
)

// patience bounds every waiting; nothing here asserts that something is quick.
const patience = 2 * time.Minute

func (h *house) until(what string, ok func() bool) {
	h.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	h.t.Fatalf("waited in vain until %s", what)
}

// nodes gives a house on a database server, and another node on the same.
func nodes(t *testing.T) (h *house, other *house) {
	t.Helper()
	fileOnly(t) // once is enough
	h = newHouseAt(t, served(t))
	return h, h.neighbour()
}

// neighbour is another program on the same database and the same blobs.
func (h *house) neighbour() *house {
	h.t.Helper()
	other := &house{t: h.t, dir: h.dir, url: h.url, clock: h.clock, ids: h.ids}
	other.open()
	return other
}

// claimed is what a member asked of a conversation, and said what came of it.
type claimed struct {
	by   team.MemberID
	what string // claim, release or read
}

// register is who holds a conversation, as one sequence of acts would have it.
func register() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return team.MemberID("") },
		Step: func(state, input, output any) (bool, any) {
			holder, in, out := state.(team.MemberID), input.(claimed), output.(string)
			switch {
			case in.what == "read":
				return out == string(holder), holder
			case in.what == "claim" && holder == "":
				return out == "ok", in.by
			case in.what == "claim" && holder == in.by:
				return out == "fault.already-yours", holder
			case in.what == "claim":
				return out == "fault.conversation-taken", holder
			case holder == "":
				return out == "fault.not-assigned", holder
			case holder == in.by:
				return out == "ok", team.MemberID("")
			default:
				return out == "fault.may-not-take-over", holder
			}
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprint(input, " → ", output) },
	}
}

func TestNodes_HandOutAConversationAsOneWould(t *testing.T) {
	h, other := nodes(t)
	var crew []team.MemberID
	for i := range 4 {
		m := team.Member{ID: team.MemberID(fmt.Sprintf("01HZZZZZZZZZZZZZZZZZZZZZ%02d", i)), Name: fmt.Sprint("M", i), Handle: fmt.Sprint("m", i), Profile: team.Junior}
		h.must(h.PutMember(context.Background(), m, ""))
		crew = append(crew, m.ID)
	}
	c := h.question()
	begin := time.Now()
	var mu sync.Mutex
	var history []porcupine.Operation
	var all sync.WaitGroup
	for i, by := range crew {
		node := []*store.Workspace{h.Workspace, other.Workspace}[i%2]
		all.Go(func() {
			for round := range 60 {
				in := claimed{by, []string{"claim", "read", "release"}[(round+i)%3]}
				from := time.Since(begin)
				out := play1(node, c, in)
				op := porcupine.Operation{ClientId: i, Input: in, Output: out, Call: int64(from), Return: int64(time.Since(begin))}
				mu.Lock()
				history = append(history, op)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	won := 0
	for _, op := range history {
		if op.Input.(claimed).what == "claim" && op.Output == "ok" {
			won++
		}
	}
	if won == 0 || won == 80 {
		t.Errorf("%d of 80 claims were granted: nobody raced", won)
	}
	if !porcupine.CheckOperations(register(), history) {
		t.Errorf("no order of one after the other explains what %d acts were told", len(history))
	}
	h.sound()
}

// play1 has a member do one thing at a node and gives what the node said.
func play1(w *store.Workspace, c inbox.ConversationID, in claimed) string {
	ctx := context.Background()
	var err error
	switch in.what {
	case "read":
		var r inbox.Row
		if r, err = w.Row(ctx, c); err == nil {
			return string(r.Assignee)
		}
	case "claim":
		_, err = w.Do(ctx, inbox.Command{ID: inbox.CommandID(newID()), Conversation: c, Act: inbox.Claim{}}, in.by)
	case "release":
		_, err = w.Do(ctx, inbox.Command{ID: inbox.CommandID(newID()), Conversation: c, Act: inbox.Release{}}, in.by)
	}
	if err != nil {
		return fault.Of(err).Key
	}
	return "ok"
}

func TestNodes_RacingForOneClaimLetExactlyOneWin(t *testing.T) {
	h, other := nodes(t)
	for i := range 20 {
		subject := fmt.Sprint("Sujet ", i)
		h.take(mail(fmt.Sprint("m", i), "lea@client.example", subject, "texte", noon().Add(time.Duration(i)*time.Hour)))
		c := h.rows(inbox.View{})[0].ID
		var won atomic.Int32
		var all sync.WaitGroup
		for i, by := range []team.MemberID{senior, junior, coordinator, senior, junior, coordinator} {
			node := []*store.Workspace{h.Workspace, other.Workspace}[i%2]
			all.Go(func() {
				if play1(node, c, claimed{by, "claim"}) == "ok" {
					won.Add(1)
				}
			})
		}
		all.Wait()
		equal(t, "winners", won.Load(), 1)
	}
}

func TestNodes_HearOfEachOtherOnce(t *testing.T) {
	h, other := nodes(t)
	var mu sync.Mutex
	heard := map[string][]inbox.Notice{}
	for name, w := range map[string]*store.Workspace{"own": h.Workspace, "other": other.Workspace} {
		cancel := w.Subscribe(func(n inbox.Notice) {
			mu.Lock()
			defer mu.Unlock()
			heard[name] = append(heard[name], n)
		})
		defer cancel()
	}
	told := func(name string, ok func(inbox.Notice) bool) (n int) {
		mu.Lock()
		defer mu.Unlock()
		for _, notice := range heard[name] {
			if ok(notice) {
				n++
			}
		}
		return n
	}
	of := func(id inbox.ConversationID) func(inbox.Notice) bool {
		return func(n inbox.Notice) bool { return n.All || len(n.Conversations) > 0 && n.Conversations[0] == id }
	}
	c := h.question() // only who listens already is sure to hear of it
	h.until("both are told what was before", func() bool { return told("other", of(c)) > 0 && told("own", of(c)) > 0 })
	mu.Lock()
	clear(heard)
	mu.Unlock()

	h.act(c, inbox.Claim{}, coordinator)
	h.until("the other node is told of the claim", func() bool { return told("other", of(c)) > 0 })
	h.until("its own listeners are told", func() bool { return told("own", of(c)) > 0 })
	e := other.act(c, inbox.Assign{To: senior, Had: coordinator}, coordinator)
	told1 := func(n inbox.Notice) bool {
		for _, to := range n.Tell {
			if to.Event.ID == e.ID && to.Member == senior {
				return true
			}
		}
		return false
	}
	h.until("who is assigned is told at the other node", func() bool { return told("own", told1) > 0 })
	other.must(other.PutDepartment(context.Background(), team.Department{ID: press, Name: "Relations presse"}, coordinator))
	ofTeam := func(n inbox.Notice) bool { return n.Team }
	h.until("a change of the team is told", func() bool { return told("own", ofTeam) > 0 && told("other", ofTeam) > 0 })
	// By now every revision up to here was followed by both; nobody was told
	// twice of what their own node did.
	equal(t, "times the claim was told at home", told("own", func(n inbox.Notice) bool { return of(c)(n) && len(n.Tell) == 0 && !n.Team }), 1)
	equal(t, "times the assignment was told at home", told("other", told1), 1)
}
