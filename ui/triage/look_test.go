package triage

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/assets/locale"
	"vigie/ui/kit"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// stage is a window of the test driver with the screen in it, and no time that
// passes by itself.
type stage struct {
	*Screen
	desk   *desktest.Desk
	window fyne.Window
	root   *kit.Root
	sched  *kit.Inline
	toasts []kit.Toast
	opened []string
}

type setting struct {
	lang string
	mode kit.Mode
	size fyne.Size
}

func plain() setting { return setting{"en", kit.Light, fyne.NewSize(1440, 800)} }

func newStage(t testing.TB, desk *desktest.Desk, with setting) *stage {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(kit.NewTheme(with.mode))
	s := &stage{desk: desk, sched: kit.NewInline(t.Context()), window: test.NewTempWindow(t, nil)}
	s.window.SetPadded(false)
	s.Screen = New(Env{
		Desk: desk, Sched: s.sched, Texts: locale.New(with.lang), Zone: time.UTC, Window: s.window,
		Toast: func(n kit.Toast) {
			s.toasts = append(s.toasts, n)
			if s.root != nil {
				s.root.Toast(n)
			}
		},
		OpenLink: func(a string) { s.opened = append(s.opened, a) },
	})
	table := &vm.Table{}
	table.Add(s.Commands()...)
	s.root = kit.NewRoot(s.sched, s.Content(), kit.Hooks{Rune: func(r rune) bool {
		c, ok := table.ByKey(vm.Key{Rune: r})
		if ok && c.Verdict().OK {
			c.Run()
		}
		return ok
	}})
	s.window.SetContent(s.root)
	s.root.Attach(s.window.Canvas())
	s.window.Resize(with.size)
	s.settle()
	return s
}

// settle lets what was put off for a moment happen.
func (s *stage) settle() { s.sched.Advance(200 * time.Millisecond) }

// press types characters at whatever has the keys.
func (s *stage) press(keys string) {
	for _, r := range keys {
		if f := s.window.Canvas().Focused(); f != nil {
			f.TypedRune(r)
		} else {
			s.window.Canvas().OnTypedRune()(r)
		}
		s.settle()
	}
}

// TestLook draws the screen in many states. With VIGIE_LOOK_DIR it writes the
// pictures there, to be looked at.
func TestLook(t *testing.T) {
	wide, narrow, large := fyne.NewSize(1440, 800), fyne.NewSize(1280, 800), fyne.NewSize(1920, 1080)
	for _, c := range []struct {
		name string
		with setting
		do   func(*stage)
	}{
		{"inbox-en-light-1440x800", setting{"en", kit.Light, wide}, func(*stage) {}},
		{"inbox-fr-dark-1280x800", setting{"fr", kit.DarkMode, narrow}, func(*stage) {}},
		{"inbox-fr-light-1920x1080", setting{"fr", kit.Light, large}, func(*stage) {}},
		{"inbox-en-dark-1024x700", setting{"en", kit.DarkMode, fyne.NewSize(1024, 700)}, func(s *stage) { s.toggleDetails() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, desktest.Office(), c.with)
			s.Open("claire")
			s.settle()
			c.do(s)
			s.settle()
			keep(t, "triage-"+c.name, s.window.Canvas().Capture())
		})
	}
}

func keep(t *testing.T, name string, im image.Image) {
	t.Helper()
	if n := shades(im); n < 30 {
		t.Errorf("%s is almost empty: %d shades", name, n)
	}
	dir := os.Getenv("VIGIE_LOOK_DIR")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, im); err != nil {
		t.Fatal(err)
	}
}

// shades counts different colours on a coarse grid.
func shades(im image.Image) int {
	type rgb struct{ r, g, b uint32 }
	seen := map[rgb]bool{}
	for y := 0; y < im.Bounds().Dy(); y += 5 {
		for x := 0; x < im.Bounds().Dx(); x += 5 {
			r, g, b, _ := im.At(x, y).RGBA()
			seen[rgb{r, g, b}] = true
		}
	}
	return len(seen)
}
