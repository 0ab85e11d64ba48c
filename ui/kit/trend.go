package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// TrendSpec is a curve of counts with a part of them, what is usual, and upright
// lines with a word. All, Part, Low and High have a value a step; the last two
// may be empty.
type TrendSpec struct {
	All, Part []float64
	Low, High []float64
	MarkAt    []float32 // 0 the left end, 1 the right
	MarkText  []string
	From, To  string // under the ends
	Label     string // read aloud: what the picture says
	Height    float32
}

// Trend draws such a curve: the part as an alarming area with its line, all as a
// quiet line above, the usual as a band.
type Trend struct {
	widget.BaseWidget
	spec       TrendSpec
	base       *canvas.Rectangle
	band, edge []*canvas.Rectangle // edge is its upper end, dashed
	area       []*canvas.Rectangle
	all, part  []*canvas.Line
	marks      []*canvas.Rectangle
	words      []*canvas.Text
	from, to   *canvas.Text
}

// trendColumns is how many columns make the area and the band.
const (
	trendColumns = 150
	trendHead    = 16 // for the words of the marks
)

// NewTrend makes a curve.
func NewTrend(s TrendSpec) *Trend {
	t := &Trend{spec: s, base: NewRect(0), from: NewText(Small()), to: NewText(Small())}
	for range trendColumns {
		t.area = append(t.area, NewRect(0))
		if len(s.High) > 0 {
			t.band, t.edge = append(t.band, NewRect(0)), append(t.edge, NewRect(0))
		}
	}
	for range max(0, len(s.All)-1) {
		t.all = append(t.all, &canvas.Line{StrokeWidth: 1})
		t.part = append(t.part, &canvas.Line{StrokeWidth: 2})
	}
	for range s.MarkAt {
		t.marks, t.words = append(t.marks, NewRect(0)), append(t.words, NewText(Small()))
	}
	t.ExtendBaseWidget(t)
	return t
}

// AccessibilityLabel says what the curve shows.
func (t *Trend) AccessibilityLabel() string { return t.spec.Label }

// AccessibilityRole is a text.
func (t *Trend) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws the curve.
func (t *Trend) CreateRenderer() fyne.WidgetRenderer {
	objs := append(objects(t.band), objects(t.area)...)
	objs = append(append(objs, objects(t.edge)...), t.base)
	objs = append(append(objs, objects(t.all)...), objects(t.part)...)
	objs = append(append(append(objs, objects(t.marks)...), objects(t.words)...), t.from, t.to)
	return Draw(t, Drawing{
		Objects: objs, Paint: t.paint, Arrange: t.arrange,
		Min: func(*Look) fyne.Size { return fyne.NewSize(160, t.spec.Height+trendHead+curveFoot) },
	})
}

func objects[T fyne.CanvasObject](list []T) []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, 0, len(list))
	for _, o := range list {
		out = append(out, o)
	}
	return out
}

func (t *Trend) paint(l *Look) {
	l.Fill(t.base, Line)
	for i := range t.band {
		l.Fill(t.band[i], Track)
		l.Fill(t.edge[i], Mute)
		t.edge[i].Hidden = i%3 == 2
	}
	for _, o := range t.area {
		l.Fill(o, RedSoft)
	}
	for i := range t.all {
		t.all[i].StrokeColor, t.part[i].StrokeColor = l.Color(Mute), l.Color(Red)
	}
	for i, text := range t.spec.MarkText {
		l.Fill(t.marks[i], Accent)
		l.Write(t.words[i], text, Accent)
	}
	l.Write(t.from, t.spec.From, Mute)
	l.Write(t.to, t.spec.To, Mute)
}

func (t *Trend) arrange(l *Look, s fyne.Size) {
	floor, top := s.Height-curveFoot, float32(trendHead)
	Place(t.base, 0, floor-1, s.Width, 1)
	rise := t.rise(floor - top - 2)
	column := s.Width / trendColumns
	for i, o := range t.area {
		x := whole(float32(i) * column)
		wide := max(1, whole(float32(i+1)*column)-x)
		at := (float32(i) + .5) / trendColumns
		h := rise(between(t.spec.Part, at))
		Place(o, x, floor-1-h, wide, h)
		if len(t.band) > 0 {
			low, high := rise(between(t.spec.Low, at)), rise(between(t.spec.High, at))
			Place(t.band[i], x, floor-1-high, wide, max(1, high-low))
			Place(t.edge[i], x, floor-1-high, wide, 1)
		}
	}
	step := s.Width / float32(max(1, len(t.spec.All)-1))
	for i := range t.all {
		x := float32(i) * step
		stroke(t.all[i], x, floor-1-rise(t.spec.All[i]), x+step, floor-1-rise(t.spec.All[i+1]))
		stroke(t.part[i], x, floor-1-rise(t.spec.Part[i]), x+step, floor-1-rise(t.spec.Part[i+1]))
	}
	t.arrangeMarks(l, s, floor)
	l.Line(t.from, 0, floor, curveFoot)
	l.LineRight(t.to, s.Width, floor, curveFoot)
}

// rise gives the height of a value.
func (t *Trend) rise(high float32) func(float64) float32 {
	top := 1.0
	for i, v := range t.spec.All {
		top = max(top, v, t.spec.Part[i])
	}
	for _, v := range t.spec.High {
		top = max(top, v)
	}
	return func(v float64) float32 { return whole(float32(v/top) * high) }
}

// arrangeMarks puts each word beside its line, at the left where the next line
// would cross it, and leaves out those that would lie upon one another: the line
// stays.
func (t *Trend) arrangeMarks(l *Look, s fyne.Size, floor float32) {
	free := float32(-1)
	line := func(i int) float32 { return min(s.Width-1, whole(t.spec.MarkAt[i]*s.Width)) }
	for i, text := range t.spec.MarkText {
		x := line(i)
		Place(t.marks[i], x, 2, 1, floor-3)
		wide := l.Width(text, Small())
		at := x + 4
		crossed := i+1 < len(t.spec.MarkAt) && line(i+1) > x && line(i+1) < at+wide
		if left := x - 4 - wide; at+wide > s.Width || crossed && left > free {
			at = max(0, left)
		}
		t.words[i].Hidden = at <= free
		if !t.words[i].Hidden {
			free = at + wide + 4
		}
		l.Line(t.words[i], at, 0, 14)
	}
}

func stroke(l *canvas.Line, x1, y1, x2, y2 float32) {
	l.Position1, l.Position2 = fyne.NewPos(x1, y1), fyne.NewPos(x2, y2)
}

// between is the value at a place of a row of values, 0 the first and 1 the last.
func between(values []float64, at float32) float64 {
	if len(values) == 0 {
		return 0
	}
	x := float64(at) * float64(len(values)-1)
	i := min(int(x), len(values)-1)
	j := min(i+1, len(values)-1)
	return values[i] + (values[j]-values[i])*(x-float64(i))
}
