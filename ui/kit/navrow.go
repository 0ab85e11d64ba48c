package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"vigie/assets/icon"
)

// NavRow is a line of a navigation pane: a name and a count. Where the name is
// cut, the tooltip shows all of it.
type NavRow struct {
	hot
	name     string
	count    int
	most     int
	indent   int
	icon     icon.Name
	selected bool
	box      *canvas.Rectangle
	t, n     *canvas.Text
	im       *canvas.Image
	menu     func() []MenuEntry
}

// NewNavRow makes a line; a count of zero is not drawn.
func NewNavRow(name string, count int, act func()) *NavRow {
	r := &NavRow{name: name, count: count, box: NewRect(7), t: NewText(Body()), n: NewText(Face{13, Digits}), im: &canvas.Image{}}
	r.im.Resize(fyne.NewSquareSize(15))
	r.init(r, 7, act)
	return r
}

// Indent moves the name right by steps of 14 units, and gives the row back.
func (r *NavRow) Indent(steps int) *NavRow { r.indent = steps; return r }

// UpTo bounds the count that is written: beyond it stands "99+" for 99. It gives
// the row back.
func (r *NavRow) UpTo(most int) *NavRow { r.most = most; return r }

func (r *NavRow) countText() string {
	if r.most > 0 && r.count > r.most {
		return CountText(r.most) + "+"
	}
	return CountText(r.count)
}

// WithIcon sets an icon before the name, and gives the row back.
func (r *NavRow) WithIcon(name icon.Name) *NavRow { r.icon = name; return r }

// SetCount changes the count.
func (r *NavRow) SetCount(n int) {
	if r.count != n {
		r.count = n
		r.Refresh()
	}
}

// SetName changes the name.
func (r *NavRow) SetName(s string) {
	if r.name != s {
		r.name = s
		r.Refresh()
	}
}

// SetSelected marks the row as the one shown.
func (r *NavRow) SetSelected(on bool) {
	if r.selected != on {
		r.selected = on
		r.Refresh()
	}
}

// WithMenu has the other mouse button, and the menu key while the row has the
// keys, open a menu under it; it gives the row back.
func (r *NavRow) WithMenu(menu func() []MenuEntry) *NavRow { r.menu = menu; return r }

// TappedSecondary opens the menu of the row.
func (r *NavRow) TappedSecondary(*fyne.PointEvent) { r.openMenu() }

// TypedKey opens the menu by its key, and does what every button does.
func (r *NavRow) TypedKey(k *fyne.KeyEvent) {
	if r.menu != nil && k.Name == desktop.KeyMenu {
		r.openMenu()
		return
	}
	r.hot.TypedKey(k)
}

func (r *NavRow) openMenu() {
	if r.menu != nil {
		ShowMenu(r, r.menu())
	}
}

// Selected says whether the row is the one shown.
func (r *NavRow) Selected() bool { return r.selected }

// AccessibilityLabel is name and count.
func (r *NavRow) AccessibilityLabel() string { return r.name + " " + r.countText() }

// AccessibilityRole is a button.
func (r *NavRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws the line.
func (r *NavRow) CreateRenderer() fyne.WidgetRenderer {
	return Draw(r, Drawing{
		Objects: []fyne.CanvasObject{r.box, r.im, r.t, r.n, r.ring},
		Min:     func(*Look) fyne.Size { return fyne.NewSize(100, 28) },
		Paint:   r.paint, Arrange: r.arrange,
	})
}

func (r *NavRow) faces() (name, count Face) {
	if r.selected {
		return Strong(), Face{13, DigitsSemi}
	}
	return Body(), Face{13, Digits}
}

func (r *NavRow) paint(l *Look) {
	nf, cf := r.faces()
	SetFace(r.t, nf)
	SetFace(r.n, cf)
	role := Ink
	if r.Disabled() {
		role = Faint
	}
	r.box.Hidden = !r.selected && !r.hovered
	r.box.FillColor = Alpha(l.Color(Ink), 10)
	if r.selected {
		role = Accent
		l.Fill(r.box, AccentSoft)
	}
	l.Write(r.t, r.name, role)
	l.Write(r.n, r.countText(), Mute)
	if role == Ink {
		role = Mute
	}
	l.SetIcon(r.im, r.icon, role)
	r.paintRing(l)
}

func (r *NavRow) arrange(l *Look, s fyne.Size) {
	nf, cf := r.faces()
	Place(r.box, 0, 0, s.Width, s.Height)
	r.placeRing(2, 2, s.Width-4, s.Height-4)
	x := 8 + 14*float32(r.indent)
	if r.icon != "" {
		Place(r.im, x, whole((s.Height-15)/2), 15, 15)
		x += 22
	}
	room := s.Width - 8 - x
	if r.count > 0 {
		room -= l.Width(r.n.Text, cf) + 8
	}
	r.t.Text = l.Cut(r.name, nf, room)
	r.tip = ""
	if r.t.Text != r.name {
		r.tip = r.name
	}
	l.Line(r.t, x, 0, s.Height)
	l.LineRight(r.n, s.Width-8, 0, s.Height)
}
