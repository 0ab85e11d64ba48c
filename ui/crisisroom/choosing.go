package crisisroom

import (
	"strings"

	"fyne.io/fyne/v2"

	"vigie/ui/kit"
)

// chooser lists the playbooks to run: typing narrows, arrows move, Return takes
// the marked one.
type chooser struct {
	s      *Screen
	books  []Book
	shown  []Book
	rows   []*kit.NavRow
	at     int
	list   *kit.Column
	entry  *kit.Entry
	dialog *kit.Dialog
	then   func(Book)
}

// choosePlaybook asks which playbook.
func (s *Screen) choosePlaybook(then func(Book)) {
	c := &chooser{s: s, books: s.offered(), list: kit.NewColumn(2), then: then}
	c.entry = kit.NewEntry(s.t("crisisact.choose-hint"))
	c.entry.OnChanged = c.narrow
	c.entry.OnKey = c.key
	c.narrow("")
	c.dialog = kit.NewDialog(kit.DialogSpec{
		Title: s.t("crisisroom.choose-title"), Body: kit.NewColumn(10, c.entry, c.list), First: c.entry.Focusable(), Width: 560, Cancel: s.t("crisisroom.cancel"),
		KeepOpen: func() bool { s.alert = ""; return false },
	})
	c.dialog.Open(s.host.Canvas())
}

// narrow shows the playbooks that have every word in title, summary or name.
func (c *chooser) narrow(words string) {
	c.shown, c.rows, c.at = nil, nil, 0
	var objs []fyne.CanvasObject
	for _, b := range c.books {
		if !suits(b, words) {
			continue
		}
		name := b.Title + " · " + b.Version
		if b.Draft {
			name += " · " + c.s.t("crisisroom.draft")
		}
		i := len(c.shown)
		row := kit.NewNavRow(name, 0, func() { c.take(i) })
		c.shown, c.rows, objs = append(c.shown, b), append(c.rows, row), append(objs, row)
	}
	if len(objs) == 0 {
		objs = append(objs, kit.NewParagraph(c.s.t("crisisact.no-such-book"), kit.Body(), kit.Mute))
	}
	c.list.Set(objs...)
	c.move(0)
	if c.dialog != nil {
		c.dialog.Fit()
	}
}

func suits(b Book, words string) bool {
	text := plainWord(b.Title + b.ID + b.Summary)
	for _, w := range strings.Fields(words) {
		if !strings.Contains(text, plainWord(w)) {
			return false
		}
	}
	return true
}

func (c *chooser) move(to int) {
	c.at = max(0, min(to, len(c.rows)-1))
	for i, r := range c.rows {
		r.SetSelected(i == c.at)
	}
}

func (c *chooser) take(i int) {
	if i < 0 || i >= len(c.shown) {
		return
	}
	b := c.shown[i]
	c.dialog.Close()
	c.then(b)
}

func (c *chooser) key(k *fyne.KeyEvent) bool {
	switch k.Name {
	case fyne.KeyDown:
		c.move(c.at + 1)
	case fyne.KeyUp:
		c.move(c.at - 1)
	case fyne.KeyPageDown:
		c.move(len(c.rows) - 1)
	case fyne.KeyPageUp:
		c.move(0)
	case fyne.KeyReturn, fyne.KeyEnter:
		c.take(c.at)
	default:
		return false
	}
	return true
}
