package ui_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/ui/desktest"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// Guided keeps who is told, ShowView which view is shown.
func (s *hosted) Guided(hear func(vm.Deed)) { s.hear = hear }

func (s *hosted) ShowView(id string) { s.done = append(s.done, "view "+id) }

// CanAnswer is what the test says.
func (s *hosted) CanAnswer() bool { return !s.mute }

// Spot is the entry, whatever is asked for.
func (s *hosted) Spot(vm.Spot) fyne.CanvasObject { return s.entry }

// toured is a window of the sample.
func toured(t *testing.T, lang string) *opened {
	d := dressed(desktest.Acme(), lang, "light")
	d.In.Sample = true
	return open(t, d)
}

func (o *opened) reads(words string) bool {
	return strings.Contains(wordsOf(o.canvas().Content()), words)
}

func (o *opened) renewed() int {
	n := 0
	for _, asked := range o.desk.Asked {
		if strings.HasPrefix(asked, "RenewSample") {
			n++
		}
	}
	return n
}

func TestTour_LeadsThroughSixStepsInBothLanguages(t *testing.T) {
	for lang, last := range map[string]string{"en": "That is the whole job", "fr": "Vous savez tout le métier"} {
		t.Run(lang, func(t *testing.T) {
			o := toured(t, lang)
			if o.inbox.hear != nil {
				t.Fatal("the tour began by itself in a sample that was open before")
			}
			o.window.Press(vm.Key{Name: "F1", Shift: true})
			if o.inbox.hear == nil || o.inbox.done[0] != "view unassigned" {
				t.Fatalf("the tour did not begin: %v", o.inbox.done)
			}
			seen := map[string]bool{}
			for n, step := range vm.TourSteps() {
				title := o.window.Texts().T("tour."+step.ID, nil)
				if !o.reads(title) || seen[title] {
					t.Errorf("step %d does not say %q", n+1, title)
				}
				seen[title] = true
				o.look("tour-" + step.ID + "-" + lang)
				if step.Deed == vm.DeedFind {
					o.window.Press(vm.Key{Rune: 'k', Ctrl: true})
					o.key(fyne.KeyEscape)
					continue
				}
				o.inbox.hear("another")
				o.inbox.hear(step.Deed)
			}
			if !o.reads(last) {
				t.Error("the end is not told")
			}
			o.key(fyne.KeyEscape)
			if o.reads(last) || o.inbox.hear != nil || !o.desk.Prefs.Toured {
				t.Errorf("after Escape: shown %v, hears %v, remembered %v", o.reads(last), o.inbox.hear != nil, o.desk.Prefs.Toured)
			}
		})
	}
}

func TestTour_IsLeftAtAnyStepByEscape(t *testing.T) {
	for n := range vm.TourSteps() {
		o := toured(t, "en")
		o.window.Press(vm.Key{Name: "F1", Shift: true})
		for _, step := range vm.TourSteps()[:n] {
			o.inbox.hear(step.Deed)
		}
		o.key(fyne.KeyEscape)
		if o.reads("Leave the tour") {
			t.Errorf("step %d cannot be left", n+1)
		}
	}
	t.Run("Escape in a text leaves the text first", func(t *testing.T) {
		o := toured(t, "en")
		o.window.Press(vm.Key{Name: "F1", Shift: true})
		o.canvas().Focus(o.inbox.entry.Focusable())
		o.window.Press(vm.Key{Name: "Escape"})
		if !o.reads("Leave the tour") {
			t.Error("the tour was left from a text")
		}
	})
	t.Run("it waits while another screen is in sight", func(t *testing.T) {
		o := toured(t, "en")
		o.window.Press(vm.Key{Name: "F1", Shift: true})
		o.window.GoTo("settings/general")
		if o.reads("Leave the tour") {
			t.Error("it points at a screen that is not there")
		}
		o.window.GoTo("inbox")
		if !o.reads("Leave the tour") {
			t.Error("it did not come back")
		}
	})
	t.Run("what cannot be answered is said, until another is open", func(t *testing.T) {
		o := toured(t, "en")
		o.window.Press(vm.Key{Name: "F1", Shift: true})
		o.inbox.hear(vm.DeedMove)
		o.inbox.mute = true
		o.inbox.hear("conversation.claim")
		if !o.reads("cannot be answered") {
			t.Error("the step asks for what cannot be done")
		}
		o.inbox.mute = false
		o.sched.Advance(time.Second)
		if o.reads("cannot be answered") || !o.reads("Press R") {
			t.Error("the step did not come back")
		}
	})
	t.Run("it goes on in the other language", func(t *testing.T) {
		o := toured(t, "en")
		o.window.Press(vm.Key{Name: "F1", Shift: true})
		o.inbox.hear(vm.DeedMove)
		p := o.desk.Prefs
		p.Language = "fr"
		o.window.Prefer(p)
		if !o.reads("Quitter la visite") || !o.reads("Prendre") || o.inbox.hear == nil {
			t.Error("the tour is lost")
		}
	})
}

func TestTour_IsForTheSampleOnly(t *testing.T) {
	o := open(t, dressed(desktest.Acme(), "en", "light"))
	o.window.Press(vm.Key{Name: "F1", Shift: true})
	if o.inbox.hear != nil || !strings.Contains(o.toast(), "in the sample only") {
		t.Error("the tour began where answers leave")
	}
}

func TestSampleAgain_AsksFirst(t *testing.T) {
	o := toured(t, "en")
	o.window.Press(vm.Key{Rune: 'r', Ctrl: true, Shift: true})
	if calls := o.renewed(); calls != 0 {
		t.Fatal("it did not ask")
	}
	d, ok := o.canvas().Overlays().Top().(*kit.Dialog)
	if !ok {
		t.Fatal("no question")
	}
	test.Tap(d.PrimaryButton())
	if calls := o.renewed(); calls != 1 {
		t.Errorf("made anew %d times", calls)
	}
	if !strings.Contains(o.toast(), "as on the first day") {
		t.Error("nobody was told")
	}
}
