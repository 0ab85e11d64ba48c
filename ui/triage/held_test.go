package triage

import (
	"context"
	"strings"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// paused is a desk of a house that paused publishing.
type paused struct {
	*desktest.Desk
	afoot []vm.Afoot
}

func (p *paused) CrisesAfoot(context.Context) ([]vm.Afoot, error) { return p.afoot, nil }

func TestComposer_SaysWhyAReplyWaitsWhilePublishingIsPaused(t *testing.T) {
	z := crisis.Freeze{ID: "z", Reason: "battery fire", By: desktest.Nadia, At: time.Date(2026, 3, 3, 9, 5, 0, 0, time.UTC)}
	desk := &paused{Desk: desktest.Office(), afoot: []vm.Afoot{{ID: "r", Title: "X200", Holds: []crisis.Freeze{z}, Links: []crisis.Link{{Kind: "conversation", ID: "tom"}}}}}
	s := newStage(t, desk.Desk, plain())
	s.triage.Stop()
	s.Screen = New(Env{Desk: desk, Sched: s.sched, Texts: s.env.Texts, Zone: s.env.Zone, Window: s.window})
	s.window.SetContent(s.Content())
	s.settle()
	s.Open("tom")
	s.settle()
	s.talk.composer.focus(inbox.PublicReply)
	s.settle()
	held := s.talk.composer.held
	if !held.Visible() || !strings.Contains(held.AccessibilityLabel(), "battery fire") || !strings.Contains(held.AccessibilityLabel(), "09:05") {
		t.Fatalf("it says %q", held.AccessibilityLabel())
	}
	if !s.talk.composer.others.Visible() {
		t.Error("the run is not named")
	}
	s.triage.Composer.Turn(inbox.NoteDraft)
	s.settle()
	if held.Visible() {
		t.Error("a note is held")
	}
	desk.afoot = nil
	s.triage.Composer.Turn(inbox.PublicReply)
	s.Refresh()
	s.settle()
	if held.Visible() {
		t.Error("the pause is over")
	}
}
