package app

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/ui/settings"
)

// TestWindowPictures takes the pictures of the real window for `make look`: the
// sample, in each language and theme, on a small and a large screen, and at
// scale 2. A person looks at them; nothing is compared here.
func TestWindowPictures(t *testing.T) {
	if os.Getenv("VIGIE_LOOK_DIR") == "" {
		t.Skip("VIGIE_LOOK_DIR does not say where the pictures go: make look sets it")
	}
	program := binary(t)
	for _, c := range []struct {
		width, height int
		scale         string
	}{{1280, 800, "1"}, {1440, 900, "1"}, {1920, 1080, "1"}, {2560, 1600, "2"}} {
		for _, lang := range []string{"en", "fr"} {
			for _, theme := range []string{"light", "dark"} {
				if c.scale != "1" && theme == "dark" || c.width == 1920 && lang == "en" {
					continue // the others show it
				}
				name := fmt.Sprintf("%s-%s-%dx%d", lang, theme, c.width, c.height)
				t.Run(name, func(t *testing.T) { takePictures(t, program, c.width, c.height, c.scale, lang, theme, name) })
			}
		}
	}
}

// album is a screen whose pictures wait until what was asked for is there: a slow
// machine would else show twice what was before.
type album struct {
	*screen
	last image.Image
}

// stirs is how many pixels of a window change by themselves: the caret, a clock.
const stirs = 1500

// take keeps what is on the screen once it is not what it was on the picture before,
// and stands still.
func (s *album) take(name string) {
	s.t.Helper()
	var seen image.Image
	for end := time.Now().Add(patience); time.Now().Before(end); {
		s.picture(name)
		now := readPicture(s.t, filepath.Join(os.Getenv("VIGIE_LOOK_DIR"), name+".png"))
		if (s.last == nil || differing(s.last, now) > stirs) && seen != nil && differing(seen, now) <= stirs {
			s.last = now
			return
		}
		seen = now
	}
	s.t.Errorf("%s shows what the picture before it shows, or never stands still", name)
}

func readPicture(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	im, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// differing counts the pixels in which two pictures of one screen differ.
func differing(a, b image.Image) int {
	n := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				n++
			}
		}
	}
	return n
}

func takePictures(t *testing.T, program string, width, height int, scale, lang, theme, name string) {
	s := album{screen: newScreen(t, width, height)}
	s.scale = scale
	config := filepath.Join(s.dir, "config")
	if err := writeJSON(filepath.Join(config, preferencesName), settings.Preferences{Language: lang, Theme: theme, Toured: true}); err != nil {
		t.Fatal(err)
	}
	s.run(program, "--workspace", filepath.Join(s.dir, "data", "solo"), "--config", config)
	s.take("real-first-run-" + name)
	s.key("Return")
	s.until("the sample is whole", func() bool { return ready(t, filepath.Join(s.dir, "data", sampleName)) })
	time.Sleep(3 * time.Second) // it is opened and shown
	s.key("shift+F1")
	time.Sleep(2 * time.Second)
	s.take("real-tour-" + name)
	s.key("Escape", "2", "j")
	time.Sleep(2 * time.Second)
	s.take("real-inbox-" + name)
	s.key("r")
	s.text("Bonjour, merci pour votre message.")
	s.take("real-reply-" + name)
	s.key("ctrl+a", "BackSpace", "Escape", "h")
	s.take("real-handover-" + name)
	s.key("Escape", "question")
	s.take("real-help-" + name)
	s.key("Escape", "ctrl+k")
	s.text("x200")
	s.take("real-palette-" + name)
	s.key("Escape", "ctrl+shift+o")
	time.Sleep(2 * time.Second)
	s.take("real-outbox-" + name)
	s.key("ctrl+shift+m")
	time.Sleep(3 * time.Second)
	s.take("real-accounts-" + name)
	s.key("ctrl+comma")
	s.take("real-settings-" + name)
	s.key("ctrl+shift+p")
	time.Sleep(3 * time.Second)
	s.take("real-people-" + name)
	s.key("ctrl+shift+v")
	time.Sleep(3 * time.Second)
	s.take("real-watch-" + name)
	s.key("e")
	time.Sleep(3 * time.Second) // the query is tried
	s.take("real-watch-edit-" + name)
	s.key("Escape", "p")
	time.Sleep(2 * time.Second)
	s.take("real-places-" + name)
	s.key("Escape", "ctrl+shift+x")
	time.Sleep(2 * time.Second)
	s.take("real-crisis-" + name)
	s.key("b")
	time.Sleep(time.Second)
	s.key("Return")
	time.Sleep(time.Second)
	s.take("real-crisis-start-" + name)
	s.key("Escape")
	s.quit()
}
