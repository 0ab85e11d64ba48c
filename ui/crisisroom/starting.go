package crisisroom

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// start asks which playbook, when none is in sight, and else proposes its run.
func (s *Screen) start() {
	if b, ok := s.shown(); ok && s.alert == "" {
		s.begin(b, nil)
		return
	}
	s.choosePlaybook(func(b Book) { s.begin(b, nil) })
}

// startFor starts the playbook that a step names, for that step.
func (s *Screen) startFor(l StepLine) {
	for _, b := range s.books {
		if b.ID == l.Def.Playbook {
			s.begin(b, &crisis.Parent{Run: s.run, Step: l.ID})
			return
		}
	}
	s.host.Toast(s.t("crisis.no-playbook"))
}

// StartFrom asks which playbook to run for an alert. The run is tied to it, and
// a second start for the same alert joins the first.
func (s *Screen) StartFrom(alert string) {
	if alert == "" {
		return
	}
	s.alert = alert
	if s.read {
		s.start()
	}
}

// begin proposes a run: who does what, what its texts need, real or exercise.
func (s *Screen) begin(b Book, parent *crisis.Parent) {
	book := b.Playbook
	lead := crisis.NewPlan(book).LeadRole()
	roles := ProposeRoles(book, s.roster, s.me)
	exercise := s.desk.Rehearsing()
	if b.Draft && !exercise { // nobody published it: it can only be tried
		s.rehearse(b)
		return
	}
	q := &question{s: s, key: "start/" + b.ID, title: b.Title, sub: b.Version, primary: s.t("crisisroom.start-act"), danger: true, width: 760, column: 240}
	if exercise {
		q.before = append(q.before, kit.NewBanner(kit.Special, s.t("crisisroom.is-exercise")))
	} else {
		q.before = append(q.before, kit.NewParagraph(s.t("crisisroom.is-real"), kit.Body(), kit.Ink))
	}
	if late := s.reviewLate(b); late != "" {
		q.before = append(q.before, kit.NewParagraph(late, kit.Body(), kit.Amber))
	}
	if late := s.contactsLate(); late != "" {
		q.before = append(q.before, kit.NewParagraph(late, kit.Body(), kit.Amber))
	}
	if r := s.sameStory(); r != nil {
		q.before = append(q.before, kit.NewParagraph(s.tt("crisisact.joins", "Run", r.Book.Title, "Name", (Room{Roster: s.roster}).Name(r.Lead)), kit.Body(), kit.Amber))
	}
	for _, v := range book.Variables {
		if v.Ask != "start" {
			continue
		}
		f := &asked{id: "var " + v.ID, label: v.Label, value: v.Default, hint: s.hint(v.Type)}
		for _, c := range v.Choices {
			f.options = append(f.options, kit.Option{ID: c, Text: c})
		}
		q.fields = append(q.fields, f)
	}
	if len(q.fields) > 0 {
		q.before = append(q.before, kit.NewParagraph(s.t("crisisroom.blanks-can-wait"), kit.Small(), kit.Mute))
	}
	chosen := s.roleRows(q, b, roles)
	q.act = func(v answers) bool {
		a := crisis.Start{Book: pin(b), Exercise: exercise, Roles: chosen(), Vars: map[string]string{}, Parent: parent}
		if s.alert != "" {
			a.Story, a.Links = s.alert, []crisis.Link{{Kind: crisis.AlertLink, ID: s.alert}}
		}
		for id, value := range v {
			name, is := strings.CutPrefix(id, "var ")
			if is && strings.TrimSpace(value) != "" {
				a.Vars[name] = strings.TrimSpace(value)
			}
		}
		if a.Roles[lead].Holder == "" {
			s.host.Toast(s.t("crisisroom.nobody"))
			return false
		}
		s.begun(a, parent, q)
		return true
	}
	q.open()
}

// roleRows are the roles with the people that are proposed for them.
func (s *Screen) roleRows(q *question, b Book, roles map[string]crisis.Binding) func() map[string]crisis.Binding {
	options := append([]kit.Option{{ID: "", Text: s.t("crisisroom.nobody")}}, s.people()...)
	picks := map[string]*kit.Select{}
	q.after = append(q.after, kit.NewHeading(s.t("crisisroom.cell")).Flush())
	for _, r := range b.Playbook.Roles {
		at, proposed := roles[r.ID]
		if !proposed && !r.Required {
			continue
		}
		picks[r.ID] = kit.NewSelect(options, string(at.Holder), s.t("crisisroom.nobody"), s.t("crisisroom.filter"), nil)
		row := kit.NewFormRow(r.Label, picks[r.ID]).Column(240)
		if name := (Room{Roster: s.roster}).Name(at.Backup); name != "" {
			row.Help(s.tt("crisisroom.backup", "Name", name))
		}
		q.after = append(q.after, row)
	}
	return func() map[string]crisis.Binding {
		out := map[string]crisis.Binding{}
		for id, p := range picks {
			if p.Selected() != "" {
				out[id] = crisis.Binding{Holder: memberID(p.Selected())}
			}
		}
		return out
	}
}

func pin(b Book) crisis.Pin {
	return crisis.Pin{ID: b.ID, Version: b.Version, Hash: b.Hash, Title: b.Title, Lang: b.Lang}
}

// begun starts the run and goes to it.
func (s *Screen) begun(a crisis.Start, parent *crisis.Parent, q *question) {
	seq := int64(0)
	if s.room.Run != nil {
		seq = s.room.Run.Seq
	}
	s.host.Scheduler().Go(func(ctx context.Context) {
		id, err := s.desk.StartRun(ctx, a)
		if err == nil && parent != nil {
			err = s.desk.ActInRun(ctx, crisis.Order{Run: parent.Run, Step: parent.Step, Base: seq, Act: crisis.Complete{Child: id}})
		}
		s.host.Scheduler().UI(func() {
			if err != nil {
				s.host.Fault(err) // what was typed stays for the next try
				return
			}
			q.kept()
			s.alert = ""
			s.host.Toast(s.t(map[bool]string{false: "crisisroom.started", true: "crisisact.joined"}[s.knows(id)]))
			s.open(id)
		})
	})
}

// knows reports whether a run was there already: a second start for its story
// joins it.
func (s *Screen) knows(id crisis.RunID) bool {
	return slices.ContainsFunc(s.runs, func(r *crisis.Run) bool { return r.ID == id })
}

// sameStory is the run that a start for the alert would join; nil is none.
func (s *Screen) sameStory() *crisis.Run {
	for _, r := range s.runs {
		if s.alert != "" && r.Joins(crisis.Start{Story: s.alert}, s.host.Now()) {
			return r
		}
	}
	return nil
}

// rehearse goes to where exercises are begun, with a playbook proposed.
func (s *Screen) rehearse(b Book) { s.host.GoTo("exercise/" + b.ID) }

// rehearseShown rehearses the playbook in sight, if there is one.
func (s *Screen) rehearseShown() {
	b, _ := s.shown()
	s.rehearse(b)
}

// canRehearse says whether another exercise can begin: not inside of one.
func (s *Screen) canRehearse() vm.Verdict {
	if s.desk.Rehearsing() || s.form != nil {
		return vm.Cannot("")
	}
	return vm.Can()
}

// rehearseButton is the button that rehearses; none in an exercise.
func (s *Screen) rehearseButton(b Book) []fyne.CanvasObject {
	if s.desk.Rehearsing() {
		return nil
	}
	return []fyne.CanvasObject{kit.NewButton(kit.Secondary, s.t("crisisroom.rehearse"), func() { s.rehearse(b) }).WithKey("R")}
}

// reviewLate says that nobody has read the playbook again for too long.
func (s *Screen) reviewLate(b Book) string {
	if b.ReviewDue.IsZero() || b.ReviewDue.After(s.host.Now()) {
		return ""
	}
	return s.tt("crisisroom.review-late", "Day", s.formats().Day(b.ReviewDue, s.host.Now()))
}

// drawBook shows the playbook in sight, or what the room is for.
func (s *Screen) drawBook() {
	b, ok := s.shown()
	if !ok {
		s.drawBooks()
		return
	}
	start := kit.NewButton(kit.Danger, s.t("crisisroom.start"), s.start).WithKey("B")
	edit := kit.NewButton(kit.Secondary, s.t("crisisroom.edit-book"), s.editBook).WithKey("T")
	head := kit.NewColumn(8, kit.NewTitled(b.Title, append(s.rehearseButton(b), edit, start)...), kit.NewChipRow(s.bookChips(b)...))
	objs := append([]fyne.CanvasObject{kit.NewParagraph(b.Summary, kit.Body(), kit.Ink), kit.NewHeading(s.t("crisisroom.outline")).Flush()}, s.outline(b.Playbook, "")...)
	objs = append(objs, s.versions(b)...)
	s.board.Set(objs...)
	s.stage.SetCentre(kit.NewDock(s.scroll).Head(kit.NewSheet(kit.Panel, head).Pad(20, 12).Lines(false, true)))
	s.scroll.Refresh()
}
