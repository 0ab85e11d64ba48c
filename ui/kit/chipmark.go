package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"vigie/assets/icon"
)

// Heights of chips: in rows and headers, and in forms.
const (
	ChipHeight     = 21
	ChipFormHeight = 27
)

// ChipSpec is what a chip shows. Menu draws a caret after the text; Icon stands before it.
type ChipSpec struct {
	Text string
	Icon icon.Name
	Tone Tone
	Menu bool
}

// ChipMark is a chip as plain canvas objects, for rows that keep and re-fill
// them. It takes no events.
type ChipMark struct {
	box  *canvas.Rectangle
	text *canvas.Text
	icon *canvas.Image
	spec ChipSpec
	live bool // drawn as selected, whatever the tone
}

// NewChipMark makes a hidden chip.
func NewChipMark() *ChipMark {
	m := &ChipMark{box: NewFrame(pill(ChipHeight)), text: NewText(Small()), icon: &canvas.Image{}}
	m.Hide()
	return m
}

// Objects are what a row puts among its own.
func (m *ChipMark) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{m.box, m.text, m.icon}
}

// Hide takes the chip out of sight.
func (m *ChipMark) Hide() { m.box.Hidden, m.text.Hidden, m.icon.Hidden = true, true, true }

// empty reports whether there is nothing to draw.
func (s ChipSpec) empty() bool { return s.Text == "" && s.Icon == "" }

// Width is the room that a chip needs; an empty one needs none and is not drawn.
func (s ChipSpec) Width(l *Look) float32 {
	if s.empty() {
		return 0
	}
	w := 18 + l.Width(s.Text, Small())
	if s.Icon != "" {
		w += 14
		if s.Text == "" {
			w -= 3
		}
	}
	if s.Menu {
		w += 11
	}
	return whole(w)
}

// Set shows and paints the chip; Place then puts it somewhere.
func (m *ChipMark) Set(l *Look, s ChipSpec) {
	m.spec = s
	m.box.Hidden, m.text.Hidden = s.empty(), s.Text == ""
	tone, line := s.Tone, s.Tone.Soft()
	if m.live {
		tone, line = Brand, Accent
	} else if tone == Plain {
		line = Line
	}
	l.Frame(m.box, tone.Soft(), line)
	l.Write(m.text, s.Text, tone.Text())
	name := s.Icon
	if s.Menu && name == "" {
		name = icon.DownMark
	}
	size := float32(11)
	if name == icon.DownMark {
		size = 8
	}
	m.icon.Resize(fyne.NewSquareSize(size))
	l.SetIcon(m.icon, name, tone.Text())
}

// Place lays the chip at x, y, h high, and gives back its width.
func (m *ChipMark) Place(l *Look, x, y, h float32) float32 {
	w := m.spec.Width(l)
	m.box.CornerRadius = pill(h)
	Place(m.box, x, y, w, h)
	tx := x + 9
	if m.spec.Icon != "" {
		Place(m.icon, x+8, y+(h-11)/2, 11, 11)
		tx += 13
	} else if m.spec.Menu {
		Place(m.icon, x+w-17, y+whole((h-8)/2), 8, 8)
	}
	l.Line(m.text, tx, y, h)
	return w
}

// pill is the radius of a round end. It is whole: at half a unit the software
// painter leaves a nib at the ends.
func pill(h float32) float32 { return float32(int(h / 2)) }
