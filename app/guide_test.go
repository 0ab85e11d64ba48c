package app

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

	"vigie/inbox"
	"vigie/ui"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// shop is the sample with its window on the test driver.
type shop struct {
	t      *testing.T
	desk   *desk
	window *ui.Window
	sched  *kit.Inline
}

func openShop(t *testing.T, lang, theme string) *shop {
	t.Helper()
	s := &shop{t: t, desk: newTestDesk(t), sched: kit.NewInline(context.Background())}
	if err := (setupDesk{s.desk}).OpenSample(context.Background()); err != nil {
		t.Fatal(err)
	}
	p := s.desk.prefs.get()
	p.Language, p.Theme = lang, theme
	if err := s.desk.prefs.put(p); err != nil {
		t.Fatal(err)
	}
	s.window = newWindow(test.NewTempApp(t), s.sched, s.desk)
	s.window.Fyne().Resize(fyne.NewSize(1440, 900))
	s.settle()
	return s
}

func (s *shop) settle() { s.sched.Advance(time.Second) }

// palette opens the palette, or the search, with words.
func (s *shop) palette(key vm.Key, words string) {
	s.window.Press(key)
	test.Type(s.window.Canvas().Focused(), words)
	s.settle()
}

func (s *shop) keep(name string) {
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

func (s *shop) press(k fyne.KeyName) {
	s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	s.settle()
}

func TestGuide_FindsInTheRealStore(t *testing.T) {
	ctx := context.Background()
	slash, ctrlK := vm.Key{Rune: '/'}, vm.Key{Rune: 'k', Ctrl: true}
	for _, c := range []struct{ lang, theme, act, mark, words string }{
		{"en", "dark", "hand mark", "status:", "blender"}, {"fr", "light", "transmettre mark", "statut:", "mixeur"},
	} {
		t.Run(c.lang+" "+c.theme, func(t *testing.T) {
			if c.lang == "fr" && os.Getenv("VIGIE_LOOK_DIR") == "" {
				t.Skip("one window is enough unless pictures are wanted")
			}
			s := openShop(t, c.lang, c.theme)
			rows, err := (triageDesk{s.desk}).Rows(ctx, inbox.View{Search: c.words}, inbox.Place{}, 5)
			if err != nil || len(rows) == 0 {
				t.Fatalf("the sample has nothing with %q: %v", c.words, err)
			}
			s.window.OpenConversation(rows[0].ID)
			s.settle()
			for i, p := range []struct {
				key   vm.Key
				words string
			}{{ctrlK, c.act}, {ctrlK, c.words}, {slash, ""}, {slash, c.mark}, {slash, "cla"}, {slash, c.mark + "zzz"}} {
				s.palette(p.key, p.words)
				s.keep("palette-" + c.lang + "-" + c.theme + "-" + string(rune('1'+i)))
				s.press(fyne.KeyEscape)
			}
			s.palette(slash, c.words)
			s.press(fyne.KeyReturn)
			s.keep("search-" + c.lang + "-" + c.theme)
			if got := s.desk.prefs.get().Searches; len(got) != 1 || !strings.Contains(got[0], c.words) {
				t.Errorf("it remembers %q", got)
			}
		})
	}
}
