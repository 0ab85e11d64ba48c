package kit

import (
	"slices"

	"fyne.io/fyne/v2"
)

// TypedKey asks OnKey, then moves, opens or marks.
func (l *List) TypedKey(k *fyne.KeyEvent) {
	if l.OnKey != nil && l.OnKey(k) {
		return
	}
	shift := l.modifiers()&fyne.KeyModifierShift != 0
	to := l.current
	switch k.Name {
	case fyne.KeyDown:
		to++
	case fyne.KeyUp:
		to--
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = l.rows.Len() - 1
	case fyne.KeyPageDown:
		to += l.page()
	case fyne.KeyPageUp:
		to -= l.page()
	case fyne.KeyReturn, fyne.KeyEnter:
		l.open()
		return
	case fyne.KeyEscape:
		if !l.Unmark() {
			passKey(l, k)
		}
		return
	default:
		passKey(l, k)
		return
	}
	if shift && l.current >= 0 {
		l.extendTo(to)
		return
	}
	l.anchor = -1
	l.moveTo(to)
}

// TypedRune asks OnRune, then takes J, K and Space. They come as characters, so
// that they are where the keyboard's layout has them.
func (l *List) TypedRune(r rune) {
	switch {
	case l.OnRune != nil && l.OnRune(r):
	case r == 'j':
		l.anchor = -1
		l.Step(1)
	case r == 'k':
		l.anchor = -1
		l.Step(-1)
	case r == ' ':
		if l.current >= 0 {
			l.toggle(l.current)
		}
	default:
		passRune(l, r)
	}
}

func (l *List) open() {
	if l.current >= 0 && l.current < l.rows.Len() && l.OnOpen != nil {
		l.OnOpen(l.current)
	}
}

// toggle marks a row, or takes its mark.
func (l *List) toggle(i int) {
	k := l.rows.Key(i)
	if l.marks[k] {
		delete(l.marks, k)
	} else {
		l.marks[k] = true
	}
	l.anchor = -1
	l.Refresh()
	l.tellMarks()
}

// extendTo marks all rows from where Shift was first held to the new current
// row, and those only.
func (l *List) extendTo(to int) {
	to = max(0, min(to, l.rows.Len()-1))
	if l.anchor < 0 {
		l.anchor = l.current
	}
	clear(l.marks)
	for i := min(l.anchor, to); i <= max(l.anchor, to); i++ {
		l.marks[l.rows.Key(i)] = true
	}
	l.moveTo(to)
	l.Refresh()
	l.tellMarks()
}

// Marked is the keys of the marked rows, in the order of the list.
func (l *List) Marked() []string {
	keys := make([]string, 0, len(l.marks))
	for k := range l.marks {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return l.rows.Index(a) - l.rows.Index(b) })
	return keys
}

// SetMarked marks these rows and no others, without telling OnMarks.
func (l *List) SetMarked(keys ...string) {
	clear(l.marks)
	for _, k := range keys {
		l.marks[k] = true
	}
	l.anchor = -1
	l.Refresh()
}

// Unmark takes all marks, and says whether there were any.
func (l *List) Unmark() bool {
	if len(l.marks) == 0 {
		return false
	}
	clear(l.marks)
	l.anchor = -1
	l.Refresh()
	l.tellMarks()
	return true
}

func (l *List) tellMarks() {
	if l.OnMarks != nil {
		l.OnMarks(l.Marked())
	}
}
