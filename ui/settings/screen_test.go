package settings_test

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/desktest"
	"vigie/ui/kit"
	"vigie/ui/settings"
	"vigie/ui/vm"
)

// stand is the settings in a window of a test.
type stand struct {
	t      *testing.T
	desk   *desktest.Desk
	sched  *kit.Inline
	texts  *locale.Texts
	window fyne.Window
	screen *settings.Screen
	toasts []string
	faults []error
	opened inbox.ConversationID
	turned string
}

func (s *stand) Texts() *locale.Texts              { return s.texts }
func (s *stand) Scheduler() kit.Scheduler          { return s.sched }
func (s *stand) Canvas() fyne.Canvas               { return s.window.Canvas() }
func (s *stand) Now() time.Time                    { return desktest.Now() }
func (s *stand) Toast(text string)                 { s.toasts = append(s.toasts, text) }
func (s *stand) Fault(err error)                   { s.faults = append(s.faults, err) }
func (s *stand) Preferences() settings.Preferences { return s.desk.Prefs }
func (s *stand) Prefer(p settings.Preferences)     { s.desk.Prefs = p }
func (s *stand) Can(a settings.Ability) vm.Verdict { return s.desk.Can(a) }
func (s *stand) Open(id inbox.ConversationID)      { s.opened = id }
func (s *stand) Turned(place string)               { s.turned = place }

func show(t *testing.T, d *desktest.Desk, page, lang string, mode kit.Mode) *stand {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(mode))
	s := &stand{t: t, desk: d, sched: kit.NewInline(context.Background()), texts: locale.New(lang), window: app.NewWindow("")}
	s.window.SetPadded(false)
	s.screen = settings.New(s, d, nil)
	s.window.SetContent(kit.NewRoot(s.sched, s.screen.Content(), kit.Hooks{Focus: s.screen.Reveal}))
	s.window.Resize(fyne.NewSize(1224, 730))
	s.screen.Turn(page)
	s.screen.Shown()
	return s
}

func english(t *testing.T, page string) *stand {
	t.Helper()
	return show(t, desktest.Acme(), page, "en", kit.Light)
}

func (s *stand) top() fyne.CanvasObject {
	if o := s.window.Canvas().Overlays().Top(); o != nil {
		return o
	}
	return s.window.Content()
}

func walk(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	f(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			walk(c, f)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			walk(c, f)
		}
	}
}

type named interface{ AccessibilityLabel() string }

func (s *stand) words() string {
	var out []string
	walk(s.top(), func(o fyne.CanvasObject) {
		if n, ok := o.(named); ok {
			out = append(out, n.AccessibilityLabel())
		}
	})
	return strings.Join(out, "\n")
}

// all finds everything to click that says these words.
func (s *stand) all(words string) []fyne.Tappable {
	var out []fyne.Tappable
	walk(s.top(), func(o fyne.CanvasObject) {
		n, ok := o.(named)
		tap, can := o.(fyne.Tappable)
		if ok && can && n.AccessibilityLabel() == words {
			out = append(out, tap)
		}
	})
	return out
}

func (s *stand) click(words string) { s.clickNth(words, 0) }

func (s *stand) clickNth(words string, n int) {
	s.t.Helper()
	found := s.all(words)
	if n >= len(found) {
		s.t.Fatalf("%d things say %q in\n%s", len(found), words, s.words())
	}
	found[n].Tapped(&fyne.PointEvent{})
}

func (s *stand) says(words string) bool { return strings.Contains(s.words(), words) }
func (s *stand) text(key string) string { return s.texts.T(key, nil) }

// menu runs the entry of the menu that is open.
func (s *stand) menu(words string) {
	s.t.Helper()
	down := &fyne.KeyEvent{Name: fyne.KeyReturn}
	f := s.window.Canvas().Focused()
	for _, r := range words[:1] {
		f.TypedRune(r)
	}
	f.TypedKey(down)
}

func (s *stand) typing(words string) {
	s.t.Helper()
	f := s.window.Canvas().Focused()
	if f == nil {
		s.t.Fatal("nothing has the focus")
	}
	test.Type(f, words)
}

func (s *stand) look(name string) {
	s.t.Helper()
	dir := os.Getenv("VIGIE_LOOK_DIR")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, s.window.Canvas().Capture()); err != nil {
		s.t.Fatal(err)
	}
}

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
