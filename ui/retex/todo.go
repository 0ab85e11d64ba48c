package retex

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/crisis"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/place"
	"vigie/ui/vm"
)

// drawActions shows the open actions of all runs.
func (s *Screen) drawActions() {
	s.panes.Collapse(2, true)
	s.built = ""
	list := s.formats().Todos(s.runs, "", s.room, s.host.Now())
	if len(list) == 0 {
		s.stage.SetCentre(kit.NewEmpty(icon.Check, s.t("retex.actions-none"), s.t("retex.actions-none-text"), nil))
		return
	}
	s.page.Set(kit.NewBox(kit.NewColumn(6, s.todoRows(list)...)))
	title := kit.NewSheet(kit.Panel, kit.NewTitled(s.t("retex.actions-open"))).Pad(20, 12).Lines(false, true)
	s.stage.SetCentre(kit.NewDock(s.scroll).Head(title))
	s.scroll.Refresh()
}

// todosOf are the actions of the run in sight.
func (s *Screen) todosOf() []fyne.CanvasObject {
	list := s.formats().Todos([]*crisis.Run{s.room.Run}, s.room.Run.ID, s.room, s.host.Now())
	if len(list) == 0 {
		return []fyne.CanvasObject{kit.NewParagraph(s.t("retex.no-actions"), kit.Body(), kit.Mute)}
	}
	return s.todoRows(list)
}

func (s *Screen) todoRows(list []Todo) []fyne.CanvasObject {
	var objs []fyne.CanvasObject
	for _, t := range list {
		objs = append(objs, newLine(t.Line.Title, t.Line.Right, t.Line.Bad), kit.NewParagraph(t.Line.Note, kit.Small(), kit.Mute))
		if t.Open() {
			run, id := t.Run, t.ID
			objs = append(objs, kit.NewCheck(s.t("retex.is-done"), false, func(on bool) {
				if on {
					s.done(run, id)
				}
			}))
		}
	}
	return objs
}

// done says that an action is done.
func (s *Screen) done(run crisis.RunID, id string) {
	base := int64(0)
	for _, r := range s.runs {
		if r.ID == run {
			base = r.Seq
		}
	}
	s.act(crisis.Order{Run: run, Base: base, Act: crisis.ActionDone{Action: id}}, s.t("retex.done-toast"))
}

// act gives an order, and reads anew.
func (s *Screen) act(o crisis.Order, done string) {
	place.Do(s.host, done, func(ctx context.Context) error { return s.desk.ActInRun(ctx, o) }, s.reload)
}

// chooseDone lists the open actions; Return takes the one with the focus.
func (s *Screen) chooseDone() {
	runs := s.runs
	if s.room.Run != nil {
		runs = []*crisis.Run{s.room.Run}
	}
	list := s.formats().Todos(runs, "", s.room, s.host.Now())
	var d *kit.Dialog
	var objs []fyne.CanvasObject
	var first fyne.Focusable
	for _, t := range list {
		run, id := t.Run, t.ID
		row := kit.NewNavRow(t.Text+" · "+t.Line.Note, 0, func() { d.Close(); s.done(run, id) })
		if first == nil {
			first = row
		}
		objs = append(objs, row)
	}
	d = kit.NewDialog(kit.DialogSpec{Title: s.t("retex.done-title"), Body: kit.NewColumn(2, objs...), First: first, Width: 560, Cancel: s.t("retex.cancel")})
	d.Open(s.host.Canvas())
}

func (s *Screen) canDone() vm.Verdict {
	runs := s.runs
	if s.room.Run != nil {
		runs = []*crisis.Run{s.room.Run}
	}
	if len(s.formats().Todos(runs, "", s.room, s.host.Now())) == 0 {
		return vm.Cannot("retex.no-actions")
	}
	return vm.Can()
}

// todoForm is the dialog for a new action. What is typed stays when it is closed
// without adding.
type todoForm struct{ text, owner, due string }

// addAction asks what is to be done, by whom, and until when.
func (s *Screen) addAction() {
	f := s.formats()
	if s.form == nil {
		s.form = &todoForm{owner: string(s.me.ID), due: f.Date(s.host.Now().AddDate(0, 0, 14))}
	}
	form, example := s.form, f.Date(s.host.Now().AddDate(0, 1, 0))
	text, due := kit.NewMultiEntry(s.t("retex.todo-hint"), 2), kit.NewEntry(example)
	text.SetText(form.text)
	due.SetText(form.due)
	text.OnChanged = func(v string) { form.text = v; text.SetError("") }
	due.OnChanged = func(v string) { form.due = v; due.SetError("") }
	owner := kit.NewSelect(place.People(s.roster), form.owner, s.t("retex.todo-owner"), s.t("retex.filter"), func(id string) { form.owner = id })
	help := s.tt("retex.todo-due-help", "Example", example, "Other", s.otherDate(example))
	body := kit.NewColumn(10, kit.NewFormRow(s.t("retex.todo-text"), text), kit.NewFormRow(s.t("retex.todo-owner"), owner),
		kit.NewFormRow(s.t("retex.todo-due"), due).Help(help))
	run, base := s.room.Run.ID, s.room.Run.Seq
	var d *kit.Dialog
	missing := func(e *kit.Entry, what string) bool {
		e.SetError(what)
		d.Fit()
		s.host.Canvas().Focus(e.Focusable())
		return false
	}
	d = kit.NewDialog(kit.DialogSpec{
		Title: s.t("retex.add-action"), Width: 600, Body: body, First: text.Focusable(), Primary: s.t("retex.todo-add"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("retex.cancel"),
		Act: func() bool {
			until, ok := f.TypedDate(form.due)
			switch {
			case strings.TrimSpace(form.text) == "":
				return missing(text, s.t("retex.todo-empty"))
			case strings.TrimSpace(form.due) == "":
				return missing(due, s.tt("retex.todo-due-empty", "Example", example))
			case !ok:
				return missing(due, s.tt("retex.todo-due-wrong", "Text", strings.TrimSpace(form.due), "Example", example))
			}
			a := crisis.Action{Text: strings.TrimSpace(form.text), Owner: team.MemberID(form.owner), Due: until.AddDate(0, 0, 1).Add(-time.Second)}
			s.form = nil
			s.act(crisis.Order{Run: run, Base: base, Act: a}, s.t("retex.todo-added"))
			return true
		},
	})
	d.Open(s.host.Canvas())
}

// otherDate is a day in the other of the two forms that are understood.
func (s *Screen) otherDate(example string) string {
	t, _ := s.formats().TypedDate(example)
	if other := t.Format(time.DateOnly); other != example {
		return other
	}
	return t.Format("02/01/2006")
}
