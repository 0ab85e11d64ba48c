package desktest

import (
	"context"
	"time"

	"vigie/crisis"
	"vigie/crisis/curve"
)

// CrisisCurve is a rumour that rises and falls about the beginning of the run.
func (d *Desk) CrisisCurve(_ context.Context, id crisis.RunID) (curve.Series, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Crises.Counted++
	if d.Crises.Plans[id] == nil {
		return curve.Series{}, d.Fail["CrisisCurve"]
	}
	run := d.folded(id)
	begun, ended, out := run.Course()
	from, _, step := curve.Window(begun, ended, time.Time{}, Now())
	s := curve.Series{About: "X200", From: from, Step: step}
	for i, n := range []int{3, 2, 3, 4, 3, 5, 4, 9, 16, 31, 44, 58, 71, 66, 52, 40, 33, 24, 17, 12} {
		s.All, s.Negative = append(s.All, n), append(s.Negative, n*(3+i%4)/8)
		s.Low, s.High = append(s.Low, 1), append(s.High, 7)
	}
	return s.Acts(begun, ended, out), d.Fail["CrisisCurve"]
}
