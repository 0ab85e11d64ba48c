package settings_test

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/assets/locale"
	"vigie/inbox"
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
	moved  int
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
func (s *stand) Moved()                            { s.moved++ }
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
