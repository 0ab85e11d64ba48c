package triage

import (
	"io"
	"testing"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/ui/kit"
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

func TestComposer_TakesFilesInANarrowFrenchWindowToo(t *testing.T) {
	s := newStage(t, desktest.Office(), setting{"fr", kit.Light, fyne.NewSize(1224, 700)}) // 1280 less the rail
	picked := 0
	s.env.PickFile = func(func(string, io.ReadCloser)) { picked++ }
	s.Open("julien")
	s.settle()
	s.talk.composer.refresh()
	key := command(t, s, "triage.attach")
	if !s.talk.composer.attach.Visible() || !key.Enabled().OK {
		t.Fatalf("the button is seen: %v, the key says %+v", s.talk.composer.attach.Visible(), key.Enabled())
	}
	key.Run()
	if picked != 1 {
		t.Errorf("the key asked %d times for a file", picked)
	}
	s.triage.Composer.Turn(inbox.NoteDraft)
	s.settle()
	if v := key.Enabled(); v.OK || v.Key != "triage.attach-not-in-note" {
		t.Errorf("in a note: %+v", v)
	}
}
