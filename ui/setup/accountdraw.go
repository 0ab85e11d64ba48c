package setup

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"vigie/inbox/team"
	"vigie/ui/kit"
)

// labelColumn is the width of the labels of the form.
const labelColumn = 162

// refresh draws what the attempt says. Fields are made anew only when other
// ones are asked for, so that none loses the focus.
func (m *AccountForm) refresh() {
	a := m.a
	if !m.shown {
		return
	}
	if a.serverFailed() && a.form.Lead == "" || a.blamed() != "" && a.blamed() != m.blamed {
		m.folded = false
	}
	m.reshape()
	for _, f := range a.asked() {
		m.fill(f)
	}
	m.blame(a.blamed())
	m.sayAdvice()
	m.say()
	word := m.own("account.more-", "account.more-settings")
	if !m.folded {
		word = m.host.Texts().T("account.less", nil)
	}
	m.fold.SetText(word)
	m.offer()
	m.layout()
	m.tellNews()
	if a.passed && a.signed && m.Reconnect && !a.saving {
		a.signed = false
		m.keep()
	}
}

// blame marks the field that a test failed for, once, and no other.
func (m *AccountForm) blame(name string) {
	if name == m.blamed {
		return
	}
	if w := m.fields[m.blamed]; w != nil {
		w.SetError("")
	}
	if w := m.fields[name]; w != nil {
		w.SetError(m.host.Texts().T("account.look-here", nil))
	}
	m.blamed = name
}

// say tells how far the test or the sign-in is, and what came of it.
func (m *AccountForm) say() {
	a := m.a
	m.wait.set(a)
	m.stages.set(m.stageLines())
	setVisible(m.stages, a.running || a.passed || slices.ContainsFunc(a.stages, func(s StageResult) bool { return s.State == StageFailed }))
	m.find.set(a.found)
	m.problem.Set(m.verdict(), m.verdictRole())
	setVisible(m.stagebox, a.signing || m.stages.Visible() || m.problem.Text() != "")
}

// tellNews says once that a test began, and once that it ended.
func (m *AccountForm) tellNews() {
	now := 0
	switch {
	case m.a.running, m.a.signing:
		now = 1
	case m.a.passed || m.a.failed != nil:
		now = 2
	}
	if now > m.told && m.OnNews != nil {
		m.OnNews(m.stagebox)
	}
	m.told = now
}

// verdict is the sentence under the stages: what the test came to, and what to
// do about it.
func (m *AccountForm) verdict() string {
	t, a := m.host.Texts(), m.a
	switch {
	case a.passed:
		return m.own("account.test-passed-", "account.test-passed")
	case a.failed == nil:
		return ""
	}
	s := t.Fault(a.failed)
	if a.signInRefused() && a.guess.Advice != "" {
		s += "\n" + t.T(a.guess.Advice, nil)
	}
	return s
}

func (m *AccountForm) verdictRole() kit.Role {
	if m.a.passed {
		return kit.Green
	}
	return kit.Red
}

// sayAdvice tells what is known of the provider.
func (m *AccountForm) sayAdvice() {
	t, a := m.host.Texts(), m.a
	key := ""
	switch {
	case a.looking:
		key = "account.looking"
	case a.guess.Advice != "":
		key = a.guess.Advice
	case a.guess.Sure:
		key = "account.found"
	case len(a.guess.Values) > 0 && a.filled.Values["imap_host"] != "" && a.filled.Values["smtp_host"] != "":
		key = "account.guessed"
	}
	if key == "" {
		m.advice.Set("", kit.Mute)
		return
	}
	args := map[string]any{"In": a.filled.Values["imap_host"], "Out": a.filled.Values["smtp_host"]}
	m.advice.Set(t.T(key, args), kit.Mute)
}

// reshape makes the rows when other fields are asked for than before.
func (m *AccountForm) reshape() {
	var names []string
	for _, f := range m.a.asked() {
		if !f.Advanced || !m.folded {
			names = append(names, f.Name)
		}
	}
	shape := string(m.a.filled.Channel) + ":" + strings.Join(names, ",")
	if shape == m.shape && len(m.body.Objects()) > 0 {
		return
	}
	m.shape = shape
	rows := []fyne.CanvasObject{}
	if m.kinds != nil {
		rows = append(rows, kit.NewFormRow(m.host.Texts().T("account.kind", nil), m.kinds).Column(labelColumn))
	}
	rows = append(rows, m.leadRow())
	more := []fyne.CanvasObject{m.stagebox, m.fold}
	for _, f := range m.a.asked() {
		row := m.row(f)
		switch {
		case !f.Advanced:
			rows = append(rows, row)
		case !m.folded:
			more = append(more, row)
		}
	}
	if !m.folded {
		more = append(more, m.extras()...)
	}
	m.body.Set(append(rows, more...)...)
}

// leadRow is the row of what leads to the account.
func (m *AccountForm) leadRow() *kit.FormRow {
	t, lead := m.host.Texts(), m.a.form.Lead
	if lead == "" {
		return kit.NewFormRow(t.T("account.address", nil), kit.NewColumn(6, m.first, m.advice)).Column(labelColumn)
	}
	r := kit.NewFormRow(t.T("account.field."+lead, nil), m.first).Column(labelColumn)
	if hint := "account.hint." + lead; t.T(hint, nil) != hint {
		r.Help(t.T(hint, nil))
	}
	return r
}

// extras are the name in the navigation and the department, which every
// account has.
func (m *AccountForm) extras() []fyne.CanvasObject {
	t := m.host.Texts()
	a := m.a
	name := kit.NewEntry(m.own("account.name-ghost-", "account.name-ghost"))
	name.SetText(a.filled.Name)
	name.OnChanged = func(s string) { a.filled.Name, a.named = strings.TrimSpace(s), false }
	out := []fyne.CanvasObject{kit.NewFormRow(t.T("account.name", nil), name).Column(labelColumn)}
	if len(m.Departments) > 0 {
		options := []kit.Option{{ID: "-", Text: t.T("account.department-none", nil)}}
		options = append(options, departmentOptions(m.Departments)...)
		pick := kit.NewSelect(options, orDash(a.filled.Department), "", t.T("setup.filter", nil), func(id string) {
			a.filled.Department = strings.TrimPrefix(id, "-")
		})
		out = append(out, kit.NewFormRow(t.T("account.department", nil), pick).Column(labelColumn).Help(t.T("account.department-help", nil)))
	}
	return out
}

func orDash(id string) string {
	if id == "" {
		return "-"
	}
	return id
}

func departmentOptions(all []team.Department) []kit.Option {
	var out []kit.Option
	for _, d := range all {
		if !d.Retired {
			out = append(out, kit.Option{ID: string(d.ID), Text: d.Name})
		}
	}
	return out
}

// row gives the row of a field; its widget is made once.
func (m *AccountForm) row(f Field) *kit.FormRow {
	if r := m.rows[f.Name]; r != nil {
		return r
	}
	t := m.host.Texts()
	w := m.widget(f)
	m.fields[f.Name] = w
	r := kit.NewFormRow(t.T("account.field."+f.Name, nil), w).Column(labelColumn)
	hint := "account.hint." + f.Name
	if words := ownWords(t, "account.hint."+string(m.a.filled.Channel)+"-"+f.Name, hint); words != hint {
		r.Help(words)
	}
	m.rows[f.Name] = r
	return r
}

func (m *AccountForm) widget(f Field) fieldWidget {
	t, a := m.host.Texts(), m.a
	switch f.Kind {
	case ChoiceField:
		var options []kit.Option
		for _, c := range f.Choices {
			options = append(options, kit.Option{ID: c, Text: t.T("account.choice."+c, nil)})
		}
		return kit.NewSelect(options, m.a.filled.Values[f.Name], "", t.T("setup.filter", nil), func(id string) { a.set(f.Name, id) })
	case SecretField:
		ghost := ""
		if m.a.filled.ID != "" {
			ghost = t.T("account.secret-kept", nil)
		}
		e := kit.NewPasswordEntry(ghost, t.T("account.show-typed", nil))
		e.SetText(m.a.filled.Secrets[f.Name])
		e.OnChanged = func(s string) { a.setSecret(f.Name, s) }
		e.OnSubmitted = func(string) { m.enter(f.Name) }
		return e
	default:
		e := kit.NewEntry("")
		e.OnChanged = func(s string) { a.set(f.Name, strings.TrimSpace(s)) }
		e.OnSubmitted = func(string) { m.enter(f.Name) }
		return e
	}
}

// fill shows a value that came by a guess; what a person types is there
// already.
func (m *AccountForm) fill(f Field) {
	value := m.a.filled.Values[f.Name]
	switch w := m.fields[f.Name].(type) {
	case *kit.Entry:
		if f.Kind != SecretField && strings.TrimSpace(w.Text()) != value {
			w.SetText(value)
		}
	case *kit.Select:
		if w.Selected() != value {
			w.SetSelected(value)
		}
	}
}

func setVisible(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
		return
	}
	o.Hide()
}
