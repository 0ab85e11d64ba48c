package kit

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Person is what an avatar shows. Initials and colour come from Name when they
// are not given; Mark is the letter of a network in the corner, on MarkColor.
type Person struct {
	Name, Initials string
	Color          uint32 // 0xRRGGBB; 0 takes a stable colour from Name
	Mark           string
	MarkColor      uint32
}

// AvatarMark is an avatar as plain canvas objects, for rows.
type AvatarMark struct {
	disc           *canvas.Circle
	ring, corner   *canvas.Rectangle
	initials, mark *canvas.Text
	back           Role
}

// NewAvatarMark makes an avatar that stands on a ground of the given role.
func NewAvatarMark(ground Role) *AvatarMark {
	return &AvatarMark{
		disc: &canvas.Circle{}, ring: NewRect(5), corner: NewRect(3), back: ground,
		initials: NewText(Face{12, Semi}), mark: NewText(Face{9, Bold}),
	}
}

// Objects are what a row puts among its own.
func (m *AvatarMark) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{m.disc, m.initials, m.ring, m.corner, m.mark}
}

// Set paints the avatar.
func (m *AvatarMark) Set(l *Look, p Person) {
	m.disc.FillColor = l.Palette().Person(p.Name)
	if p.Color != 0 {
		m.disc.FillColor = hex(p.Color)
	}
	m.initials.Text, m.initials.Color = p.Initials, hex(0xffffff)
	if p.Initials == "" {
		m.initials.Text = Initials(p.Name)
	}
	none := p.Mark == ""
	m.ring.Hidden, m.corner.Hidden, m.mark.Hidden = none, none, none
	l.Fill(m.ring, m.back)
	m.corner.FillColor = hex(p.MarkColor)
	m.mark.Text, m.mark.Color = p.Mark, hex(0xffffff)
}

// Place lays the avatar at x, y; size is the diameter.
func (m *AvatarMark) Place(l *Look, x, y, size float32) {
	Place(m.disc, x, y, size, size)
	m.initials.TextSize = 12
	if size < 26 {
		m.initials.TextSize = 10
	}
	l.LineCentre(m.initials, x, size, y, size)
	Place(m.ring, x+size-12, y+size-13, 16, 16)
	Place(m.corner, x+size-10, y+size-11, 12, 12)
	l.LineCentre(m.mark, x+size-10, 12, y+size-11, 12)
}

// Initials are the first letters of the first and the last word of a name.
func Initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '’' && r != '\'' })
	switch len(words) {
	case 0:
		return "?"
	case 1:
		r := []rune(words[0])
		return strings.ToUpper(string(r[:min(2, len(r))]))
	default:
		first, last := []rune(words[0]), []rune(words[len(words)-1])
		return strings.ToUpper(string(first[:1]) + string(last[:1]))
	}
}
