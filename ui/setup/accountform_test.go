package setup_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"vigie/ui/desktest"
	"vigie/ui/kit"
	"vigie/ui/setup"
)

// atMailbox is a first run at its last step.
func atMailbox(t *testing.T) *stand {
	t.Helper()
	s := start(t, "en", kit.Light)
	s.toMailbox()
	return s
}

func (s *stand) address(a string) {
	s.typing(a)
	s.sched.Advance(500e6)
}

// toPassword goes from the address on.
func (s *stand) toPassword() { s.key(fyne.KeyReturn) }

func TestMailbox_GuessesTheServersWhenTypingRests(t *testing.T) {
	s := atMailbox(t)
	s.typing("contact@acme.exampl")
	s.typing("e")
	if slices.Contains(s.desk.Asked, "Guess contact@acme.example") {
		t.Fatal("it looked before typing rested")
	}
	s.sched.Advance(500e6)
	if n := count(s.desk.Asked, "Guess"); n != 1 {
		t.Fatalf("it looked %d times: %q", n, s.desk.Asked)
	}
	if !slices.ContainsFunc(s.words(), func(w string) bool { return strings.Contains(w, "imap.acme.example") }) {
		t.Errorf("the servers are not told: %q", s.words())
	}
}

func count(asked []string, call string) int {
	n := 0
	for _, a := range asked {
		if strings.HasPrefix(a, call+" ") {
			n++
		}
	}
	return n
}

func TestMailbox_ASaveBeforeATestSaysSo(t *testing.T) {
	s := atMailbox(t)
	s.address("contact@acme.example")
	s.say(s.text("account.save-untested"))
	s.toPassword()
	s.typing("x")
	s.click(s.text("account.test"))
	s.say(s.text("account.save"))
}

func TestMailbox_AWrongPasswordIsToldWithTheProvidersAdvice(t *testing.T) {
	s := atMailbox(t)
	s.desk.Stages = desktest.Refused()
	s.address("brand@gmail.com")
	s.toPassword()
	s.typing("my own password")
	s.key(fyne.KeyReturn)
	told := strings.Join(s.words(), "\n")
	for _, want := range []string{s.text("setup.advice-gmail"), s.text("setup.stage-sign-in") + " · " + s.text("setup.stage-state-failed"), s.text("setup.stage-send") + " · " + s.text("setup.stage-state-skipped")} {
		if !strings.Contains(told, want) {
			t.Errorf("%q is not told", want)
		}
	}
	s.say(s.text("account.save-anyway"))
	if len(s.desk.Kept) != 0 {
		t.Error("it was kept")
	}
}

func TestMailbox_AChangeMakesTheTestVoid(t *testing.T) {
	s := atMailbox(t)
	s.address("contact@acme.example")
	s.toPassword()
	s.typing("x")
	s.key(fyne.KeyReturn)
	s.say(s.text("account.save"))
	s.typing("y")
	s.say(s.text("account.save-untested"))
}

func TestMailbox_ATestCanBeStopped(t *testing.T) {
	s := atMailbox(t)
	s.address("contact@acme.example")
	s.toPassword()
	s.typing("x")
	s.sched.Hold()
	s.click(s.text("account.test"))
	s.click(s.text("account.test-stop"))
	s.sched.Release()
	if s.shows(s.text("account.test-passed")) {
		t.Fatal("a test that was stopped says that it passed")
	}
	s.say(s.text("account.test"))
}

func TestMailbox_WhatIsMissingIsMarked(t *testing.T) {
	s := atMailbox(t)
	s.typing("contact")
	s.click(s.text("account.test"))
	if count(s.desk.Asked, "Test") != 0 {
		t.Fatal("half an address was tried")
	}
	s.typing("@acme.example")
	s.sched.Advance(500e6)
	s.click(s.text("account.test"))
	if count(s.desk.Asked, "Test") != 0 {
		t.Fatal("it was tried without a password")
	}
}

func TestMailbox_AnAccountThatIsThereKeepsItsSecretAndName(t *testing.T) {
	s := start(t, "en", kit.Light)
	d := desktest.Acme()
	f, err := d.Filled(t.Context(), "a1")
	if err != nil {
		t.Fatal(err)
	}
	form := setup.NewAccountForm(s, d, f, nil)
	s.window.SetContent(kit.NewRoot(s.sched, kit.NewColumn(0, form.Body(), form.Acts()), kit.Hooks{}))
	s.click(s.text("account.test"))
	if count(d.Asked, "Test") != 1 {
		t.Fatalf("a stored password should do: %q", d.Asked)
	}
	if got := form.Filled(); got.Values["imap_host"] != "imap.acme.example" || got.ID != "a1" {
		t.Errorf("filled %+v", got)
	}
}

func TestMailboxLook(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		for mode, name := range map[kit.Mode]string{kit.Light: "light", kit.DarkMode: "dark"} {
			t.Run(lang+" "+name, func(t *testing.T) {
				suffix := "-" + lang + "-" + name
				s := start(t, lang, mode)
				s.click(s.text("setup.way-on-this-act"))
				s.look("setup-house" + suffix)
				s.typing("Acme")
				s.key(fyne.KeyReturn)
				s.typing("Léa Martin")
				s.key(fyne.KeyReturn)
				s.look("setup-departments" + suffix)
				s.run("setup.next")
				s.look("setup-mailbox-empty" + suffix)
				s.address("contact@acme.example")
				s.toPassword()
				s.typing("secret")
				s.key(fyne.KeyReturn)
				s.look("setup-mailbox-passed" + suffix)
				s.desk.Stages = desktest.Refused()
				s.typing("x")
				s.key(fyne.KeyReturn)
				s.look("setup-mailbox-refused" + suffix)
				s.click(s.text("account.more-email"))
				s.look("setup-mailbox-all" + suffix)
				if !s.shows(s.text("account.test")) {
					t.Error("the form is not there")
				}
			})
		}
	}
}

// The real driver gives the content of a scroll no more than its least size,
// so that must be its whole height: the test driver does not show it.
func TestMailbox_AFormThatIsTooHighScrolls(t *testing.T) {
	s := atMailbox(t)
	s.click(s.text("account.more-email"))
	scrolls := 0
	walk(s.top(), func(o fyne.CanvasObject) {
		c, ok := o.(*kit.Scroll)
		if !ok {
			return
		}
		scrolls++
		if least, all := c.Content.MinSize().Height, c.Content.(kit.Flowing).HeightFor(c.Size().Width); least < all || all < 800 {
			t.Errorf("of a page %g high only %g can be scrolled", all, least)
		}
	})
	if scrolls != 1 {
		t.Errorf("%d scrolls", scrolls)
	}
}

func TestMailbox_TabBringsEveryFieldIntoSight(t *testing.T) {
	s := atMailbox(t)
	s.click(s.text("account.more-email"))
	height := s.window.Canvas().Size().Height
	first := s.window.Canvas().Focused()
	for n := 0; n < 60; n++ {
		s.window.Canvas().FocusNext()
		f := s.window.Canvas().Focused()
		if f == first {
			if n < 15 {
				t.Fatalf("only %d stops", n)
			}
			return
		}
		o := f.(fyne.CanvasObject)
		if y := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y; y < 0 || y+o.Size().Height > height {
			t.Fatalf("stop %d (%T) is out of sight, at %g", n, o, y)
		}
	}
	t.Fatal("Tab does not come round")
}

func TestMailbox_TheVerdictIsInSightWhereverTheFormIsScrolledTo(t *testing.T) {
	s := atMailbox(t)
	s.address("contact@acme.example")
	s.toPassword()
	s.typing("x")
	s.click(s.text("account.more-email"))
	for range 14 {
		s.window.Canvas().FocusNext()
	}
	s.click(s.text("account.test"))
	var at float32 = -1
	walk(s.top(), func(o fyne.CanvasObject) {
		if n, ok := o.(interface{ AccessibilityLabel() string }); ok && n.AccessibilityLabel() == s.text("account.test-passed") {
			at = fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y
		}
	})
	if at < 0 || at > s.window.Canvas().Size().Height {
		t.Errorf("the verdict stands at %g", at)
	}
}
