package triage

import (
	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// handoverDialog is the form in which a conversation is handed over.
type handoverDialog struct {
	screen *Screen
	form   *vm.HandoverForm
	to     *kit.ChoiceChips
	person *kit.Select
	note   *kit.Note
	words  *kit.Entry
	due    *kit.ChoiceChips
	other  *kit.Entry
	dialog *kit.Dialog
}

// handOver opens the form for the open conversation.
func (s *Screen) handOver() { s.handOverTo("", "") }

// handOverTo opens the form with a department, and perhaps a person of it,
// chosen.
func (s *Screen) handOverTo(to team.DepartmentID, person team.MemberID) {
	d, ok := s.triage.Opened.Detail()
	switch v := s.canHandOver(); {
	case !v.OK:
		s.tell(vm.Toast{Text: s.why(v)})
		return
	case !ok:
		s.triage.Opened.Once(func() { s.handOverTo(to, person) })
		return
	}
	h := &handoverDialog{screen: s, form: vm.NewHandoverForm(s.triage.Faces(), d, s.now())}
	if to != "" {
		h.form.Choose(to)
		h.form.Person = person
	}
	h.note = kit.NewNote(h.form.Summary())
	body := kit.NewColumn(8, h.rows()...)
	about := vm.Details{Timeline: s.triage.Opened.Timeline(s.triage.Faces())}
	subject := d.Conversation.Subject
	if subject == "" {
		subject = d.Conversation.Snippet
	}
	h.dialog = s.open(kit.DialogSpec{
		Title: s.t("handover.title"), Subtitle: s.env.Texts.T("handover.about", map[string]any{"Name": about.Name(), "Subject": vm.Clipped(subject, 48)}),
		Body: body, Primary: s.t("handover.act"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("triage.cancel"), Act: h.act, First: h.to,
	})
	h.changed()
}

func (h *handoverDialog) rows() []fyne.CanvasObject {
	s, f := h.screen, h.form
	h.to = kit.NewChoiceChips(options(f.Departments()), string(f.To), func(id string) { f.Choose(team.DepartmentID(id)); h.people() })
	h.person = kit.NewSelect(nil, "", s.t("handover.anyone"), s.t("triage.filter"), func(id string) { f.Person = team.MemberID(id); h.changed() })
	h.people()
	asked := kit.NewChoiceChips(options(f.Asks()), string(f.Asked), func(id string) { f.Asked = inbox.Asked(id); h.changed() })
	reason := kit.NewSelect(options(f.Reasons()), f.Reason, s.t("handover.choose-reason"), s.t("triage.filter"), func(id string) { f.Reason = id; h.changed() })
	h.words = kit.NewMultiEntry(s.t("handover.words-hint"), 2)
	h.words.OnChanged = func(text string) { f.Words = text }
	back := kit.NewCheck(s.t("handover.comes-back"), f.ComesBack, func(on bool) { f.ComesBack = on; h.changed() })
	due := kit.NewFormRow(s.t("handover.due"), h.dues())
	if owed := f.Owed(); owed != "" {
		due.Help(owed)
	}
	return []fyne.CanvasObject{
		kit.NewFormRow(s.t("handover.to"), h.to), kit.NewFormRow(s.t("handover.person"), h.person), kit.NewFormRow(s.t("handover.asked"), asked),
		kit.NewFormRow(s.t("handover.reason"), reason), kit.NewFormRow(s.t("handover.words"), h.words), due,
		kit.NewFormRow(s.t("handover.public-reply"), back), h.note,
	}
}

// dues are the times to choose from, and one to type.
func (h *handoverDialog) dues() fyne.CanvasObject {
	f := h.form
	var opts []kit.Option
	for _, m := range f.Dues() {
		opts = append(opts, kit.Option{ID: m.ID, Text: m.Text})
	}
	opts = append(opts, kit.Option{ID: "other", Text: h.screen.t("handover.other-time")})
	h.other = kit.NewEntry(h.screen.t("triage.time-example"))
	h.other.Hide()
	h.other.OnChanged = func(typed string) { f.DueTyped = typed; h.changed() }
	h.due = kit.NewChoiceChips(opts, f.Due, func(id string) {
		f.Due = id
		show(h.other, id == "other")
		if id != "other" {
			f.DueTyped = ""
		}
		h.changed()
	})
	return kit.NewColumn(6, h.due, h.other)
}

func (h *handoverDialog) people() {
	people := h.form.People()
	opts := options(people)
	for i := range opts {
		if opts[i].ID == "" {
			opts[i].ID = "anyone"
		}
	}
	h.person.OnChanged = func(id string) {
		h.form.Person = team.MemberID(id)
		if id == "anyone" {
			h.form.Person = ""
		}
		h.changed()
	}
	h.person.SetOptions(opts)
	chosen := string(h.form.Person)
	if chosen == "" {
		chosen = "anyone"
	}
	h.person.SetSelected(chosen)
	h.changed()
}

// changed says again what will happen, and whether anything is missing.
func (h *handoverDialog) changed() {
	h.note.Set(h.form.Summary())
	if h.dialog == nil {
		return
	}
	why := ""
	if key := h.form.Problem(); key != "" {
		why = h.screen.t(key)
	}
	able(h.dialog.PrimaryButton(), why)
	h.dialog.Fit()
}

func (h *handoverDialog) act() bool {
	if h.form.Problem() != "" {
		return false
	}
	h.screen.triage.ActOn(h.form.Detail.Conversation.ID, h.form.Act())
	return true
}
