package app

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/crisis"
	room "vigie/ui/exercise"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// counted is a window whose keys are counted: letters and shortcuts are one
// key, a text that is typed is one text.
type counted struct {
	*shop
	keys, texts int
	screens     []string
}

func (c *counted) key(k vm.Key) {
	c.keys++
	c.window.Press(k)
	c.settle()
}

func (c *counted) letter(r rune) { c.key(vm.Key{Rune: r}) }

// dialog presses a key in the dialog that is open.
func (c *counted) dialog(name fyne.KeyName) {
	c.t.Helper()
	c.keys++
	f := c.window.Canvas().Focused()
	if f == nil {
		c.t.Fatal("nothing has the focus")
	}
	f.TypedKey(&fyne.KeyEvent{Name: name})
	c.settle()
}

func (c *counted) text(words string) {
	c.t.Helper()
	c.texts++
	e, ok := c.window.Canvas().Focused().(interface{ SetText(string) })
	if !ok {
		c.t.Fatalf("%T takes no text", c.window.Canvas().Focused())
	}
	e.SetText(words)
	c.settle()
}

// confirm is Ctrl+Return in the dialog that is open.
func (c *counted) confirm() {
	c.t.Helper()
	d, ok := c.window.Canvas().Overlays().Top().(interface{ PrimaryButton() *kit.Button })
	if !ok {
		c.t.Fatal("no dialog is open")
	}
	c.keys++
	d.PrimaryButton().Tapped(nil)
	c.settle()
}

func (c *counted) see(name string) {
	c.settle()
	c.screens = append(c.screens, name)
	c.keep("exercise-" + fmt.Sprint(len(c.screens)) + "-" + name + "-" + c.desk.language())
}

// TestExercise_FromTheAlertToTheTextByKeys goes the way of somebody new in an
// exercise, in the real window on the real store: from the alert to the holding
// statement that waits for its approval. It counts keys and screens for the
// guide, and takes its pictures.
func TestExercise_FromTheAlertToTheTextByKeys(t *testing.T) {
	if os.Getenv("VIGIE_LOOK_DIR") == "" {
		t.Skip("waits for a real alert: make look")
	}
	for lang, theme := range map[string]string{"en": "dark", "fr": "light"} {
		t.Run(lang, func(t *testing.T) {
			c := &counted{shop: openShop(t, lang, theme)}
			desk := rehearsingDesk(c.desk)
			beginRumour(t, desk, lang)
			c.window.GoTo("exercise") // the window is read anew below
			rebuilt := newWindow(test.NewTempApp(t), c.sched, c.desk)
			c.window = rebuilt
			c.window.Fyne().Resize(fyne.NewSize(1440, 900))
			waitFor(t, func() bool { p, err := desk.ExercisePlaying(t.Context()); return err == nil && !p.Rang.IsZero() })
			c.settle()
			c.see("alert-rings")
			c.toTheText()
			p, err := desk.ExercisePlaying(t.Context())
			if err != nil || p.Ready.IsZero() {
				t.Fatalf("no text is ready for approval: %+v, %v", p, err)
			}
			c.see("text-ready")
			c.window.GoTo("exercise")
			c.see("animator")
			t.Logf("%d keys, %d texts, screens %v", c.keys, c.texts, c.screens)
			if c.keys > 20 || c.texts > 5 {
				t.Errorf("%d keys and %d texts from the alert to the text", c.keys, c.texts)
			}
		})
	}
}

func beginRumour(t *testing.T, desk exerciseDesk, lang string) {
	t.Helper()
	o, err := desk.ExerciseOffer(t.Context(), lang)
	if err != nil {
		t.Fatal(err)
	}
	b := o.Books[slices.IndexFunc(o.Books, func(b room.Book) bool { return b.ID == "rumeur-securite-produit" })]
	if err := desk.StartExercise(t.Context(), room.Start{Hash: b.Hash, Lang: lang, Storm: b.Storm, Pace: 20}); err != nil {
		t.Fatal(err)
	}
}

// toTheText goes from the alert to the text that waits for approval.
func (c *counted) toTheText() {
	c.t.Helper()
	c.key(vm.Key{Rune: 'a', Ctrl: true, Shift: true})
	c.see("alert")
	c.letter('p')
	c.see("choose-playbook")
	c.choosePlaybook()
	c.text("X200")
	test.FocusNext(c.window.Canvas())
	c.keys++
	c.text("0800 000 000")
	c.see("start")
	c.confirm()
	c.see("begun")
	for range 8 {
		if c.waiting() {
			return
		}
		c.step()
	}
}

// choosePlaybook filters the list by what the rumour is called, and takes it.
func (c *counted) choosePlaybook() {
	c.t.Helper()
	c.text(map[string]string{"en": "rumour", "fr": "rumeur"}[c.desk.language()])
	c.dialog(fyne.KeyReturn)
}

// waiting reports that a statement waits for approval.
func (c *counted) waiting() bool {
	p, err := rehearsingDesk(c.desk).ExercisePlaying(c.t.Context())
	return err == nil && !p.Ready.IsZero()
}

// step does the first open step as the person at the keyboard.
func (c *counted) step() {
	c.t.Helper()
	c.letter('e')
	c.keep(fmt.Sprintf("exercise-step-%d-%s", c.keys, c.desk.language()))
	if c.window.Canvas().Overlays().Top() == nil {
		return
	}
	switch f := c.window.Canvas().Focused().(type) {
	case interface{ SetText(string) }:
		c.text(map[bool]string{true: "16:30", false: "https://sociale.example/1"}[c.wantsTime()])
	case fyne.Focusable:
		for range 3 { // somebody says that they were hurt: a crisis
			f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
			c.keys++
		}
		c.settle()
	}
	c.confirm()
}

// wantsTime reports the step that asks for the hour of the next update.
func (c *counted) wantsTime() bool {
	runs, err := rehearsingDesk(c.desk).CrisisRuns(c.t.Context())
	if err != nil || len(runs) == 0 {
		return false
	}
	s := runs[0].Steps["redaction"]
	return s != nil && (s.State == crisis.Ready || s.State == crisis.Active)
}
