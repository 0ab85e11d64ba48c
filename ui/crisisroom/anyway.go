package crisisroom

import (
	"slices"
	"time"

	"vigie/crisis"
	"vigie/inbox/fault"
	"vigie/ui/kit"
)

// childrenOpen is why a run is not ended: runs of its steps go on.
const childrenOpen = "crisis.children-open"

// refused tells why orders were not carried out; where runs of its steps go on,
// it asks whether the run is to end all the same.
func (s *Screen) refused(err error, done string, then func(), orders []crisis.Order) {
	last := len(orders) - 1
	if fault.Of(err).Key != childrenOpen || last < 0 {
		s.host.Fault(err)
		return
	}
	again := slices.Clone(orders[last:])
	if again[0].Act = anyway(again[0].Act); again[0].Act == nil {
		s.host.Fault(err)
		return
	}
	q := &question{s: s, key: string(s.run) + "/anyway", title: s.t("crisisact.anyway-title"), primary: s.t("crisisact.anyway"), danger: true, width: 520}
	q.before = append(q.before, kit.NewParagraph(s.host.Texts().Fault(err), kit.Body(), kit.Ink))
	q.act = func(answers) bool {
		s.giveThen(done, then, again...)
		return true
	}
	s.host.Scheduler().After(aMoment, q.open) // once the question that was answered is gone
}

// aMoment is after what is under way in the window.
const aMoment = 50 * time.Millisecond

// anyway is an act that ends a run, although others go on; nil is none.
func anyway(a crisis.Act) crisis.Act {
	switch a := a.(type) {
	case crisis.Close:
		a.Anyway = true
		return a
	case crisis.StandDown:
		a.Anyway = true
		return a
	case crisis.Complete:
		a.Anyway = true
		return a
	}
	return nil
}
