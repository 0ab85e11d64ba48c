package watch

import (
	"context"
	"strings"

	"vigie/inbox"
	domain "vigie/inbox/watch"
	"vigie/ui/kit"
)

// draft is a watch being written.
type draft struct {
	id         domain.ID
	name       string
	query      string
	into       string
	competitor bool
	accounts   []string
}

func draftOf(w domain.Watch) draft {
	d := draft{id: w.ID, name: w.Name, query: w.Query.String(), into: string(w.Into), competitor: w.Competitor}
	for _, a := range w.Accounts {
		d.accounts = append(d.accounts, string(a))
	}
	return d
}

// watch reads a draft; an error is of the query.
func (d draft) watch() (domain.Watch, error) {
	q, err := domain.Parse(d.query)
	w := domain.Watch{ID: d.id, Name: strings.TrimSpace(d.name), Query: q, Into: domain.Into(d.into), Competitor: d.competitor}
	for _, a := range d.accounts {
		w.Accounts = append(w.Accounts, inbox.AccountID(a))
	}
	return w, err
}

// editor is the page on which a watch is written and tried.
type editor struct {
	s           *Screen
	id          domain.ID
	name, query *kit.Entry
	into        *kit.ChoiceChips
	competitor  *kit.Check
	accounts    *kit.Combo
	trial       *trial
	column      *kit.Column
	scroll      *kit.Scroll
}

func newEditor(s *Screen, d draft) *editor {
	e := &editor{s: s, id: d.id, name: kit.NewEntry(s.t("watch.name-hint")), query: kit.NewMultiEntry(s.t("watch.query-hint"), 3)}
	e.name.SetText(d.name)
	e.query.SetText(d.query)
	e.trial = newTrial(s, func() { e.scroll.Refresh() })
	e.into = kit.NewChoiceChips([]kit.Option{
		{ID: string(domain.WatchOnly), Text: s.t("watch.into-watch")}, {ID: string(domain.Inbox), Text: s.t("watch.into-inbox")},
	}, d.into, nil)
	e.competitor = kit.NewCheck(s.t("watch.competitor"), d.competitor, e.rival)
	e.accounts = kit.NewCombo(s.accountOptions(), d.accounts, s.t("watch.accounts-all"), func([]string) { e.tried() })
	e.name.OnChanged = func(string) { e.name.SetError("") }
	e.query.OnChanged = func(string) { e.tried() }
	e.column = kit.NewColumn(10,
		kit.NewFormRow(s.t("watch.name"), e.name), kit.NewFormRow(s.t("watch.query"), e.query),
		kit.NewParagraph(s.t("watch.query-help"), kit.Small(), kit.Mute), kit.NewFormRow(s.t("watch.accounts"), e.accounts), e.competitor,
		kit.NewFormRow(s.t("watch.into"), e.into), kit.NewParagraph(s.t("watch.into-help"), kit.Small(), kit.Mute), e.trial.column).Pad(20, 14)
	e.scroll = kit.NewScroll(e.column)
	e.rival(d.competitor)
	return e
}

// accountOptions are the accounts that a watch may keep to.
func (s *Screen) accountOptions() []kit.Option {
	var options []kit.Option
	for _, a := range s.accounts {
		options = append(options, kit.Option{ID: string(a.ID), Text: a.Name})
	}
	return options
}

// rival closes the way to the inbox for what is said of others.
func (e *editor) rival(on bool) {
	off := ""
	if on {
		off = e.s.t("watch.competitor-aside")
		e.into.SetSelected(string(domain.WatchOnly))
	}
	e.into.SetOptions([]kit.Option{
		{ID: string(domain.WatchOnly), Text: e.s.t("watch.into-watch")}, {ID: string(domain.Inbox), Text: e.s.t("watch.into-inbox"), Off: off},
	})
}

// draft is what is written so far.
func (e *editor) draft() draft {
	return draft{id: e.id, name: e.name.Text(), query: e.query.Text(), into: e.into.Selected(), competitor: e.competitor.Checked(), accounts: e.accounts.Selected()}
}

// tried runs the query as it stands, or says what is wrong with it and where.
func (e *editor) tried() {
	d := e.draft()
	w, err := d.watch()
	if strings.TrimSpace(d.query) == "" {
		e.query.SetError("")
		e.trial.clear()
		return
	}
	if err != nil {
		e.query.SetError("")
		e.trial.mistaken(d.query, err)
		return
	}
	e.query.SetError("")
	e.trial.later(w)
}

// page is the editor with its acts.
func (e *editor) page() *kit.Dock {
	s := e.s
	title := s.t("watch.new-title")
	if e.id != "" {
		title = s.t("watch.edit-title")
	}
	save := kit.NewButton(kit.Primary, s.t("watch.save"), e.save).WithKey("Ctrl ⏎")
	acts := kit.NewTitled(title, kit.NewButton(kit.Secondary, s.t("watch.cancel"), s.leaveForm).WithKey("Esc"), save)
	return kit.NewDock(e.scroll).Head(kit.NewSheet(kit.Background, acts).Pad(20, 14).Lines(false, true))
}

// save keeps the watch when it is whole, and has what is stored looked through.
func (e *editor) save() {
	s, d := e.s, e.draft()
	w, err := d.watch()
	if w.Name == "" {
		e.name.SetError(s.t("watch.no-name"))
		s.host.Canvas().Focus(e.name.Focusable())
		return
	}
	if err != nil {
		e.query.SetError(s.host.Texts().Fault(err))
		e.scroll.Refresh()
		s.host.Canvas().Focus(e.query.Focusable())
		return
	}
	s.host.Scheduler().Go(func(ctx context.Context) {
		id, err := s.desk.PutWatch(ctx, w)
		s.host.Scheduler().UI(func() {
			if err != nil {
				s.host.Fault(err) // what was written stays
				return
			}
			s.closeForm()
			s.side, s.shownOf = sideWatches, ""
			s.chosen[sideWatches] = string(id)
			delete(s.halted, id)
			s.focus()
			s.reload()
		})
	})
}

// openForm shows the editor.
func (s *Screen) openForm(d draft) {
	s.form = newEditor(s, d)
	s.shownOf = ""
	s.setPage(s.form.page())
	s.host.Canvas().Focus(s.form.name.Focusable())
	s.form.tried()
}

// closeForm ends the editor without saving.
func (s *Screen) closeForm() {
	if s.form != nil {
		s.form.trial.clear()
		s.form = nil
	}
}

// leaveForm goes back; what was written and not saved is asked after.
func (s *Screen) leaveForm() {
	if s.form == nil {
		return
	}
	back := func() {
		s.closeForm()
		s.relist()
		s.focus()
	}
	if !s.form.changed() {
		back()
		return
	}
	kit.NewDialog(kit.DialogSpec{
		Title: s.t("watch.drop-title"), Width: 440, Body: kit.NewParagraph(s.t("watch.drop-text"), kit.Body(), kit.Ink),
		Primary: s.t("watch.drop-yes"), PrimaryKey: "Ctrl ⏎", PrimaryKind: kit.Danger, Cancel: s.t("watch.go-on-writing"),
		Act: func() bool { back(); return true },
	}).Open(s.host.Canvas())
}

// changed reports whether something would be lost.
func (e *editor) changed() bool {
	now, was := e.draft(), draft{into: string(domain.WatchOnly)}
	if w, ok := e.s.watch(); ok && e.id == w.ID {
		was = draftOf(w.Watch)
	}
	return now.name != was.name || now.query != was.query || now.into != was.into || now.competitor != was.competitor ||
		strings.Join(now.accounts, " ") != strings.Join(was.accounts, " ")
}
