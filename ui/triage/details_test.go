package triage

import (
	"testing"

	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

func TestDetails_FoldAwayWhileNothingIsOpen(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	if s.triage.Opened.ID() != "" || !s.panes.Collapsed(paneDetails) {
		t.Fatalf("with %q open the details fold away: %v", s.triage.Opened.ID(), s.panes.Collapsed(paneDetails))
	}
	if v := command(t, s, "triage.details").Enabled(); v.OK || v.Key != "triage.nothing-selected" {
		t.Errorf("their key says %+v, though there is nothing to show", v)
	}
	if s.State().Details {
		t.Error("that nothing is open is kept as a wish")
	}
	s.Open("julien")
	s.settle()
	if s.panes.Collapsed(paneDetails) {
		t.Error("they stay away from an open conversation")
	}
	s.toggleDetails()
	s.Open("claire")
	s.settle()
	if !s.panes.Collapsed(paneDetails) || !s.State().Details {
		t.Error("put away by a person, they come back by themselves")
	}
}

func command(t *testing.T, s *stage, id string) vm.Command {
	t.Helper()
	for _, c := range s.Commands() {
		if c.ID == id {
			return c
		}
	}
	t.Fatalf("there is no command %s", id)
	return vm.Command{}
}
