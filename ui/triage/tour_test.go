package triage

import (
	"context"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

func TestComposer_GivesTheKeysBackWhenATextLeft(t *testing.T) {
	s := opened(t, "julien")
	s.press("r")
	s.press("Votre colis est parti.")
	s.talk.composer.release(vm.Release{Then: inbox.Resolved})
	s.settle()
	if s.triage.Opened.ID() == "julien" {
		t.Fatal("the next conversation did not open")
	}
	if s.talk.composer.entry.Focused() {
		t.Error("the next letter would be written to somebody else")
	}
	s.press("t")
	if got := s.lastAct(t); got != (inbox.Claim{}).Name() {
		t.Errorf("t did %s", got)
	}
	t.Run("a text that is refused keeps them", func(t *testing.T) {
		s := opened(t, "julien")
		s.press("r")
		s.press("Trop tard")
		if err := s.desk.By(desktest.Marc, "julien", inbox.AddNote{Text: "x"}); err != nil {
			t.Fatal(err)
		}
		s.talk.composer.entry.SetText("")
		s.talk.composer.release(vm.Release{})
		s.settle()
		if !s.talk.composer.entry.Focused() {
			t.Error("the keys are gone though nothing left")
		}
	})
}

func TestTour_HearsWhatIsDoneByKeys(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	var heard []vm.Deed
	s.Guided(func(d vm.Deed) { heard = append(heard, d) })
	s.focusList()
	s.press("j")
	s.key(fyne.KeyDown)
	s.Open("julien")
	s.settle()
	s.focusList()
	s.press("t")
	s.Open("claire")
	s.settle()
	s.focusList()
	s.press("h")
	s.key(fyne.KeyRight)
	test.Tap(s.dialog.PrimaryButton())
	s.settle()
	s.press("u")
	s.Open("julien")
	s.settle()
	s.press("r")
	s.press("Merci.")
	test.Tap(s.talk.composer.send)
	s.settle()
	var acts []vm.Deed
	for _, d := range heard {
		if d != vm.DeedMove {
			acts = append(acts, d)
		}
	}
	want := []vm.Deed{"conversation.claim", "handover.propose", "undo", "reply.send"}
	if heard[0] != vm.DeedMove || !slices.Equal(acts, want) {
		t.Errorf("heard %v", heard)
	}
	t.Run("not after the tour", func(t *testing.T) {
		n := len(heard)
		s.Guided(nil)
		s.focusList()
		s.press("kt")
		if len(heard) != n {
			t.Errorf("heard %v", heard[n:])
		}
	})
}

func TestTour_FindsItsControls(t *testing.T) {
	s := opened(t, "claire")
	for _, spot := range []vm.Spot{vm.SpotList, vm.SpotTake, vm.SpotHandOver, vm.SpotComposer, vm.SpotUndo} {
		o := s.Spot(spot)
		if o == nil || o.Size().Width == 0 || o.Size().Height == 0 {
			t.Errorf("%s is %v", spot, o)
		}
	}
	if o := s.Spot(vm.SpotFind); o != nil {
		t.Errorf("the screen says that it has the window's field: %v", o)
	}
}

func TestKeys_WriteWhileTheConversationIsBeingRead(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	s.triage.Opened = vm.NewOpened(s.desk, stuck{s.sched})
	s.triage.Opened.OnChanged = func() {
		s.triage.Composer.Await(s.triage.Opened.ID(), s.triage.House().Me)
		s.talk.refresh()
	}
	s.triage.Opened.Open("julien")
	s.settle()
	s.focusList()
	s.press("r")
	s.press("erie")
	if got := s.talk.composer.entry.Text(); got != "erie" {
		t.Errorf("the composer has %q", got)
	}
	for _, l := range s.desk.Log() {
		if _, saving := l.Act.(inbox.SaveDraft); !saving {
			t.Errorf("a letter did %s", l.Act.Name())
		}
	}
	if d := s.talk.composer.send; !d.Disabled() {
		t.Error("it could be sent before the conversation was there")
	}
}

// stuck never comes back from what it was given to do.
type stuck struct{ *kit.Inline }

func (stuck) Go(func(context.Context)) {}
