package setup

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
)

// FormHost is what an account's form needs of what is around it.
type FormHost interface {
	Texts() *locale.Texts
	Scheduler() kit.Scheduler
	Canvas() fyne.Canvas
	Now() time.Time
}

type formHost struct{ Host }

// AccountForm is the guided form of an account of any channel: what leads to
// it first (the mail address, the site, the instance), the rest guessed, found
// or granted in the browser, a test that tells stage by stage. The first run
// and the settings show it.
type AccountForm struct {
	host  FormHost
	desk  Channels
	saved func(inbox.AccountID)
	// OnHeight hears that the body is higher or lower now.
	OnHeight func()
	// OnNews hears where news of a test stands, to bring it into sight.
	OnNews func(o fyne.CanvasObject)
	// Departments are offered as the one that gets what arrives; none are
	// offered when it is empty. Set before Body.
	Departments []team.Department
	// Reconnect keeps the account by itself when signing in again worked. Set
	// before Body.
	Reconnect bool

	// sheet is that of the kind in sight; what was typed for another kind is
	// there again when it is chosen again.
	*sheet
	sheets  map[inbox.Channel]*sheet
	kinds   *kit.ChoiceChips // nil when there is nothing to choose
	shown   bool             // Body was asked for
	body    *kit.Column
	advice  *kit.Paragraph
	fold    *kit.LinkButton
	stages  *stageList
	find    *findings
	wait    *waiting
	problem *kit.Paragraph
	// stagebox holds what came of a test.
	stagebox *kit.Column
	buttons
}

// sheet is the form of one kind of account.
type sheet struct {
	a      *attempt
	first  *kit.Entry // what leads to the account
	fields map[string]fieldWidget
	rows   map[string]*kit.FormRow
	folded bool
	blamed string // the folded field that the last test failed for
	told   int    // how much news of the test was brought into sight
	shape  string // which fields are drawn, to know when to draw anew
}

// fieldWidget is what a form's field is typed into.
type fieldWidget interface {
	fyne.CanvasObject
	SetError(string)
}

// NewAccountForm makes a form; saved hears the account's id when it is kept.
// Of a new account the kind can be chosen.
func NewAccountForm(h FormHost, d Channels, f Filled, saved func(inbox.AccountID)) *AccountForm {
	m := &AccountForm{host: h, desk: d, saved: saved, sheets: map[inbox.Channel]*sheet{}}
	t := h.Texts()
	m.body = kit.NewColumn(12)
	m.advice = kit.NewParagraph("", kit.Face{Size: 12, Weight: kit.Regular}, kit.Mute)
	m.problem = kit.NewParagraph("", kit.Body(), kit.Red)
	m.fold = kit.NewLinkButton("", func() { m.folded = !m.folded; m.refresh() })
	m.stages, m.find, m.wait = newStageList(), newFindings(h), newWaiting(t)
	m.stagebox = kit.NewColumn(8, m.wait.box, m.stages, m.find.box, m.problem)
	m.buttons = m.newButtons(t)
	m.sheet = m.newSheet(f)
	m.sheets[f.Channel] = m.sheet
	if f.ID == "" && len(d.Kinds()) > 1 {
		m.kinds = kit.NewChoiceChips(kindOptions(t, d.Kinds()), string(f.Channel), func(id string) { m.turn(inbox.Channel(id)) })
	}
	return m
}

func kindOptions(t *locale.Texts, kinds []inbox.Channel) []kit.Option {
	var out []kit.Option
	for _, ch := range kinds {
		out = append(out, kit.Option{ID: string(ch), Text: t.T("account.kind-"+string(ch), nil)})
	}
	return out
}

func (m *AccountForm) newSheet(f Filled) *sheet {
	s := &sheet{folded: true, fields: map[string]fieldWidget{}, rows: map[string]*kit.FormRow{}}
	s.a = newAttempt(m.desk, m.host.Scheduler(), f, func() {
		if m.sheet == s {
			m.refresh()
		}
	})
	t := m.host.Texts()
	ghost, label := "account.address-ghost", "account.address"
	if lead := s.a.form.Lead; lead != "" {
		ghost, label = "account.ghost."+lead, "account.field."+lead
	}
	s.first = kit.NewEntry(t.T(ghost, nil))
	s.first.SetLabel(t.T(label, nil))
	s.first.SetText(s.a.lead())
	s.first.OnChanged = s.a.setLead
	s.first.OnFocus = func(on bool) {
		if !on {
			s.a.lookUp()
		}
	}
	s.first.OnSubmitted = func(string) { s.a.lookUp(); m.enter(leadName) }
	return s
}

// turn shows the form of another kind; what was tried of the last one stops.
func (m *AccountForm) turn(ch inbox.Channel) {
	if ch == m.a.filled.Channel {
		return
	}
	if m.Busy() && !m.a.saving {
		m.a.clear()
	}
	department := m.a.filled.Department
	if m.sheets[ch] == nil {
		m.sheets[ch] = m.newSheet(Filled{Channel: ch})
	}
	m.sheet = m.sheets[ch]
	m.a.filled.Department = department
	m.shape = ""
	m.refresh()
}

// Body is the form itself.
func (m *AccountForm) Body() *kit.Column {
	m.shown = true
	m.refresh()
	return m.body
}

// First is the field to begin with.
func (m *AccountForm) First() fyne.Focusable { return m.first.Focusable() }

// Filled is what was typed so far.
func (m *AccountForm) Filled() Filled { return m.a.filled.Clone() }

// Busy reports whether something is being tried or kept.
func (m *AccountForm) Busy() bool { return m.a.running || m.a.saving || m.a.signing }

// Go does the next sensible thing: sign in where that must be, test what was
// not tested, keep what was.
func (m *AccountForm) Go() {
	switch {
	case m.a.passed:
		m.keep()
	case m.signsFirst():
		m.signIn()
	default:
		m.tryIt()
	}
}

// enter is Return in a field: the next field that must be filled in, or Go
// after the last.
func (m *AccountForm) enter(name string) {
	names := []string{leadName}
	for _, f := range m.a.asked() {
		if !f.Advanced && f.Required {
			names = append(names, f.Name)
		}
	}
	if i := slices.Index(names, name); i >= 0 && i+1 < len(names) {
		if e, ok := m.fields[names[i+1]].(*kit.Entry); ok {
			m.host.Canvas().Focus(e.Focusable())
			return
		}
	}
	m.Go()
}

func (m *AccountForm) tryIt() {
	if m.complete() {
		m.a.test()
	}
}

func (m *AccountForm) signIn() {
	m.first.SetError("")
	if m.a.leadMissing() {
		m.complete()
		return
	}
	m.a.signIn()
}

func (m *AccountForm) keep() {
	if !m.complete() {
		return
	}
	m.a.save(func(id inbox.AccountID, err error) {
		if err != nil {
			m.problem.Set(m.host.Texts().Fault(err), kit.Red)
			m.problem.Show()
			m.stagebox.Show()
			m.layout()
			return
		}
		m.saved(id)
	})
}

// halt ends a test or a sign-in that runs.
func (m *AccountForm) halt() {
	m.a.clear()
	m.refresh()
}

// complete marks what is missing, and goes to the first of it.
func (m *AccountForm) complete() bool {
	m.first.SetError("")
	for _, w := range m.fields {
		w.SetError("")
	}
	missing := m.a.missing()
	for i, name := range missing {
		w, problem := fieldWidget(m.first), "setup.required"
		switch {
		case name != leadName:
			m.unfoldFor(name)
			w = m.fields[name]
		case m.a.form.Lead == "":
			problem = "account.address-invalid"
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

func (m *AccountForm) unfoldFor(name string) {
	for _, f := range m.a.form.Fields {
		if f.Name == name && f.Advanced {
			m.folded = false
			m.refresh()
		}
	}
}

// layout tells what is around that the height may be another.
func (m *AccountForm) layout() {
	m.body.Refresh()
	if m.OnHeight != nil {
		m.OnHeight()
	}
}
