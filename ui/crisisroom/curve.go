package crisisroom

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/crisis/curve"
	"vigie/ui/kit"
)

// Curver is what a desk may offer besides: what is said around a run.
type Curver interface {
	// CrisisCurve counts the mentions around a run: those of its alert's watch,
	// else of its conversations. It may take seconds. It is empty when nothing
	// ties the run to mentions.
	CrisisCurve(ctx context.Context, id crisis.RunID) (curve.Series, error)
}

// curveEvery is how often the curve of a run that goes on is counted anew.
const curveEvery = time.Minute

const curveHigh = 110

// curving is the curve of the run in sight.
type curving struct {
	of      crisis.RunID
	seq     int64 // of the run when it was counted: the marks are its acts
	at      time.Time
	asked   bool
	series  curve.Series
	refused string // why there is none
}

// curve shows what is said around the run, above the cell.
func (s *Screen) curve() []fyne.CanvasObject {
	s.countCurve()
	c := s.curved
	if c.of != s.run || len(c.series.All) == 0 {
		if c.refused != "" && c.of == s.run {
			return []fyne.CanvasObject{kit.NewParagraph(c.refused, kit.Small(), kit.Mute)}
		}
		return nil
	}
	f, now := s.formats(), s.host.Now()
	words := f.CurveWords(c.series, now)
	if c.series.About != "" {
		words = c.series.About + " · " + words
	}
	return []fyne.CanvasObject{
		kit.NewHeading(f.CurveHeading(c.series)), kit.NewTrend(kit.TrendSpec(f.Curve(c.series, curveHigh, now))),
		kit.NewParagraph(words, kit.Small(), kit.Mute),
	}
}

// countCurve asks for the curve, off the UI goroutine, when another run is in
// sight, something was done in it, or the curve is old.
func (s *Screen) countCurve() {
	desk, ok := s.desk.(Curver)
	if !ok || !s.live() {
		return
	}
	c, now, run := &s.curved, s.host.Now(), s.room.Run
	fresh := c.of == run.ID && c.seq == run.Seq && (now.Sub(c.at) < curveEvery || !s.room.Live())
	if c.asked || fresh {
		return
	}
	if c.of != run.ID {
		*c = curving{}
	}
	c.of, c.seq, c.at, c.asked = run.ID, run.Seq, now, true
	id := run.ID
	s.host.Scheduler().Go(func(ctx context.Context) {
		series, err := desk.CrisisCurve(ctx, id)
		s.host.Scheduler().UI(func() { s.countedCurve(id, series, err) })
	})
}

func (s *Screen) countedCurve(id crisis.RunID, series curve.Series, err error) {
	c := &s.curved
	c.asked = false
	if c.of != id {
		return
	}
	c.series, c.refused = series, ""
	if err != nil {
		c.series, c.refused = curve.Series{}, s.host.Texts().Fault(err)
	}
	if s.visible && s.live() && s.run == id {
		s.drawSide()
	}
}
