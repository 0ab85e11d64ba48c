package alert

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// beside is a sentence with something to press at its right.
type beside struct {
	widget.BaseWidget
	text *kit.Paragraph
	act  *kit.LinkButton
}

func newBeside(text *kit.Paragraph, act *kit.LinkButton) *beside {
	b := &beside{text: text, act: act}
	b.ExtendBaseWidget(b)
	return b
}

// besideTop brings the first line of the sentence level with the act.
const (
	besideGap = 12
	besideTop = 3
)

// Held is what stands in it.
func (b *beside) Held() []fyne.CanvasObject { return []fyne.CanvasObject{b.text, b.act} }

// HeightFor is that of the sentence in the room that the act leaves.
func (b *beside) HeightFor(width float32) float32 {
	return max(b.act.MinSize().Height, besideTop+b.text.HeightFor(width-b.act.MinSize().Width-besideGap))
}

// CreateRenderer lays them side by side.
func (b *beside) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(b, kit.Drawing{
		Objects: []fyne.CanvasObject{b.text, b.act},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(200, b.act.MinSize().Height) },
		Paint:   func(*kit.Look) { b.text.Refresh(); b.act.Refresh() },
		Arrange: func(_ *kit.Look, s fyne.Size) {
			m := b.act.MinSize()
			kit.Place(b.text, 0, besideTop, s.Width-m.Width-besideGap, s.Height-besideTop)
			kit.Place(b.act, s.Width-m.Width, 0, m.Width, m.Height)
		},
	})
}
