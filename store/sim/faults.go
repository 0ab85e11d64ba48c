package sim

import (
	"maps"
	"slices"
	"time"

	"vigie/inbox/team"
	"vigie/store/replica"
	"vigie/store/together"
)

// Fault names something that goes wrong.
type Fault string

// The faults. A run has a random part of them (swarm testing: faults that are
// always together hide each other).
const (
	Drop        Fault = "drop"
	Duplicate   Fault = "duplicate"
	Reorder     Fault = "reorder"
	Delay       Fault = "delay"
	LostAnswer  Fault = "answer lost after commit"
	PokeLost    Fault = "poke lost"
	Partition   Fault = "partition"
	Busy        Fault = "server wants time"
	TokenOver   Fault = "token over"
	NodeRestart Fault = "node restart"
	SlowCommit  Fault = "slow commit"
	Crash       Fault = "desktop killed"
	PowerLoss   Fault = "desktop loses power"
	Clock       Fault = "clock a day off"
	CopyDeleted Fault = "copy deleted"
	CopyDamaged Fault = "copy damaged"
	OutboxClone Fault = "outbox on a second machine"
	Restore     Fault = "backup restored"
	Revoke      Fault = "token revoked"
	SightLost   Fault = "sight taken"
	Moved       Fault = "conversation moved out of sight"
	Erasure     Fault = "erasure"
	FloorPassed Fault = "log floor passed"
	AnswersGone Fault = "answers dropped with age"
	OrdersGone  Fault = "answered orders dropped with age"
	// What goes wrong where pushes share a commit.
	Crowd          Fault = "crowd at the turn"
	HangUp         Fault = "a client hangs up"
	Breaks         Fault = "transaction breaks"
	OutcomeUnknown Fault = "outcome of the commit unknown"
)

// Faults lists them all.
func Faults() []Fault {
	return []Fault{
		Drop, Duplicate, Reorder, Delay, LostAnswer, PokeLost, Partition, Busy, TokenOver, NodeRestart, SlowCommit, Crash, PowerLoss, Clock,
		CopyDeleted, CopyDamaged, OutboxClone, Restore, Revoke, SightLost, Moved, Erasure, FloorPassed, AnswersGone,
		OrdersGone, Crowd, HangUp, Breaks, OutcomeUnknown,
	}
}

// swarm chooses the faults of the run.
func (w *world) swarm() {
	share := 10 + w.rnd.IntN(60)
	for _, f := range Faults() {
		if w.chance(share) {
			w.faults[f] = true
			w.report.Faults = append(w.report.Faults, f)
		}
	}
}

// hit reports whether a fault strikes just now.
func (w *world) hit(f Fault, percent int) bool {
	return w.faults[f] && !w.calm && w.chance(percent)
}

// strike does one fault that happens at a moment.
func (w *world) strike() {
	s, d := w.server, one(w, w.desks)
	f := one(w, Faults())
	if w.faults[f] {
		w.tell("%s strikes, perhaps at %s", f, d.name)
	}
	switch {
	case !w.faults[f]:
	case f == Partition:
		d.cut = true
		w.in(w.between(time.Second, 8*time.Minute), func() { d.cut = false })
	case f == NodeRestart:
		w.restart(w.rnd.IntN(2))
	case f == Crash:
		d.crash()
	case f == Clock:
		d.skew = one(w, []time.Duration{-24 * time.Hour, 24 * time.Hour, -time.Hour, 0})
	case f == CopyDeleted:
		d.crash()
		d.copy, d.older = newCopy(), nil
	case f == CopyDamaged:
		w.damage(d)
	case f == OutboxClone:
		w.cloneOutbox(d)
	case f == OrdersGone:
		d.age()
	case f == Restore:
		s.restore()
	case f == Erasure:
		s.erase(one(w, s.conversations()))
	default:
		w.strikeHouse(f, d)
	}
}

// strikeHouse does what a coordinator does.
func (w *world) strikeHouse(f Fault, d *desk) {
	s := w.server
	switch f {
	case Revoke:
		if w.chance(20) {
			dev := s.state.devices[d.dev]
			dev.revoked = true
			s.state.devices[d.dev] = dev
		}
	case SightLost:
		s.resight(d.member)
	case Moved:
		s.move(one(w, s.conversations()))
	case FloorPassed:
		s.state.floor = s.state.rev
		s.state.log = nil
	case AnswersGone:
		s.forget()
	}
}

// restart ends a node with all that it was doing.
func (w *world) restart(node int) {
	s := w.server
	if !s.up[node] {
		return
	}
	s.up[node] = false
	s.life[node]++
	s.waiting[node] = together.Line[*pushing]{}
	if s.busy && s.holder == node { // the database takes back what a dead node began
		s.release()
	}
	w.in(w.between(time.Second, time.Minute), func() { s.up[node] = true })
}

// damage loses a row of a copy behind the program's back.
func (w *world) damage(d *desk) {
	if keys := d.copy.rows.sorted(); len(keys) > 0 {
		d.damaged = true
		delete(d.copy.rows, one(w, keys))
	}
}

// cloneOutbox copies a desktop with its number to another computer.
func (w *world) cloneOutbox(d *desk) {
	if len(w.desks) >= 6 {
		return
	}
	second := &desk{
		w: w, name: d.name + "'", dev: d.dev, member: d.member, entries: slices.Clone(d.entries), lastSeq: d.lastSeq, told: d.told,
		copy: d.copy.clone(), whole: d.whole, offset: d.offset, damaged: d.damaged, forsaken: maps.Clone(d.forsaken),
	}
	w.desks = append(w.desks, second)
	second.start()
}

// age drops the oldest of the orders that were taken, as a week does. A server
// that is restored from before them gets them from nobody.
func (d *desk) age() {
	for range d.w.rnd.IntN(4) {
		i := slices.IndexFunc(d.entries, func(e replica.Entry) bool { return e.Standing == replica.Taken })
		if i < 0 {
			return
		}
		d.w.old[d.entries[i].Order.ID] = true
		d.entries = slices.Delete(d.entries, i, i+1)
	}
}

// becomeCalm ends the faults and heals what they left.
func (w *world) becomeCalm() {
	w.calm = true
	w.server.skew = 0
	w.server.up = [2]bool{true, true}
	for _, d := range w.desks {
		d.older = nil
		d.cut, d.skew, d.summed = false, 0, time.Time{} // all copies are compared once more
		if !d.running {
			d.start()
		}
	}
}

// moveTo gives the department that a conversation is not in.
func moveTo(now team.DepartmentID) team.DepartmentID {
	if now == press {
		return support
	}
	return press
}

// stands reports whether a desk is where its server is.
func (d *desk) stands() bool {
	phase, _ := d.machine.Phase()
	if d.ended {
		return true
	}
	return phase == replica.Synced && d.waiting() == 0 && d.copy.ready && d.copy.cursor == d.w.server.state.rev && !d.busy && d.machine.Want() == 0
}
