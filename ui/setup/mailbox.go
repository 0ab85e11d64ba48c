package setup

import (
	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
)

// FormHost is what a mailbox's form needs of what is around it.
type FormHost interface {
	Texts() *locale.Texts
	Scheduler() kit.Scheduler
	Canvas() fyne.Canvas
}

type formHost struct{ Host }

// MailboxForm is the guided form of an account: the address first, the servers
// guessed from it, a test that tells stage by stage. The first run and the
// settings show it.
type MailboxForm struct {
	host  FormHost
	a     *attempt
	saved func(inbox.AccountID)
	// OnHeight hears that the body is higher or lower now.
	OnHeight func()
	// OnNews hears where news of a test stands, to bring it into sight.
	OnNews func(o fyne.CanvasObject)
	// Departments are offered as the one that gets what arrives; none are
	// offered when it is empty. Set before Body.
	Departments []team.Department

	body    *kit.Column
	address *kit.Entry
	advice  *kit.Paragraph
	fold    *kit.LinkButton
	folded  bool
	fields  map[string]fieldWidget
	rows    map[string]*kit.FormRow
	told    int    // how much news of the test was brought into sight
	shape   string // which fields are drawn, to know when to draw anew
	// Of each act there is a strong and a quiet button: the next sensible
	// thing is the strong one.
	testNow, testAgain *kit.Button
	save, saveAnyway   *kit.Button
	cancel             *kit.Button
	stages             *stageList
	stagebox           *kit.Column
	problem            *kit.Paragraph
}

// fieldWidget is what a form's field is typed into.
type fieldWidget interface {
	fyne.CanvasObject
	SetError(string)
}

// NewMailboxForm makes a form; saved hears the account's id when it is kept.
func NewMailboxForm(h FormHost, d Mailboxes, f Filled, saved func(inbox.AccountID)) *MailboxForm {
	m := &MailboxForm{host: h, saved: saved, folded: true, fields: map[string]fieldWidget{}, rows: map[string]*kit.FormRow{}}
	m.a = newAttempt(d, h.Scheduler(), f, m.refresh)
	t := h.Texts()
	m.address = kit.NewEntry(t.T("account.address-ghost", nil))
	m.address.SetLabel(t.T("account.address", nil))
	m.address.SetText(m.a.filled.Address)
	m.address.OnChanged = m.a.setAddress
	m.address.OnFocus = func(on bool) {
		if !on {
			m.a.lookUp()
		}
	}
	m.address.OnSubmitted = func(string) { m.a.lookUp(); m.enter("address") }
	m.advice = kit.NewParagraph("", kit.Face{Size: 12, Weight: kit.Regular}, kit.Mute)
	m.problem = kit.NewParagraph("", kit.Body(), kit.Red)
	m.fold = kit.NewLinkButton("", func() { m.folded = !m.folded; m.refresh() })
	m.stages = newStageList(h)
	m.stagebox = kit.NewColumn(8, m.stages, m.problem)
	m.testNow = kit.NewButton(kit.Primary, t.T("account.test", nil), m.tryIt).WithIcon(icon.Bolt)
	m.testAgain = kit.NewButton(kit.Secondary, t.T("account.test", nil), m.tryIt).WithIcon(icon.Bolt)
	m.cancel = kit.NewButton(kit.Secondary, t.T("account.test-stop", nil), m.stop)
	m.save = kit.NewButton(kit.Primary, "", m.keep)
	m.saveAnyway = kit.NewButton(kit.Secondary, "", m.keep)
	m.body = kit.NewColumn(12)
	return m
}

// Body is the form itself.
func (m *MailboxForm) Body() *kit.Column {
	m.refresh()
	return m.body
}

// Acts is the line of buttons under the form; left is put at its left.
func (m *MailboxForm) Acts(left ...fyne.CanvasObject) *kit.Acts {
	return kit.NewActs(m.cancel, m.saveAnyway, m.testAgain, m.testNow, m.save).Left(left...)
}

// First is the field to begin with.
func (m *MailboxForm) First() fyne.Focusable { return m.address.Focusable() }

// Filled is what was typed so far.
func (m *MailboxForm) Filled() Filled { return m.a.filled.Clone() }

// Busy reports whether something is being tried or kept.
func (m *MailboxForm) Busy() bool { return m.a.running || m.a.saving }

// Go does the next sensible thing: test what was not tested, keep what was.
func (m *MailboxForm) Go() {
	if m.a.passed {
		m.keep()
		return
	}
	m.tryIt()
}

// enter is Return in a field: the next field that must be filled in, or Go
// after the last.
func (m *MailboxForm) enter(name string) {
	names := []string{"address"}
	for _, f := range m.a.asked() {
		if !f.Advanced && f.Required {
			names = append(names, f.Name)
		}
	}
	for i, n := range names {
		if n == name && i+1 < len(names) {
			if e, ok := m.fields[names[i+1]].(*kit.Entry); ok {
				m.host.Canvas().Focus(e.Focusable())
				return
			}
		}
	}
	m.Go()
}

func (m *MailboxForm) tryIt() {
	if m.complete() {
		m.a.test()
	}
}

func (m *MailboxForm) keep() {
	if !m.complete() {
		return
	}
	m.a.save(func(id inbox.AccountID, err error) {
		if err != nil {
			m.problem.Set(m.host.Texts().Fault(err), kit.Red)
			m.layout()
			return
		}
		m.saved(id)
	})
}

// stop ends a test that runs.
func (m *MailboxForm) stop() {
	m.a.clear()
	m.refresh()
}

// complete marks what is missing, and goes to the first of it.
func (m *MailboxForm) complete() bool {
	m.address.SetError("")
	for _, w := range m.fields {
		w.SetError("")
	}
	missing := m.a.missing()
	for i, name := range missing {
		w, problem := fieldWidget(m.address), "account.address-invalid"
		if name != "address" {
			w, problem = m.fields[name], "setup.required"
			m.unfoldFor(name)
		}
		if w == nil {
			continue
		}
		w.SetError(m.host.Texts().T(problem, nil))
		if e, ok := w.(*kit.Entry); ok && i == 0 {
			m.host.Canvas().Focus(e.Focusable())
		}
	}
	m.layout()
	return len(missing) == 0
}

func (m *MailboxForm) unfoldFor(name string) {
	for _, f := range m.a.form.Fields {
		if f.Name == name && f.Advanced {
			m.folded = false
			m.refresh()
		}
	}
}

// layout tells what is around that the height may be another.
func (m *MailboxForm) layout() {
	m.body.Refresh()
	if m.OnHeight != nil {
		m.OnHeight()
	}
}
