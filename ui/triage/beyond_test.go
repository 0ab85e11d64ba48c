package triage

import (
	"context"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// distant is a desk whose server has two older conversations.
type distant struct {
	*desktest.Desk
	err     error
	brought int
	endless bool // all that it finds is here, and it is not through
}

func (d *distant) Older(context.Context, inbox.View, int) ([]inbox.Row, bool, bool, error) {
	if d.endless {
		return nil, true, true, nil
	}
	return []inbox.Row{{Conversation: inbox.Conversation{ID: "tom"}}, {Conversation: inbox.Conversation{ID: "old"}}}, false, true, d.err
}

func (d *distant) Bring(_ context.Context, on []inbox.ConversationID) error {
	d.brought += len(on)
	return d.err
}

func TestBeyond_OffersUnderTheListWhatTheServerHas(t *testing.T) {
	desk := &distant{Desk: desktest.Office()}
	s := newStage(t, desk.Desk, plain())
	s.triage.Stop()
	s.Screen = New(Env{Desk: desk, Sched: s.sched, Texts: s.env.Texts, Zone: s.env.Zone, Window: s.window})
	s.window.SetContent(s.Content())
	s.settle()
	f := s.list.beyond
	if f.says.Visible() || f.offers.Visible() || f.failed.Visible() || s.canShowOlder().OK {
		t.Fatal("something is said before there is a search")
	}
	s.Search("parcel")
	s.sched.Advance(time.Second)
	if !f.offers.Visible() || f.offers.AccessibilityLabel() != "2 older ones are on the server." || !s.canShowOlder().OK {
		t.Errorf("it offers %v %q", f.offers.Visible(), f.offers.AccessibilityLabel())
	}
	s.showOlder()
	s.settle()
	if desk.brought != 2 || f.offers.Visible() || !f.says.Visible() {
		t.Errorf("%d were brought, it says %q", desk.brought, f.says.AccessibilityLabel())
	}
	desk.err = fault.New(fault.Unavailable, "fault.team-offline", "Server", "vigie.example")
	s.Search("order")
	s.sched.Advance(time.Second)
	if !f.failed.Visible() || f.says.Visible() {
		t.Errorf("offline it says %q", f.failed.AccessibilityLabel())
	}
	desk.err = nil
	s.showOlder() // the same key tries again
	s.settle()
	if state, _, _, _ := s.triage.Older(); state != vm.BeyondFound || !f.offers.Visible() {
		t.Errorf("tried again it stands %q", state)
	}
	desk.endless = true
	s.Search("the")
	s.sched.Advance(time.Second)
	if !f.says.Visible() || !strings.Contains(f.says.AccessibilityLabel(), "narrow the search") {
		t.Errorf("of a broad search it says %q", f.says.AccessibilityLabel())
	}
}
