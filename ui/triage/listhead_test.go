package triage

import (
	"testing"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm/desktest"
)

func TestListHead_SaysInWordsHowTheListIsSortedOnASmallScreen(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		s := newStage(t, desktest.Office(), setting{lang, kit.Light, fyne.NewSize(1280, 800)})
		for _, by := range []inbox.Sort{inbox.DueFirst, inbox.NewestFirst, inbox.OldestFirst} {
			s.triage.Sort(by)
			s.settle()
			h := s.list.head
			if text := h.sort.Spec().Text; text == "" {
				t.Errorf("%s %s: “%s” is sorted by an icon", lang, by, h.title.Text())
			}
			if h.title.Size().Width < h.title.Full() {
				t.Errorf("%s %s: “%s” is cut", lang, by, h.title.Text())
			}
			if h.sort.Size().Width < h.sort.MinSize().Width || h.narrow.Size().Width < h.narrow.MinSize().Width {
				t.Errorf("%s %s: the chips have %v of %v and %v of %v", lang, by, h.sort.Size().Width, h.sort.MinSize().Width, h.narrow.Size().Width, h.narrow.MinSize().Width)
			}
		}
	}
}
