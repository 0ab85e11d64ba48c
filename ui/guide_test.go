package ui_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/inbox/fault"
	"vigie/ui"
	"vigie/ui/desktest"
	"vigie/ui/vm"
)

func (s *hosted) Acts(string) []ui.PaletteEntry {
	return []ui.PaletteEntry{
		{Group: "Acts on this conversation", Text: "Hand over to Legal", Also: "transmettre Legal", Hint: "H", Key: true, Run: func() { s.done = append(s.done, "handed") }},
	}
}

func (s *hosted) Suggest(words string, recent []string) []ui.PaletteEntry {
	var out []ui.PaletteEntry
	for _, r := range recent {
		out = append(out, ui.PaletteEntry{Group: "Suggestions", Text: r, Run: func() { s.Search(r) }})
	}
	return append(out, ui.PaletteEntry{Group: "Suggestions", Text: "tag:", Fill: words + "tag:"})
}

func (s *hosted) Check(words string) error {
	if strings.HasPrefix(words, "status:") {
		return fault.New(fault.Invalid, "fault.search-status", "Mark", "status", "Value", "x", "Column", 1)
	}
	return nil
}

func (s *hosted) Hits(words string, _ bool) func(context.Context) (func() []ui.PaletteEntry, error) {
	s.asked = append(s.asked, words)
	return func(context.Context) (func() []ui.PaletteEntry, error) {
		return func() []ui.PaletteEntry {
			return []ui.PaletteEntry{{Group: "Conversations", Text: "hit of " + words, Run: func() { s.done = append(s.done, words) }}}
		}, nil
	}
}

func TestPalette_TakesWholeActsInBothLanguages(t *testing.T) {
	for _, typed := range []string{"hand over leg", "transmettre leg", "hand leg"} {
		o := open(t, desktest.Acme())
		o.window.Press(vm.Key{Rune: 'k', Ctrl: true})
		test.Type(o.canvas().Focused(), typed)
		o.key(fyne.KeyReturn)
		if len(o.inbox.done) != 1 || o.inbox.done[0] != "handed" {
			t.Errorf("%q did %q", typed, o.inbox.done)
		}
	}
}

func TestPalette_ReadsOnceWhenTypingPausesAndShowsTheNewest(t *testing.T) {
	o := open(t, desktest.Acme())
	o.window.Press(vm.Key{Rune: 'k', Ctrl: true})
	test.Type(o.canvas().Focused(), "leaks")
	o.sched.Advance(time.Second)
	if len(o.inbox.asked) != 1 || o.inbox.asked[0] != "leaks" {
		t.Fatalf("it read %q", o.inbox.asked)
	}
	if !strings.Contains(o.words(), "hit of leaks") {
		t.Errorf("the hit is not shown: %s", o.words())
	}
	o.key(fyne.KeyReturn)
	if o.inbox.searched != "leaks" || len(o.inbox.done) != 0 {
		t.Errorf("what came late was chosen: %q", o.inbox.done)
	}
}

func TestSearch_TabTakesASuggestionAndTheSearchIsRemembered(t *testing.T) {
	o := open(t, desktest.Acme())
	o.letter('/')
	o.key(fyne.KeyTab)
	test.Type(o.canvas().Focused(), "vip")
	o.key(fyne.KeyReturn)
	if o.inbox.searched != "tag:vip" {
		t.Fatalf("searched %q", o.inbox.searched)
	}
	if got := o.window.Preferences().Searches; len(got) != 1 || got[0] != "tag:vip" {
		t.Errorf("it remembers %q", got)
	}
}

func TestSearch_ABrokenOneSaysSoAndStays(t *testing.T) {
	o := open(t, desktest.Acme())
	o.letter('/')
	test.Type(o.canvas().Focused(), "status:x")
	o.key(fyne.KeyReturn)
	if o.inbox.searched != "" || !strings.Contains(o.words(), "is not a status") {
		t.Errorf("searched %q: %s", o.inbox.searched, o.words())
	}
}
