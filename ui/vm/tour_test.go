package vm_test

import (
	"testing"

	"vigie/inbox"
	"vigie/ui/vm"
)

func TestTour_GoesOnWhenTheActIsDone(t *testing.T) {
	var tour vm.Tour
	if _, _, ok := tour.Step(); ok || tour.On() {
		t.Fatal("a tour that was not begun is at a step")
	}
	if tour.Hear(vm.DeedMove) {
		t.Error("a tour that was not begun heard a deed")
	}
	tour.Start()
	var ids []string
	for n := 1; ; n++ {
		s, number, ok := tour.Step()
		if !ok {
			break
		}
		ids = append(ids, s.ID)
		if number != n || len(s.Commands) == 0 || s.Spot == "" {
			t.Errorf("step %d is %+v, number %d", n, s, number)
		}
		if tour.Hear(vm.Deed(inbox.Snooze{}.Name())) {
			t.Errorf("%s was done by another act", s.ID)
		}
		if again, _, _ := tour.Step(); again.ID != s.ID {
			t.Errorf("another act led from %s to %s", s.ID, again.ID)
		}
		if !tour.Hear(s.Deed) {
			t.Errorf("%s was not done by its own act", s.ID)
		}
	}
	if len(ids) != 6 || !tour.Over() || !tour.On() {
		t.Errorf("after %v: over %v, on %v", ids, tour.Over(), tour.On())
	}
	t.Run("it can be left and begun again at any step", func(t *testing.T) {
		tour.Start()
		tour.Hear(vm.DeedMove)
		tour.Leave()
		if _, _, ok := tour.Step(); ok || tour.On() || tour.Over() {
			t.Error("a tour that was left goes on")
		}
		tour.Start()
		if s, n, _ := tour.Step(); s.ID != ids[0] || n != 1 {
			t.Errorf("begun again at %d, %s", n, s.ID)
		}
	})
}

func TestTriage_TellsWhatThePersonDid(t *testing.T) {
	for deed, act := range map[vm.Deed]inbox.Act{"conversation.claim": inbox.Claim{}, "handover.propose": inbox.Propose{}, "undo": inbox.Undo{}, "reply.send": inbox.Reply{}} {
		found := false
		for _, s := range vm.TourSteps() {
			found = found || s.Deed == deed
		}
		if !found || string(deed) != act.Name() {
			t.Errorf("no step waits for %s, which %T is", deed, act)
		}
	}
}
