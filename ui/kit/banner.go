package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
)

// BannerAct is one thing that a person can do about a banner.
type BannerAct struct {
	Text string
	Do   func()
}

// Banner is a line over a pane that says something about all of it: offline,
// stale, frozen. Its tone is told by an icon as well as by its colour.
type Banner struct {
	widget.BaseWidget
	tone  Tone
	text  string
	box   *canvas.Rectangle
	under *canvas.Rectangle
	im    *canvas.Image
	lines *Paragraph
	acts  []*LinkButton
	close *IconButton
	width float32
}

// NewBanner makes a banner. Alarm is an error, Caution a warning, Good a
// success, Brand and Plain information.
func NewBanner(tone Tone, text string, acts ...BannerAct) *Banner {
	b := &Banner{tone: tone, text: text, box: NewRect(0), under: NewRect(0), im: &canvas.Image{}, lines: NewParagraph(text, Face{13, Medium}, Ink)}
	b.im.Resize(fyne.NewSquareSize(16))
	for _, a := range acts {
		b.acts = append(b.acts, NewLinkButton(a.Text, a.Do))
	}
	b.close = NewIconButton(icon.Close, "", nil)
	b.close.Hidden = true
	b.ExtendBaseWidget(b)
	return b
}

// Closable gives the banner a cross that hides it, and gives the banner back.
func (b *Banner) Closable(tip string, closed func()) *Banner {
	b.close.Hidden, b.close.tip = false, tip
	b.close.act = func() {
		b.Hide()
		if closed != nil {
			closed()
		}
	}
	return b
}

// Focusable is the first thing to press in it; nil where there is none.
func (b *Banner) Focusable() fyne.Focusable {
	switch {
	case len(b.acts) > 0:
		return b.acts[0]
	case !b.close.Hidden:
		return b.close
	}
	return nil
}

// Has reports whether something to press is part of it.
func (b *Banner) Has(o fyne.CanvasObject) bool {
	return o == fyne.CanvasObject(b.close) || slices.ContainsFunc(b.acts, func(a *LinkButton) bool { return o == fyne.CanvasObject(a) })
}

// Set changes tone and text.
func (b *Banner) Set(tone Tone, text string) {
	if b.tone != tone || b.text != text {
		b.tone, b.text, b.lines.text = tone, text, text
		b.lines.Refresh() // drawn anew by itself: the banner keeps its place
		b.Refresh()
	}
}

// AccessibilityLabel is the text.
func (b *Banner) AccessibilityLabel() string { return b.text }

// AccessibilityRole is a text.
func (b *Banner) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// HeightFor is the height at a width: the text wraps.
func (b *Banner) HeightFor(width float32) float32 {
	return max(18, b.lines.HeightFor(b.textWidth(width))) + 16
}

func (b *Banner) textWidth(width float32) float32 {
	for _, a := range b.acts {
		width -= a.MinSize().Width + 16
	}
	if !b.close.Hidden {
		width -= 34
	}
	return max(80, width-14-26-14)
}

// CreateRenderer draws icon, text, acts and cross.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{b.box, b.under, b.im, b.lines}
	for _, a := range b.acts {
		objs = append(objs, a)
	}
	return Draw(b, Drawing{
		Objects: append(objs, b.close),
		Min: func(*Look) fyne.Size {
			return fyne.NewSize(240, b.HeightFor(max(240, b.width)))
		},
		Paint: b.paint, Arrange: b.arrange,
	})
}

func (b *Banner) paint(l *Look) {
	name, role := icon.Info, b.tone.Text()
	switch b.tone {
	case Alarm:
		name = icon.Error
	case Caution:
		name = icon.Warning
	case Good:
		name = icon.Check
	case Plain, Brand, Special:
	}
	if b.tone == Plain {
		role = Ink
	}
	l.Fill(b.box, b.tone.Soft())
	l.Fill(b.under, Line)
	l.SetIcon(b.im, name, role)
	b.lines.Set(b.text, role)
}

func (b *Banner) arrange(_ *Look, s fyne.Size) {
	b.width = s.Width
	Place(b.box, 0, 0, s.Width, s.Height)
	Place(b.under, 0, s.Height-1, s.Width, 1)
	Place(b.im, 14, 9, 16, 16)
	tw := b.textWidth(s.Width)
	Place(b.lines, 40, 8, tw, b.lines.HeightFor(tw))
	right := s.Width - 14
	if !b.close.Hidden {
		Place(b.close, right-24, 5, 24, 24)
		right -= 34
	}
	for i := len(b.acts) - 1; i >= 0; i-- {
		w := b.acts[i].MinSize().Width
		Place(b.acts[i], right-w, 6, w, 22)
		right -= w + 16
	}
}
