package triage

import (
	"testing"

	"vigie/inbox"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// shared is a desk with a colleague at another one.
type shared struct {
	*desktest.Desk
	present []vm.Presence
	tell    func()
}

func (s *shared) Present() []vm.Presence          { return s.present }
func (s *shared) Here(inbox.ConversationID, bool) {}
func (s *shared) OnPresent(tell func()) func()    { s.tell = tell; return func() {} }
func (s *shared) come(present ...vm.Presence)     { s.present = present; s.tell() }

func TestTogether_ShowsWhoIsHereOverTheComposerAndWhenTheyAreGone(t *testing.T) {
	desk := &shared{Desk: desktest.Office()}
	s := newStage(t, desk.Desk, plain())
	s.triage.Stop()
	s.Screen = New(Env{Desk: desk, Sched: s.sched, Texts: s.env.Texts, Zone: s.env.Zone, Window: s.window})
	s.window.SetContent(s.Content())
	s.settle()
	s.Open("tom")
	s.settle()
	others := s.talk.composer.others
	if others.Visible() {
		t.Fatal("somebody is here already")
	}
	desk.come(vm.Presence{Member: desktest.Nadia, On: "tom", Writing: true})
	s.settle()
	if !others.Visible() || others.Full() < 40 {
		t.Error("Nadia is not shown")
	}
	desk.come(vm.Presence{Member: desktest.Nadia, On: "hannah"})
	s.settle()
	if others.Visible() {
		t.Error("Nadia is still shown")
	}
}
