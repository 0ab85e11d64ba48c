package settings_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/ui/desktest"
	"vigie/ui/kit"
	"vigie/ui/settings"
)

func TestGeneral_KeepsWhatIsChosenAtOnce(t *testing.T) {
	s := english(t, "general")
	chips := choices(s)
	chips[0].OnChanged("fr")
	chips[1].OnChanged("dark")
	chips[2].OnChanged("list")
	if p := s.desk.Prefs; p.Language != "fr" || p.Theme != "dark" || p.After != settings.ToList {
		t.Errorf("kept %+v", p)
	}
	chips[0].OnChanged("system")
	chips[2].OnChanged("next")
	if p := s.desk.Prefs; p.Language != "" || p.After != settings.OpenNext {
		t.Errorf("kept %+v", p)
	}
}

func choices(s *stand) []*kit.ChoiceChips {
	var out []*kit.ChoiceChips
	walk(s.top(), func(o fyne.CanvasObject) {
		if c, ok := o.(*kit.ChoiceChips); ok {
			out = append(out, c)
		}
	})
	return out
}

func TestGeneral_SaysWhatThisSystemDoesNotHave(t *testing.T) {
	s := english(t, "general")
	if !s.says(s.text("shell.no-tray")) || s.says(s.text("shell.no-notifications")) {
		t.Errorf("it says\n%s", s.words())
	}
}

func TestGeneral_ARuleThatNobodyOffersIsShownAsItIs(t *testing.T) {
	d := desktest.Acme()
	d.Rule.UndoDelay = 17 * time.Second
	s := show(t, d, "general", "en", kit.Light)
	if !s.says("17 seconds") {
		t.Errorf("it says\n%s", s.words())
	}
}

func TestAccounts_ARefusedOneSaysWhyAndCanBeSignedInAgain(t *testing.T) {
	d := desktest.Acme()
	d.Fares[1].State, d.Fares[1].FaultKey = inbox.Refused, "fault.channel-auth-revoked"
	s := show(t, d, "accounts", "en", kit.Light)
	if !s.says(s.text("fault.channel-auth-revoked")) {
		t.Errorf("it does not say why:\n%s", s.words())
	}
	s.click(s.text("settings.account-sign-in"))
	if !s.says(s.text("account.show-typed")) {
		t.Errorf("the form is not open:\n%s", s.words())
	}
}

func TestAccounts_AButtonKeepsTheFocusWhileTheWordsChange(t *testing.T) {
	s := english(t, "accounts")
	button, ok := s.all(s.text("settings.account-acts"))[0].(fyne.Focusable)
	if !ok {
		t.Fatal("the button takes no focus")
	}
	s.window.Canvas().Focus(button)
	s.desk.Fares[0].State = inbox.Retrying
	s.screen.Changed(inbox.Notice{Accounts: []inbox.AccountID{"a1"}})
	if !s.says(s.text("settings.state-retrying")) {
		t.Fatal("the state is not shown")
	}
	if now := s.all(s.text("settings.account-acts"))[0]; any(now) != any(button) {
		t.Error("what has the focus is no longer on the page")
	}
}

func TestAccounts_PauseAndRemove(t *testing.T) {
	s := english(t, "accounts")
	s.clickNth(s.text("settings.account-acts"), 1)
	s.menu(s.text("settings.account-pause"))
	if !slices.Contains(s.desk.Asked, "PauseAccount a2") || !s.says(s.text("settings.state-stopped")) {
		t.Fatalf("asked %q", s.desk.Asked)
	}
	s.clickNth(s.text("settings.account-acts"), 1)
	s.menu(s.text("settings.account-remove"))
	if slices.Contains(s.desk.Asked, "RemoveAccount a2") {
		t.Fatal("it was removed without a question")
	}
	s.click(s.text("settings.remove-act"))
	if !slices.Contains(s.desk.Asked, "RemoveAccount a2") || s.says("Presse") {
		t.Errorf("asked %q", s.desk.Asked)
	}
}

func TestAccounts_TheSheetTellsWhatTheNetworkCannotDo(t *testing.T) {
	s := english(t, "accounts")
	s.click(s.text("settings.account-acts"))
	s.menu(s.text("settings.account-sheet"))
	told := s.words()
	can, cannot := strings.Index(told, s.text("settings.sheet-can")), strings.Index(told, s.text("settings.sheet-cannot"))
	if can < 0 || cannot < can {
		t.Fatalf("it says\n%s", told)
	}
	if !strings.Contains(told[can:cannot], s.text("settings.can-junk")) || !strings.Contains(told[cannot:], s.text("settings.can-hide")) {
		t.Errorf("it says\n%s", told)
	}
	if !strings.Contains(told, "25 MB") {
		t.Error("the limit of attachments is not told")
	}
}

func TestAccounts_WithoutAnyItOffersToAddOne(t *testing.T) {
	d := desktest.Acme()
	d.List, d.Fares = nil, nil
	s := show(t, d, "accounts", "en", kit.Light)
	if !s.says(s.text("settings.no-account-text")) || len(s.all(s.text("settings.account-add"))) == 0 {
		t.Errorf("it says\n%s", s.words())
	}
}
