package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
)

// MenuEntry is one act of a menu. Off tells why it cannot be done now; Rule
// draws a line above it.
type MenuEntry struct {
	Text, Key, Off string
	Icon           icon.Name
	Danger         bool
	Ticked         bool
	Rule           bool
	Do             func()
}

// ShowMenu opens a menu under a widget, moved by arrows, Home, End, Return and
// the first letters.
func ShowMenu(anchor fyne.CanvasObject, entries []MenuEntry) *Popover {
	m := &menu{}
	var objs []fyne.CanvasObject
	for i, e := range entries {
		r := newOptionRow(func() { m.run(i) })
		r.text, r.key, r.reason, r.icon, r.ticked, r.rule = e.Text, e.Key, e.Off, e.Icon, e.Ticked, e.Rule && i > 0
		if e.Danger {
			r.role = Red
		}
		r.enter = func() { m.move(i) }
		m.rows, objs = append(m.rows, r), append(objs, r)
	}
	m.entries, m.box = entries, NewColumn(0, objs...)
	m.ExtendBaseWidget(m)
	m.popover = NewPopover(anchor, m)
	m.move(0)
	m.popover.Open(m)
	return m.popover
}

type menu struct {
	widget.BaseWidget
	entries []MenuEntry
	rows    []*optionRow
	current int
	box     *Column
	popover *Popover
}

func (m *menu) run(i int) {
	if i < 0 || i >= len(m.entries) || m.entries[i].Off != "" {
		return
	}
	m.popover.Close() // first, so that the act may open a dialog
	if do := m.entries[i].Do; do != nil {
		do()
	}
}

func (m *menu) move(to int) {
	m.current = max(0, min(to, len(m.rows)-1))
	for i, r := range m.rows {
		if on := i == m.current; r.current != on {
			r.current = on
			r.Refresh()
		}
	}
}

func (m *menu) takeKey(k *fyne.KeyEvent) bool {
	switch k.Name {
	case fyne.KeyDown:
		m.move((m.current + 1) % max(1, len(m.rows)))
	case fyne.KeyUp:
		m.move((m.current + len(m.rows) - 1) % max(1, len(m.rows)))
	case fyne.KeyHome:
		m.move(0)
	case fyne.KeyEnd:
		m.move(len(m.rows) - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		m.run(m.current)
	default:
		return false
	}
	return true
}

// takeRune goes to the next act that begins with the letter.
func (m *menu) takeRune(r rune) bool {
	if r == ' ' {
		m.run(m.current)
		return true
	}
	for n := range m.rows {
		if i := (m.current + 1 + n) % len(m.rows); startsWith(m.rows[i].text, string(r)) {
			m.move(i)
			return true
		}
	}
	return true
}

// FocusGained does nothing: the current row shows where the keys go.
func (m *menu) FocusGained() {}

// FocusLost does nothing.
func (m *menu) FocusLost() {}

// TypedRune goes to an act by its first letter.
func (m *menu) TypedRune(r rune) { passRune(m, r) }

// TypedKey moves and runs; Escape closes.
func (m *menu) TypedKey(k *fyne.KeyEvent) { passKey(m, k) }

// CreateRenderer stacks the acts.
func (m *menu) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(m.box) }
