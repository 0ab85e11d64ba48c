package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Bar is one column of a small chart; Label is its tooltip and should say the figure.
type Bar struct {
	Value float64
	Tone  Tone
	Label string
}

// Bars is a small chart of columns.
type Bars struct {
	widget.BaseWidget
	bars   []Bar
	height float32
	objs   []fyne.CanvasObject
	base   *canvas.Rectangle
	at     int
}

// NewBars makes a chart of a height.
func NewBars(height float32, bars ...Bar) *Bars {
	b := &Bars{bars: bars, height: height, base: NewRect(0), at: -1}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes the figures.
func (b *Bars) Set(bars ...Bar) { b.bars = bars; b.Refresh() }

// CreateRenderer draws the columns.
func (b *Bars) CreateRenderer() fyne.WidgetRenderer { return &barsRenderer{b} }

type barsRenderer struct{ b *Bars }

func (r *barsRenderer) Destroy() {}
func (r *barsRenderer) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.b.base}, r.b.objs...)
}
func (r *barsRenderer) MinSize() fyne.Size { return fyne.NewSize(60, r.b.height) }

func (r *barsRenderer) Layout(s fyne.Size) {
	b, l := r.b, Current()
	for len(b.objs) < len(b.bars) {
		b.objs = append(b.objs, &canvas.Rectangle{TopLeftCornerRadius: 2, TopRightCornerRadius: 2})
	}
	b.objs = b.objs[:len(b.bars)]
	l.Fill(b.base, Line)
	Place(b.base, 0, s.Height-1, s.Width, 1)
	top := 0.0
	for _, one := range b.bars {
		top = max(top, one.Value)
	}
	step := b.step(s.Width)
	for i, one := range b.bars {
		rect := b.objs[i].(*canvas.Rectangle)
		role := one.Tone.Text()
		if one.Tone == Plain {
			role = Accent
		}
		rect.FillColor = l.Color(role)
		h := float32(0)
		if top > 0 && one.Value > 0 {
			h = max(2, whole(float32(one.Value/top)*(s.Height-3)))
		}
		Place(rect, whole(float32(i)*step), s.Height-1-h, max(1, whole(step*.7)), h)
	}
}

func (b *Bars) step(width float32) float32 { return min(20, width/float32(max(1, len(b.bars)))) }

func (r *barsRenderer) Refresh() {
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}

// MouseIn shows the label of the column under the pointer.
func (b *Bars) MouseIn(e *desktop.MouseEvent) { b.MouseMoved(e) }

// MouseMoved shows the label of the column under the pointer.
func (b *Bars) MouseMoved(e *desktop.MouseEvent) {
	at := int(e.Position.X / b.step(b.Size().Width))
	if at == b.at {
		return
	}
	b.at = at
	HideTip(b)
	if at >= 0 && at < len(b.bars) {
		ShowTip(b, b.bars[at].Label)
	}
}

// MouseOut hides the label.
func (b *Bars) MouseOut() { b.at = -1; HideTip(b) }
