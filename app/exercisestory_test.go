package app

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/crisis"
	"vigie/crisis/radar"
	room "vigie/ui/exercise"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// counted is a window whose keys are counted: letters and shortcuts are one
// key, a text that is typed is one text.
type counted struct {
	*shop
	keys, texts, screens int
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

// see keeps a picture of a moment of the story.
func (c *counted) see(name string) {
	c.settle()
	c.screens++
	c.keep(fmt.Sprintf("exercise-%02d-%s-%s", c.screens, name, c.desk.language()))
}

// TestExercise_FromTheAlertToTheTextByKeys goes the way of somebody new in an
// exercise, in the window on the real store: from the alert to the playbook that
// runs, and to the holding statement that waits for its approval. What it counts
// the guide says.
func TestExercise_FromTheAlertToTheTextByKeys(t *testing.T) {
	for lang, theme := range map[string]string{"en": "dark", "fr": "light"} {
		t.Run(lang, func(t *testing.T) {
			saidInTheGuide(t, lang)
			c := &counted{shop: openShop(t, lang, theme)}
			desk := rehearsingDesk(c.desk)
			beginRumour(t, desk, lang)
			c.window = newWindow(test.NewTempApp(t), c.sched, c.desk) // read anew
			c.window.Fyne().Resize(fyne.NewSize(1280, 800))
			ringInExercise(t, desk, lang)
			c.see("alert-rings")
			c.key(vm.Key{Rune: 'a', Ctrl: true, Shift: true})
			c.see("alert")

			c.keys = 0
			c.toTheRun()
			if c.keys != keysToTheRun || c.texts != 0 {
				t.Errorf("%d keys and %d texts from the alert to the running playbook, not %d", c.keys, c.texts, keysToTheRun)
			}
			c.toTheText()
			if c.keys != keysToTheText || c.texts != textsToTheText {
				t.Errorf("%d keys and %d texts from the alert to the text that waits, not %d and %d", c.keys, c.texts, keysToTheText, textsToTheText)
			}
			c.see("text-waits")
			if p, err := desk.ExercisePlaying(t.Context()); err != nil || p.Ready.Before(p.Begun) || p.Begun.Before(p.Rang) {
				t.Errorf("it rang %v, began %v and was ready %v, %v", p.Rang, p.Begun, p.Ready, err)
			}
			c.window.GoTo("exercise")
			c.see("animator")
		})
	}
}

// What docs/guide says of the way: the keys from the alert on, and the short
// texts that are typed.
const (
	keysToTheRun   = 3
	keysToTheText  = 16
	textsToTheText = 4
)

// saidInTheGuide finds the numbers of the story in the guide of a language.
func saidInTheGuide(t *testing.T, lang string) {
	t.Helper()
	name, want := "README.md", fmt.Sprintf("%d keys to the running playbook, %d keys and %d short texts", keysToTheRun, keysToTheText, textsToTheText)
	if lang == "fr" {
		name, want = "README.fr.md", fmt.Sprintf("%d touches jusqu’au scénario en cours, %d touches et %d textes courts", keysToTheRun, keysToTheText, textsToTheText)
	}
	guide, err := os.ReadFile(filepath.Join("..", "docs", "guide", name))
	if err != nil || !strings.Contains(string(guide), want) {
		t.Errorf("%s does not say %q, %v", name, want, err)
	}
}

// beginRumour goes into an exercise with the rumour about a product.
func beginRumour(t *testing.T, desk exerciseDesk, lang string) {
	t.Helper()
	o, err := desk.ExerciseOffer(t.Context(), lang)
	if err != nil {
		t.Fatal(err)
	}
	b := o.Books[slices.IndexFunc(o.Books, func(b room.Book) bool { return b.ID == "rumeur-securite-produit" })]
	if err := desk.StartExercise(t.Context(), room.Start{Hash: b.Hash, Lang: lang, Storm: b.Storm, Pace: 1}); err != nil {
		t.Fatal(err)
	}
}

// ringInExercise has the first messages of the storm come and brings in the
// alert that the detector would raise of them in its own time: it counts in bins
// of five minutes. What works in the exercise stands still meanwhile, so that
// the story is the same on each machine.
func ringInExercise(t *testing.T, desk exerciseDesk, lang string) {
	t.Helper()
	ctx := t.Context()
	h, err := desk.at()
	if err != nil {
		t.Fatal(err)
	}
	h.stop()
	h.stopped <- <-h.stopped
	for range 14 {
		if err := desk.NextInExercise(ctx); err != nil {
			t.Fatal(err)
		}
	}
	watches, err := h.store.Watches(ctx)
	if err != nil || len(watches) != 1 {
		t.Fatalf("%d watches, %v", len(watches), err)
	}
	if err := h.store.FollowAlert(ctx, watches[0].ID, rumourAlert(lang, time.Now())); err != nil {
		t.Fatal(err)
	}
	if err := h.exercise.(alone).Beat(ctx); err != nil {
		t.Fatal(err)
	}
}

// rumourAlert is an alert as the detector raises it of the rumour.
func rumourAlert(lang string, at time.Time) *radar.Alert {
	harm, story := "dangerous", "Parents beware: several X200 catch fire. Dangerous, share before a child gets hurt!"
	if lang == "fr" {
		harm, story = "dangereux", "Parents, attention : plusieurs X200 prennent feu. Dangereux, partagez avant qu’un enfant ne soit blessé !"
	}
	return &radar.Alert{
		ID: "rumour", RaisedAt: at, UpdatedAt: at, Level: radar.Alarm, Steps: []radar.Step{{Level: radar.Alarm, At: at}}, Streams: []radar.Stream{radar.Negative},
		Reasons: []radar.Reason{
			{Key: "radar.observed", Args: map[string]any{"Observed": 12, "Expected": 0.6, "Stream": string(radar.Negative)}},
			{Key: "radar.authors", Args: map[string]any{"Authors": 12, "Posts": 14}},
			{Key: "radar.risk", Args: map[string]any{"Word": harm, "Count": 8}},
			{Key: "radar.still-learning", Args: map[string]any{"Days": 5}, Against: true},
		},
		Why: radar.Why{
			First: at.Add(-20 * time.Minute), Stream: radar.Negative, Observed: 12, Expected: 0.6, Authors: 12, Posts: 14, Negative: 12, Sum: 31, Threshold: 25,
			Days: 5, Learning: true, Channels: map[string]int{"mastodon": 14}, Risk: []radar.Word{{Word: harm, N: 8}},
			Story: &radar.StoryFacts{ID: "s", Title: story, Copies: 7, Authors: 7, Share: 0.6},
		},
	}
}

// toTheRun goes from the alert to the playbook that runs: the one that fits is
// the first of the list, and its blanks can wait.
func (c *counted) toTheRun() {
	c.t.Helper()
	c.letter('p')
	c.see("choose-playbook")
	c.dialog(fyne.KeyReturn)
	c.see("start")
	c.confirm()
	c.see("begun")
	runs, err := rehearsingDesk(c.desk).CrisisRuns(c.t.Context())
	if err != nil || len(runs) != 1 || runs[0].State != crisis.Running || runs[0].Book.ID != "rumeur-securite-produit" {
		c.t.Fatalf("%d runs, %v", len(runs), err)
	}
}

// toTheText goes from there to the text that waits for approval.
func (c *counted) toTheText() {
	c.t.Helper()
	for range 8 {
		if c.waiting() {
			return
		}
		c.step()
	}
	c.t.Fatal("no text waits for approval")
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
	if c.window.Canvas().Overlays().Top() == nil {
		c.t.Fatal("the step asks nothing")
	}
	switch f := c.window.Canvas().Focused().(type) {
	case interface{ SetText(string) }:
		for i, words := range c.answers() {
			if i > 0 {
				test.FocusNext(c.window.Canvas())
				c.keys++
			}
			c.text(words)
		}
	case fyne.Focusable:
		for range 3 { // somebody says that they were hurt: a crisis
			f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
			c.keys++
		}
		c.settle()
	}
	c.see("step")
	c.confirm()
}

// answers is what the open step asks for, field by field.
func (c *counted) answers() []string {
	c.t.Helper()
	runs, err := rehearsingDesk(c.desk).CrisisRuns(c.t.Context())
	if err != nil || len(runs) != 1 {
		c.t.Fatalf("%d runs, %v", len(runs), err)
	}
	switch steps := runs[0].Steps; {
	case steps["preuves"].Open():
		return []string{"https://sociale.example/1"}
	case steps["redaction"].Open():
		return []string{"X200", "0800 000 000", "16:30"}
	default: // why publishing is paused need not be said
		return nil
	}
}
