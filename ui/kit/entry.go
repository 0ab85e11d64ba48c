package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
)

// Entry is a text field in our frame, with an error line under it. Tab leaves
// it, also when it has several lines.
type Entry struct {
	widget.BaseWidget
	// OnChanged hears each change that a person makes, and SetText.
	OnChanged func(string)
	// OnSubmitted hears Return in an entry of one line.
	OnSubmitted func(string)
	// OnKey is asked first for each bare key, such as Escape, Up or Return; it
	// says whether it used the key.
	OnKey func(*fyne.KeyEvent) bool
	// TakesTab has Tab come to OnKey instead of leaving the entry.
	TakesTab bool
	// OnFocus hears that the focus came or went.
	OnFocus func(bool)
	// Commands is the command table: it is asked for shortcuts such as Ctrl+K
	// before the entry is. Without it the Root's hook is asked.
	Commands func(fyne.Shortcut) bool

	field          *field
	bare           *container.ThemeOverride
	frame          *canvas.Rectangle
	message        *canvas.Text
	lead           *canvas.Image
	reveal         *IconButton
	leadIcon       icon.Name
	label, problem string
	fill           Role
	rows, most     int
	grown          func()
	padX           float32
	focused        bool
}

// NewEntry makes an entry of one line.
func NewEntry(placeholder string) *Entry { return newEntry(placeholder, 1) }

// NewMultiEntry makes an entry that shows rows lines and wraps at words.
func NewMultiEntry(placeholder string, rows int) *Entry { return newEntry(placeholder, max(2, rows)) }

// NewPasswordEntry makes an entry that hides what is typed, with a button to show it.
func NewPasswordEntry(placeholder, showTip string) *Entry {
	e := newEntry(placeholder, 1)
	e.field.Password = true
	e.reveal = NewIconButton(icon.Eye, showTip, nil)
	e.reveal.act = func() {
		e.field.Password = !e.field.Password
		e.reveal.SetOn(!e.field.Password)
		e.field.Refresh()
	}
	return e
}

func newEntry(placeholder string, rows int) *Entry {
	e := &Entry{frame: NewFrame(8), message: NewText(Small()), lead: &canvas.Image{}, fill: Panel, rows: rows, padX: 11}
	e.lead.Resize(fyne.NewSquareSize(15))
	f := &field{of: e}
	f.PlaceHolder, f.MultiLine = placeholder, rows > 1
	f.Wrapping = fyne.TextWrap(fyne.TextTruncateClip)
	if rows > 1 {
		f.Wrapping = fyne.TextWrapWord
		f.SetMinRowsVisible(rows)
	}
	f.OnChanged = func(s string) {
		e.grow()
		if e.OnChanged != nil {
			e.OnChanged(s)
		}
	}
	f.OnSubmitted = func(s string) {
		if e.OnSubmitted != nil {
			e.OnSubmitted(s)
		}
	}
	f.ExtendBaseWidget(f)
	e.field = f
	e.bare = container.NewThemeOverride(f, bareTheme{Current().theme})
	e.ExtendBaseWidget(e)
	return e
}

// Text is what stands in the entry.
func (e *Entry) Text() string { return e.field.Text }

// SetText replaces what stands in the entry.
func (e *Entry) SetText(s string) { e.field.SetText(s) }

// Insert types s at the caret, over what is selected.
func (e *Entry) Insert(s string) {
	for _, r := range s {
		e.field.TypedRune(r)
	}
}

// CaretToEnd puts the caret behind the last character of a one-line entry.
func (e *Entry) CaretToEnd() {
	e.field.CursorColumn = len([]rune(e.field.Text))
	e.field.Refresh()
}

// SetPlaceholder changes the words shown while the entry is empty.
func (e *Entry) SetPlaceholder(s string) { e.field.SetPlaceHolder(s) }

// SetLabel names the entry for assistive technology.
func (e *Entry) SetLabel(s string) { e.label = s }

// SetError shows what is wrong under the entry, or nothing when s is empty. The
// frame turns red too.
func (e *Entry) SetError(s string) {
	if e.problem != s {
		e.problem = s
		e.Refresh()
	}
}

// Focusable is what takes the focus: canvas.Focus(e.Focusable()).
func (e *Entry) Focusable() fyne.Focusable { return e.field }

// Focused says whether a person types here.
func (e *Entry) Focused() bool { return e.focused }

// Disable stops typing; the text can still be selected and copied.
func (e *Entry) Disable() { e.field.Disable(); e.Refresh() }

// Enable ends Disable.
func (e *Entry) Enable() { e.field.Enable(); e.Refresh() }

// SetFill changes the role of the ground, which is Panel at first.
func (e *Entry) SetFill(r Role) { e.fill = r; e.Refresh() }

// Tapped in the padding gives the entry the focus.
func (e *Entry) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(e); c != nil {
		c.Focus(e.field)
	}
}

func (e *Entry) setFocused(on bool) {
	e.focused = on
	e.Refresh()
	if on {
		tellFocus(e)
	}
	if e.OnFocus != nil {
		e.OnFocus(on)
	}
}

// CreateRenderer draws the frame, the field in it and the error under it.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{e.frame, e.lead, e.bare, e.message}
	if e.reveal != nil {
		objs = append(objs, e.reveal)
	}
	return Draw(e, Drawing{Objects: objs, Min: e.least, Paint: e.paint, Arrange: e.arrange})
}

func (e *Entry) least(*Look) fyne.Size { return fyne.NewSize(120, e.HeightFor(e.Size().Width)) }

func (e *Entry) paint(l *Look) {
	l.Frame(e.frame, e.fill, Line)
	e.frame.StrokeWidth = 1
	switch {
	case e.problem != "":
		e.frame.StrokeColor, e.frame.StrokeWidth = l.Color(Red), 2
	case e.focused:
		e.frame.StrokeColor, e.frame.StrokeWidth = l.Color(Accent), 2
	}
	e.message.Hidden = e.problem == ""
	l.Write(e.message, e.problem, Red)
	l.SetIcon(e.lead, e.leadIcon, Mute)
}

func (e *Entry) arrange(l *Look, s fyne.Size) {
	h := s.Height
	if e.problem != "" {
		h -= 19
		e.message.Text = l.Cut(e.problem, Small(), s.Width-4)
		l.Line(e.message, 2, h+2, 17)
	}
	Place(e.frame, 0, 0, s.Width, h)
	left, right, padY := e.padX, e.padX, float32(7)
	if e.rows > 1 {
		padY = 10
	}
	if e.leadIcon != "" {
		Place(e.lead, 10, whole((h-15)/2), 15, 15)
		left += 21
	}
	if e.reveal != nil {
		Place(e.reveal, s.Width-30, 2, 28, 28)
		right = 34
	}
	Place(e.bare, left-barePadding, padY-barePadding, s.Width-left-right+2*barePadding, h-2*padY+2*barePadding)
}
