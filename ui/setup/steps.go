package setup

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
)

// stepsWidth is the width of the pages after the first.
const stepsWidth = 640

// stepPage lays out a page after the first: how far it is, a title, what it is
// for, a box with the fields, and the buttons.
func (s *Screen) stepPage(at step, name string, box fyne.CanvasObject, acts *kit.Acts) *kit.Scroll {
	args := map[string]any{"N": int(at), "Of": int(stepMailbox)}
	return newPage(stepsWidth, kit.NewColumn(14,
		kit.NewColumn(4,
			kit.NewLine(s.host.Texts().T("setup.step", args), kit.Small(), kit.Mute),
			kit.NewLine(s.text("setup."+name+"-title"), kit.Face{Size: 18, Weight: kit.Bold}, kit.Ink),
			kit.NewParagraph(s.text("setup."+name+"-text"), kit.Body(), kit.Mute),
		),
		box, acts,
	))
}

func (s *Screen) backButton(to step) *kit.Button {
	s.back = func() { s.turn(to) }
	return kit.NewButton(kit.Secondary, s.text("setup.back"), func() { s.turn(to) }).WithKey("Esc")
}

func (s *Screen) nextButton(label string) *kit.Button {
	return kit.NewButton(kit.Primary, label, func() { s.next() }).WithKey("Ctrl ⏎")
}

// housePage asks for the brand and for who is at the keyboard.
func (s *Screen) housePage() *kit.Scroll {
	brand, name := kit.NewEntry(s.text("setup.brand-ghost")), kit.NewEntry(s.text("setup.name-ghost"))
	brand.SetText(s.know.brand)
	name.SetText(s.know.name)
	keep := func() { s.know.brand, s.know.name = strings.TrimSpace(brand.Text()), strings.TrimSpace(name.Text()) }
	brand.OnChanged = func(string) { keep() }
	name.OnChanged = func(string) { keep() }
	does := kit.NewParagraph("", kit.Face{Size: 12, Weight: kit.Regular}, kit.Mute)
	say := func(p string) { does.Set(s.text("team.profile-"+p+"-text"), kit.Mute) }
	var box *kit.Sheet
	profile := kit.NewChoiceChips(profileOptions(s), string(s.know.profile), func(id string) {
		s.know.profile = team.Profile(id)
		say(id)
		box.Refresh()
	})
	say(string(s.know.profile))
	box = kit.NewBox(kit.NewColumn(12,
		kit.NewFormRow(s.text("setup.brand"), brand).Help(s.text("setup.brand-help")),
		kit.NewFormRow(s.text("setup.name"), name),
		kit.NewFormRow(s.text("setup.profile"), kit.NewColumn(6, profile, does)),
		kit.NewFormRow(s.text("setup.where"), kit.NewParagraph(s.desk.Where(), kit.Body(), kit.Ink)).Help(s.text("setup.where-help")),
	))
	s.next = func() {
		if s.required(brand, name) {
			s.turn(stepDepartments)
		}
		box.Refresh()
	}
	brand.OnSubmitted = func(string) { s.host.Canvas().Focus(name.Focusable()) }
	name.OnSubmitted = func(string) { s.next() }
	s.first = brand.Focusable()
	return s.stepPage(stepHouse, "house", box, kit.NewActs(s.backButton(stepWelcome), s.nextButton(s.text("setup.next"))))
}

// required marks the entries that are empty, and goes to the first of them.
func (s *Screen) required(entries ...*kit.Entry) bool {
	ok := true
	for _, e := range entries {
		e.SetError("")
		if strings.TrimSpace(e.Text()) != "" {
			continue
		}
		e.SetError(s.text("setup.required"))
		if ok {
			s.host.Canvas().Focus(e.Focusable())
		}
		ok = false
	}
	return ok
}

func profileOptions(s *Screen) []kit.Option {
	var out []kit.Option
	for _, p := range team.Profiles() {
		out = append(out, kit.Option{ID: string(p), Text: s.text("team.profile-" + string(p))})
	}
	return out
}

// presets are the departments that most houses have, in the language of the
// moment.
func (s *Screen) presets() []NewDepartment {
	var out []NewDepartment
	for _, name := range []string{"service", "marketing", "legal", "people"} {
		out = append(out, NewDepartment{
			Name:    s.text("setup.department-" + name),
			Reasons: strings.Split(s.text("setup.reasons-"+name), "|"),
		})
	}
	return out
}

// departmentsPage asks for the departments, which can be renamed, taken away
// and added to.
func (s *Screen) departmentsPage() *kit.Scroll {
	if s.know.departments == nil {
		s.know.departments, s.know.mine = s.presets(), 1
	}
	d := newDepartments(s)
	s.next = func() {
		if d.ok() {
			s.begin()
		}
	}
	s.first = d.firstField()
	return s.stepPage(stepDepartments, "departments", d.box, kit.NewActs(s.backButton(stepHouse), s.nextButton(s.text("setup.start"))))
}

// departments is the list of the departments being made.
type departments struct {
	screen  *Screen
	rows    *kit.Column
	mine    *kit.Select
	box     *kit.Sheet
	entries []*kit.Entry
	problem *kit.Paragraph
}

func newDepartments(s *Screen) *departments {
	d := &departments{screen: s, rows: kit.NewColumn(8), problem: kit.NewParagraph("", kit.Small(), kit.Red)}
	d.mine = kit.NewSelect(nil, "", "", s.text("setup.filter"), func(id string) { s.know.mine = int(id[0] - 'a') })
	add := kit.NewLinkButton(s.text("setup.department-add"), d.add)
	d.box = kit.NewBox(kit.NewColumn(12, d.rows, kit.NewActs().Left(add), d.problem, kit.NewFormRow(s.text("setup.mine"), d.mine).Help(s.text("setup.mine-help"))))
	d.draw()
	return d
}

// mostDepartments is how many a first run offers to make; more are added later.
const mostDepartments = 12

func (d *departments) draw() {
	s := d.screen
	d.entries = nil
	var rows []fyne.CanvasObject
	for i, dep := range s.know.departments {
		e := kit.NewEntry(s.text("setup.department-ghost"))
		e.SetText(dep.Name)
		e.SetLabel(s.text("setup.department"))
		e.OnChanged = func(name string) {
			s.know.departments[i].Name = name
			d.options()
		}
		e.OnSubmitted = func(string) { d.after(i) }
		d.entries = append(d.entries, e)
		rows = append(rows, newDepartmentRow(e, s.text("setup.department-remove"), len(s.know.departments) > 1, func() { d.remove(i) }))
	}
	d.rows.Set(rows...)
	d.options()
	d.box.Refresh()
	s.stage.Refresh()
}

// after goes to the next name, or on.
func (d *departments) after(i int) {
	if i+1 < len(d.entries) {
		d.screen.host.Canvas().Focus(d.entries[i+1].Focusable())
		return
	}
	d.screen.next()
}

// options offers the departments as one's own.
func (d *departments) options() {
	var out []kit.Option
	for i, dep := range d.screen.know.departments {
		out = append(out, kit.Option{ID: string(rune('a' + i)), Text: dep.Name})
	}
	d.mine.SetOptions(out)
	d.mine.SetSelected(string(rune('a' + d.screen.know.mine)))
}

func (d *departments) add() {
	s := d.screen
	if len(s.know.departments) >= mostDepartments {
		d.problem.Set(s.text("setup.department-enough"), kit.Mute)
		d.box.Refresh()
		return
	}
	s.know.departments = append(s.know.departments, NewDepartment{})
	d.draw()
	s.host.Canvas().Focus(d.entries[len(d.entries)-1].Focusable())
}

func (d *departments) remove(i int) {
	k := &d.screen.know
	k.departments = slices.Delete(slices.Clone(k.departments), i, i+1)
	if k.mine >= i && k.mine > 0 {
		k.mine--
	}
	d.draw()
}

// ok checks that every department has a name of its own.
func (d *departments) ok() bool {
	seen := map[string]bool{}
	fine := true
	for i, e := range d.entries {
		name := strings.TrimSpace(e.Text())
		d.screen.know.departments[i].Name = name
		problem := ""
		switch {
		case name == "":
			problem = d.screen.text("setup.required")
		case seen[strings.ToLower(name)]:
			problem = d.screen.text("setup.department-twice")
		}
		seen[strings.ToLower(name)] = true
		e.SetError(problem)
		if problem != "" && fine {
			d.screen.host.Canvas().Focus(e.Focusable())
			fine = false
		}
	}
	d.box.Refresh()
	return fine
}

func (d *departments) firstField() fyne.Focusable { return d.entries[0].Focusable() }

// mailboxPage asks for the first account; it can be left for later.
func (s *Screen) mailboxPage() *kit.Scroll {
	filled := s.know.mailbox
	if filled.Channel == "" {
		filled.Channel = inbox.ChannelEmail
	}
	s.form = NewAccountForm(formHost{s.host}, s.desk, filled, func(inbox.AccountID) { s.host.Begun() })
	s.first = s.form.First()
	s.next = s.form.Go
	later := kit.NewButton(kit.Secondary, s.text("setup.later"), func() { s.host.Begun() })
	later.SetTip(s.text("setup.later-tip"))
	p := s.stepPage(stepMailbox, "mailbox", kit.NewBox(s.form.Body()), s.form.Acts(later))
	s.form.OnHeight = func() { p.Refresh() }
	s.form.OnNews = p.Reveal
	return p
}
