package people

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// beside puts something wide to the right of something small, and something at
// the right end.
type beside struct {
	widget.BaseWidget
	small, wide fyne.CanvasObject
	end         *kit.Acts
}

func newBeside(small, wide fyne.CanvasObject, end ...fyne.CanvasObject) *beside {
	b := &beside{small: small, wide: wide, end: kit.NewActs(end...)}
	b.ExtendBaseWidget(b)
	return b
}

// Held are the acts at the end.
func (b *beside) Held() []fyne.CanvasObject { return []fyne.CanvasObject{b.end} }

// CreateRenderer lays them side by side.
func (b *beside) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(b, kit.Drawing{
		Objects: []fyne.CanvasObject{b.small, b.wide, b.end},
		Min: func(*kit.Look) fyne.Size {
			a, z := b.small.MinSize(), b.wide.MinSize()
			return fyne.NewSize(a.Width+160, max(a.Height, z.Height, kit.ButtonHeight))
		},
		Paint: func(*kit.Look) { b.small.Refresh(); b.wide.Refresh(); b.end.Refresh() },
		Arrange: func(_ *kit.Look, s fyne.Size) {
			a, z := b.small.MinSize(), b.wide.MinSize()
			middle := func(h float32) float32 { return float32(int((s.Height - h) / 2)) }
			kit.Place(b.small, 0, middle(a.Height), a.Width, a.Height)
			x, e := a.Width+12, b.end.Full()
			if a.Width == 0 {
				x = 0
			}
			kit.Place(b.end, s.Width-e, middle(kit.ButtonHeight), e, kit.ButtonHeight)
			kit.Place(b.wide, x, middle(z.Height), max(0, s.Width-x-e-12), z.Height)
		},
	})
}

// nothing takes no room.
func nothing() fyne.CanvasObject { return kit.NewChipRow() }

// twin lays two columns side by side, or one under the other where it is
// narrow.
type twin struct {
	widget.BaseWidget
	left, right *kit.Column
}

func newTwin(left, right *kit.Column) *twin {
	t := &twin{left: left, right: right}
	t.ExtendBaseWidget(t)
	return t
}

const (
	twinGap   = 14
	twinLeast = 640
)

func half(width float32) float32 { return float32(int((width - twinGap) / 2)) }

// HeightFor is the height at a width.
func (t *twin) HeightFor(width float32) float32 {
	if width < twinLeast {
		return t.left.HeightFor(width) + twinGap + t.right.HeightFor(width)
	}
	return max(t.left.HeightFor(half(width)), t.right.HeightFor(half(width)))
}

// Held are the columns.
func (t *twin) Held() []fyne.CanvasObject { return []fyne.CanvasObject{t.left, t.right} }

// CreateRenderer places the columns.
func (t *twin) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(t, kit.Drawing{
		Objects: []fyne.CanvasObject{t.left, t.right},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(240, t.HeightFor(max(240, t.Size().Width))) },
		Paint:   func(*kit.Look) { t.left.Refresh(); t.right.Refresh() },
		Arrange: func(_ *kit.Look, s fyne.Size) {
			if s.Width < twinLeast {
				h := t.left.HeightFor(s.Width)
				kit.Place(t.left, 0, 0, s.Width, h)
				kit.Place(t.right, 0, h+twinGap, s.Width, t.right.HeightFor(s.Width))
				return
			}
			w := half(s.Width)
			kit.Place(t.left, 0, 0, w, t.left.HeightFor(w))
			kit.Place(t.right, s.Width-w, 0, w, t.right.HeightFor(w))
		},
	})
}
