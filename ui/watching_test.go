package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/inbox"
	"vigie/inbox/watch"
	"vigie/ui/desktest"
	"vigie/ui/vm"
)

func atWatching(t *testing.T, d *desktest.Desk) *opened {
	t.Helper()
	o := open(t, d)
	o.window.Press(vm.Key{Rune: 'v', Ctrl: true, Shift: true})
	return o
}

// fill types into the entry that has the focus.
func (o *opened) fill(text string) {
	o.t.Helper()
	e, ok := o.canvas().Focused().(interface{ SetText(string) })
	if !ok {
		o.t.Fatal("no entry has the focus")
	}
	e.SetText(text)
}

func (o *opened) askedLike(call string) bool {
	return slices.ContainsFunc(o.desk.Asked, func(a string) bool { return strings.HasPrefix(a, call) })
}

func TestWatching_ShowsTheWatchesApartFromTheCompetitors(t *testing.T) {
	o := atWatching(t, desktest.Acme())
	for _, words := range []string{"1312 hits · 5 in the last 24 hours", "Hits enter the inbox", "Competitors", "Camille Moreau"} {
		if !o.says(words) {
			t.Errorf("%q is not in\n%s", words, o.words())
		}
	}
	if !o.asked("SeenWatch w1") {
		t.Errorf("asked %q", o.desk.Asked)
	}
}

func TestWatching_OpensAHitAndPromotesOneByKey(t *testing.T) {
	o := atWatching(t, desktest.Acme())
	o.key(fyne.KeyReturn) // on to the hits
	o.letter('o')
	if !o.asked("Promote c0") {
		t.Fatalf("asked %q", o.desk.Asked)
	}
	o.letter('j')
	o.key(fyne.KeyReturn)
	if o.inbox.opened != "c1" {
		t.Errorf("opened %q", o.inbox.opened)
	}
}

func TestWatching_PassesTheHeadingOfTheCompetitors(t *testing.T) {
	o := atWatching(t, desktest.Acme())
	o.letter('j')
	o.letter('j')
	if !o.says("On a competitor: its hits never enter the inbox") {
		t.Fatalf("it says\n%s", o.words())
	}
	o.letter('k')
	if !o.says("Hits stay in the watch") {
		t.Errorf("the way back ends at the heading:\n%s", o.words())
	}
}

func TestWatching_TriesAQueryBeforeItIsSaved(t *testing.T) {
	o := atWatching(t, desktest.Acme())
	o.letter('n')
	o.fill("Kettles")
	test.FocusNext(o.canvas())
	o.fill("acme kettle")
	if o.asked("TryWatch acme kettle") {
		t.Error("it is tried while a person types")
	}
	o.sched.Advance(time.Second)
	if !o.asked("TryWatch acme kettle") || !o.says("1 hit in what you have") {
		t.Fatalf("asked %q\n%s", o.desk.Asked, o.words())
	}
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	if !o.asked("PutWatch Kettles acme kettle into watch") || !o.asked("FillWatch w-new") {
		t.Errorf("asked %q", o.desk.Asked)
	}
}

func TestWatching_SaysWhatIsWrongWithAQueryAndWhere(t *testing.T) {
	o := atWatching(t, desktest.Acme())
	o.letter('n')
	test.FocusNext(o.canvas())
	o.fill("acme (kettle")
	o.sched.Advance(time.Second)
	if o.askedLike("TryWatch") || !o.says("Character 6: this “(” is never closed.") || !o.says("→ (kettle") {
		t.Errorf("it says\n%s", o.words())
	}
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	if o.askedLike("PutWatch") {
		t.Errorf("asked %q", o.desk.Asked)
	}
}

func TestWatching_AsksBeforeItDropsWhatWasWritten(t *testing.T) {
	o := atWatching(t, desktest.Acme())
	o.letter('n')
	o.window.Press(vm.Key{Name: "Escape"})
	if o.canvas().Overlays().Top() != nil || !o.says("Camille Moreau") {
		t.Fatalf("an empty form asks:\n%s", o.words())
	}
	o.letter('n')
	o.fill("Kettles")
	o.window.Press(vm.Key{Name: "Escape"})
	if o.canvas().Overlays().Top() == nil {
		t.Fatal("what was written is gone without a question")
	}
	o.click("Drop it")
	if !o.says("Camille Moreau") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestWatching_KeepsWhatIsWrittenOverASwitchOfLanguage(t *testing.T) {
	o := atWatching(t, desktest.Acme())
	o.letter('n')
	o.fill("Kettles")
	test.FocusNext(o.canvas())
	o.fill("acme kettle")
	p := o.desk.Prefs
	p.Language = "fr"
	o.window.Prefer(p)
	if !o.says("Nouvelle veille") {
		t.Errorf("it says\n%s", o.words())
	}
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	if !o.asked("PutWatch Kettles acme kettle into watch") {
		t.Errorf("asked %q", o.desk.Asked)
	}
}

func TestWatching_TheRegisterSaysWhatIsReadAndWhatIsNot(t *testing.T) {
	o := atWatching(t, desktest.Acme())
	o.letter('p')
	for _, words := range []string{"Read by Vigie", "Looked at by a person", "Every 30 min", "silent", "due", "As it happens"} {
		if !o.says(words) {
			t.Errorf("%q is not in\n%s", words, o.words())
		}
	}
	o.key(fyne.KeyEnd)
	if !o.says("has to be recorded by hand") || !o.says("not watched") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestWatching_ComesBackToTheWatchThatWasChosen(t *testing.T) {
	o := atWatching(t, desktest.Acme())
	o.letter('j')
	o.letter('p')
	o.letter('j')
	o.letter('p')
	if !o.says("27 hits") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestWatching_AFeedIsKeptOutOfTheInboxByKey(t *testing.T) {
	o := atWatching(t, desktest.Acme())
	o.letter('p')
	o.letter('x')
	if o.askedLike("WatchOnly") {
		t.Fatal("a mailbox was taken out of the inbox")
	}
	for range 4 {
		if !o.says("Every 15 min") || !o.says("Enters the inbox") {
			o.letter('j')
		}
	}
	o.letter('x')
	if !o.asked("WatchOnly a6 true") {
		t.Errorf("asked %q", o.desk.Asked)
	}
}

func TestWatching_APlaceLookedAtIsNotedByKey(t *testing.T) {
	d := desktest.Acme()
	d.Looks.Register = slices.DeleteFunc(d.Looks.Register, func(e watch.Entry) bool { return e.ID != "forum" })
	o := atWatching(t, d)
	o.letter('p')
	o.letter('r')
	if !o.asked("PutPlace forum Forum des cuisiniers by-hand") || !d.Looks.Register[0].LastRead.Equal(desktest.Now()) {
		t.Errorf("asked %q", o.desk.Asked)
	}
}

func TestWatching_ReadsManyHitsByPages(t *testing.T) {
	d := desktest.Acme()
	d.Looks.Hits["w1"] = nil
	for i := range 1000 {
		d.Looks.Hits["w1"] = append(d.Looks.Hits["w1"], watch.Hit{Message: inbox.MessageID(fmt.Sprint("m", i)), Excerpt: fmt.Sprint("hit ", i)})
	}
	o := atWatching(t, d)
	if !o.asked(`WatchHits w1 after ""`) || o.asked(`WatchHits w1 after "m199"`) {
		t.Fatalf("asked %q", o.desk.Asked)
	}
	o.key(fyne.KeyReturn)
	o.key(fyne.KeyEnd)
	o.sched.Advance(time.Second)
	if !o.asked(`WatchHits w1 after "m199"`) || o.asked(`WatchHits w1 after "m799"`) {
		t.Errorf("asked %q", o.desk.Asked)
	}
}

func TestWatching_SaysWhenNothingIsWatched(t *testing.T) {
	d := desktest.Acme()
	d.Looks = desktest.Looking{}
	o := atWatching(t, d)
	if !o.says("Nothing is watched yet") {
		t.Errorf("it says\n%s", o.words())
	}
	o = atWatching(t, func() *desktest.Desk {
		d := desktest.Acme()
		d.Fail["Watches"] = fmt.Errorf("no")
		return d
	}())
	if !o.says("The watches could not be read") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestWatching_LetsGoByEscapeAndByTheKeysOfTheViews(t *testing.T) {
	o := atWatching(t, desktest.Acme())
	o.key(fyne.KeyEscape)
	if o.says("Competitors") {
		t.Error("Escape does not leave the watches")
	}
	o.window.Press(vm.Key{Rune: 'v', Ctrl: true, Shift: true})
	if !o.says("Competitors") {
		t.Fatal("the watches are not shown again")
	}
	if !o.window.Press(vm.Key{Rune: '2', Ctrl: true}) || o.says("Competitors") || !slices.Contains(o.inbox.done, "view 2") {
		t.Error("Ctrl+2 does not lead to the second view")
	}
}
