package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Option is one of several things to choose. ID is what the programme knows it
// by; Note is a quiet remark after the text; Off tells why it cannot be chosen.
type Option struct {
	ID, Text, Note, Off string
	Tone                Tone
}

// ChoiceChips is a choice of one among a few, as chips that wrap into lines. It
// is one stop of the Tab key; arrows move the choice.
type ChoiceChips struct {
	widget.BaseWidget
	options  []Option
	chips    []*choiceChip
	selected string
	focused  bool
	width    float32
	// OnChanged hears what a person chose.
	OnChanged func(id string)
}

// choiceChip is a chip of a ChoiceChips; Tab passes it by, for the group takes the focus.
type choiceChip struct {
	clickable
	body chipBody
}

func newChoiceChip(o Option, act func()) *choiceChip {
	c := &choiceChip{body: newChipBody(ChipSpec{Text: o.Text, Tone: o.Tone}, ChipFormHeight)}
	c.init(c, pill(ChipFormHeight), act)
	c.tip, c.reason = o.Note, o.Off
	return c
}

// CreateRenderer draws the chip.
func (c *choiceChip) CreateRenderer() fyne.WidgetRenderer {
	return Draw(c, c.body.drawing(&c.clickable))
}

// NewChoiceChips makes a choice; selected may be empty.
func NewChoiceChips(options []Option, selected string, changed func(id string)) *ChoiceChips {
	c := &ChoiceChips{selected: selected, OnChanged: changed}
	c.ExtendBaseWidget(c)
	c.SetOptions(options)
	return c
}

// SetOptions changes what there is to choose.
func (c *ChoiceChips) SetOptions(options []Option) {
	c.options, c.chips = options, nil
	for _, o := range options {
		c.chips = append(c.chips, newChoiceChip(o, func() { c.choose(o.ID) }))
	}
	c.Refresh()
}

// Selected is the ID of what is chosen, or empty.
func (c *ChoiceChips) Selected() string { return c.selected }

// SetSelected chooses without telling OnChanged.
func (c *ChoiceChips) SetSelected(id string) {
	c.selected = id
	c.Refresh()
}

func (c *ChoiceChips) choose(id string) {
	if cv := fyne.CurrentApp().Driver().CanvasForObject(c); cv != nil {
		cv.Focus(c)
	}
	if c.selected == id {
		return
	}
	c.SetSelected(id)
	if c.OnChanged != nil {
		c.OnChanged(id)
	}
}

// step moves the choice, past what cannot be chosen.
func (c *ChoiceChips) step(by int) {
	at := -1
	for i, o := range c.options {
		if o.ID == c.selected {
			at = i
		}
	}
	if at < 0 && by < 0 {
		at = len(c.options)
	}
	for at += by; at >= 0 && at < len(c.options); at += by {
		if c.options[at].Off == "" {
			c.choose(c.options[at].ID)
			return
		}
	}
}

// FocusGained shows a ring around the chosen chip.
func (c *ChoiceChips) FocusGained() { c.focused = true; c.Refresh(); tellFocus(c) }

// FocusLost hides the ring.
func (c *ChoiceChips) FocusLost() { c.focused = false; c.Refresh() }

// TypedRune leaves characters to what is around.
func (c *ChoiceChips) TypedRune(r rune) { passRune(c, r) }

// TypedKey moves the choice by arrows.
func (c *ChoiceChips) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyRight, fyne.KeyDown:
		c.step(1)
	case fyne.KeyLeft, fyne.KeyUp:
		c.step(-1)
	case fyne.KeyHome:
		c.selectEnd(0, 1)
	case fyne.KeyEnd:
		c.selectEnd(len(c.options)-1, -1)
	default:
		passKey(c, k)
	}
}

func (c *ChoiceChips) selectEnd(from, by int) {
	for i := from; i >= 0 && i < len(c.options); i += by {
		if c.options[i].Off == "" {
			c.choose(c.options[i].ID)
			return
		}
	}
}

// CreateRenderer lays the chips in lines.
func (c *ChoiceChips) CreateRenderer() fyne.WidgetRenderer { return &choiceRenderer{c: c} }

// HeightFor is the height of the lines at a width.
func (c *ChoiceChips) HeightFor(width float32) float32 { return c.flow(width, nil) }

// flow places the chips line by line and gives back the height.
func (c *ChoiceChips) flow(width float32, put func(*choiceChip, float32, float32)) float32 {
	x, y := float32(0), float32(0)
	for _, b := range c.chips {
		w := b.MinSize().Width
		if x > 0 && x+w > width {
			x, y = 0, y+ChipFormHeight+6
		}
		if put != nil {
			put(b, x, y)
		}
		x += w + 6
	}
	return y + ChipFormHeight
}

type choiceRenderer struct{ c *ChoiceChips }

func (r *choiceRenderer) Destroy() {}

func (r *choiceRenderer) Objects() []fyne.CanvasObject {
	objs := make([]fyne.CanvasObject, len(r.c.chips))
	for i, b := range r.c.chips {
		objs[i] = b
	}
	return objs
}

func (r *choiceRenderer) MinSize() fyne.Size {
	w := float32(0)
	for _, b := range r.c.chips {
		w = max(w, b.MinSize().Width)
	}
	return fyne.NewSize(w, r.c.HeightFor(max(r.c.width, w)))
}

func (r *choiceRenderer) Layout(s fyne.Size) {
	r.c.width = s.Width
	r.c.flow(s.Width, func(b *choiceChip, x, y float32) { Place(b, x, y, b.MinSize().Width, ChipFormHeight) })
}

func (r *choiceRenderer) Refresh() {
	for i, b := range r.c.chips {
		b.body.selected = r.c.options[i].ID == r.c.selected
		b.focused = r.c.focused && (b.body.selected || r.c.selected == "" && i == 0)
		b.Refresh()
	}
	r.Layout(r.c.Size())
}
