package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Flowing is an object whose height depends on its width. Column and Scroll ask it.
type Flowing interface {
	fyne.CanvasObject
	HeightFor(width float32) float32
}

// Paragraph is a text of one face that wraps. For what people wrote use a Card
// or a Body, whose text can be selected.
type Paragraph struct {
	widget.BaseWidget
	text    string
	face    Face
	role    Role
	centred bool
	width   float32
}

// NewParagraph makes a wrapping text.
func NewParagraph(text string, face Face, role Role) *Paragraph {
	p := &Paragraph{text: text, face: face, role: role}
	p.ExtendBaseWidget(p)
	return p
}

// Centred places the lines in the middle, and gives the paragraph back.
func (p *Paragraph) Centred() *Paragraph { p.centred = true; return p }

// Set changes words and role.
func (p *Paragraph) Set(s string, role Role) {
	if p.text != s || p.role != role {
		p.text, p.role = s, role
		p.Refresh()
	}
}

// Text is the text.
func (p *Paragraph) Text() string { return p.text }

// AccessibilityLabel is the text.
func (p *Paragraph) AccessibilityLabel() string { return p.text }

// AccessibilityRole is a text.
func (p *Paragraph) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// lineHeight is 18 for body text.
func (p *Paragraph) lineHeight() float32 { return whole(p.face.Size*leading - .01) }

// HeightFor is the height of the lines at a width.
func (p *Paragraph) HeightFor(width float32) float32 {
	if p.text == "" {
		return 0
	}
	return float32(len(Current().Wrap(p.text, p.face, width, 0))) * p.lineHeight()
}

// CreateRenderer draws the lines.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer { return &paragraphRenderer{p: p} }

type paragraphRenderer struct {
	p    *Paragraph
	objs []fyne.CanvasObject
}

func (r *paragraphRenderer) Destroy()                     {}
func (r *paragraphRenderer) Objects() []fyne.CanvasObject { return r.objs }

func (r *paragraphRenderer) MinSize() fyne.Size {
	w := r.p.width
	if w == 0 {
		w = 200
	}
	return fyne.NewSize(60, r.p.HeightFor(w))
}

func (r *paragraphRenderer) Layout(s fyne.Size) {
	p, l := r.p, Current()
	p.width = s.Width
	var lines []string
	if p.text != "" {
		lines = l.Wrap(p.text, p.face, s.Width, 0)
	}
	for len(r.objs) < len(lines) {
		r.objs = append(r.objs, NewText(p.face))
	}
	r.objs = r.objs[:len(lines)]
	for i, s2 := range lines {
		t := r.objs[i].(*canvas.Text)
		l.Write(t, s2, p.role)
		y := float32(i) * p.lineHeight()
		if p.centred {
			l.LineCentre(t, 0, s.Width, y, p.lineHeight())
		} else {
			l.Line(t, 0, y, p.lineHeight())
		}
	}
}

func (r *paragraphRenderer) Refresh() {
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}
