package setup

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// page keeps its content in the middle of the window, no wider than it wants
// to be; a Scroll around it serves low windows.
type page struct {
	widget.BaseWidget
	content kit.Flowing
	width   float32
	// rise is the share of the free height that stays above.
	rise float32
}

// newPage makes a scrolling page with its content in the middle.
func newPage(width float32, content kit.Flowing) *kit.Scroll {
	p := &page{content: content, width: width, rise: .38}
	p.ExtendBaseWidget(p)
	return kit.NewScroll(p)
}

const pageMargin = 28

func (p *page) inner(width float32) float32 { return min(p.width, width-2*pageMargin) }

// HeightFor is the height of the content with its margins.
func (p *page) HeightFor(width float32) float32 {
	return p.content.HeightFor(p.inner(width)) + 2*pageMargin
}

// Held is the content.
func (p *page) Held() []fyne.CanvasObject { return []fyne.CanvasObject{p.content} }

// CreateRenderer places the content.
func (p *page) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(p, kit.Drawing{
		Objects: []fyne.CanvasObject{p.content},
		// A scroll gives its content no more than this height.
		Min:   func(*kit.Look) fyne.Size { return fyne.NewSize(320, p.HeightFor(max(320, p.Size().Width))) },
		Paint: func(*kit.Look) { p.content.Refresh() },
		Arrange: func(_ *kit.Look, s fyne.Size) {
			w := p.inner(s.Width)
			h := p.content.HeightFor(w)
			y := max(pageMargin, float32(int((s.Height-h)*p.rise)))
			kit.Place(p.content, float32(int((s.Width-w)/2)), y, w, h)
		},
	})
}
