package settings_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/desktest"
	"vigie/ui/kit"
	"vigie/ui/settings"
)

func TestTeam_AddsAColleague(t *testing.T) {
	s := english(t, "team")
	s.click(s.text("settings.member-add"))
	s.typing("Nadia Roy")
	s.click(s.text("settings.save"))
	i := slices.IndexFunc(s.desk.Team.Members, func(m team.Member) bool { return m.Name == "Nadia Roy" })
	if i < 0 || s.desk.Team.Members[i].Profile != team.Junior {
		t.Fatalf("members %+v", s.desk.Team.Members)
	}
	if !s.says("Nadia Roy") || s.window.Canvas().Overlays().Top() != nil {
		t.Error("she is not on the page, or the form is still open")
	}
}

func TestTeam_AFormThatCannotBeKeptStaysOpen(t *testing.T) {
	s := english(t, "team")
	s.click(s.text("settings.member-add"))
	s.click(s.text("settings.save"))
	if slices.ContainsFunc(s.desk.Asked, func(a string) bool { return strings.HasPrefix(a, "PutMember") }) {
		t.Fatal("a member without a name was kept")
	}
	s.typing("Nadia")
	s.desk.Fail["PutMember"] = desktest.Broken()
	s.click(s.text("settings.save"))
	if s.window.Canvas().Overlays().Top() == nil || len(s.faults) != 1 {
		t.Errorf("what was typed is gone; faults %v", s.faults)
	}
}

func TestTeam_WhoIsAtTheKeyboardCannotLeave(t *testing.T) {
	s := english(t, "team")
	s.clickNth(s.text("settings.edit"), 0)
	s.click(s.text("settings.member-left"))
	s.click(s.text("settings.save"))
	if m, _ := s.desk.Team.Member("m1"); m.Retired {
		t.Error("the member at the keyboard has left")
	}
	s.clickNth(s.text("settings.edit"), 1)
	s.click(s.text("settings.member-left"))
	s.click(s.text("settings.save"))
	if m, _ := s.desk.Team.Member("m2"); !m.Retired {
		t.Error("a colleague cannot leave")
	}
}

func TestTeam_ADepartmentKeepsItsReasons(t *testing.T) {
	s := english(t, "team")
	edits := len(s.all(s.text("settings.edit")))
	s.clickNth(s.text("settings.edit"), edits-4) // the first of four departments
	s.click(s.text("settings.save"))
	d, _ := s.desk.Team.Department("d1")
	if !slices.Equal(d.Reasons, []string{"Needs a case number", "Refund", "Product safety"}) || d.Coordinator != "m2" {
		t.Errorf("became %+v", d)
	}
}

func TestOutbox_OffersWhatEachStateNeeds(t *testing.T) {
	s := english(t, "outbox")
	s.clickNth(s.text("settings.outbox-cancel"), 0)
	s.click(s.text("settings.outbox-retry"))
	s.click(s.text("settings.outbox-there"))
	want := []inbox.Act{inbox.CancelReply{Outbox: "o1"}, inbox.RetryReply{Outbox: "o2"}, inbox.SettleReply{Outbox: "o3"}}
	if !slices.Equal(s.desk.Acts, want) {
		t.Errorf("did %+v", s.desk.Acts)
	}
}

func TestOutbox_AReplyOfUnknownFateIsSentAgainOnlyOnAPersonsWord(t *testing.T) {
	s := english(t, "outbox")
	s.click(s.text("settings.outbox-not-there"))
	if len(s.desk.Acts) != 0 {
		t.Fatal("it was sent again without a question")
	}
	s.click(s.text("settings.cancel"))
	if len(s.desk.Acts) != 0 {
		t.Fatal("Cancel sent it again")
	}
	s.click(s.text("settings.outbox-not-there"))
	s.click(s.text("settings.again-act"))
	if !slices.Equal(s.desk.Acts, []inbox.Act{inbox.RetryReply{Outbox: "o3", NotSent: true}}) {
		t.Errorf("did %+v", s.desk.Acts)
	}
}

func TestOutbox_LeadsToTheConversation(t *testing.T) {
	s := english(t, "outbox")
	s.clickNth(s.text("settings.outbox-open"), 3)
	if s.opened != "c-o4" {
		t.Errorf("opened %q", s.opened)
	}
}

func TestQuarantine_TriesAgainAndSavesWhereAPersonSays(t *testing.T) {
	s := english(t, "quarantine")
	s.click(s.text("settings.quarantine-save"))
	s.typing("x") // goes before what is proposed: the caret stands at the start
	s.click(s.text("settings.save"))
	i := slices.IndexFunc(s.desk.Asked, func(a string) bool { return strings.HasPrefix(a, "SaveRaw q1 ") })
	if i < 0 || !strings.HasSuffix(s.desk.Asked[i], "vigie-q1.eml") {
		t.Fatalf("asked %q", s.desk.Asked)
	}
	s.click(s.text("settings.quarantine-again"))
	if !s.says(s.text("settings.quarantine-empty")) || !slices.Contains(s.toasts, s.text("settings.quarantine-read")) {
		t.Errorf("told %q", s.toasts)
	}
}

func TestDuty_AShiftIsAddedAndRemoved(t *testing.T) {
	s := english(t, "team")
	if !s.says("On duty now: ") {
		t.Errorf("nobody is named in\n%s", s.words())
	}
	s.click(s.text("settings.shift-add"))
	s.typing("midnight")
	s.click(s.text("settings.save"))
	if len(s.desk.OnDuty.Shifts) != 2 {
		t.Fatal("a shift without an hour was kept")
	}
	for range "midnight" {
		s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	}
	for range "08:00" {
		s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	}
	s.typing("7h30")
	s.click(s.text("settings.save"))
	if n := len(s.desk.OnDuty.Shifts); n != 3 || s.desk.OnDuty.Shifts[2].From != 7*60+30 || s.desk.OnDuty.Zone != "Europe/Paris" {
		t.Fatalf("shifts %+v", s.desk.OnDuty)
	}
	for range 3 {
		s.click(s.text("settings.shift-remove"))
	}
	if len(s.desk.OnDuty.Shifts) != 0 || !s.says(s.text("settings.duty-none")) {
		t.Errorf("shifts %+v", s.desk.OnDuty)
	}
}

func TestWords_AreTaughtAndTakenBack(t *testing.T) {
	s := english(t, "words")
	s.clickNth(s.text("settings.word-forget"), 0)
	if s.says("“bean juice”") {
		t.Error("a word that was taken back is still there")
	}
	s.click(s.text("settings.word-teach"))
	s.click(s.text("settings.save"))
	if s.window.Canvas().Overlays().Top() == nil {
		t.Error("no word was taught")
	}
	s.typing("fizz")
	var chips []*kit.ChoiceChips
	walk(s.top(), func(o fyne.CanvasObject) {
		if c, ok := o.(*kit.ChoiceChips); ok {
			chips = append(chips, c)
		}
	})
	for range 2 {
		chips[0].TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	s.click(s.text("settings.save"))
	if !s.says("“fizz”") || !slices.Contains(s.desk.Asked, "TeachWord en fizz positive") {
		t.Errorf("asked %q", s.desk.Asked)
	}
}

func TestWorkspace_TheCheckTellsWhatItFound(t *testing.T) {
	s := english(t, "workspace")
	s.click(s.text("settings.check-act"))
	if !s.says("18234 messages") {
		t.Errorf("it says\n%s", s.words())
	}
	s.desk.Found.Faults = 2
	s.click(s.text("settings.check-act"))
	if !s.says(s.texts.N("settings.check-faults", 2, nil)) {
		t.Errorf("it says\n%s", s.words())
	}
}

func TestWorkspace_TheCheckCanBeStopped(t *testing.T) {
	s := english(t, "workspace")
	s.sched.Hold()
	s.click(s.text("settings.check-act"))
	s.click(s.text("settings.check-stop"))
	s.sched.Release()
	if !slices.Contains(s.toasts, s.text("settings.check-stopped")) || s.says("18234") {
		t.Errorf("told %q", s.toasts)
	}
}

func TestPages_SayWhatWentWrongAndCanBeReadAgain(t *testing.T) {
	d := desktest.Acme()
	d.Fail["Replies"] = desktest.Broken()
	s := show(t, d, "outbox", "en", kit.Light)
	if !s.says(s.text("fault.internal")) {
		t.Fatalf("it says\n%s", s.words())
	}
	delete(d.Fail, "Replies")
	s.click(s.text("settings.try-again"))
	if !s.says("Claire Dubois") {
		t.Errorf("it says\n%s", s.words())
	}
}

func TestScreen_RemembersItsPage(t *testing.T) {
	s := english(t, "quarantine")
	if s.turned != "settings/quarantine" {
		t.Errorf("told %q", s.turned)
	}
	if again := settings.New(s, s.desk, s.screen.State()); again.Page() != "quarantine" {
		t.Errorf("stands at %q", again.Page())
	}
}

func TestDialogsLook(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		for mode, name := range map[kit.Mode]string{kit.Light: "light", kit.DarkMode: "dark"} {
			t.Run(lang+" "+name, func(t *testing.T) {
				suffix := "-" + lang + "-" + name
				s := show(t, desktest.Acme(), "accounts", lang, mode)
				s.click(s.text("settings.account-acts"))
				s.look("settings-menu" + suffix)
				s.menu(s.text("settings.account-sheet"))
				s.look("settings-sheet" + suffix)
				s = show(t, desktest.Acme(), "accounts", lang, mode)
				s.click(s.text("settings.account-acts"))
				s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
				s.look("settings-account-form" + suffix)
				s = show(t, desktest.Acme(), "team", lang, mode)
				s.clickNth(s.text("settings.edit"), 2)
				s.look("settings-member" + suffix)
				s = show(t, desktest.Acme(), "team", lang, mode)
				s.clickNth(s.text("settings.edit"), len(s.all(s.text("settings.edit")))-4)
				s.look("settings-department" + suffix)
				s.click(s.text("settings.cancel"))
				s.click(s.text("settings.shift-add"))
				s.look("settings-shift" + suffix)
				s = show(t, desktest.Acme(), "words", lang, mode)
				s.look("settings-words" + suffix)
				s.click(s.text("settings.word-teach"))
				s.look("settings-word" + suffix)
				s = show(t, desktest.Acme(), "quarantine", lang, mode)
				s.click(s.text("settings.quarantine-save"))
				s.look("settings-save" + suffix)
				if !s.says(s.text("settings.save")) {
					t.Error("the dialog is not there")
				}
			})
		}
	}
}
