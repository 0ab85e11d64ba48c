package kit

import "fyne.io/fyne/v2"

// CaretTo puts the caret at the start of a line, from 1.
func (e *Entry) CaretTo(line int) {
	e.field.CursorRow, e.field.CursorColumn = max(0, line-1), 0
	e.field.Refresh()
}

// Monospaced writes the text in figures and letters of one width, and gives the
// entry back.
func (e *Entry) Monospaced() *Entry {
	e.field.TextStyle = fyne.TextStyle{Monospace: true}
	return e
}
