package vm

import (
	"time"

	"vigie/crisis/curve"
)

// Curve is a curve of mentions as a screen draws it: All, Part (the negative
// ones), and the band of what is usual have a value a step.
type Curve struct {
	All, Part []float64
	Low, High []float64
	MarkAt    []float32
	MarkText  []string
	From, To  string
	Label     string // the whole of it in words
	Height    float32
}

// CurveHeading names a curve by its step: "Mentions per 10 min".
func (f Formats) CurveHeading(s curve.Series) string {
	return f.Texts.T("retex.curve-heading", map[string]any{"Step": f.Span(s.Step)})
}

// Curve makes a curve of what was counted.
func (f Formats) Curve(s curve.Series, height float32, now time.Time) Curve {
	c := Curve{Low: s.Low, High: s.High, Height: height, Label: f.CurveWords(s, now)}
	for i := range s.All {
		c.All, c.Part = append(c.All, float64(s.All[i])), append(c.Part, float64(s.Negative[i]))
	}
	end := s.From.Add(time.Duration(len(s.All)) * s.Step)
	c.From, c.To = f.Moment(s.From, now), f.Moment(end, now)
	whole := float32(end.Sub(s.From))
	for _, m := range s.Marks {
		c.MarkAt = append(c.MarkAt, float32(m.At.Sub(s.From))/max(1, whole))
		c.MarkText = append(c.MarkText, f.Texts.T("retex.mark-"+string(m.What), map[string]any{"Time": f.Clock(m.At)}))
	}
	return c
}

// CurveWords says in words what a curve shows, for who cannot see it.
func (f Formats) CurveWords(s curve.Series, now time.Time) string {
	all, negative := s.Total()
	at, most, angry := s.Peak()
	if all == 0 {
		return f.Texts.T("retex.curve-empty", nil)
	}
	words := f.Texts.T("retex.curve-words", map[string]any{
		"All": all, "Negative": negative, "Most": most, "Angry": angry, "At": f.Moment(at, now), "Step": f.Span(s.Step),
	})
	if i := int(at.Sub(s.From) / s.Step); i < len(s.High) {
		words += " " + f.Texts.T("retex.curve-usual", map[string]any{"Most": f.decimal(s.High[i])})
	}
	if s.Cut {
		words += " " + f.Texts.T("retex.curve-cut", nil)
	}
	return words
}
