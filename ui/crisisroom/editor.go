package crisisroom

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"vigie/crisis/playbook"
	"vigie/ui/kit"
)

// editor is the text of a playbook with what is wrong beside it, and its
// outline.
type editor struct {
	s        *Screen
	was      string
	title    string // of the playbook, as last read
	text     *kit.Entry
	findings *kit.Column
	beside   *kit.Scroll
	page     fyne.CanvasObject
	later    func()
	turn     int
}

// lintAfter is how long a person must pause before a text is read.
const lintAfter = 400 * time.Millisecond

func (s *Screen) editBook() {
	if b, ok := s.shown(); ok {
		s.openEditor(b.Text)
	}
}

// writeBook shows the editor with a text as somebody left it.
func (s *Screen) writeBook(b TypedBook) {
	e := &editor{s: s, was: b.Was, title: b.Title, text: kit.NewMultiEntry("", 30).Monospaced(), findings: kit.NewColumn(6).Pad(14, 12)}
	e.beside = kit.NewScroll(e.findings)
	e.text.SetText(b.Text)
	e.text.OnChanged = func(string) { e.changed(); s.noteBook() }
	save := kit.NewButton(kit.Secondary, s.t("crisisroom.save"), s.saveBook).WithKey("Ctrl ⏎")
	publish := kit.NewButton(kit.Primary, s.t("crisisroom.publish-book"), s.publishBook).WithKey("Ctrl ⇧ ⏎")
	if v := s.mayPublishBook(); !v.OK {
		publish.DisableFor(s.host.Texts().T(v.Key, v.Args))
	}
	leave := kit.NewButton(kit.Secondary, s.t("crisisroom.leave"), s.leaveEditor).WithKey("Esc")
	head := kit.NewSheet(kit.Panel, kit.NewTitled(s.t("crisisroom.editor"), leave, save, publish)).Pad(20, 12).Lines(false, true)
	e.page = kit.NewDock(kit.NewPanes(
		kit.Pane{Content: kit.NewScroll(kit.NewColumn(0, e.text).Pad(12, 12)), Min: 360},
		kit.Pane{Content: kit.NewSheet(kit.Panel, e.beside), Width: 380, Min: 260})).Head(head)
	s.form = e
	s.draw()
	e.read()
	s.host.Canvas().Focus(e.text.Focusable())
	e.text.PutCaret(b.Row, b.Column)
	s.noteBook()
}

func (e *editor) changed() {
	if e.later != nil {
		e.later()
	}
	e.later = e.s.host.Scheduler().After(lintAfter, e.read)
}

// read checks the text off the UI goroutine; a later reading wins.
func (e *editor) read() {
	e.turn++
	turn, text := e.turn, e.text.Text()
	e.s.host.Scheduler().Go(func(context.Context) {
		book, findings := playbook.Read([]byte(text))
		e.s.host.Scheduler().UI(func() {
			if turn == e.turn {
				e.show(book, findings)
			}
		})
	})
}

// show lists the findings, then the outline.
func (e *editor) show(book playbook.Playbook, findings playbook.Findings) {
	s := e.s
	if book.Title != "" {
		e.title = book.Title
	}
	objs := []fyne.CanvasObject{kit.NewHeading(s.host.Texts().N("crisisroom.findings", len(findings), nil)).Flush()}
	for _, f := range findings {
		role := kit.Red
		if f.Warning {
			role = kit.Amber
		}
		line := f.Line
		text := s.tt("crisisroom.at-line", "Line", f.Line, "Col", f.Col) + " " + s.host.Texts().T(f.Key, f.Args)
		objs = append(objs, newCard(kit.Background, kit.Line, func() { e.goTo(line) }, kit.NewParagraph(text, kit.Body(), role)))
	}
	objs = append(objs, kit.NewHeading(s.t("crisisroom.outline")).Flush())
	objs = append(objs, s.outline(book, "")...)
	e.findings.Set(objs...)
	e.beside.Refresh()
}

// goTo puts the caret on a line.
func (e *editor) goTo(line int) {
	e.text.CaretTo(line)
	e.s.host.Canvas().Focus(e.text.Focusable())
}

// outline draws steps and branches, each under what leads to it.
func (s *Screen) outline(b playbook.Playbook, _ string) []fyne.CanvasObject {
	var objs []fyne.CanvasObject
	b.Walk(func(path string, st *playbook.Step) {
		depth := max(0, (strings.Count(path, ".")-1)/2)
		indent := strings.Repeat("    ", depth)
		mark, tone := markOf(StepLine{Def: *st})
		role, _ := b.Role(st.Role)
		var chips []fyne.CanvasObject
		if st.Due > 0 {
			chips = append(chips, chip(s.formats().Span(st.Due), TintPlain))
		}
		if role.Label != "" {
			chips = append(chips, chip(role.Label, TintPlain))
		}
		objs = append(objs, newHeadline(mark, tone, indent+st.Title, kit.Body(), kit.Ink, chips...))
		for _, o := range st.Options {
			to, _ := b.Step(o.Goto)
			text := o.Label
			if to.Title != "" {
				text += " → " + to.Title
			}
			objs = append(objs, leadsTo(text, depth))
		}
		if to, ok := b.Step(st.Goto); ok {
			objs = append(objs, leadsTo("→ "+to.Title, depth))
		}
	})
	return objs
}

// leadsTo is where a step leads to, under the words of the step.
func leadsTo(text string, depth int) fyne.CanvasObject {
	return kit.NewColumn(0, kit.NewParagraph(text, kit.Small(), kit.Mute)).Pad(headX+float32(15*depth), 0)
}

// saveBook keeps the text as a draft.
func (s *Screen) saveBook() { s.keepBook(false) }

// publishBook keeps the text and makes it a version that runs may follow.
func (s *Screen) publishBook() { s.keepBook(true) }

func (s *Screen) keepBook(publish bool) {
	e := s.form
	if e == nil {
		return
	}
	text := e.text.Text()
	s.host.Scheduler().Go(func(ctx context.Context) {
		hash, err := s.desk.SaveBook(ctx, text)
		if err == nil && publish {
			err = s.desk.PublishBook(ctx, hash)
		}
		s.host.Scheduler().UI(func() {
			if err != nil {
				s.host.Fault(err) // what was written stays
				return
			}
			done := "crisisroom.saved"
			if publish {
				done = "crisisroom.book-published"
			}
			s.bookKept(e, text, publish)
			s.host.Toast(s.t(done))
			s.reload()
		})
	})
}

// leaveEditor goes back; what was not saved is asked after.
func (s *Screen) leaveEditor() {
	e := s.form
	back := func() {
		if s.form == e {
			s.shut()
			s.noteBook()
		}
		s.draw()
		s.host.Hint()
	}
	if e == nil || e.text.Text() == e.was {
		back()
		return
	}
	kit.NewDialog(kit.DialogSpec{
		Title: s.t("crisisroom.drop-title"), Width: 440, Body: kit.NewParagraph(s.t("crisisroom.drop-text"), kit.Body(), kit.Ink),
		Primary: s.t("crisisroom.drop"), PrimaryKey: "Ctrl ⏎", PrimaryKind: kit.Danger, Cancel: s.t("crisisroom.cancel"),
		Act: func() bool { back(); return true },
	}).Open(s.host.Canvas())
}
