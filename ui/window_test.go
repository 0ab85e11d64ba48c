package ui_test

import (
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"vigie/inbox"
	"vigie/ui"
	"vigie/ui/desktest"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// hosted is the inbox of these tests: an entry that keeps its text, and three
// commands.
type hosted struct {
	host     ui.Host
	entry    *kit.Entry
	content  fyne.CanvasObject
	done     []string
	closed   error
	shown    bool
	notices  []inbox.Notice
	searched string
	asked    []string
	opened   inbox.ConversationID
	hear     func(vm.Deed)
	mute     bool
}

func newHosted(h ui.Host, state any) *hosted {
	s := &hosted{host: h, entry: kit.NewEntry("")}
	if text, ok := state.(string); ok {
		s.entry.SetText(text)
	}
	s.content = kit.NewDock(widget.NewLabel("")).Foot(s.entry)
	run := func(name string) func() { return func() { s.done = append(s.done, name) } }
	h.Commands().Add(
		vm.Command{ID: "triage.next", Group: "triage.group-moving", Keys: []vm.Key{{Rune: 'j'}}, Footer: true, Run: run("next")},
		vm.Command{ID: "triage.resolve", Group: "triage.group-triage", Keys: []vm.Key{{Rune: 'e'}}, Footer: true, Run: run("resolve")},
		vm.Command{ID: "triage.take", Group: "triage.group-triage", Keys: []vm.Key{{Rune: 't'}}, Enabled: func() vm.Verdict { return vm.Cannot("shell.check-none") }, Run: run("take")},
		vm.Command{ID: "triage.view-2", Group: "triage.group-moving", Keys: []vm.Key{{Rune: '2', Ctrl: true}}, Run: run("view 2")},
		vm.Command{ID: "triage.send", Group: "triage.group-triage", Keys: []vm.Key{{Name: "Return", Ctrl: true}}, Run: run("send")},
	)
	return s
}

func (s *hosted) Content() fyne.CanvasObject   { return s.content }
func (s *hosted) Shown()                       { s.shown = true }
func (s *hosted) Hidden()                      { s.shown = false }
func (s *hosted) Changed(n inbox.Notice)       { s.notices = append(s.notices, n) }
func (s *hosted) State() any                   { return s.entry.Text() }
func (s *hosted) Search(words string)          { s.searched = words }
func (s *hosted) Open(id inbox.ConversationID) { s.opened = id }
func (s *hosted) Close() func(context.Context) error {
	return func(context.Context) error { return s.closed }
}

func (s *hosted) Places() []ui.PaletteEntry {
	return []ui.PaletteEntry{
		{Group: "Departments", Text: "Marketing", Hint: "9", Run: func() { s.done = append(s.done, "marketing") }},
		{Group: "Departments", Text: "Customer service", Hint: "21", Run: func() { s.done = append(s.done, "service") }},
	}
}

// opened is a window of a test with all that stands behind it.
type opened struct {
	t      *testing.T
	app    fyne.App
	desk   *desktest.Desk
	sched  *kit.Inline
	window *ui.Window
	inbox  *hosted
	held   fyne.KeyModifier
}

func open(t *testing.T, d *desktest.Desk) *opened {
	t.Helper()
	o := &opened{t: t, app: test.NewTempApp(t), desk: d, sched: kit.NewInline(context.Background())}
	theme := kit.NewTheme(kit.Light)
	o.app.Settings().SetTheme(theme)
	if d.Prefs.Theme == "" {
		d.Prefs.Theme = "light"
	}
	o.window = ui.New(ui.Env{
		App: o.app, Theme: theme, Sched: o.sched, Now: desktest.Now, Desk: d, Setup: d, Settings: d, Contacts: d, Watching: d, Warning: d, Crisis: d, Retex: d, Exercise: d,
		Inbox:     func(h ui.Host, state any) ui.Screen { o.inbox = newHosted(h, state); return o.inbox },
		Modifiers: func() fyne.KeyModifier { return o.held },
	})
	o.window.Open()
	o.size(1280, 800)
	return o
}

func (o *opened) canvas() fyne.Canvas { return o.window.Canvas() }

func (o *opened) size(w, h float32) { o.window.Fyne().Resize(fyne.NewSize(w, h)) }

// look writes a picture of the window when VIGIE_LOOK_DIR says where. It fails
// when there is nothing on the window, or a key instead of a text.
func (o *opened) look(name string) {
	o.t.Helper()
	words := wordsOf(o.canvas().Content()) + "\n" + o.words()
	if len(words) < 100 {
		o.t.Fatalf("%s says only %q", name, words)
	}
	if key := bareKey.FindString(words); key != "" {
		o.t.Errorf("%s shows the key %s", name, key)
	}
	dir := os.Getenv("VIGIE_LOOK_DIR")
	if dir == "" {
		return
	}
	im := o.canvas().Capture()
	if shades(im) < 12 {
		o.t.Fatalf("the picture %s is almost empty", name)
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		o.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, im); err != nil {
		o.t.Fatal(err)
	}
}

// bareKey finds a key that has no text.
var bareKey = regexp.MustCompile(`(?m)^(shell|setup|settings|account|team|triage|tour|people|health|fault)\.[a-z.-]+$`)

func shades(im image.Image) int {
	seen := map[[3]uint32]bool{}
	for y := 0; y < im.Bounds().Dy(); y += 3 {
		for x := 0; x < im.Bounds().Dx(); x += 3 {
			r, g, b, _ := im.At(x, y).RGBA()
			seen[[3]uint32{r >> 11, g >> 11, b >> 11}] = true
		}
	}
	return len(seen)
}
