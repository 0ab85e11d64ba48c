package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// CurveSpec is a line of values with a threshold: From and To are the words
// under its ends, Mark those at the threshold.
type CurveSpec struct {
	Values         []float64
	Threshold      float64
	From, To, Mark string
	Label          string // read aloud
	Height         float32
}

// Curve is a chart of many values as an area, with the threshold as a dashed
// line; what lies above it is drawn in the colour of an alarm.
type Curve struct {
	widget.BaseWidget
	spec           CurveSpec
	base           *canvas.Rectangle
	columns        []fyne.CanvasObject
	dashes         []fyne.CanvasObject
	from, to, mark *canvas.Text
}

// mostColumns bounds what is drawn; several values share a column then, the
// largest counts.
const (
	mostColumns = 280
	mostDashes  = 60
	curveFoot   = 16
)

// NewCurve makes a chart.
func NewCurve(s CurveSpec) *Curve {
	c := &Curve{spec: s, base: NewRect(0), from: NewText(Small()), to: NewText(Small()), mark: NewText(Small())}
	for range min(len(s.Values), mostColumns) {
		c.columns = append(c.columns, NewRect(0))
	}
	for range mostDashes {
		c.dashes = append(c.dashes, NewRect(0))
	}
	c.ExtendBaseWidget(c)
	return c
}

// AccessibilityLabel says what the chart shows.
func (c *Curve) AccessibilityLabel() string { return c.spec.Label }

// AccessibilityRole is a text.
func (c *Curve) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws the chart.
func (c *Curve) CreateRenderer() fyne.WidgetRenderer {
	objs := append([]fyne.CanvasObject{c.base}, c.columns...)
	objs = append(append(objs, c.dashes...), c.from, c.to, c.mark)
	return Draw(c, Drawing{
		Objects: objs, Paint: c.paint, Arrange: c.arrange,
		Min: func(*Look) fyne.Size { return fyne.NewSize(160, c.spec.Height+c.foot()) },
	})
}

func (c *Curve) foot() float32 {
	if c.spec.From == "" && c.spec.To == "" {
		return 0
	}
	return curveFoot
}

// value is the largest of the values of a column.
func (c *Curve) value(i int) float64 {
	n, v := len(c.spec.Values), 0.0
	for j := i * n / len(c.columns); j < (i+1)*n/len(c.columns); j++ {
		v = max(v, c.spec.Values[j])
	}
	return v
}

func (c *Curve) paint(l *Look) {
	l.Fill(c.base, Line)
	for i, o := range c.columns {
		role := Accent
		if c.spec.Threshold > 0 && c.value(i) >= c.spec.Threshold {
			role = Red
		}
		l.Fill(o.(*canvas.Rectangle), role)
	}
	for _, o := range c.dashes {
		l.Fill(o.(*canvas.Rectangle), Mute)
	}
	l.Write(c.from, c.spec.From, Faint)
	l.Write(c.to, c.spec.To, Faint)
	l.Write(c.mark, c.spec.Mark, Mute)
}

func (c *Curve) arrange(l *Look, s fyne.Size) {
	floor := s.Height - c.foot()
	Place(c.base, 0, floor-1, s.Width, 1)
	top := c.spec.Threshold * 1.25
	for _, v := range c.spec.Values {
		top = max(top, v)
	}
	rise := func(v float64) float32 {
		if top <= 0 {
			return 0
		}
		return whole(float32(v/top) * (floor - 2))
	}
	step := s.Width / float32(max(1, len(c.columns)))
	for i, o := range c.columns {
		h := rise(c.value(i))
		o.(*canvas.Rectangle).Hidden = h <= 0
		x := whole(float32(i) * step)
		Place(o, x, floor-1-h, max(1, whole(float32(i+1)*step)-x), h)
	}
	y := floor - 1 - rise(c.spec.Threshold)
	for i, o := range c.dashes {
		gap := s.Width / mostDashes
		o.(*canvas.Rectangle).Hidden = c.spec.Threshold <= 0
		Place(o, float32(i)*gap, y, gap*.55, 1)
	}
	if c.foot() > 0 {
		l.Line(c.from, 0, floor, curveFoot)
		l.LineRight(c.to, s.Width, floor, curveFoot)
	}
	l.Line(c.mark, 0, max(0, y-15), 14) // the past is on the left: what crosses the line is mostly now
}
