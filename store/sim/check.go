package sim

import (
	"errors"
	"maps"
	"slices"
	"sort"
	"time"

	"vigie/inbox"
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

// settled reports that nothing more is to come.
func (w *world) settled() bool {
	if w.now.Before(noon().Add(lively + 3*time.Minute)) {
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
	if conv, ok := w.history.explained(w.now); !ok {
		w.found("I10: no order of one after the other explains who had %s", conv)
	}
	for _, id := range slices.Sorted(maps.Keys(w.acked)) {
		if a := w.acked[id]; !s.state.answered[id] && !w.old[id] && !w.goneForGood(id) {
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
		if diff := differ(d.copy.rows, d.fromNothing(), false); diff != "" {
			w.found("I15: %s has %s, as pulled from the first change", d.name, diff)
		}
		if k := d.copy.hidden(m); k != "" {
			w.found("I6: %s keeps %s", d.name, k)
		}
		if slices.ContainsFunc(d.entries, func(e entry) bool { return e.Standing == replica.Waiting }) {
			w.found("I12: %s has orders that nobody answers", d.name)
		}
	}
}

// fromNothing is a copy that was made by pulls alone, from the first change on,
// without a bootstrap.
func (d *desk) fromNothing() table {
	s, c := d.w.server, newCopy()
	for more := true; more; {
		p := s.page(s.state.devices[d.dev], s.state.everything, wire.Pull{Cursor: c.cursor, Limit: 1 + d.w.rnd.IntN(60)})
		c.takeGone(p.gone)
		c.takeAll(p.puts)
		c.cursor, more = p.to, p.more
	}
	return c.rows
}

// passed checks that no change lies before the cursor that is not in the copy.
// What changed again since is told by a later page, and so is, whole, what came
// into sight while the page was under way.
func (d *desk) passed(from, to int64) {
	s, m := d.w.server, d.who()
	if d.copy.epoch != s.state.epoch || d.copy.scopeEpoch != s.state.devices[d.dev].scopeEpoch {
		return
	}
	log := s.state.everything
	after := func(rev int64) []line {
		return log[sort.Search(len(log), func(i int) bool { return log[i].rev > rev }):]
	}
	cameIn := map[string]bool{}
	for _, l := range after(to) {
		if l.moved && !m.MaySee(l.before) {
			cameIn[l.key.id] = true
		}
	}
	for _, l := range after(from) {
		if l.rev > to {
			return
		}
		r, there := s.state.rows[l.key]
		if there && r.rev <= to && !cameIn[r.conv] && d.copy.said[l.key].rev != r.rev && m.MaySee(audience(liveView{s}, r.conv)) && d.w.plant != NoLock {
			d.w.found("I8: %s passes revision %d of %s %s without having it", d.name, r.rev, l.key.kind, l.key.id)
		}
	}
}

// trim drops orders that nobody needs any more.
func (d *desk) trim() {
	d.entries = slices.DeleteFunc(d.entries, func(e entry) bool { return e.Spent(d.now()) })
}

// blank takes the words out of orders on conversations that were erased.
func (d *desk) blank(p page) {
	if d.w.plant == NoBlank {
		return
	}
	convs := map[string]bool{}
	for k, op := range p.gone {
		if r, ok := d.copy.rows[k]; ok && op == wire.OpErase {
			convs[r.conv] = true
		}
	}
	for i, e := range d.entries {
		if convs[e.Order.Conversation] {
			e.Order.Args = []byte(wire.Erased)
			d.entries[i] = e
		}
	}
	for k, op := range p.gone {
		if k.kind == wire.Words && op == wire.OpErase {
			d.forsaken[k.id] = true
		}
	}
	d.forsake()
}

// forsake takes the words out of orders on conversations that were erased out of
// sight, once nobody needs them.
func (d *desk) forsake() {
	for i, e := range d.entries {
		if d.forsaken[e.Order.Conversation] && !e.Needed() {
			e.Order.Args = []byte(wire.Erased)
			d.entries[i] = e
		}
	}
}

// forget takes the words out of orders on conversations that were erased while
// the copy was away.
func (d *desk) forget() {
	for i, e := range d.entries {
		if c := bodyOf[inbox.Conversation](d.copy, "conversation", e.Order.Conversation); c.ID != "" && c.Erased() && d.w.plant != NoBlank {
			e.Order.Args = []byte(wire.Erased)
			d.entries[i] = e
		}
	}
}

// cleanse ends a chain of pages that had bytes removed: what is on the disk has
// none of them before the server is told.
func (d *desk) cleanse() {
	d.forget() // one that was erased while it was out of sight may have come
	if !d.erasing {
		return
	}
	d.erasing = false
	if d.older != nil {
		d.older = d.copy.clone()
	}
}

// erases reports a page that has the bytes of rows removed.
func (p page) erases() bool {
	return slices.Contains(slices.Collect(maps.Values(p.gone)), wire.OpErase)
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
	d.doubting = false
	if d.retelling {
		d.told, d.retelling = epoch, false
	}
	return false
}

// disowned deals with a push that failed: where another computer used our
// numbers, the server is first shown all that is kept.
func (d *desk) disowned(err error) (more bool, _ error) {
	var p *wire.Problem
	if !errors.As(err, &p) || p.Code != wire.CodeForked {
		return false, err
	}
	if from := replica.Doubted(d.entries, p.Want); from > 0 && !d.doubting {
		d.doubting = true
		d.machine.Regain(from)
		return true, nil
	}
	d.keep(replica.Unheard(d.entries, p.Want))
	return false, err
}
