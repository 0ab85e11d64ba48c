package place

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/crisis/curve"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// Curve is what is said around the run in sight. It is counted off the UI
// goroutine, as that may take seconds: when another run comes into sight, when
// something was done in it, and when it is older than Every. It belongs to the UI
// goroutine.
type Curve struct {
	Host Host
	// Count counts what is said around a run. It may take seconds.
	Count func(ctx context.Context, id crisis.RunID) (curve.Series, error)
	// Every is how old it may become while a run goes on; zero is any age.
	Every time.Duration
	High  float32 // of what is drawn, in units
	// Drawn is called when there is another curve to draw.
	Drawn func()

	of      crisis.RunID
	seq     int64 // of the run when it was counted: the marks are its acts
	at      time.Time
	turn    int // of the newest counting
	asked   bool
	series  curve.Series
	refused string // why there is none
}

// Of shows what is said around a run, as far as it is counted, and has it counted
// when that is due. It is empty where nothing ties the run to mentions.
func (c *Curve) Of(r *crisis.Run, goesOn bool) []fyne.CanvasObject {
	if c.due(r, goesOn) {
		c.ask(r)
	}
	f, now := vm.NewFormats(c.Host.Texts(), nil), c.Host.Now()
	switch {
	case c.refused != "":
		again := kit.NewLinkButton(c.Host.Texts().T("shell.try-again", nil), func() { c.ask(r) })
		return []fyne.CanvasObject{kit.NewParagraph(c.refused, kit.Small(), kit.Mute), kit.NewActs().Left(again)}
	case len(c.series.All) == 0:
		return nil
	}
	words := f.CurveWords(c.series, now)
	if c.series.About != "" {
		words = c.series.About + " · " + words
	}
	return []fyne.CanvasObject{
		kit.NewHeading(f.CurveHeading(c.series)), kit.NewTrend(kit.TrendSpec(f.Curve(c.series, c.High, now))),
		kit.NewParagraph(words, kit.Small(), kit.Mute),
	}
}

func (c *Curve) due(r *crisis.Run, goesOn bool) bool {
	if c.of != r.ID {
		return true
	}
	old := c.Every > 0 && goesOn && c.Host.Now().Sub(c.at) >= c.Every
	return !c.asked && (c.seq != r.Seq || old)
}

// ask counts. What comes for a run that is out of sight by then is dropped.
func (c *Curve) ask(r *crisis.Run) {
	if c.of != r.ID {
		c.series, c.refused = curve.Series{}, ""
	}
	c.turn++
	c.of, c.seq, c.at, c.asked = r.ID, r.Seq, c.Host.Now(), true
	id, turn := r.ID, c.turn
	c.Host.Scheduler().Go(func(ctx context.Context) {
		series, err := c.Count(ctx, id)
		c.Host.Scheduler().UI(func() { c.came(turn, series, err) })
	})
}

func (c *Curve) came(turn int, series curve.Series, err error) {
	if turn != c.turn {
		return
	}
	c.asked = false
	c.series, c.refused = series, ""
	if err != nil {
		c.series, c.refused = curve.Series{}, c.Host.Texts().Fault(err)
	}
	c.Drawn()
}
