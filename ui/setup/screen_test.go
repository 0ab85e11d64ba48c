package setup_test

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/assets/locale"
	"vigie/ui/desktest"
	"vigie/ui/kit"
	"vigie/ui/setup"
	"vigie/ui/vm"
)

// stand is a first run in a window of a test.
type stand struct {
	t      *testing.T
	desk   *desktest.Desk
	sched  *kit.Inline
	texts  *locale.Texts
	window fyne.Window
	table  *vm.Table
	mode   kit.Mode
	theme  *kit.Theme
	begun  bool
	screen *setup.Screen
}

func (s *stand) Texts() *locale.Texts     { return s.texts }
func (s *stand) Scheduler() kit.Scheduler { return s.sched }
func (s *stand) Canvas() fyne.Canvas      { return s.window.Canvas() }
func (s *stand) Now() time.Time           { return desktest.Now() }
func (s *stand) Commands() *vm.Table      { return s.table }
func (s *stand) Language() string         { return s.texts.Language() }
func (s *stand) Mode() kit.Mode           { return s.mode }
func (s *stand) SetMode(m kit.Mode)       { s.mode = m }
func (s *stand) Begun()                   { s.begun = true }
func (s *stand) SetLanguage(lang string)  { s.speak(lang) }

// speak builds the screen anew in a language, as the window does.
func (s *stand) speak(lang string) {
	var state any
	if s.screen != nil {
		state = s.screen.State()
	}
	s.texts, s.table = locale.New(lang), &vm.Table{}
	s.screen = setup.New(s, s.desk, state)
	s.window.SetContent(kit.NewRoot(s.sched, s.screen.Content(), kit.Hooks{Focus: s.screen.Reveal}))
	s.screen.Shown()
}

func start(t *testing.T, lang string, mode kit.Mode) *stand {
	t.Helper()
	s := &stand{t: t, desk: desktest.Fresh(), sched: kit.NewInline(context.Background()), mode: mode}
	app := test.NewTempApp(t)
	s.theme = kit.NewTheme(mode)
	app.Settings().SetTheme(s.theme)
	s.window = app.NewWindow("")
	s.window.SetPadded(false)
	s.window.Resize(fyne.NewSize(1280, 800))
	s.speak(lang)
	return s
}

// say finds what can be clicked by its words.
func (s *stand) say(words string) fyne.Tappable {
	s.t.Helper()
	var found fyne.Tappable
	walk(s.top(), func(o fyne.CanvasObject) {
		named, ok := o.(interface{ AccessibilityLabel() string })
		tap, can := o.(fyne.Tappable)
		if ok && can && named.AccessibilityLabel() == words && found == nil && o.Visible() {
			found = tap
		}
	})
	if found == nil {
		s.t.Fatalf("nothing to click says %q", words)
	}
	return found
}

func (s *stand) click(words string) { s.say(words).Tapped(&fyne.PointEvent{}) }

// top is what takes the input: the top overlay, or the content.
func (s *stand) top() fyne.CanvasObject {
	if o := s.window.Canvas().Overlays().Top(); o != nil {
		return o
	}
	return s.window.Content()
}

// walk calls f for everything drawn that is not hidden.
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

// words are the texts on the screen.
func (s *stand) words() []string {
	var out []string
	walk(s.top(), func(o fyne.CanvasObject) {
		if n, ok := o.(interface{ AccessibilityLabel() string }); ok {
			out = append(out, n.AccessibilityLabel())
		}
	})
	return out
}

func (s *stand) shows(words string) bool { return slices.Contains(s.words(), words) }

func (s *stand) text(key string) string { return s.texts.T(key, nil) }

// typing types into what has the focus.
func (s *stand) typing(words string) {
	s.t.Helper()
	f := s.window.Canvas().Focused()
	if f == nil {
		s.t.Fatal("nothing has the focus")
	}
	test.Type(f, words)
}

func (s *stand) key(name fyne.KeyName) {
	s.t.Helper()
	if f := s.window.Canvas().Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
	}
}

func (s *stand) run(command string) {
	s.t.Helper()
	c, ok := s.table.ByID(command)
	if !ok {
		s.t.Fatalf("there is no command %s", command)
	}
	if !c.Verdict().OK {
		s.t.Fatalf("%s cannot run", command)
	}
	c.Run()
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

// toMailbox goes through the first steps by keyboard alone.
func (s *stand) toMailbox() {
	s.t.Helper()
	s.click(s.text("setup.way-on-this-act"))
	s.typing("Acme")
	s.key(fyne.KeyReturn)
	s.typing("Léa Martin")
	s.key(fyne.KeyReturn)
	s.run("setup.next")
}

func TestFirstRun_ByKeyboardAlone(t *testing.T) {
	s := start(t, "fr", kit.Light)
	s.toMailbox()
	if s.desk.Began.Brand != "Acme" || s.desk.Began.Name != "Léa Martin" {
		t.Fatalf("began with %+v", s.desk.Began)
	}
	if len(s.desk.Began.Departments) != 4 || s.desk.Began.Departments[0].Name != "Service client" || len(s.desk.Began.Departments[0].Reasons) < 3 {
		t.Fatalf("departments %+v", s.desk.Began.Departments)
	}
	s.typing("contact@acme.example")
	s.sched.Advance(500e6)
	s.toPassword()
	s.typing("geheim")
	s.key(fyne.KeyReturn)
	if !s.shows(s.text("account.test-passed")) {
		t.Fatalf("after Return in the password the test should have run: %q", s.words())
	}
	s.run("setup.next")
	if len(s.desk.Kept) != 1 || !s.begun {
		t.Fatalf("kept %+v, begun %v", s.desk.Kept, s.begun)
	}
	kept := s.desk.Kept[0]
	if kept.Secrets["password"] != "geheim" || kept.Values["imap_host"] != "imap.acme.example" || kept.Values["imap_port"] != "993" {
		t.Errorf("kept %+v", kept)
	}
	if _, there := kept.Secrets["oauth_token"]; there {
		t.Error("a token that was not asked for was kept")
	}
}

func TestFirstRun_WaysThatDoNotExistSayWhy(t *testing.T) {
	s := start(t, "en", kit.Light)
	s.click(s.text("setup.way-look-around-act"))
	s.click(s.text("setup.way-join-team-act"))
	if len(s.desk.Asked) != 0 || s.begun {
		t.Fatalf("asked for %q", s.desk.Asked)
	}
	for _, why := range []string{s.text("setup.team-later"), s.text("setup.team-later")} {
		if !s.shows(why) {
			t.Errorf("%q is not said", why)
		}
	}
}

func TestFirstRun_RequiresBrandAndName(t *testing.T) {
	s := start(t, "en", kit.Light)
	s.click(s.text("setup.way-on-this-act"))
	s.run("setup.next")
	if s.desk.Began.Brand != "" || s.shows(s.text("setup.departments-title")) {
		t.Fatal("it went on without a brand")
	}
	s.typing("Acme")
	s.run("setup.next")
	if s.shows(s.text("setup.departments-title")) {
		t.Fatal("it went on without a name")
	}
}

func TestFirstRun_KeepsWhatWasTypedOverASwitchOfLanguage(t *testing.T) {
	s := start(t, "en", kit.Light)
	s.click(s.text("setup.way-on-this-act"))
	s.typing("Acme")
	s.speak("fr")
	if !s.shows("Votre marque et vous") {
		t.Fatalf("it does not stand where it stood: %q", s.words())
	}
	s.key(fyne.KeyReturn)
	s.typing("Léa")
	s.run("setup.next")
	s.run("setup.next")
	if s.desk.Began.Brand != "Acme" {
		t.Errorf("the brand became %q", s.desk.Began.Brand)
	}
}

func TestFirstRun_EscapeGoesBackAndKeepsWhatWasTyped(t *testing.T) {
	s := start(t, "en", kit.Light)
	s.click(s.text("setup.way-on-this-act"))
	s.typing("Acme")
	s.run("setup.back")
	if !s.shows(s.text("setup.way-on-this")) {
		t.Fatal("Escape does not go back")
	}
	s.click(s.text("setup.way-on-this-act"))
	s.key(fyne.KeyReturn)
	s.typing("Léa")
	s.run("setup.next")
	s.run("setup.next")
	if s.desk.Began.Brand != "Acme" {
		t.Errorf("the brand became %q", s.desk.Began.Brand)
	}
}

func TestFirstRun_MailboxCanWait(t *testing.T) {
	s := start(t, "en", kit.Light)
	s.toMailbox()
	s.click(s.text("setup.later"))
	if !s.begun || len(s.desk.Kept) != 0 {
		t.Fatalf("begun %v, kept %v", s.begun, s.desk.Kept)
	}
}

func TestFirstRun_SaysWhatWentWrongAndStays(t *testing.T) {
	s := start(t, "en", kit.Light)
	s.desk.Fail["StartSolo"] = desktest.Broken()
	s.toMailbox()
	if !s.shows(s.text("fault.internal")) {
		t.Fatalf("the fault is not told: %q", s.words())
	}
	if s.begun {
		t.Fatal("it went on")
	}
}

func TestFirstRun_TwoDepartmentsOfOneNameAreRefused(t *testing.T) {
	s := start(t, "en", kit.Light)
	s.click(s.text("setup.way-on-this-act"))
	s.typing("Acme")
	s.key(fyne.KeyReturn)
	s.typing("Léa")
	s.key(fyne.KeyReturn)
	s.click(s.text("setup.department-add"))
	s.typing("marketing")
	s.run("setup.next")
	if s.desk.Began.Brand != "" {
		t.Fatalf("began with %+v", s.desk.Began.Departments)
	}
	s.click(s.text("setup.department-remove"))
	if len(s.desk.Asked) != 0 {
		t.Fatalf("asked %q", s.desk.Asked)
	}
}
