package crisisroom

import (
	"cmp"
	"maps"
	"slices"

	"fyne.io/fyne/v2"

	"vigie/crisis/playbook"
	"vigie/ui/kit"
)

// TypedBook is the text of a playbook that was not saved as a draft yet.
type TypedBook struct {
	Text   string `json:"text"`
	Was    string `json:"was"` // the text that it began as
	Title  string `json:"title,omitempty"`
	Row    int    `json:"row,omitempty"`
	Column int    `json:"column,omitempty"`
}

// begunAs names a text that is being written by the one that it began as: each
// has at most one.
func (b TypedBook) begunAs() string { return playbook.Hash([]byte(b.Was)) }

// typed is the text with its caret as they stand.
func (e *editor) typed() *TypedBook {
	b := &TypedBook{Text: e.text.Text(), Was: e.was, Title: e.title}
	b.Row, b.Column = e.text.Caret()
	return b
}

// openEditor shows a text in the editor. Who left it half written goes on with
// what they wrote.
func (s *Screen) openEditor(text string) {
	s.aside()
	b := TypedBook{Text: text, Was: text}
	if left, there := s.typing.Books[b.begunAs()]; there {
		s.goOnWriting(left)
		s.host.Toast(s.t("crisisroom.unsaved-again"))
		return
	}
	s.writeBook(b)
}

// goOnWriting shows a text that was put aside.
func (s *Screen) goOnWriting(b TypedBook) {
	s.aside()
	delete(s.typing.Books, b.begunAs())
	s.writeBook(b)
}

// aside puts the playbook that is being written out of sight, without a
// question: in a crisis nobody waits for one. What is not saved is kept, and
// listed until it is.
func (s *Screen) aside() {
	if s.form != nil {
		s.noteBook()
		s.shut()
	}
	t := s.typing
	if t.Book == nil {
		return
	}
	t.Books[t.Book.begunAs()] = *t.Book
	t.Book = nil
	s.changed()
}

// shut takes the editor away; no key may go on into it.
func (s *Screen) shut() {
	s.form = nil
	s.host.Canvas().Unfocus()
}

// bookKept is called when a text was saved as a draft. What was written
// meanwhile stays unsaved.
func (s *Screen) bookKept(e *editor, text string, published bool) {
	name := TypedBook{Was: e.was}.begunAs()
	if left, there := s.typing.Books[name]; there && left.Text == text {
		delete(s.typing.Books, name)
	}
	e.was = text
	if published && s.form == e && e.text.Text() == text {
		s.shut()
	}
	s.noteBook()
}

// noteBook remembers the text of the playbook that is being written; what is as
// it was needs no keeping.
func (s *Screen) noteBook() {
	s.typing.Book = nil
	if e := s.form; e != nil && e.text.Text() != e.was {
		s.typing.Book = e.typed()
	}
	s.changed()
}

// writtenBy has the editor that is open go on when it is known who writes: another
// member finds what they left themselves.
func (s *Screen) writtenBy(other bool) {
	e := s.form
	switch {
	case e == nil:
		return
	case other: // it was noted with each key
		s.shut()
	case e.text.Text() == e.was:
		s.form = nil
		s.openEditor(e.was)
	default:
		s.form = nil
		s.aside()
		s.form = e
		s.noteBook()
	}
}

// unsaved lists the texts that were put aside.
func (s *Screen) unsaved() []fyne.CanvasObject {
	list := slices.SortedFunc(maps.Values(s.typing.Books), func(a, b TypedBook) int {
		return cmp.Or(cmp.Compare(a.Title, b.Title), cmp.Compare(a.Text, b.Text))
	})
	var objs []fyne.CanvasObject
	for _, b := range list {
		name := s.tt("crisisroom.unsaved", "Title", cmp.Or(b.Title, s.t("crisisroom.editor")))
		objs = append(objs, kit.NewNavRow(name, 0, func() { s.goOnWriting(b) }))
	}
	return objs
}
