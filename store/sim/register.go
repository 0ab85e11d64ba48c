package sim

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/anishathalye/porcupine"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// held is something that was asked about who has a conversation: by an order of
// a desk, by a page that shows it, or by what the server did of itself.
type held struct {
	conv     string
	by       team.MemberID
	what     string // claim, release, read, or set
	takeOver bool
	from, to team.MemberID // of set; of read, to is what was read
	outcome  string        // "" is done, or the key of the refusal
}

// dealing is one of them with its time. heard is zero as long as nobody was told.
type dealing struct {
	held
	asked, heard time.Time
}

// history is what happened to who has what, in one epoch of the server. Whoever
// looks from outside must be able to put it in one order, one after the other
// (linearizability, checked by porcupine): I10.
type history struct {
	sent    map[string]time.Time // when an order first left its desk
	orders  map[string]*dealing
	others  []dealing
	final   map[string]wire.State // what the server answered to each order
	reached map[string]int64      // the last number that it answered of each device
	started time.Time
}

func newHistory(now time.Time) *history {
	return &history{sent: map[string]time.Time{}, orders: map[string]*dealing{}, final: map[string]wire.State{}, reached: map[string]int64{}, started: now}
}

// leaves notes that orders leave their desk.
func (h *history) leaves(orders []wire.Order, now time.Time) {
	for _, o := range orders {
		if _, known := h.sent[o.ID]; !known {
			h.sent[o.ID] = now
		}
	}
}

// ruled notes what the server committed on an order.
func (h *history) ruled(id string, what held, now time.Time) {
	asked, known := h.sent[id]
	if !known {
		asked = now
	}
	h.orders[id] = &dealing{what, asked, time.Time{}}
}

// answered notes what the server answers to a device, and says when it answered
// otherwise before: an answer is final.
func (h *history) answered(dev string, answers []wire.Answer) (wrong string) {
	for _, a := range answers {
		before, known := h.final[a.ID]
		if known && (before == wire.Refused) != (a.State == wire.Refused) {
			wrong = fmt.Sprintf("the server answers %q to %s, and %q before", a.State, a.ID, before)
		}
		h.final[a.ID], h.reached[dev] = a.State, max(h.reached[dev], a.Seq)
	}
	return wrong
}

// told notes what a desk was told, and says when it is not what was ruled.
func (h *history) told(answers []wire.Answer, now time.Time) (wrong string) {
	for _, a := range answers {
		d := h.orders[a.ID]
		if d == nil {
			continue
		}
		key := ""
		if a.Fault != nil {
			key = a.Fault.Key
		}
		if a.State != wire.Already && key != d.outcome {
			wrong = fmt.Sprintf("%s is told %q of %s, not %q", d.by, key, a.ID, d.outcome)
		}
		if d.heard.IsZero() {
			d.heard = now
		}
	}
	return wrong
}

// read notes what a page shows of who has what; one of an epoch that is over
// says nothing of this one.
func (h *history) read(p page, current bool, asked, now time.Time) {
	for k, r := range p.puts {
		if c, ok := r.body.(inbox.Conversation); ok && current {
			h.others = append(h.others, dealing{held{conv: k.id, what: "read", to: c.Assignee}, asked, now})
		}
	}
}

// restored begins a new history: the server is as it was once.
func (h *history) restored(s *server) *history {
	fresh := newHistory(s.w.now)
	for _, k := range s.state.rows.named("conversation") {
		c := bodyOf[inbox.Conversation](liveView{s}, "conversation", k.id)
		if c.Assignee != "" {
			fresh.others = append(fresh.others, dealing{held{conv: k.id, what: "set", to: c.Assignee}, s.w.now, s.w.now})
		}
	}
	return fresh
}

// explained reports whether one order of all dealings explains what each was
// told, and names a conversation for which none does.
func (h *history) explained(end time.Time) (conv string, ok bool) {
	perConv := map[string][]porcupine.Operation{}
	add := func(d dealing, client int) {
		if d.heard.IsZero() {
			d.heard = end
		}
		asked := max(d.asked.Sub(h.started), 0)
		perConv[d.conv] = append(perConv[d.conv], porcupine.Operation{
			ClientId: client, Input: d.held, Call: int64(asked), Output: d.outcome, Return: int64(max(d.heard.Sub(h.started), asked)),
		})
	}
	for i, d := range h.others {
		add(d, i)
	}
	for _, d := range h.orders {
		add(*d, len(h.others))
	}
	for _, conv := range slices.Sorted(maps.Keys(perConv)) {
		if !porcupine.CheckOperations(assignee(), perConv[conv]) {
			return conv, false
		}
	}
	return "", true
}

// assignee is who has one conversation, as one sequence of dealings would have
// it.
func assignee() porcupine.Model {
	return porcupine.Model{
		Init: func() any { return team.MemberID("") },
		Step: func(state, input, output any) (bool, any) {
			return input.(held).after(state.(team.MemberID), output.(string))
		},
	}
}

// after gives who has the conversation next, and whether the outcome is right.
func (a held) after(holder team.MemberID, outcome string) (bool, team.MemberID) {
	others := holder != "" && holder != a.by
	switch {
	case a.what == "read":
		return a.to == holder, holder
	case a.what == "set":
		return a.from == holder, a.to
	case a.what == "release" && outcome == "":
		return holder != "", ""
	case outcome == "":
		return holder == "" || others && a.takeOver, a.by
	case outcome == "fault.conversation-taken":
		return others && !a.takeOver, holder
	case outcome == "fault.may-not-take-over":
		return others, holder
	case outcome == "fault.already-yours":
		return holder == a.by, holder
	case outcome == "fault.not-assigned":
		return holder == "", holder
	default: // refused for a reason that is not who has it
		return true, holder
	}
}
