package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
)

// Empty fills a pane that has nothing to show: it says why, and what to do.
type Empty struct {
	widget.BaseWidget
	name  icon.Name
	tone  Tone
	disc  *canvas.Circle
	im    *canvas.Image
	title *Paragraph
	text  *Paragraph
	act   fyne.CanvasObject
}

// NewEmpty makes an empty state; act is a Button, or nil.
func NewEmpty(name icon.Name, title, text string, act fyne.CanvasObject) *Empty {
	e := &Empty{name: name, tone: Brand, disc: &canvas.Circle{}, im: &canvas.Image{}, act: act,
		title: NewParagraph(title, Title(), Ink).Centred(), text: NewParagraph(text, Body(), Mute).Centred()}
	e.im.Resize(fyne.NewSquareSize(22))
	e.ExtendBaseWidget(e)
	return e
}

// NewError makes an error state: what failed, what a person can do, and a button
// to try again (empty retryText means none).
func NewError(title, text, retryText string, retry func()) *Empty {
	var act fyne.CanvasObject
	if retryText != "" {
		act = NewButton(Secondary, retryText, retry).WithIcon(icon.Refresh)
	}
	e := NewEmpty(icon.Warning, title, text, act)
	e.tone = Alarm
	return e
}

// Set changes the words.
func (e *Empty) Set(title, text string) {
	e.title.Set(title, Ink)
	e.text.Set(text, Mute)
	e.Refresh()
}

// Focusable is the button, to be given the keys; nil where there is none.
func (e *Empty) Focusable() fyne.Focusable {
	f, _ := e.act.(fyne.Focusable)
	return f
}

// AccessibilityLabel is title and text.
func (e *Empty) AccessibilityLabel() string { return e.title.text + ". " + e.text.text }

// AccessibilityRole is a text.
func (e *Empty) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws all in the middle of the pane.
func (e *Empty) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{e.disc, e.im, e.title, e.text}
	if e.act != nil {
		objs = append(objs, e.act)
	}
	return Draw(e, Drawing{
		Objects: objs,
		Min:     func(*Look) fyne.Size { return fyne.NewSize(200, 120) },
		Paint: func(l *Look) {
			e.disc.FillColor = l.Color(e.tone.Soft())
			l.SetIcon(e.im, e.name, e.tone.Text())
		},
		Arrange: e.arrange,
	})
}

func (e *Empty) arrange(_ *Look, s fyne.Size) {
	w := min(s.Width-32, 380)
	x := whole((s.Width - w) / 2)
	th, xh := e.title.HeightFor(w), e.text.HeightFor(w)
	total := 48 + 14 + th + 4 + xh
	if e.act != nil {
		total += 16 + ButtonHeight
	}
	y := whole(max(8, (s.Height-total)*.42))
	Place(e.disc, whole(s.Width/2)-24, y, 48, 48)
	Place(e.im, whole(s.Width/2)-11, y+13, 22, 22)
	y += 62
	Place(e.title, x, y, w, th)
	Place(e.text, x, y+th+4, w, xh)
	if e.act != nil {
		m := e.act.MinSize()
		Place(e.act, whole((s.Width-m.Width)/2), y+th+4+xh+16, m.Width, m.Height)
	}
}
