package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Tabs is a quiet strip of words, the chosen one underlined. It is one stop of
// the Tab key; left and right move the choice.
type Tabs struct {
	widget.BaseWidget
	tabs     []*tab
	options  []Option
	selected string
	focused  bool
	// OnChanged hears what a person chose.
	OnChanged func(id string)
}

type tab struct {
	clickable
	text  string
	on    bool
	t     *canvas.Text
	under *canvas.Rectangle
}

// NewTabs makes a strip; without selected the first is chosen.
func NewTabs(options []Option, selected string, changed func(id string)) *Tabs {
	t := &Tabs{options: options, selected: selected, OnChanged: changed}
	if selected == "" && len(options) > 0 {
		t.selected = options[0].ID
	}
	t.ExtendBaseWidget(t)
	t.SetOptions(options)
	return t
}

// SetOptions changes the tabs; Off of an Option tells why one is closed.
func (t *Tabs) SetOptions(options []Option) {
	t.options, t.tabs = options, nil
	for _, o := range options {
		one := &tab{text: o.Text, t: NewText(Face{13, Medium}), under: NewRect(1)}
		one.init(one, 4, func() { t.choose(o.ID) })
		one.tip, one.reason = o.Note, o.Off
		t.tabs = append(t.tabs, one)
	}
	t.Refresh()
}

// Selected is the ID of the chosen tab.
func (t *Tabs) Selected() string { return t.selected }

// SetSelected chooses without telling OnChanged.
func (t *Tabs) SetSelected(id string) { t.selected = id; t.Refresh() }

func (t *Tabs) choose(id string) {
	if t.selected == id {
		return
	}
	t.SetSelected(id)
	if t.OnChanged != nil {
		t.OnChanged(id)
	}
}

// FocusGained shows a ring around the chosen tab.
func (t *Tabs) FocusGained() { t.focused = true; t.Refresh(); tellFocus(t) }

// FocusLost hides the ring.
func (t *Tabs) FocusLost() { t.focused = false; t.Refresh() }

// TypedRune leaves characters to what is around.
func (t *Tabs) TypedRune(r rune) { passRune(t, r) }

// TypedKey moves the choice.
func (t *Tabs) TypedKey(k *fyne.KeyEvent) {
	by := map[fyne.KeyName]int{fyne.KeyRight: 1, fyne.KeyLeft: -1}[k.Name]
	if by == 0 {
		passKey(t, k)
		return
	}
	at := 0
	for i, o := range t.options {
		if o.ID == t.selected {
			at = i
		}
	}
	for at += by; at >= 0 && at < len(t.options); at += by {
		if t.options[at].Off == "" {
			t.choose(t.options[at].ID)
			return
		}
	}
}

// CreateRenderer lays the tabs in a line.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer { return &tabsRenderer{t} }

type tabsRenderer struct{ t *Tabs }

func (r *tabsRenderer) Destroy() {}

func (r *tabsRenderer) Objects() []fyne.CanvasObject {
	objs := make([]fyne.CanvasObject, len(r.t.tabs))
	for i, one := range r.t.tabs {
		objs[i] = one
	}
	return objs
}

func (r *tabsRenderer) MinSize() fyne.Size {
	w := float32(0)
	for _, one := range r.t.tabs {
		w += one.MinSize().Width + 16
	}
	return fyne.NewSize(max(0, w-16), 26)
}

func (r *tabsRenderer) Layout(fyne.Size) {
	x := float32(0)
	for _, one := range r.t.tabs {
		w := one.MinSize().Width
		Place(one, x, 0, w, 26)
		x += w + 16
	}
}

func (r *tabsRenderer) Refresh() {
	for i, one := range r.t.tabs {
		one.on = r.t.options[i].ID == r.t.selected
		one.focused = r.t.focused && one.on
		one.Refresh()
	}
	r.Layout(r.t.Size())
}

// CreateRenderer draws the word and its underline.
func (t *tab) CreateRenderer() fyne.WidgetRenderer {
	return Draw(t, Drawing{
		Objects: []fyne.CanvasObject{t.t, t.under, t.ring},
		Min:     func(l *Look) fyne.Size { return fyne.NewSize(whole(l.Width(t.text, Face{13, Medium})), 26) },
		Paint: func(l *Look) {
			role := Mute
			switch {
			case t.on:
				role = Accent
			case t.Disabled():
				role = Control
			case t.hovered:
				role = Ink
			}
			l.Write(t.t, t.text, role)
			l.Fill(t.under, Accent)
			t.under.Hidden = !t.on
			t.paintRing(l)
		},
		Arrange: func(l *Look, s fyne.Size) {
			l.Line(t.t, 0, 2, 18)
			Place(t.under, 0, 23, s.Width, 2)
			t.placeRing(-3, 1, s.Width+6, 21)
		},
	})
}
