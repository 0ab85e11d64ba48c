package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"vigie/assets/icon"
)

// Select is a choice of one from a list that opens under it. More than eight
// options get a filter field. Letters typed on the closed field open it too.
type Select struct {
	hot
	// OnChanged hears what a person chose.
	OnChanged func(id string)

	options        []Option
	selected       string
	ghost, shown   string
	filterHint     string
	label, problem string
	box            *canvas.Rectangle
	text, note     *canvas.Text
	message        *canvas.Text
	caret          *canvas.Image
	open           *Popover
}

// NewSelect makes a choice; ghost is shown while nothing is chosen, filterHint in
// the filter field of a long list.
func NewSelect(options []Option, selected, ghost, filterHint string, changed func(id string)) *Select {
	s := &Select{options: options, selected: selected, ghost: ghost, filterHint: filterHint, OnChanged: changed,
		box: NewFrame(8), text: NewText(Body()), note: NewText(Body()), message: NewText(Small()), caret: &canvas.Image{}}
	s.caret.Resize(fyne.NewSquareSize(9))
	s.init(s, 8, nil)
	s.act = s.Open
	return s
}

// SetOptions changes what there is to choose; the choice stays.
func (s *Select) SetOptions(options []Option) { s.options = options; s.Refresh() }

// Selected is the ID of what is chosen, or empty.
func (s *Select) Selected() string { return s.selected }

// SetSelected chooses without telling OnChanged.
func (s *Select) SetSelected(id string) { s.selected = id; s.Refresh() }

// SetError shows what is wrong under the field, or nothing.
func (s *Select) SetError(problem string) { s.problem = problem; s.Refresh() }

// SetLabel names the field for assistive technology.
func (s *Select) SetLabel(label string) { s.label = label }

// AccessibilityLabel is the field's name and what is chosen.
func (s *Select) AccessibilityLabel() string {
	o, _ := s.chosen()
	return s.label + ": " + o.Text
}

// AccessibilityRole is a button.
func (s *Select) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (s *Select) chosen() (Option, bool) {
	for _, o := range s.options {
		if o.ID == s.selected && s.selected != "" {
			return o, true
		}
	}
	return Option{}, false
}

// Open shows the options.
func (s *Select) Open() {
	if s.Disabled() || s.open != nil && s.open.IsOpen() {
		return
	}
	var filter *Entry
	if len(s.options) > filterFrom {
		filter = NewEntry(s.filterHint)
	}
	var p *picker
	p = newPicker(s.options, s.selected, filter, func(o Option) {
		s.open.Close()
		if o.ID == s.selected {
			return
		}
		s.SetSelected(o.ID)
		if s.OnChanged != nil {
			s.OnChanged(o.ID)
		}
	})
	p.width = s.Size().Width - 10
	s.open = NewPopover(s, p)
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil {
		c.Focus(s)
		p.sched = schedulerOf(c)
	}
	if filter != nil {
		s.open.Open(filter.field)
		return
	}
	s.open.Open(p)
}

// TypedRune opens the list and jumps to the letter.
func (s *Select) TypedRune(r rune) {
	s.Open()
	if r != ' ' && s.open != nil && s.open.IsOpen() {
		if f, ok := s.open.content.(*picker); ok && f.filter != nil {
			f.filter.Insert(string(r))
			return
		}
		s.open.takeRune(r)
	}
}

// TypedKey opens by Down and Up too.
func (s *Select) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyDown || k.Name == fyne.KeyUp {
		s.Open()
		return
	}
	s.hot.TypedKey(k)
}

// CreateRenderer draws the closed field.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	return Draw(s, Drawing{
		Objects: []fyne.CanvasObject{s.box, s.text, s.note, s.caret, s.ring, s.message},
		Min: func(*Look) fyne.Size {
			if s.problem != "" {
				return fyne.NewSize(120, 51)
			}
			return fyne.NewSize(120, 32)
		},
		Paint: s.paint, Arrange: s.arrange,
	})
}

func (s *Select) paint(l *Look) {
	fill, ink := Panel, Ink
	if s.hovered || s.Disabled() {
		fill = Background
	}
	o, ok := s.chosen()
	text := o.Text
	if !ok {
		text, ink = s.ghost, Mute
	}
	if s.Disabled() {
		ink = Faint
	}
	l.Frame(s.box, fill, Line)
	s.box.StrokeWidth = 1
	if s.problem != "" {
		s.box.StrokeColor, s.box.StrokeWidth = l.Color(Red), 2
	}
	s.shown = text
	l.Write(s.text, text, ink)
	l.Write(s.note, o.Note, Mute)
	l.Write(s.message, s.problem, Red)
	s.message.Hidden = s.problem == ""
	l.SetIcon(s.caret, icon.DownMark, Mute)
	s.paintRing(l)
}

func (s *Select) arrange(l *Look, z fyne.Size) {
	h := z.Height
	if s.problem != "" {
		h -= 19
		l.Line(s.message, 2, h+2, 17)
	}
	Place(s.box, 0, 0, z.Width, h)
	s.placeRing(0, 0, z.Width, h)
	Place(s.caret, z.Width-20, whole((h-9)/2), 9, 9)
	room := z.Width - 11 - 28
	s.text.Text = l.Cut(s.shown, Body(), room)
	l.Line(s.text, 11, 0, h)
	x := 11 + l.Width(s.text.Text, Body()) + 6
	o, _ := s.chosen()
	s.note.Text = ""
	if left := room + 11 - x; left > 30 {
		s.note.Text = l.Cut(o.Note, Body(), left)
	}
	l.Line(s.note, x, 0, h)
}
