package triage

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// legBar tells, over the conversation, which handover binds somebody now, how
// long already, and what this member can do about it.
type legBar struct {
	widget.BaseWidget
	screen *Screen
	face   vm.LegFace
	text   *kit.Flow
	words  *kit.Paragraph
	acts   *kit.Acts
	column *kit.Column
	sheet  *kit.Sheet
	accept *kit.Button
	no     *kit.Button
	back   *kit.Button
	give   *kit.Button
}

func newLegBar(s *Screen) *legBar {
	b := &legBar{screen: s, text: kit.NewFlow(13), words: kit.NewParagraph("", kit.Body(), kit.Mute)}
	b.accept = kit.NewButton(kit.Primary, s.t("handover.accept"), func() { s.triage.Act(inbox.Accept{Handover: b.face.ID}) })
	b.no = kit.NewButton(kit.Secondary, s.t("handover.decline"), func() { s.decline(b.face.ID) })
	b.back = kit.NewButton(kit.Secondary, s.t("handover.withdraw"), func() { s.triage.Act(inbox.Withdraw{Handover: b.face.ID}) })
	b.give = kit.NewButton(kit.Secondary, s.t("handover.return"), func() { s.giveBack(b.face.ID) })
	b.acts = kit.NewActs(b.back, b.give, b.no, b.accept)
	b.column = kit.NewColumn(6, b.text, b.words, b.acts)
	b.sheet = kit.NewSheet(kit.VioletSoft, b.column).Pad(16, 10).Lines(false, true)
	b.ExtendBaseWidget(b)
	b.Hide()
	return b
}

func (b *legBar) show(t vm.Timeline, now time.Time) {
	face, ok := t.Leg(now)
	show(b, ok)
	if !ok {
		return
	}
	b.face = face
	spans := flowSpans(face.Text, kit.Ink)
	if face.Loop {
		spans = append(spans, kit.Span{Text: " " + b.screen.t("handover.loop"), Weight: kit.Semi, Role: kit.Red})
	}
	b.text.Set(spans...)
	b.words.Set(face.Words, kit.Mute)
	show(b.words, face.Words != "")
	show(b.accept, face.Accept)
	show(b.no, face.Accept)
	show(b.back, face.Withdraw)
	show(b.give, face.Return)
	show(b.acts, face.Accept || face.Withdraw || face.Return)
	b.Refresh()
}

// flowSpans are a line in two weights.
func flowSpans(spans []vm.Span, role kit.Role) []kit.Span {
	var out []kit.Span
	for _, s := range spans {
		w := kit.Regular
		if s.Strong {
			w = kit.Semi
		}
		out = append(out, kit.Span{Text: s.Text, Weight: w, Role: role})
	}
	return out
}

// HeightFor is the height at a width.
func (b *legBar) HeightFor(width float32) float32 { return b.sheet.HeightFor(width) }

// CreateRenderer draws the bar.
func (b *legBar) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(b, kit.Drawing{
		Objects: []fyne.CanvasObject{b.sheet},
		Min:     func(*kit.Look) fyne.Size { return b.sheet.MinSize() },
		Arrange: func(_ *kit.Look, s fyne.Size) { kit.Place(b.sheet, 0, 0, s.Width, s.Height) },
		Paint:   func(*kit.Look) { b.sheet.Refresh() },
	})
}
