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

// Caret is where the caret stands: the row of the text as it is shown, and the
// column, both from 0.
func (e *Entry) Caret() (row, column int) { return e.field.CursorRow, e.field.CursorColumn }

// PutCaret puts the caret there, or as near as the text allows.
func (e *Entry) PutCaret(row, column int) {
	e.field.CursorRow, e.field.CursorColumn = max(0, row), max(0, column)
	e.field.Refresh()
}
