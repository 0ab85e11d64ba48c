package alert

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
	"vigie/ui/vm"
)

// Measures of a row of the list.
const (
	rowMargin  = 14
	rowHeight  = 76
	headHeight = 34
	rowColumns = 96
	sparkHigh  = 18
)

// line is one line of the list: a heading, an alert or a watch.
type line struct {
	AlertLine
	heading string
	count   int
}

// rows is what the kit's list shows.
type rows struct{ s *Screen }

// Len counts the lines.
func (r rows) Len() int { return len(r.s.lines) }

// CreateRow makes a row to be filled.
func (r rows) CreateRow() fyne.CanvasObject { return newRow() }

// Key is a line's alert or watch.
func (r rows) Key(i int) string { return r.s.lines[i].Key }

// Index is where an alert or watch is; -1 when it is not there.
func (r rows) Index(key string) int {
	if key == "" {
		return -1
	}
	return slices.IndexFunc(r.s.lines, func(l line) bool { return l.Key == key })
}

// UpdateRow fills a row.
func (r rows) UpdateRow(i int, o fyne.CanvasObject, _ kit.RowState) { o.(*row).set(r.s.lines[i]) }

// row draws a heading, or a name with two lines and a small curve.
type row struct {
	widget.BaseWidget
	line                     line
	rule, dash               *canvas.Rectangle
	columns                  []*canvas.Rectangle
	head, name, right, under *canvas.Text
}

func newRow() *row {
	r := &row{
		rule: kit.NewRect(0), dash: kit.NewRect(0), head: kit.NewText(kit.Small()), name: kit.NewText(kit.Strong()),
		right: kit.NewText(kit.Face{Size: 12, Weight: kit.Digits}), under: kit.NewText(kit.Small()),
	}
	for range rowColumns {
		r.columns = append(r.columns, kit.NewRect(0))
	}
	r.ExtendBaseWidget(r)
	return r
}

// MinSize is asked often, so it is not asked of the renderer.
func (r *row) MinSize() fyne.Size { return fyne.NewSize(220, rowHeight) }

func (r *row) set(l line) {
	r.line = l
	look := kit.Current()
	r.paint(look)
	r.arrange(look, r.Size())
	canvas.Refresh(r)
}

// AccessibilityLabel is the text of the row.
func (r *row) AccessibilityLabel() string {
	return r.line.heading + r.line.Name + " " + r.line.Right + " " + r.line.Under
}

// CreateRenderer draws the row.
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{r.rule, r.dash}
	for _, c := range r.columns {
		objs = append(objs, c)
	}
	return kit.Draw(r, kit.Drawing{
		Objects: append(objs, r.head, r.name, r.right, r.under), Paint: r.paint, Arrange: r.arrange,
		Min: func(*kit.Look) fyne.Size { return r.MinSize() },
	})
}

func (r *row) paint(l *kit.Look) {
	head := r.line.heading
	if r.line.count > 0 {
		head += "  " + kit.CountText(r.line.count)
	}
	l.Fill(r.rule, kit.Line)
	l.Fill(r.dash, kit.Mute)
	l.Write(r.head, head, kit.Faint)
	l.Write(r.name, r.line.Name, kit.Ink)
	l.Write(r.under, r.line.Under, kit.Mute)
	role := toneOf(r.line.Tone).Text()
	l.Write(r.right, r.line.Right, role)
	for _, c := range r.columns {
		l.Fill(c, kit.Accent)
	}
}

// toneOf is a mood as the kit has it.
func toneOf(m vm.Mood) kit.Tone {
	switch m {
	case vm.MoodAlarm:
		return kit.Alarm
	case vm.MoodHeed:
		return kit.Caution
	case vm.MoodGood:
		return kit.Good
	default:
		return kit.Plain
	}
}

func (r *row) arrange(l *kit.Look, s fyne.Size) {
	if s.Width == 0 {
		return
	}
	kit.Place(r.rule, 0, s.Height-1, s.Width, 1)
	l.Line(r.head, rowMargin, 10, 18)
	right := s.Width - rowMargin
	l.LineRight(r.right, right, 9, 18)
	end := right - l.Width(r.line.Right, kit.Face{Size: 12, Weight: kit.Digits}) - 8
	r.name.Text = l.Cut(r.line.Name, kit.Strong(), end-rowMargin)
	l.Line(r.name, rowMargin, 9, 18)
	r.under.Text = l.Cut(r.line.Under, kit.Small(), right-rowMargin)
	l.Line(r.under, rowMargin, 28, 16)
	r.spark(l, right)
}

// spark draws the last sums beside the threshold.
func (r *row) spark(l *kit.Look, right float32) {
	values := r.line.Curve
	top := r.line.Threshold * 1.2
	for _, v := range values {
		top = max(top, v)
	}
	shown := len(values) > 0 && top > 0
	floor, width := float32(rowHeight-8), right-rowMargin
	r.dash.Hidden = !shown || r.line.Threshold <= 0
	if top > 0 {
		kit.Place(r.dash, rowMargin, floor-float32(r.line.Threshold/top)*sparkHigh, width, 1)
	}
	n := min(len(values), rowColumns)
	for i, c := range r.columns {
		c.Hidden = !shown || i >= n
		if c.Hidden {
			continue
		}
		v := 0.0
		for j := i * len(values) / n; j < (i+1)*len(values)/n; j++ {
			v = max(v, values[j])
		}
		if role := kit.Accent; r.line.Threshold > 0 && v >= r.line.Threshold {
			role = kit.Red
			l.Fill(c, role)
		}
		h := float32(v/top) * sparkHigh
		step := width / float32(n)
		kit.Place(c, rowMargin+float32(i)*step, floor-h, max(1, step-1), h)
		c.Hidden = h < .5
	}
}
