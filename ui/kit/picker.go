package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// pickerLimit is how many matches a list of options draws; typing narrows them.
const pickerLimit = 60

// picker is the inside of a popover: options to choose from by arrows, by the
// mouse, by typing, with a filter field when there are many.
type picker struct {
	widget.BaseWidget
	options  []Option
	rows     []*optionRow
	shown    []int // index in options of each row
	current  int
	selected string
	width    float32
	filter   *Entry
	typed    string
	forget   func()
	sched    Scheduler
	create   func(text string) string // the words for a new option, or ""
	pick     func(o Option)
	box      *Column
	scroll   *Scroll
}

func newPicker(options []Option, selected string, filter *Entry, pick func(Option)) *picker {
	p := &picker{options: options, selected: selected, filter: filter, pick: pick}
	p.box = NewColumn(0)
	p.scroll = NewScroll(p.box)
	if filter != nil {
		filter.OnChanged = p.narrow
		filter.OnKey = p.takeKey
	}
	p.ExtendBaseWidget(p)
	p.narrow("")
	return p
}

// narrow shows the options that match.
func (p *picker) narrow(words string) {
	p.rows, p.shown, p.current = nil, nil, 0
	var objs []fyne.CanvasObject
	add := func(i int, o Option) *optionRow {
		n := len(p.rows)
		r := newOptionRow(func() { p.choose(n) })
		r.text, r.note, r.reason, r.ticked = o.Text, o.Note, o.Off, o.ID == p.selected && o.ID != ""
		r.enter = func() { p.move(n) }
		p.rows, p.shown, objs = append(p.rows, r), append(p.shown, i), append(objs, r)
		return r
	}
	for _, i := range matches(p.options, words) {
		if len(p.rows) == pickerLimit {
			break
		}
		if add(i, p.options[i]).ticked {
			p.current = len(p.rows) - 1
		}
	}
	if p.create != nil && words != "" {
		if label := p.create(words); label != "" {
			add(-1, Option{Text: label})
		}
	}
	p.box.Set(objs...)
	p.move(p.current)
	p.Refresh()
}

func (p *picker) choose(row int) {
	if row < 0 || row >= len(p.rows) || p.rows[row].Disabled() {
		return
	}
	if i := p.shown[row]; i >= 0 {
		p.pick(p.options[i])
		return
	}
	p.pick(Option{Text: p.filter.Text()})
}

// move makes a row the current one and scrolls to it.
func (p *picker) move(to int) {
	if len(p.rows) == 0 {
		return
	}
	p.current = max(0, min(to, len(p.rows)-1))
	for i, r := range p.rows {
		if on := i == p.current; r.current != on {
			r.current = on
			r.Refresh()
		}
	}
	top, view := float32(p.current)*optionHeight, p.scroll.Size().Height
	switch at := p.scroll.Offset.Y; {
	case view == 0:
	case top < at:
		p.scroll.ScrollToOffset(fyne.NewPos(0, top))
	case top+optionHeight > at+view:
		p.scroll.ScrollToOffset(fyne.NewPos(0, top+optionHeight-view))
	}
}

func (p *picker) takeKey(k *fyne.KeyEvent) bool {
	switch k.Name {
	case fyne.KeyDown:
		p.move(p.current + 1)
	case fyne.KeyUp:
		p.move(p.current - 1)
	case fyne.KeyPageDown:
		p.move(p.current + 8)
	case fyne.KeyPageUp:
		p.move(p.current - 8)
	case fyne.KeyReturn, fyne.KeyEnter:
		p.choose(p.current)
	case fyne.KeyHome, fyne.KeyEnd:
		if p.filter != nil {
			return false
		}
		p.move(map[bool]int{true: 0, false: len(p.rows)}[k.Name == fyne.KeyHome])
	default:
		return false
	}
	return true
}

// takeRune jumps to the option that begins with what was typed within a second.
func (p *picker) takeRune(r rune) bool {
	if p.filter != nil {
		return false
	}
	p.typed += string(r)
	if p.forget != nil {
		p.forget()
	}
	if p.sched != nil {
		p.forget = p.sched.After(typePause, func() { p.typed = "" })
	}
	for i, row := range p.rows {
		if startsWith(row.text, p.typed) {
			p.move(i)
			return true
		}
	}
	p.typed = ""
	return true
}

// FocusGained does nothing: the current row shows where the keys go.
func (p *picker) FocusGained() {}

// FocusLost does nothing.
func (p *picker) FocusLost() {}

// TypedRune jumps to an option.
func (p *picker) TypedRune(r rune) { passRune(p, r) }

// TypedKey moves and chooses; Escape closes the popover around.
func (p *picker) TypedKey(k *fyne.KeyEvent) { passKey(p, k) }

func (p *picker) listHeight() float32 {
	return float32(max(1, min(len(p.rows), 8))) * optionHeight
}

// CreateRenderer stacks filter and options.
func (p *picker) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{p.scroll}
	top := float32(0)
	if p.filter != nil {
		objs, top = append(objs, p.filter), 37
	}
	return Draw(p, Drawing{
		Objects: objs,
		Min: func(*Look) fyne.Size {
			// As high as for all options, so that the card does not jump while typing.
			n := max(1, min(len(p.options), 8))
			return fyne.NewSize(max(p.width, p.box.MinSize().Width), max(float32(n)*optionHeight, p.listHeight())+top)
		},
		Arrange: func(_ *Look, s fyne.Size) {
			if p.filter != nil {
				Place(p.filter, 0, 0, s.Width, 32)
			}
			Place(p.scroll, 0, top, s.Width, s.Height-top)
		},
	})
}
