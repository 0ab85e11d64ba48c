package vm

import (
	"slices"

	"vigie/inbox"
)

// Selected is the selected conversation; "" is none.
func (l *List) Selected() inbox.ConversationID { return l.selected }

// Index is where the selection is, or was before its row left the view; -1
// when nothing is selected.
func (l *List) Index() int { return l.at }

// SelectedRow gives the selected row while the view has it.
func (l *List) SelectedRow() (inbox.Row, bool) {
	r, ok := l.pages.row(l.at)
	return r, ok && r.ID == l.selected
}

// place finds the selection again after the rows changed.
func (l *List) place() {
	if l.selected == "" {
		return
	}
	if i := l.pages.index(l.selected); i >= 0 {
		l.at = i
	}
	l.at = min(l.at, l.pages.len())
}

// step opens the first row for who pressed the key before it was there.
func (l *List) step() {
	if l.stepped && !l.opening {
		l.stepped = false
		l.SelectAt(0)
	}
}

// Select chooses a conversation, in the view or not.
func (l *List) Select(id inbox.ConversationID) {
	if id == l.selected {
		return
	}
	l.selected = id
	l.at = l.pages.index(id)
	if l.OnSelected != nil {
		l.OnSelected(id)
	}
	l.changed()
}

// SelectAt chooses a row by its place; a place outside the view is moved into it.
func (l *List) SelectAt(i int) {
	i = min(max(i, 0), l.pages.len()-1)
	if r, ok := l.Row(i); ok {
		l.Select(r.ID)
		l.at = i
		if l.OnMoved != nil {
			l.OnMoved()
		}
	}
}

// Move goes up or down from the selection. Where its row has left the view, the
// row that took its place is the next one.
func (l *List) Move(by int) {
	if l.opening {
		l.stepped = l.stepped || by > 0
		return
	}
	if l.at < 0 {
		l.SelectAt(0)
		return
	}
	if _, there := l.SelectedRow(); !there && by > 0 {
		by--
	}
	l.SelectAt(l.at + by)
}

// After is the conversation to go to when the selected one is done with: the
// next one, or the one before at the end; "" when there is no other.
func (l *List) After(done []inbox.ConversationID) inbox.ConversationID {
	for i := l.at + 1; i < l.pages.len(); i++ {
		if r, ok := l.pages.row(i); ok && !slices.Contains(done, r.ID) {
			return r.ID
		}
	}
	for i := l.at - 1; i >= 0; i-- {
		if r, ok := l.pages.row(i); ok && !slices.Contains(done, r.ID) {
			return r.ID
		}
	}
	return ""
}

// Marked reports whether a row is marked; Marks counts them.
func (l *List) Marked(id inbox.ConversationID) bool { return l.marks[id] }

// Marks counts the marked rows.
func (l *List) Marks() int { return len(l.marks) }

// MarkedIDs lists the marked conversations, those of the rows at hand in their
// order, the others after them by age.
func (l *List) MarkedIDs() []inbox.ConversationID {
	if len(l.marks) == 0 {
		return nil // asked after every page: 200,000 rows are not walked for nothing
	}
	var out, rest []inbox.ConversationID
	for i := range l.pages.len() {
		if r, ok := l.kept(i); ok && l.marks[r.ID] {
			out = append(out, r.ID)
		}
	}
	for id := range l.marks {
		if !slices.Contains(out, id) {
			rest = append(rest, id)
		}
	}
	slices.Sort(rest)
	return append(out, rest...)
}

// kept gives a row without counting as a use of its page.
func (l *List) kept(i int) (inbox.Row, bool) {
	k, in, ok := l.pages.at(i)
	if !ok || in >= len(l.pages.list[k].rows) {
		return inbox.Row{}, false
	}
	return l.pages.list[k].rows[in], true
}

// SetMarks marks these conversations and no others.
func (l *List) SetMarks(ids []inbox.ConversationID) {
	clear(l.marks)
	for _, id := range ids {
		l.marks[id] = true
	}
	l.changed()
}

// Mark turns the mark of a row on or off.
func (l *List) Mark(i int) {
	r, ok := l.Row(i)
	if !ok {
		return
	}
	if l.marks[r.ID] {
		delete(l.marks, r.ID)
	} else {
		l.marks[r.ID] = true
	}
	l.changed()
}

// MarkAll marks every row at hand, or none when all of them are.
func (l *List) MarkAll() {
	before := len(l.marks)
	for i := range l.pages.len() {
		if r, ok := l.kept(i); ok {
			l.marks[r.ID] = true
		}
	}
	if len(l.marks) == before {
		clear(l.marks)
	}
	l.changed()
}

// ClearMarks takes every mark away.
func (l *List) ClearMarks() {
	clear(l.marks)
	l.changed()
}
