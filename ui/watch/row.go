package watch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	domain "vigie/inbox/watch"
	"vigie/ui/kit"
)

// Measures of a row of the list.
const (
	rowMargin = 14
	rowHeight = 56
	barWidth  = 2
	barStep   = 3
	barHeight = 16
)

// face is what a row says.
type face struct {
	heading      string
	name, under  string
	right, below string
	unseen       string
	tone         kit.Tone
	curve        bool
	days         [domain.StandingDays]int
}

// row draws a heading, a watch with its curve, or a place with its state.
type row struct {
	widget.BaseWidget
	face                     face
	state                    kit.RowState
	line, fill               *canvas.Rectangle
	bars                     []*canvas.Rectangle
	head, name, under, right *canvas.Text
	below, unseen            *canvas.Text
}

func digits() kit.Face { return kit.Face{Size: 11, Weight: kit.Digits} }

func newRow() *row {
	r := &row{
		line: kit.NewRect(0), fill: kit.NewRect(7), head: kit.NewText(kit.Small()), name: kit.NewText(kit.Strong()), under: kit.NewText(kit.Body()),
		right: kit.NewText(digits()), below: kit.NewText(digits()), unseen: kit.NewText(kit.Face{Size: 10, Weight: kit.Semi}),
	}
	for range domain.StandingDays {
		r.bars = append(r.bars, kit.NewRect(0))
	}
	r.ExtendBaseWidget(r)
	return r
}

// MinSize is asked often, so it is not asked of the renderer.
func (r *row) MinSize() fyne.Size { return fyne.NewSize(220, rowHeight) }

func (r *row) set(f face, state kit.RowState) {
	if r.face == f && r.state == state {
		return
	}
	r.face, r.state = f, state
	l := kit.Current()
	r.paint(l)
	r.arrange(l, r.Size())
	canvas.Refresh(r)
}

// AccessibilityLabel is the text of the row.
func (r *row) AccessibilityLabel() string {
	return r.face.heading + r.face.name + " " + r.face.under + " " + r.face.right + " " + r.face.below
}

// CreateRenderer draws the row.
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{r.line, r.fill}
	for _, b := range r.bars {
		objs = append(objs, b)
	}
	return kit.Draw(r, kit.Drawing{
		Objects: append(objs, r.head, r.name, r.under, r.right, r.below, r.unseen), Paint: r.paint, Arrange: r.arrange,
		Min: func(*kit.Look) fyne.Size { return r.MinSize() },
	})
}

func (r *row) paint(l *kit.Look) {
	f := r.face
	l.Fill(r.line, kit.Line)
	l.Fill(r.fill, kit.BadgeFill)
	l.Write(r.head, f.heading, kit.Faint)
	l.Write(r.name, f.name, kit.Ink)
	l.Write(r.under, f.under, kit.Mute)
	role := kit.Faint
	if !f.curve {
		role = f.tone.Text()
	}
	l.Write(r.right, f.right, role)
	l.Write(r.below, f.below, kit.Mute)
	l.Write(r.unseen, f.unseen, kit.OnBadge)
	for _, b := range r.bars {
		l.Fill(b, kit.Accent)
	}
	r.fill.Hidden = f.unseen == ""
}

func (r *row) arrange(l *kit.Look, s fyne.Size) {
	if s.Width == 0 {
		return
	}
	kit.Place(r.line, 0, rowHeight-1, s.Width, 1)
	l.Line(r.head, rowMargin, 28, 18)
	right := s.Width - rowMargin
	l.LineRight(r.right, right, 10, 18)
	end := right - l.Width(r.face.right, digits()) - 8
	if r.face.unseen != "" {
		w := l.Width(r.face.unseen, kit.Face{Size: 10, Weight: kit.Semi}) + 10
		kit.Place(r.fill, end-w, 12, w, 14)
		l.LineRight(r.unseen, end-5, 10, 18)
		end -= w + 8
	}
	r.name.Text = l.Cut(r.face.name, kit.Strong(), end-rowMargin)
	l.Line(r.name, rowMargin, 10, 18)
	l.LineRight(r.below, right, 29, 18)
	under := right - l.Width(r.face.below, digits()) - 8
	if r.face.curve {
		under = right - domain.StandingDays*barStep - 10
	}
	r.under.Text = l.Cut(r.face.under, kit.Body(), under-rowMargin)
	l.Line(r.under, rowMargin, 29, 18)
	r.curve(right)
}

// curve places the bars of the days.
func (r *row) curve(right float32) {
	top := 1
	for _, n := range r.face.days {
		top = max(top, n)
	}
	for i, b := range r.bars {
		n := r.face.days[i]
		b.Hidden = !r.face.curve || n == 0
		h := max(1, float32(int(barHeight*float32(n)/float32(top))))
		kit.Place(b, right-float32(domain.StandingDays-i)*barStep+1, 46-h, barWidth, h)
	}
}
