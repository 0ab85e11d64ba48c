package setup

import (
	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/assets/locale"
	"vigie/ui/kit"
)

// buttons are the acts of a form. Of each there is a strong and a quiet one:
// the next sensible thing is the strong one.
type buttons struct {
	testNow, testAgain *kit.Button
	signNow, signAgain *kit.Button
	save, saveAnyway   *kit.Button
	cancel             *kit.Button
}

func (m *AccountForm) newButtons(t *locale.Texts) buttons {
	return buttons{
		testNow:    kit.NewButton(kit.Primary, "", m.tryIt).WithIcon(icon.Bolt),
		testAgain:  kit.NewButton(kit.Secondary, "", m.tryIt).WithIcon(icon.Bolt),
		signNow:    kit.NewButton(kit.Primary, t.T("account.sign-in", nil), m.signIn).WithIcon(icon.Globe),
		signAgain:  kit.NewButton(kit.Secondary, t.T("account.sign-in", nil), m.signIn).WithIcon(icon.Globe),
		save:       kit.NewButton(kit.Primary, "", m.keep),
		saveAnyway: kit.NewButton(kit.Secondary, "", m.keep),
		cancel:     kit.NewButton(kit.Secondary, "", m.halt),
	}
}

// Acts is the line of buttons under the form; left is put at its left.
func (m *AccountForm) Acts(left ...fyne.CanvasObject) *kit.Acts {
	return kit.NewActs(m.cancel, m.saveAnyway, m.testAgain, m.signAgain, m.testNow, m.signNow, m.save).Left(left...)
}

// signsFirst reports whether signing in in the browser is the next thing: there
// is no token yet, or the one that is kept is to be replaced.
func (m *AccountForm) signsFirst() bool {
	return m.a.unsigned() || m.Reconnect && m.a.form.Browser && !m.a.signed
}

// offer shows the buttons that make sense now, with their words.
func (m *AccountForm) offer() {
	a := m.a
	label, test, stop := "account.save", m.own("account.test-now-", "account.test"), "account.test-stop"
	switch {
	case a.saving:
		label = "account.saving"
	case a.failed != nil:
		label = "account.save-anyway"
	case !a.passed:
		label = "account.save-untested"
	}
	if a.signing {
		stop = "account.sign-in-stop"
	}
	m.cancel.SetText(m.host.Texts().T(stop, nil))
	idle, signs := !a.running && !a.signing, m.signsFirst()
	for _, b := range []*kit.Button{m.save, m.saveAnyway} {
		b.SetText(m.host.Texts().T(label, nil))
		setVisible(b, (b == m.save) == a.passed && !a.unsigned() && !a.signing)
		m.enable(b, !a.saving && !a.running, "account.wait")
	}
	for _, b := range []*kit.Button{m.testNow, m.testAgain} {
		b.SetText(test)
		strong := b == m.testNow
		setVisible(b, idle && !a.unsigned() && strong != (a.passed || signs))
		m.enable(b, !a.saving, "account.wait")
	}
	setVisible(m.signNow, idle && signs)
	setVisible(m.signAgain, idle && !signs && a.form.Browser && !a.passed)
	setVisible(m.cancel, !idle)
}

func (m *AccountForm) enable(b *kit.Button, on bool, reason string) {
	if on {
		b.Enable()
		return
	}
	b.DisableFor(m.host.Texts().T(reason, nil))
}

// own gives the words that a channel has of its own, by the beginning of their
// key, or else those that all have.
func (m *AccountForm) own(prefix, otherwise string) string {
	return ownWords(m.host.Texts(), prefix+string(m.a.filled.Channel), otherwise)
}

func ownWords(t *locale.Texts, key, otherwise string) string {
	if words := t.T(key, nil); words != key {
		return words
	}
	return t.T(otherwise, nil)
}
