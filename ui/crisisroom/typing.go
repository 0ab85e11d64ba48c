package crisisroom

import (
	"context"
	"maps"
	"strings"
	"time"

	"vigie/crisis"
	"vigie/inbox/team"
)

// Typed is what a member typed in the crisis room and has not given yet. It
// outlives the program.
type Typed struct {
	Texts map[string]string `json:"texts,omitempty"` // by run, step, act and field
	Open  *OpenQuestion     `json:"open,omitempty"`  // the dialog that was open
	Book  *TypedBook        `json:"book,omitempty"`  // the playbook that was being written
	// Books are playbooks that were put aside unsaved, by the hash of the text
	// that they began as.
	Books map[string]TypedBook `json:"books,omitempty"`
}

// Empty reports whether there is nothing to keep.
func (t Typed) Empty() bool { return len(t.Texts)+len(t.Books) == 0 && t.Open == nil && t.Book == nil }

// OpenQuestion is a dialog that was open, and where its caret stood.
type OpenQuestion struct {
	Run     crisis.RunID `json:"run"`
	Step    string       `json:"step,omitempty"`
	Command string       `json:"command"`
	Key     string       `json:"key"`
	Field   string       `json:"field,omitempty"`
	Row     int          `json:"row,omitempty"`
	Column  int          `json:"column,omitempty"`
}

// typing keeps what is typed, and saves it a moment after the last key.
type typing struct {
	Typed
	by    team.MemberID // whose it is
	dirty bool
	wait  func()
	doing string // the command that is being run; empty where a button is
	// back is what to open again, once.
	back *OpenQuestion
}

// saveAfter is how long after the last key what is typed is saved.
const saveAfter = 300 * time.Millisecond

func newTyping(was Typed, by team.MemberID) *typing {
	was.Texts = maps.Clone(was.Texts)
	if was.Texts == nil {
		was.Texts = map[string]string{}
	}
	if was.Books = maps.Clone(was.Books); was.Books == nil {
		was.Books = map[string]TypedBook{}
	}
	return &typing{Typed: was, by: by}
}

// copied is a value of its own: what was typed until now.
func (t *typing) copied() Typed {
	out := t.Typed
	out.Texts, out.Books = maps.Clone(t.Texts), maps.Clone(t.Books)
	if t.Open != nil {
		open := *t.Open
		out.Open = &open
	}
	return out
}

// changed saves what is typed a moment later.
func (s *Screen) changed() {
	t := s.typing
	t.dirty = true
	if t.wait != nil {
		t.wait()
	}
	t.wait = s.host.Scheduler().After(saveAfter, func() {
		t.wait = nil
		s.saveTyped()
	})
}

// saveTyped saves what was typed now, off the UI goroutine.
func (s *Screen) saveTyped() {
	save := s.flush()
	if save == nil {
		return
	}
	s.host.Scheduler().Go(func(ctx context.Context) {
		if err := save(ctx); err != nil {
			s.host.Scheduler().UI(func() { s.host.Fault(err) })
		}
	})
}

// flush gives the work that saves what was typed; nil when all is saved.
func (s *Screen) flush() func(context.Context) error {
	t := s.typing
	if !t.dirty || t.by == "" {
		return nil
	}
	t.dirty = false
	by, typed := t.by, t.copied()
	return func(ctx context.Context) error { return s.desk.KeepCrisisTyped(context.WithoutCancel(ctx), by, typed) }
}

// typedBy takes up what a member left, when they come to the keyboard.
func (s *Screen) typedBy(by team.MemberID, kept Typed) {
	if s.typing.by == by {
		return
	}
	before := s.typing.by
	if before == "" { // typed before anybody was known
		for k, v := range s.typing.Texts {
			if kept.Texts == nil {
				kept.Texts = map[string]string{}
			}
			kept.Texts[k] = v
		}
	} else {
		s.saveTyped()
	}
	s.typing = newTyping(kept, by)
	s.typing.back = s.typing.Open
	s.typing.Open = nil
	s.writtenBy(before != "")
}

// goOn opens again what was open when the program ended, with its text and its
// caret; what cannot be done any more stays closed.
func (s *Screen) goOn() {
	t := s.typing
	if b := t.Book; b != nil && s.form == nil {
		s.writeBook(*b)
		return
	}
	back := t.back
	t.back = nil
	if back == nil || s.host.Canvas().Overlays().Top() != nil {
		return
	}
	if id, is := strings.CutPrefix(back.Key, "start/"); is {
		for _, b := range s.books {
			if b.ID == id {
				s.doing(back.Command, func() { s.begin(b, nil) })
				s.caretBack(back)
			}
		}
		return
	}
	if !s.live() || s.run != back.Run {
		return
	}
	s.step = back.Step
	if ask := s.askedBy(back); ask != nil {
		s.reopening = true
		ask()
		s.reopening = false
		s.caretBack(back)
	}
}

// askedBy is what opens a dialog again; nil where it cannot be any more. Those
// of the side pane have no command: their key says what they are about.
func (s *Screen) askedBy(back *OpenQuestion) func() {
	about := strings.TrimPrefix(back.Key, string(back.Run)+"/")
	if role, is := strings.CutPrefix(about, "role/"); is {
		return func() { s.rebind(role) }
	}
	if id, is := strings.CutPrefix(about, "text/"); is && back.Command == "" {
		return func() { s.write(id, "") }
	}
	if c, known := s.host.Commands().ByID(back.Command); known && c.Verdict().OK {
		return c.Run
	}
	return nil
}

// doing runs what may open a dialog under the name of a command, by which the
// dialog is opened again when the program starts anew.
func (s *Screen) doing(id string, do func()) {
	t := s.typing
	before := t.doing
	t.doing = id
	do()
	t.doing = before
}

// caretBack puts the caret where it was, when the dialog is the one that was
// open; another is closed again.
func (s *Screen) caretBack(back *OpenQuestion) {
	q := s.asking
	if q == nil {
		return
	}
	if q.key != back.Key {
		q.dialog.Close()
		return
	}
	for _, f := range q.fields {
		if f.id == back.Field && f.entry != nil {
			s.host.Canvas().Focus(f.entry.Focusable())
			f.entry.PutCaret(back.Row, back.Column)
		}
	}
}

// note remembers what is typed into a field, and where.
func (q *question) note(f *asked, text string) {
	t := q.s.typing
	t.Texts[q.typedKey(f)] = text
	if t.Open != nil && t.Open.Key == q.key {
		t.Open.Field = f.id
		if f.entry != nil {
			t.Open.Row, t.Open.Column = f.entry.Caret()
		}
	}
	q.s.changed()
}

// opened and closed remember which dialog is open.
func (q *question) opened() {
	s := q.s
	s.asking = q
	s.typing.Open = &OpenQuestion{Run: s.run, Step: s.step, Command: s.typing.doing, Key: q.key}
}

func (q *question) closed() {
	s := q.s
	if s.asking == q {
		s.asking, s.typing.Open = nil, nil
		s.changed()
	}
}
