package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"vigie/assets/icon"
)

// moreHeight is the height of a MoreLine.
const moreHeight = 28

// MoreLine is the line under banners that names those which are not shown whole.
// A click, Space or Return runs its act, which shows or puts away what it names.
type MoreLine struct {
	hot
	tone       Tone
	text, acts string
	open       bool
	box, under *canvas.Rectangle
	mark       *canvas.Image
	t, right   *canvas.Text
}

// NewMoreLine makes a line that runs act.
func NewMoreLine(act func()) *MoreLine {
	m := &MoreLine{box: NewRect(0), under: NewRect(0), mark: &canvas.Image{}, t: NewText(Face{13, Medium}), right: NewText(Face{13, Medium})}
	m.mark.Resize(fyne.NewSquareSize(12))
	m.init(m, 0, act)
	return m
}

// Set says what is named, in the tone of the gravest of it, and what the act does,
// with its key; open is whether all of it is in sight.
func (m *MoreLine) Set(tone Tone, text, acts string, open bool) {
	if m.tone != tone || m.text != text || m.acts != acts || m.open != open {
		m.tone, m.text, m.acts, m.open = tone, text, acts, open
		m.Refresh()
	}
}

// AccessibilityLabel is what is named, and what the act does.
func (m *MoreLine) AccessibilityLabel() string { return m.text + " " + m.acts }

// AccessibilityRole is a button.
func (m *MoreLine) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws mark, text and act in one line.
func (m *MoreLine) CreateRenderer() fyne.WidgetRenderer {
	return Draw(m, Drawing{
		Objects: []fyne.CanvasObject{m.box, m.under, m.mark, m.t, m.right, m.ring},
		Min:     func(*Look) fyne.Size { return fyne.NewSize(240, moreHeight) },
		Paint:   m.paint, Arrange: m.arrange,
	})
}

func (m *MoreLine) paint(l *Look) {
	role, name := m.tone.Text(), icon.RightMark
	if m.tone == Plain {
		role = Ink
	}
	if m.open {
		name = icon.DownMark
	}
	l.Fill(m.box, m.tone.Soft())
	l.Fill(m.under, Line)
	l.SetIcon(m.mark, name, role)
	l.Write(m.t, m.t.Text, role)
	act := Accent
	if m.hovered {
		act = Ink
	}
	l.Write(m.right, m.acts, act)
	m.paintRing(l)
}

// arrange cuts the text, never the act; the ring stands inside, as the line goes
// from edge to edge.
func (m *MoreLine) arrange(l *Look, s fyne.Size) {
	face := Face{13, Medium}
	Place(m.box, 0, 0, s.Width, s.Height)
	Place(m.under, 0, s.Height-1, s.Width, 1)
	Place(m.mark, 16, 8, 12, 12)
	l.LineRight(m.right, s.Width-14, 0, s.Height-1)
	m.t.Text = l.Cut(m.text, face, s.Width-40-14-l.Width(m.acts, face)-16)
	l.Line(m.t, 40, 0, s.Height-1)
	m.placeRing(4, 4, s.Width-8, s.Height-9)
	m.tip = ""
	if m.t.Text != m.text {
		m.tip = m.text
	}
}
