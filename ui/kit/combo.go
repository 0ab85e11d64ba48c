package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Combo is a set of words (tags, members) shown as chips, to which a list with
// completion adds. Typing on it opens the list; Backspace takes the last away.
type Combo struct {
	hot
	// OnChanged hears the new set.
	OnChanged func(ids []string)
	// Create makes an option of words that match none, or gives "" to refuse.
	// Nil means that only known options can be added. Its result is shown as
	// the last line of the list ("Add “xyz”").
	Create func(words string) string

	options  []Option
	selected []string
	hint     string
	box      *canvas.Rectangle
	ghost    *canvas.Text
	plus     *canvas.Image
	chips    []*ChipMark
	crosses  []*canvas.Image
	places   []float32 // x, y, width for each chip, three by three
	width    float32
	open     *Popover
}

// NewCombo makes a set; hint is shown in the empty field and in the list's filter.
func NewCombo(options []Option, selected []string, hint string, changed func(ids []string)) *Combo {
	c := &Combo{options: options, selected: slices.Clone(selected), hint: hint, OnChanged: changed,
		box: NewFrame(8), ghost: NewText(Body()), plus: &canvas.Image{}}
	c.plus.Resize(fyne.NewSquareSize(13))
	c.init(c, 8, nil)
	c.act = func() { c.Open("") }
	return c
}

// Selected is the IDs in the set, in the order they were added.
func (c *Combo) Selected() []string { return slices.Clone(c.selected) }

// SetSelected replaces the set without telling OnChanged.
func (c *Combo) SetSelected(ids []string) { c.selected = slices.Clone(ids); c.Refresh() }

// SetOptions changes what can be added.
func (c *Combo) SetOptions(options []Option) { c.options = options; c.Refresh() }

// AccessibilityLabel is what the set holds.
func (c *Combo) AccessibilityLabel() string {
	return c.hint + ": " + strings.Join(c.texts(), ", ")
}

// AccessibilityRole is a button.
func (c *Combo) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (c *Combo) texts() []string {
	out := make([]string, len(c.selected))
	for i, id := range c.selected {
		out[i] = id
		for _, o := range c.options {
			if o.ID == id {
				out[i] = o.Text
			}
		}
	}
	return out
}

// Open shows the options that are not in the set, narrowed by words.
func (c *Combo) Open(words string) {
	if c.Disabled() || c.open != nil && c.open.IsOpen() {
		return
	}
	filter := NewEntry(c.hint)
	free := slices.DeleteFunc(slices.Clone(c.options), func(o Option) bool { return slices.Contains(c.selected, o.ID) })
	p := newPicker(free, "", filter, func(o Option) {
		c.open.Close()
		if o.ID == "" {
			o.ID = strings.TrimSpace(o.Text)
		}
		c.change(append(slices.Clone(c.selected), o.ID))
	})
	p.create = c.creation
	p.width = max(200, c.Size().Width-10)
	c.open = NewPopover(c, p)
	if cv := fyne.CurrentApp().Driver().CanvasForObject(c); cv != nil {
		cv.Focus(c)
	}
	c.open.Open(filter.field)
	filter.Insert(words)
}

// creation offers a new option unless one of that name is there already.
func (c *Combo) creation(words string) string {
	if c.Create == nil {
		return ""
	}
	for _, o := range c.options {
		if fold(o.Text) == fold(strings.TrimSpace(words)) {
			return ""
		}
	}
	return c.Create(words)
}

func (c *Combo) change(ids []string) {
	ids = slices.Compact(ids)
	c.SetSelected(ids)
	if c.OnChanged != nil {
		c.OnChanged(c.Selected())
	}
}

// Tapped on a chip takes it away; elsewhere it opens the list.
func (c *Combo) Tapped(e *fyne.PointEvent) {
	if e != nil && !c.Disabled() {
		for i := range c.selected {
			x, y, w := c.places[3*i], c.places[3*i+1], c.places[3*i+2]
			if e.Position.X >= x && e.Position.X < x+w && e.Position.Y >= y && e.Position.Y < y+ChipHeight {
				c.change(slices.Delete(slices.Clone(c.selected), i, i+1))
				return
			}
		}
	}
	c.hot.Tapped(e)
}

// TypedRune opens the list with the letter typed.
func (c *Combo) TypedRune(r rune) {
	if r == ' ' {
		c.Open("")
		return
	}
	c.Open(string(r))
}

// TypedKey opens the list by Down; Backspace takes the last chip away.
func (c *Combo) TypedKey(k *fyne.KeyEvent) {
	switch {
	case k.Name == fyne.KeyDown:
		c.Open("")
	case (k.Name == fyne.KeyBackspace || k.Name == fyne.KeyDelete) && len(c.selected) > 0 && !c.Disabled():
		c.change(c.selected[:len(c.selected)-1])
	default:
		c.hot.TypedKey(k)
	}
}
