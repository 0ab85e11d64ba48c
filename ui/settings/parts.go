package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
	"vigie/ui/kit"
)

// marked is a mark and a sentence.
type marked struct {
	widget.BaseWidget
	mark *kit.Icon
	text *kit.Paragraph
}

func newMarked(name icon.Name, role kit.Role, words string) *marked {
	ink := kit.Ink
	if role == kit.Faint {
		ink = kit.Mute
	}
	m := &marked{mark: kit.NewIcon(name, 15, role), text: kit.NewParagraph(words, kit.Body(), ink)}
	m.ExtendBaseWidget(m)
	return m
}

// HeightFor is the height at a width.
func (m *marked) HeightFor(width float32) float32 { return max(18, m.text.HeightFor(width-32)) + 6 }

// CreateRenderer draws mark and sentence.
func (m *marked) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(m, kit.Drawing{
		Objects: []fyne.CanvasObject{m.mark, m.text},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(160, 24) },
		Paint:   func(*kit.Look) { m.mark.Refresh(); m.text.Refresh() },
		Arrange: func(_ *kit.Look, s fyne.Size) {
			kit.Place(m.mark, 8, 4, 15, 15)
			kit.Place(m.text, 32, 3, s.Width-32, m.text.HeightFor(s.Width-32))
		},
	})
}

// hollow gives an empty state the height of a table.
type hollow struct {
	widget.BaseWidget
	content fyne.CanvasObject
}

func newHollow(o fyne.CanvasObject) *hollow {
	h := &hollow{content: o}
	h.ExtendBaseWidget(h)
	return h
}

// HeightFor is the same at every width.
func (h *hollow) HeightFor(float32) float32 { return 360 }

// CreateRenderer shows the empty state.
func (h *hollow) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(h, kit.Drawing{
		Objects: []fyne.CanvasObject{h.content},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(200, 360) },
		Paint:   func(*kit.Look) { h.content.Refresh() },
		Arrange: func(_ *kit.Look, s fyne.Size) { kit.Place(h.content, 0, 0, s.Width, s.Height) },
	})
}

// confirmation is a question before an act that cannot be taken back.
type confirmation struct {
	title, text, act string
	danger           bool
	do               func()
}

func (s *Screen) confirm(c confirmation) {
	kind := kit.Primary
	if c.danger {
		kind = kit.Danger
	}
	kit.NewDialog(kit.DialogSpec{
		Title: c.title, Width: 480, Body: kit.NewParagraph(c.text, kit.Body(), kit.Ink),
		Primary: c.act, PrimaryKind: kind, Cancel: s.t("settings.cancel"),
		Act: func() bool { c.do(); return true },
	}).Open(s.host.Canvas())
}

// short keeps a field from running across the whole page.
type short struct {
	widget.BaseWidget
	field fyne.CanvasObject
}

// shortWidth is enough for a length of time in words.
const shortWidth = 280

func newShort(o fyne.CanvasObject) *short {
	s := &short{field: o}
	s.ExtendBaseWidget(s)
	return s
}

// Held is the field.
func (s *short) Held() []fyne.CanvasObject { return []fyne.CanvasObject{s.field} }

// CreateRenderer places the field at the left.
func (s *short) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(s, kit.Drawing{
		Objects: []fyne.CanvasObject{s.field},
		Min:     func(*kit.Look) fyne.Size { return s.field.MinSize() },
		Paint:   func(*kit.Look) { s.field.Refresh() },
		Arrange: func(_ *kit.Look, z fyne.Size) { kit.Place(s.field, 0, 0, min(shortWidth, z.Width), z.Height) },
	})
}
