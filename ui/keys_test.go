package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"vigie/inbox"
	"vigie/ui/desktest"
	"vigie/ui/vm"
)

// rune_ types a character as the driver does: to the focused widget, or else
// to the canvas.
func (o *opened) letter(r rune) {
	if f := o.canvas().Focused(); f != nil {
		f.TypedRune(r)
		return
	}
	o.canvas().OnTypedRune()(r)
}

func (o *opened) key(name fyne.KeyName) {
	e := &fyne.KeyEvent{Name: name}
	if f := o.canvas().Focused(); f != nil {
		f.TypedKey(e)
		return
	}
	o.canvas().OnTypedKey()(e)
}

// ctrl gives a shortcut to the focused entry, as the driver does.
func (o *opened) ctrl(name fyne.KeyName) {
	o.t.Helper()
	f, ok := o.canvas().Focused().(fyne.Shortcutable)
	if !ok {
		o.t.Fatal("what has the focus takes no shortcuts")
	}
	f.TypedShortcut(&desktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierControl})
}

// words are all the texts that are drawn, of the top overlay or of the window.
func (o *opened) words() string {
	if top := o.canvas().Overlays().Top(); top != nil {
		return wordsOf(top)
	}
	return wordsOf(o.canvas().Content())
}

func wordsOf(top fyne.CanvasObject) string {
	var out []string
	walk(top, func(x fyne.CanvasObject) {
		if n, ok := x.(interface{ AccessibilityLabel() string }); ok {
			out = append(out, n.AccessibilityLabel())
		}
	})
	return strings.Join(out, "\n")
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

func (o *opened) click(words string) {
	o.t.Helper()
	top := o.canvas().Overlays().Top()
	if top == nil {
		top = o.canvas().Content()
	}
	var found fyne.Tappable
	walk(top, func(x fyne.CanvasObject) {
		n, named := x.(interface{ AccessibilityLabel() string })
		tap, can := x.(fyne.Tappable)
		if named && can && found == nil && n.AccessibilityLabel() == words {
			found = tap
		}
	})
	if found == nil {
		o.t.Fatalf("nothing to click says %q in\n%s", words, o.words())
	}
	found.Tapped(&fyne.PointEvent{})
}

func (o *opened) text(key string) string { return o.window.Texts().T(key, nil) }

func TestKeys_ABareLetterRunsTheCommand(t *testing.T) {
	o := open(t, desktest.Acme())
	o.letter('j')
	o.letter('E')
	if !slices.Equal(o.inbox.done, []string{"next", "resolve"}) {
		t.Errorf("did %q", o.inbox.done)
	}
}

func TestKeys_ABareLetterTypesWhileAnEntryHasTheFocus(t *testing.T) {
	o := open(t, desktest.Acme())
	o.canvas().Focus(o.inbox.entry.Focusable())
	o.letter('j')
	if len(o.inbox.done) != 0 || o.inbox.entry.Text() != "j" {
		t.Errorf("did %q, typed %q", o.inbox.done, o.inbox.entry.Text())
	}
}

func TestKeys_ControlActsWhileAnEntryHasTheFocus(t *testing.T) {
	o := open(t, desktest.Acme())
	o.canvas().Focus(o.inbox.entry.Focusable())
	o.ctrl(fyne.KeyReturn)
	if !slices.Equal(o.inbox.done, []string{"send"}) {
		t.Errorf("did %q", o.inbox.done)
	}
	o.ctrl(fyne.KeyK)
	if o.canvas().Overlays().Top() == nil {
		t.Error("Ctrl K opens nothing")
	}
}

func TestKeys_ADisabledCommandSaysWhy(t *testing.T) {
	o := open(t, desktest.Acme())
	if !o.window.Press(vm.Key{Rune: 't'}) {
		t.Fatal("the key is not known")
	}
	if len(o.inbox.done) != 0 {
		t.Fatalf("did %q", o.inbox.done)
	}
	if o.toast() != o.text("shell.check-none") {
		t.Errorf("it says %q", o.toast())
	}
}

func TestKeys_ATeamsWindowAsksTheServerForNews(t *testing.T) {
	desk := desktest.Acme()
	desk.In.Shared = true
	for i := range desk.List { // the server collects: here nothing works
		desk.List[i].Paused = true
	}
	o := open(t, desk)
	o.window.Press(vm.Key{Name: "F5"})
	o.sched.Advance(0)
	if !slices.Contains(desk.Asked, "CheckNow ") {
		t.Errorf("it asked %q", desk.Asked)
	}
	if o.toast() != o.text("shell.checking-server") {
		t.Errorf("it says %q", o.toast())
	}
	desk.In.Shared = false
	desk.Notice(inbox.Notice{All: true})
	o.sched.Advance(time.Second)
	o.window.Press(vm.Key{Name: "F5"})
	if o.toast() != o.text("shell.check-none") {
		t.Errorf("alone, without an account, it says %q", o.toast())
	}
}

// toast is the notice at the foot of the window: the third layer of the root.
func (o *opened) toast() string {
	var out []string
	walk(test.WidgetRenderer(o.window.Root()).Objects()[2], func(x fyne.CanvasObject) {
		if t, ok := x.(*canvas.Text); ok && t.Text != "" {
			out = append(out, t.Text)
		}
	})
	return strings.Join(out, " ")
}

func TestKeys_OfTheInboxDoNothingInTheSettings(t *testing.T) {
	o := open(t, desktest.Acme())
	o.window.GoTo("settings/general")
	o.letter('e')
	if len(o.inbox.done) != 0 {
		t.Errorf("a letter typed in the settings did %q in the inbox", o.inbox.done)
	}
	o.key(fyne.KeyEscape)
	o.letter('e')
	if !slices.Equal(o.inbox.done, []string{"resolve"}) {
		t.Errorf("Escape should lead back: %q", o.inbox.done)
	}
}

func TestKeys_DoNothingBehindADialog(t *testing.T) {
	o := open(t, desktest.Acme())
	o.letter('?')
	if o.canvas().Overlays().Top() == nil {
		t.Fatal("no help")
	}
	o.canvas().Unfocus()
	o.canvas().OnTypedRune()('e')
	if len(o.inbox.done) != 0 {
		t.Errorf("did %q behind the help", o.inbox.done)
	}
	o.canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if o.canvas().Overlays().Top() != nil {
		t.Error("Escape does not close the help")
	}
}

func TestKeys_NoTwoCommandsOfTheWindowShareOne(t *testing.T) {
	o := open(t, desktest.Acme())
	if c := o.window.Clashes(); len(c) != 0 {
		t.Errorf("%q", c)
	}
}

func TestPalette_RunsWhatIsChosen(t *testing.T) {
	o := open(t, desktest.Acme())
	o.window.Press(vm.Key{Rune: 'k', Ctrl: true})
	test.Type(o.canvas().Focused(), "marketi")
	o.key(fyne.KeyReturn)
	if !slices.Equal(o.inbox.done, []string{"marketing"}) || o.canvas().Overlays().Top() != nil {
		t.Errorf("did %q", o.inbox.done)
	}
}

func TestPalette_SearchesWhatIsNoCommand(t *testing.T) {
	o := open(t, desktest.Acme())
	o.window.GoTo("settings/team")
	o.window.Press(vm.Key{Rune: 'k', Ctrl: true})
	test.Type(o.canvas().Focused(), "xyzzy 4711")
	o.key(fyne.KeyReturn)
	if o.inbox.searched != "xyzzy 4711" || !o.inbox.shown {
		t.Errorf("searched %q", o.inbox.searched)
	}
	if !strings.Contains(o.words(), o.text("shell.find-clear")) {
		t.Error("the search cannot be ended")
	}
}

func TestPalette_SlashSearchesAtOnceAndTellsTheOperators(t *testing.T) {
	o := open(t, desktest.Acme())
	o.letter('/')
	if !strings.Contains(o.words(), o.text("shell.search-hint")) {
		t.Error("the operators are not told")
	}
	test.Type(o.canvas().Focused(), "next") // there is a command "Next"
	o.key(fyne.KeyReturn)
	if o.inbox.searched != "next" || len(o.inbox.done) != 0 {
		t.Errorf("searched %q, did %q", o.inbox.searched, o.inbox.done)
	}
}

func TestPalette_SaysWhyACommandCannotRun(t *testing.T) {
	o := open(t, desktest.Acme())
	o.window.Press(vm.Key{Rune: 'k', Ctrl: true})
	test.Type(o.canvas().Focused(), o.text("triage.take"))
	if !strings.Contains(o.words(), o.text("shell.check-none")) {
		t.Error("the reason is not shown")
	}
	o.key(fyne.KeyReturn)
	if o.canvas().Overlays().Top() == nil || len(o.inbox.done) != 0 {
		t.Error("it should stay open")
	}
	o.key(fyne.KeyEscape)
	if o.canvas().Overlays().Top() != nil {
		t.Error("Escape does not close it")
	}
}

func TestHelp_ListsEveryCommandWithItsKeysAndNarrows(t *testing.T) {
	o := open(t, desktest.Acme())
	o.letter('?')
	for _, id := range []string{"triage.resolve", "triage.send", "shell.quit", "shell.go-settings"} {
		if !strings.Contains(o.words(), o.text(id)) {
			t.Errorf("%s is not in the help", id)
		}
	}
	test.Type(o.canvas().Focused(), o.text("shell.quit"))
	if strings.Contains(o.words(), o.text("triage.resolve")) || !strings.Contains(o.words(), o.text("shell.quit")) {
		t.Error("typing does not narrow the help")
	}
}
