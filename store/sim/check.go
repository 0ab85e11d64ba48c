package sim

import (
	"slices"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store/replica"
	"vigie/store/wire"
)

type entry = replica.Entry

// released checks, when a reply goes out, that its writer had seen all that was
// said by then.
func (w *world) released(t *tx, o wire.Order, a inbox.Act) {
	if _, ok := a.(inbox.Reply); !ok {
		return
	}
	act := w.acked[o.ID]
	if act.blind || act.epoch != w.server.state.epoch {
		return
	}
	for _, said := range publicly(t, o.Conversation, act.desk.member) {
		if !slices.Contains(act.seen, said) {
			w.found("I11: reply %s was written on %v and leaves although %s was said", o.ID, act.seen, said)
		}
	}
}

// claimed notes a claim of the order in which the server took it.
func (w *world) claimed(t *tx, by team.MemberID, o wire.Order, err error) {
	a, derr := inbox.DecodeAct(o.Name, o.Args)
	claim, ok := a.(inbox.Claim)
	if derr != nil || !ok {
		return
	}
	c := bodyOf[inbox.Conversation](t, "conversation", o.Conversation)
	if err == nil && !claim.TakeOver && c.Assignee != by && c.Assignee != "" {
		w.found("I10: %s got %s without taking it over from %s", by, c.ID, c.Assignee)
	}
	if f := fault.Of(err); f != nil && f.Key == "fault.conversation-taken" && c.Assignee == "" {
		w.found("I10: %s was refused %s, which nobody had", by, c.ID)
	}
}

// settled reports that nothing more is to come.
func (w *world) settled() bool {
	if w.now.Before(time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC).Add(lively + 3*time.Minute)) {
		return false
	}
	for _, d := range w.desks {
		if !d.stands() || !d.ended && d.summed.IsZero() {
			return false
		}
	}
	return !w.server.busy && !w.server.unsent()
}

// end checks what must hold when all is quiet.
func (w *world) end() {
	s := w.server
	for _, d := range w.desks {
		if !d.stands() {
			phase, _ := d.machine.Phase()
			w.found("I13: %s is %s with %d waiting at %d of %d", d.name, phase, d.waiting(), d.copy.cursor, s.state.rev)
			return
		}
		w.endOf(d)
	}
	for id, a := range w.acked {
		if !s.state.answered[id] && !goneForGood(a.desk, id) {
			w.found("I1: %s of %s is lost", id, a.desk.name)
		}
	}
	for dev, seqs := range s.state.order {
		for i, n := range seqs {
			if n != int64(i)+1 {
				w.found("I3: %s ran in the order %v", dev, seqs)
			}
		}
	}
}

// endOf checks one desk.
func (w *world) endOf(d *desk) {
	phase, _ := d.machine.Phase()
	switch {
	case phase == replica.Revoked:
		if len(d.copy.rows)+len(d.copy.said) > 0 {
			w.found("I6: %s keeps rows after it was revoked", d.name)
		}
	case d.ended:
	default:
		m := d.who()
		if diff := differ(d.copy.rows, w.server.visible(m), false); diff != "" {
			w.found("I5: %s has %s", d.name, diff)
		}
		if k := d.copy.hidden(m); k != "" {
			w.found("I6: %s keeps %s", d.name, k)
		}
		if slices.ContainsFunc(d.entries, func(e entry) bool { return e.Standing == replica.Waiting }) {
			w.found("I12: %s has orders that nobody answers", d.name)
		}
	}
}

// trim drops orders that nobody needs any more.
func (d *desk) trim() {
	d.entries = slices.DeleteFunc(d.entries, func(e entry) bool { return e.Spent(d.now()) })
}

// blank takes the words out of orders on conversations that were erased.
func (d *desk) blank(p page) {
	convs := map[string]bool{}
	for k, op := range p.gone {
		if r, ok := d.copy.said[k]; ok && op == wire.OpErase {
			convs[r.conv] = true
		}
	}
	for i, e := range d.entries {
		if convs[e.Order.Conversation] {
			e.Order.Args = []byte(wire.Erased)
			d.entries[i] = e
		}
	}
}

// regained has what a restored server forgot sent again.
func (d *desk) regained(last int64) {
	from := replica.Retell(d.entries, last, d.told, d.copy.epoch)
	if d.retelling = d.told != d.copy.epoch; d.retelling && from == 0 {
		d.told, d.retelling = d.copy.epoch, false
	}
	d.machine.Regain(from)
}

// goOn has the telling of what the server wants go on after some answers.
func (d *desk) goOn(want int64, answers []wire.Answer, epoch string) (more bool) {
	if want == 0 {
		return false
	}
	if next := replica.After(d.entries, want, answers); next > 0 {
		d.machine.Regain(next)
		return true
	}
	if d.retelling {
		d.told, d.retelling = epoch, false
	}
	return false
}
