package crisisroom

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/crisis/curve"
	"vigie/ui/place"
)

// Curver is what a desk may offer besides: what is said around a run.
type Curver interface {
	// CrisisCurve counts the mentions around a run: those of its alert's watch,
	// else of its conversations. It may take seconds. It is empty when nothing
	// ties the run to mentions.
	CrisisCurve(ctx context.Context, id crisis.RunID) (curve.Series, error)
}

const (
	curveEvery = time.Minute // how old the curve of a run that goes on may become
	curveHigh  = 110
)

// newCurve is the curve of the run in sight; nil where the desk has none.
func (s *Screen) newCurve() *place.Curve {
	desk, ok := s.desk.(Curver)
	if !ok {
		return nil
	}
	return &place.Curve{Host: s.host, Count: desk.CrisisCurve, Every: curveEvery, High: curveHigh, Drawn: func() {
		if s.visible && s.live() {
			s.drawSide()
		}
	}}
}

// curve shows what is said around the run, above the cell.
func (s *Screen) curve() []fyne.CanvasObject {
	if s.curved == nil || !s.live() {
		return nil
	}
	return s.curved.Of(s.room.Run, s.room.Live())
}
