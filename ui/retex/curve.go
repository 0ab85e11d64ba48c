package retex

import (
	"context"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/crisis/curve"
	"vigie/ui/kit"
)

// curving is the curve of the run in sight. It is counted by itself, because
// that may take seconds, and once for each state of the run.
type curving struct {
	of      crisis.RunID
	seq     int64 // of the run when it was counted: the marks are its acts
	series  curve.Series
	refused string // why there is none
}

// curve shows what was said around the run, once that was counted.
func (s *Screen) curve() []fyne.CanvasObject {
	s.count()
	c, f, now := s.counted, s.formats(), s.host.Now()
	switch {
	case c.refused != "":
		return []fyne.CanvasObject{kit.NewParagraph(c.refused, kit.Small(), kit.Mute)}
	case len(c.series.All) == 0:
		return nil
	}
	return []fyne.CanvasObject{
		kit.NewHeading(f.CurveHeading(c.series)), kit.NewTrend(kit.TrendSpec(f.Curve(c.series, curveHigh, now))),
		kit.NewParagraph(f.CurveWords(c.series, now), kit.Small(), kit.Mute),
	}
}

// count asks for the curve, off the UI goroutine, when another run is in sight
// or something was done in it.
func (s *Screen) count() {
	run := s.room.Run
	if s.counted.of == run.ID && s.counted.seq == run.Seq {
		return
	}
	if s.counted.of != run.ID {
		s.counted = curving{of: run.ID}
	}
	s.counted.seq = run.Seq
	id, seq := run.ID, run.Seq
	s.host.Scheduler().Go(func(ctx context.Context) {
		series, err := s.desk.CrisisCurve(ctx, id)
		s.host.Scheduler().UI(func() { s.cameCurve(curving{of: id, seq: seq, series: series}, err) })
	})
}

func (s *Screen) cameCurve(c curving, err error) {
	if s.counted.of != c.of || s.counted.seq != c.seq {
		return // another was asked for meanwhile
	}
	if err != nil {
		c.series, c.refused = curve.Series{}, s.host.Texts().Fault(err)
	}
	s.counted = c
	if s.read && s.room.Run != nil && s.room.Run.ID == c.of {
		s.facts.Set(s.factsOf()...)
		s.page.Refresh()
		s.scroll.Refresh()
	}
}
