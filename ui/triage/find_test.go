package triage

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"vigie/ui/kit"
	"vigie/ui/vm/desktest"
)

// found searches, saves the search and opens its first conversation.
func found(s *stage, words string) {
	s.Search(words)
	s.settle()
	s.triage.SaveView("Presse " + words)
	s.sched.Advance(time.Second)
	s.Open("")
	s.settle()
	s.triage.List.SelectAt(0)
	s.settle()
}

// cards are the bubbles of the open conversation.
func (s *stage) cards() []*kit.Card {
	var out []*kit.Card
	for _, o := range s.talk.column.Objects() {
		if c, ok := o.(*kit.Card); ok {
			out = append(out, c)
		}
	}
	return out
}

func TestSearch_MarksTheWordsAndGoesToTheFirst(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	found(s, "x200")
	first := float32(-1)
	for _, c := range s.cards() {
		marked := c.FirstMark() >= 0
		if has := strings.Contains(strings.ToLower(c.Spec().Body), "x200"); marked && !has {
			t.Errorf("%q is marked", c.Spec().Body)
		}
		if marked && first < 0 {
			first = c.Position().Y
		}
	}
	if first < 0 {
		t.Fatal("no message is marked")
	}
	if top := s.talk.scroll.Offset.Y; first < top || first > top+s.talk.scroll.Size().Height {
		t.Errorf("the first hit at %v is out of sight at %v", first, top)
	}
	s.Search("")
	s.settle()
	s.Open("claire")
	s.settle()
	for _, c := range s.cards() {
		if c.FirstMark() >= 0 {
			t.Error("a mark stays when the search is over")
		}
	}
}

func TestSavedView_IsSavedRenamedAndRemovedByKeys(t *testing.T) {
	s := newStage(t, desktest.Office(), plain())
	s.Search("x200")
	s.settle()
	s.saveView()
	s.settle()
	entry := s.window.Canvas().Focused()
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.sched.Advance(time.Second)
	saved := s.triage.House().Saved
	if len(saved) != 1 || saved[0].Name != "x200" || s.triage.NavID() != "saved:"+saved[0].ID {
		t.Fatalf("saved are %+v in %q", saved, s.triage.NavID())
	}
	row := s.nav.rows[s.triage.NavID()]
	s.focus(row)
	row.TypedKey(&fyne.KeyEvent{Name: desktop.KeyMenu})
	s.settle()
	s.key(fyne.KeyReturn) // Rename…
	test.Type(s.window.Canvas().Focused(), " bis")
	s.key(fyne.KeyReturn)
	s.sched.Advance(time.Second)
	if got := s.triage.House().Saved[0].Name; got != "x200 bis" {
		t.Errorf("it is called %q", got)
	}
	row = s.nav.rows[s.triage.NavID()]
	test.TapSecondary(row)
	s.settle()
	s.key(fyne.KeyDown)
	s.key(fyne.KeyReturn)
	s.sched.Advance(time.Second)
	if got := s.triage.House().Saved; len(got) != 0 {
		t.Errorf("there are still %+v", got)
	}
}
