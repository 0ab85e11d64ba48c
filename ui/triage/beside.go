package triage

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// beside puts something wide to the right of something small.
type beside struct {
	widget.BaseWidget
	small, wide fyne.CanvasObject
	gap         float32
}

func newBeside(small, wide fyne.CanvasObject, gap float32) *beside {
	b := &beside{small: small, wide: wide, gap: gap}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer lays the two side by side.
func (b *beside) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(b, kit.Drawing{
		Objects: []fyne.CanvasObject{b.small, b.wide},
		Min: func(*kit.Look) fyne.Size {
			a, z := b.small.MinSize(), b.wide.MinSize()
			return fyne.NewSize(a.Width+b.gap+z.Width, max(a.Height, z.Height))
		},
		Arrange: func(_ *kit.Look, s fyne.Size) {
			a, z := b.small.MinSize(), b.wide.MinSize()
			kit.Place(b.small, 0, float32(int((s.Height-a.Height)/2)), a.Width, a.Height)
			x := a.Width + b.gap
			kit.Place(b.wide, x, float32(int((s.Height-z.Height)/2)), max(0, s.Width-x), z.Height)
		},
	})
}

// wrap lays small objects in as many lines as they need.
type wrap struct {
	widget.BaseWidget
	objs []fyne.CanvasObject
	gap  float32
	wish float32 // the width that it asks for at most; then it breaks
}

// wishing sets how wide the line would like to be, and gives it back.
func (w *wrap) wishing(width float32) *wrap { w.wish = width; return w }

func newWrap(gap float32, objs ...fyne.CanvasObject) *wrap {
	w := &wrap{objs: objs, gap: gap}
	w.ExtendBaseWidget(w)
	return w
}

// HeightFor is the height of the lines at a width.
func (w *wrap) HeightFor(width float32) float32 {
	return w.walk(width, func(fyne.CanvasObject, float32, float32) {})
}

func (w *wrap) walk(width float32, put func(o fyne.CanvasObject, x, y float32)) float32 {
	x, y, h := float32(0), float32(0), float32(0)
	for _, o := range w.objs {
		m := o.MinSize()
		if x > 0 && x+m.Width > width {
			x, y, h = 0, y+h+w.gap, 0
		}
		put(o, x, y)
		x += m.Width + w.gap
		h = max(h, m.Height)
	}
	return y + h
}

// CreateRenderer lays the lines.
func (w *wrap) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(w, kit.Drawing{
		Objects: w.objs,
		Min: func(*kit.Look) fyne.Size {
			full := -w.gap
			for _, o := range w.objs {
				full += o.MinSize().Width + w.gap
			}
			least := min(max(60, full), max(60, w.wish))
			return fyne.NewSize(least, w.HeightFor(max(least, w.Size().Width)))
		},
		Arrange: func(_ *kit.Look, s fyne.Size) {
			w.walk(s.Width, func(o fyne.CanvasObject, x, y float32) {
				m := o.MinSize()
				kit.Place(o, x, y, min(m.Width, s.Width), m.Height)
			})
		},
	})
}

// measure keeps its content from growing wider than can be read well, and
// centres it.
type measure struct {
	widget.BaseWidget
	most    float32
	content kit.Flowing
}

func newMeasure(most float32, content kit.Flowing) *measure {
	m := &measure{most: most, content: content}
	m.ExtendBaseWidget(m)
	return m
}

// HeightFor is the content's height at a width.
func (m *measure) HeightFor(width float32) float32 { return m.content.HeightFor(min(width, m.most)) }

// CreateRenderer places the content.
func (m *measure) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(m, kit.Drawing{
		Objects: []fyne.CanvasObject{m.content},
		Min: func(*kit.Look) fyne.Size {
			return fyne.NewSize(m.content.MinSize().Width, m.HeightFor(max(m.content.MinSize().Width, m.Size().Width)))
		},
		Paint: func(*kit.Look) { m.content.Refresh() },
		Arrange: func(_ *kit.Look, s fyne.Size) {
			w := min(s.Width, m.most)
			kit.Place(m.content, float32(int((s.Width-w)/2)), 0, w, s.Height)
		},
	})
}
