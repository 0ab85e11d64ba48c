package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// pageWidth is how wide a page gets at most; wider lines are hard to follow.
const pageWidth = 1180

// spread keeps the room around a page.
type spread struct {
	widget.BaseWidget
	content kit.Flowing
}

func newSpread(o fyne.CanvasObject) *spread {
	f, ok := o.(kit.Flowing)
	if !ok {
		f = kit.NewColumn(0, o)
	}
	p := &spread{content: f}
	p.ExtendBaseWidget(p)
	return p
}

const (
	spreadX = 24
	spreadY = 18
)

func (p *spread) inner(width float32) float32 { return min(pageWidth, width-2*spreadX) }

// HeightFor is the height of the page with the room around.
func (p *spread) HeightFor(width float32) float32 {
	return p.content.HeightFor(p.inner(width)) + 2*spreadY
}

// Held is the page.
func (p *spread) Held() []fyne.CanvasObject { return []fyne.CanvasObject{p.content} }

// CreateRenderer places the page.
func (p *spread) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(p, kit.Drawing{
		Objects: []fyne.CanvasObject{p.content},
		// A scroll gives its content no more than this height.
		Min:   func(*kit.Look) fyne.Size { return fyne.NewSize(300, p.HeightFor(max(300, p.Size().Width))) },
		Paint: func(*kit.Look) { p.content.Refresh() },
		Arrange: func(_ *kit.Look, s fyne.Size) {
			w := p.inner(s.Width)
			kit.Place(p.content, spreadX, spreadY, w, p.content.HeightFor(w))
		},
	})
}

// header is the head of a page: what it is, one sentence, and its acts.
type header struct {
	widget.BaseWidget
	title *kit.Text
	text  *kit.Paragraph
	acts  *kit.Acts
}

func newHeader(title, text string, acts ...fyne.CanvasObject) *header {
	h := &header{
		title: kit.NewLine(title, kit.Face{Size: 16, Weight: kit.Bold}, kit.Ink),
		text:  kit.NewParagraph(text, kit.Body(), kit.Mute), acts: kit.NewActs(acts...),
	}
	h.ExtendBaseWidget(h)
	return h
}

func (h *header) textWidth(width float32) float32 {
	if w := h.acts.Full(); w > 0 {
		width -= w + 24
	}
	return max(160, width)
}

// HeightFor is the height at a width.
func (h *header) HeightFor(width float32) float32 {
	return 25 + h.text.HeightFor(h.textWidth(width)) + 2
}

// Held are the acts.
func (h *header) Held() []fyne.CanvasObject { return []fyne.CanvasObject{h.acts} }

// CreateRenderer draws the head.
func (h *header) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(h, kit.Drawing{
		Objects: []fyne.CanvasObject{h.title, h.text, h.acts},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(240, 45) },
		Paint:   func(*kit.Look) { h.title.Refresh(); h.text.Refresh(); h.acts.Refresh() },
		Arrange: func(_ *kit.Look, s fyne.Size) {
			w := h.textWidth(s.Width)
			kit.Place(h.title, 0, 0, w, 23)
			kit.Place(h.text, 0, 25, w, h.text.HeightFor(w))
			a := h.acts.Full()
			kit.Place(h.acts, s.Width-a, 6, a, kit.ButtonHeight)
		},
	})
}
