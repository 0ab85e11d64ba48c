package retex

import (
	"vigie/ui/place"
)

const curveHigh = 120

// newCurve is what was said around the run in sight, counted once for each state
// of it.
func (s *Screen) newCurve() *place.Curve {
	return &place.Curve{Host: s.host, Count: s.desk.CrisisCurve, High: curveHigh, Drawn: func() {
		if s.read && s.room.Run != nil {
			s.facts.Set(s.factsOf()...)
			s.page.Refresh()
			s.scroll.Refresh()
		}
	}}
}
