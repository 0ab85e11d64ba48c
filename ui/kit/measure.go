package kit

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// cacheLimit is how many texts are remembered before a cache starts anew.
const cacheLimit = 50_000

type widthKey struct {
	text string
	face Face
}

type metric struct{ height, ascent float32 }

// Width is how wide s is drawn, in units. It is measured once.
func (l *Look) Width(s string, f Face) float32 {
	if s == "" {
		return 0
	}
	k := widthKey{s, f}
	if w, ok := l.widths[k]; ok {
		return w
	}
	w := measure(s, f)
	if len(l.widths) > cacheLimit {
		clear(l.widths)
	}
	l.widths[k] = w
	return w
}

func measure(s string, f Face) float32 {
	style, source := f.Weight.style()
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, f.Size, style, source)
	return size.Width
}

func (l *Look) metric(f Face) metric {
	m, ok := l.metrics[f]
	if !ok {
		style, source := f.Weight.style()
		size, ascent := fyne.CurrentApp().Driver().RenderedTextSize("x", f.Size, style, source)
		m = metric{size.Height, ascent}
		l.metrics[f] = m
	}
	return m
}

// NewText makes a canvas text of one face. Its colour is set by Ink or by Put.
func NewText(f Face) *canvas.Text {
	t := &canvas.Text{Color: color.Transparent}
	SetFace(t, f)
	return t
}

// SetFace changes size and weight of a canvas text.
func SetFace(t *canvas.Text, f Face) {
	t.TextSize = f.Size
	t.TextStyle, t.FontSource = f.Weight.style()
}

func faceOf(t *canvas.Text) Face {
	f := Face{Size: t.TextSize, Weight: Regular}
	switch {
	case t.FontSource != nil:
		for w, res := range fonts() {
			if res == t.FontSource {
				f.Weight = Weight(w)
			}
		}
	case t.TextStyle.Bold:
		f.Weight = Semi
	}
	return f
}

// Line places text at x in a line box that starts at y and is h high.
//
// Fyne draws the baseline at ceil(ascent) below a rounded top, so text sits up
// to a pixel low, differently for each size. Line works from the wanted
// baseline backwards, in device pixels. The width of a left-aligned text does
// not matter.
func (l *Look) Line(t *canvas.Text, x, y, h float32) {
	m := l.metric(faceOf(t))
	base := l.snap(y+(h-m.height)/2+m.ascent, math.Round)
	Place(t, l.snap(x, math.Round), base-l.snap(m.ascent, math.Ceil), 1, m.height)
}

// LineRight places text so that it ends at right.
func (l *Look) LineRight(t *canvas.Text, right, y, h float32) {
	l.Line(t, right-l.Width(t.Text, faceOf(t)), y, h)
}

// LineCentre places text in the middle of the box that starts at x and is w wide.
func (l *Look) LineCentre(t *canvas.Text, x, w, y, h float32) {
	l.Line(t, x+(w-l.Width(t.Text, faceOf(t)))/2, y, h)
}

func (l *Look) snap(v float32, f func(float64) float64) float32 {
	return float32(f(float64(v*l.scale))) / l.scale
}
