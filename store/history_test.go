package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/team"
	"vigie/store"
)

// TestHistory_KeepsTheNumbersRight runs random histories of mail and work, with
// restarts, and compares everything that is kept with a recount.
func TestHistory_KeepsTheNumbersRight(t *testing.T) {
	root := t.TempDir()
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		h := &house{t: t, dir: filepath.Join(root, fmt.Sprint(run)), clock: &clock{at: noon()}, ids: rand.NewChaCha8([32]byte{byte(run)})}
		h.open()
		h.furnish()
		defer func() {
			h.shut(h.Workspace)
			os.RemoveAll(h.dir)
		}()
		life := &life{house: h, rt: rt}
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			life.step()
		}
		rep, err := h.Check(context.Background())
		if err != nil || !rep.OK() {
			rt.Fatalf("not sound: %v %v", err, rep.Faults)
		}
		life.facts()
	})
}

// life is a house in which things happen.
type life struct {
	*house
	rt    *rapid.T
	mails int
}

func (l *life) step() {
	l.clock.pass(time.Duration(rapid.IntRange(1, 3_000_000).Draw(l.rt, "ms")) * time.Millisecond)
	switch rapid.IntRange(0, 9).Draw(l.rt, "what") {
	case 0, 1, 2:
		l.arrives()
	case 3:
		l.comesLate()
	case 4:
		l.sends()
	case 5:
		l.timers()
	default:
		l.somebodyActs()
	}
}

// someMail is a mail that may answer an earlier one, by a program or a person.
func (l *life) someMail() channel.Upsert {
	l.mails++
	n := l.mails
	who := fmt.Sprintf("c%d@client.example", rapid.IntRange(0, 2).Draw(l.rt, "who"))
	back := time.Duration(rapid.IntRange(0, 50).Draw(l.rt, "age")) * time.Hour
	u := mail(fmt.Sprintf("m%d", n), who, fmt.Sprintf("Sujet %d", rapid.IntRange(0, 3).Draw(l.rt, "subject")), "texte", l.clock.now().Add(-back))
	if k := rapid.IntRange(0, 2*n).Draw(l.rt, "answers"); k > 0 && k < n+2 { // also what is yet to come
		u = answering(u, fmt.Sprintf("m%d@mail.example", k))
		u.Message.Answers = true
	}
	u.Message.Class = rapid.SampledFrom([]inbox.Class{inbox.Person, inbox.Person, inbox.Person, inbox.Newsletter, inbox.AutoReply}).Draw(l.rt, "class")
	if rapid.IntRange(0, 9).Draw(l.rt, "ours") == 0 {
		u.Message.Direction, u.Message.Recipients, u.Message.Author.Handle = inbox.Outbound, []string{who}, ours
	}
	return u
}

func (l *life) arrives() {
	var events []channel.Event
	for range rapid.IntRange(1, 5).Draw(l.rt, "batch") {
		events = append(events, l.someMail())
	}
	l.take(events...)
	if rapid.Bool().Draw(l.rt, "again") {
		l.take(events...)
	}
}

// comesLate is a header whose body follows, turns out otherwise, is known, or
// never comes.
func (l *life) comesLate() {
	u := l.someMail()
	provisional := "uid:" + u.Message.Native
	l.take(header(u, provisional))
	switch rapid.IntRange(0, 4).Draw(l.rt, "body") {
	case 0:
		u.Replaces = provisional
		l.take(u)
	case 1:
		u.Message.Class = inbox.Newsletter
		u.Replaces = provisional
		l.take(u)
	case 2:
		u.Message.Native, u.Replaces = "m1", provisional
		l.take(u)
	case 3:
		l.take(channel.Removed{Native: provisional})
	case 4:
		l.take(channel.Poison{Native: "p" + u.Message.Native, Replaces: provisional, Raw: []byte("?"), Cause: errors.New("bad")})
	}
}

func (l *life) somebodyActs() {
	rows := l.rows(inbox.View{Sort: rapid.SampledFrom([]inbox.Sort{"", "oldest", "due"}).Draw(l.rt, "order")})
	if len(rows) == 0 {
		return
	}
	c := rows[rapid.IntRange(0, len(rows)-1).Draw(l.rt, "conversation")]
	act := l.someAct(c, rows)
	by := rapid.SampledFrom([]team.MemberID{coordinator, senior, junior}).Draw(l.rt, "by")
	e, err := l.Do(context.Background(), l.command(c.ID, act), by)
	if err == nil && rapid.IntRange(0, 3).Draw(l.rt, "undo") == 0 {
		// A refusal is as good: what matters is that the numbers hold.
		_, _ = l.Do(context.Background(), l.command(c.ID, inbox.Undo{Event: e.ID}), by)
	}
}

func (l *life) someAct(c inbox.Row, rows []inbox.Row) inbox.Act {
	d := l.detail(c.ID)
	draft := inbox.Draft{ID: inbox.DraftID(l.id()), Kind: inbox.PublicReply, Text: "bonjour"}
	acts := []inbox.Act{
		inbox.Claim{TakeOver: true}, inbox.Release{}, inbox.Assign{To: junior, Had: c.Assignee}, inbox.Route{To: press},
		inbox.Label{Add: []string{"vip", "b"}}, inbox.Label{Remove: []string{"vip"}}, inbox.Snooze{Until: l.clock.now().Add(time.Hour)},
		inbox.Resolve{}, inbox.Ignore{}, inbox.Reopen{}, inbox.Wait{}, inbox.AddNote{Text: "n"}, inbox.SaveDraft{Draft: draft},
		inbox.Merge{Into: rows[rapid.IntRange(0, len(rows)-1).Draw(l.rt, "into")].ID},
		inbox.Propose{To: press, Asked: inbox.AskAnswer, Reason: "Presse", DueAt: l.clock.now().Add(time.Hour)},
	}
	if len(d.Messages) > 0 {
		acts = append(acts, inbox.Split{Messages: []inbox.MessageID{d.Messages[0].ID}})
	}
	if n := len(d.Handovers); n > 0 {
		id := d.Handovers[n-1].ID
		acts = append(acts, inbox.Accept{Handover: id}, inbox.Decline{Handover: id, Reason: "non"}, inbox.Withdraw{Handover: id}, inbox.Return{Handover: id, Answer: "oui"})
	}
	for _, dr := range d.Drafts {
		acts = append(acts, inbox.Reply{Draft: dr.ID, Seen: c.Heard}, inbox.DiscardDraft{Draft: dr.ID})
	}
	for _, e := range d.Outbox {
		acts = append(acts, inbox.CancelReply{Outbox: e.ID}, inbox.RetryReply{Outbox: e.ID, NotSent: true}, inbox.SettleReply{Outbox: e.ID})
	}
	return rapid.SampledFrom(acts).Draw(l.rt, "act")
}

func (l *life) sends() {
	ctx := context.Background()
	due, err := l.DueReplies(ctx, l.clock.now())
	l.must(err)
	for _, e := range due {
		_, err := l.BeginSending(ctx, e.ID)
		l.must(err)
		if rapid.IntRange(0, 4).Draw(l.rt, "crash") == 0 {
			l.reopen()
			_, err := l.Interrupted(ctx)
			l.must(err)
			continue
		}
		state := rapid.SampledFrom([]inbox.SendState{inbox.Sent, inbox.Sent, inbox.Failed, inbox.Unknown, inbox.Queued}).Draw(l.rt, "end")
		l.must(l.EndSending(ctx, e.ID, store.SendResult{State: state, Again: l.clock.now(), Err: errors.New("x"), Receipt: channel.Receipt{Native: "net:" + e.Key}}))
	}
}

func (l *life) timers() {
	owed, err := l.Overdue(context.Background(), l.clock.now())
	l.must(err)
	for _, cmd := range owed {
		if _, err := l.DoSystem(context.Background(), cmd); err != nil {
			l.rt.Fatalf("%s: %v", cmd.Act.Name(), err)
		}
	}
	left, err := l.Overdue(context.Background(), l.clock.now())
	l.must(err)
	if len(left) > 0 {
		l.rt.Fatalf("%d are owed for ever", len(left))
	}
}

// facts compares what every conversation says of its messages with them.
func (l *life) facts() {
	for _, v := range []inbox.View{{}, {Automatic: true}} {
		for _, r := range l.rows(v) {
			d := l.detail(r.ID)
			if len(d.Messages) != r.Messages {
				l.rt.Fatalf("%s says %d messages and has %d", r.Subject, r.Messages, len(d.Messages))
			}
			for _, m := range d.Messages {
				if m.SentAt.Before(r.FirstAt) {
					l.rt.Fatalf("%s begins after its first message", r.Subject)
				}
			}
		}
	}
}

func TestWorkspace_IsUsedByManyAtOnce(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	var told sync.Map
	var reading sync.Mutex
	over := false
	cancel := h.Subscribe(func(n inbox.Notice) {
		reading.Lock()
		defer reading.Unlock()
		if over { // the workspace may be closed by now
			return
		}
		for _, id := range n.Conversations {
			told.Store(id, true)
		}
		if n.All {
			told.Store(inbox.ConversationID("all"), true)
		}
		// A listener may read, and even write.
		if _, err := h.Counts(ctx); err != nil {
			t.Errorf("counts: %v", err)
		}
	})
	const each = 25
	var all sync.WaitGroup
	for w := range 3 {
		all.Go(func() {
			for i := range each {
				u := mail(fmt.Sprintf("m%d-%d", w, i), "lea@client.example", fmt.Sprintf("Sujet %d-%d", w, i), "texte", noon())
				if _, err := h.Ingest(ctx, mailbox, channel.Batch{Events: []channel.Event{u}}); err != nil {
					t.Errorf("ingest: %v", err)
				}
			}
		})
		all.Go(func() {
			for range each {
				rows, err := h.Rows(ctx, inbox.View{Statuses: []inbox.Status{inbox.New}, Search: "texte"}, inbox.Place{}, 5)
				if err != nil {
					t.Errorf("rows: %v", err)
				}
				for _, r := range rows {
					id := inbox.CommandID(fmt.Sprintf("%d-%s", w, r.ID))
					// Another may have been faster: a refusal is right then.
					_, _ = h.Do(ctx, inbox.Command{ID: id, Conversation: r.ID, Act: inbox.Claim{}}, senior)
				}
			}
		})
	}
	all.Wait()
	h.until("somebody is told of something", func() (some bool) {
		told.Range(func(any, any) bool { some = true; return false })
		return some
	})
	reading.Lock()
	over = true
	reading.Unlock()
	cancel()
	cancel()
	equal(t, "messages", h.sound().Messages, 3*each)
}

// shape is a search that no other pair of numbers writes as the same query.
func shape(words, tags int) inbox.View {
	return inbox.View{Search: "colis" + strings.Repeat(" -x", words) + strings.Repeat(" -tag:y", tags)}
}

func TestReaders_DoNotWaitForEachOther(t *testing.T) {
	h := newHouse(t)
	h.question()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			// Each asks in a shape of its own, so that all must prepare.
			if rows, err := h.Rows(ctx, shape(i%18, i/18), inbox.Place{}, 5); err != nil || len(rows) != 1 {
				t.Errorf("%d rows: %v", len(rows), err)
			}
		})
	}
	// And more shapes than are kept.
	for i := range 18 * 18 {
		rows, err := h.Rows(ctx, shape(i%18, i/18), inbox.Place{}, 5)
		if err != nil || len(rows) != 1 {
			t.Fatalf("shape %d: %d rows: %v", i, len(rows), err)
		}
	}
	all.Wait()
}

func TestSubscribe_NeverHoldsUpAWriter(t *testing.T) {
	h := newHouse(t)
	block, entered := make(chan struct{}), make(chan struct{}, 100)
	var got []inbox.Notice
	var mu sync.Mutex
	cancel := h.Subscribe(func(n inbox.Notice) {
		mu.Lock()
		got = append(got, n)
		mu.Unlock()
		entered <- struct{}{}
		<-block
	})
	defer cancel()
	h.take(mail("m0", "lea@client.example", "0", "t", noon()))
	<-entered
	for i := 1; i <= 20; i++ {
		h.take(mail(fmt.Sprintf("m%d", i), "lea@client.example", fmt.Sprint(i), "t", noon()))
	}
	close(block)
	<-entered
	mu.Lock()
	defer mu.Unlock()
	equal(t, "notices", len(got), 2)
	equal(t, "arrived in the second", got[1].Arrived, 20)
	equal(t, "conversations in the second", len(got[1].Conversations), 20)
}

func TestWrite_GivesUpWhenItsContextEnds(t *testing.T) {
	h := newHouse(t)
	c := h.question()
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := h.Rows(ended, inbox.View{}, inbox.Place{}, 5)
	equal(t, "rows", errors.Is(err, context.Canceled), true)
	_, err = h.Do(ended, h.command(c, inbox.Claim{}), senior)
	if err != nil {
		equal(t, "do", errors.Is(err, context.Canceled), true)
	}
	h.act(c, inbox.AddNote{Text: "n"}, senior)
	h.sound()
}
