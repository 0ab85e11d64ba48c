package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"vigie/assets/icon"
)

const optionHeight = 28

// optionRow is one line of a menu or a list of options.
type optionRow struct {
	clickable
	text, note, key string
	icon            icon.Name
	role            Role
	current, ticked bool
	rule            bool
	enter           func()
	box, line       *canvas.Rectangle
	t, n            *canvas.Text
	im, tick        *canvas.Image
	cap             *KeyCap
}

func newOptionRow(act func()) *optionRow {
	r := &optionRow{box: NewRect(6), line: NewRect(0), t: NewText(Body()), n: NewText(Body()), im: &canvas.Image{}, tick: &canvas.Image{}, cap: NewKeyCap(""), role: Ink}
	r.im.Resize(fyne.NewSquareSize(15))
	r.tick.Resize(fyne.NewSquareSize(13))
	r.init(r, 6, act)
	return r
}

// MouseIn makes the row the current one.
func (r *optionRow) MouseIn(e *desktop.MouseEvent) {
	r.clickable.MouseIn(e)
	if r.enter != nil {
		r.enter()
	}
}

// CreateRenderer draws the row.
func (r *optionRow) CreateRenderer() fyne.WidgetRenderer {
	return Draw(r, Drawing{
		Objects: []fyne.CanvasObject{r.line, r.box, r.im, r.t, r.n, r.tick, r.cap},
		Min:     r.least, Paint: r.paint, Arrange: r.arrange,
	})
}

func (r *optionRow) least(l *Look) fyne.Size {
	w := 20 + l.Width(r.text, Body())
	if r.note != "" {
		w += 8 + l.Width(r.note, Body())
	}
	if r.icon != "" {
		w += 22
	}
	if r.key != "" {
		w += 14 + r.cap.MinSize().Width
	}
	h := float32(optionHeight)
	if r.rule {
		h += 9
	}
	return fyne.NewSize(whole(w)+20, h)
}

func (r *optionRow) paint(l *Look) {
	role, quiet := r.role, Mute
	if r.Disabled() {
		role, quiet = Faint, Faint
	}
	r.box.Hidden = !r.current
	l.Fill(r.box, Selected)
	l.Fill(r.line, Line)
	r.line.Hidden = !r.rule
	l.Write(r.t, r.text, role)
	l.Write(r.n, r.note, quiet)
	if role == Ink {
		role = Mute
	}
	l.SetIcon(r.im, r.icon, role)
	l.SetIcon(r.tick, icon.Check, Accent)
	r.tick.Hidden = !r.ticked
	r.cap.Hidden = r.key == ""
	r.cap.Set(r.key)
}

func (r *optionRow) arrange(l *Look, s fyne.Size) {
	y, h := float32(0), s.Height
	if r.rule {
		Place(r.line, 6, 4, s.Width-12, 1)
		y, h = 9, h-9
	}
	Place(r.box, 0, y, s.Width, h)
	x, right := float32(10), s.Width-10
	if r.icon != "" {
		Place(r.im, x, y+whole((h-15)/2), 15, 15)
		x += 22
	}
	if r.ticked {
		Place(r.tick, right-13, y+whole((h-13)/2), 13, 13)
		right -= 18
	}
	if r.key != "" {
		w := r.cap.MinSize().Width
		Place(r.cap, right-w, y+5, w, 18)
		right -= w + 8
	}
	r.t.Text = l.Cut(r.text, Body(), right-x)
	l.Line(r.t, x, y, h)
	x += l.Width(r.t.Text, Body()) + 8
	r.n.Text = ""
	if right-x > 30 {
		r.n.Text = l.Cut(r.note, Body(), right-x)
	}
	l.Line(r.n, x, y, h)
}
