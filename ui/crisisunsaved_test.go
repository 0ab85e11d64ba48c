package ui_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"vigie/crisis/playbook"
	"vigie/ui/vm"
)

// scribbled is a room in which a word of a playbook was written and not saved,
// with the text as it stands.
func scribbled(t *testing.T, o *opened) string {
	t.Helper()
	o.click("Product safety rumour ")
	o.letter('t')
	o.before("# mine\n")
	return entryText(o.canvas().Focused())
}

// before puts words before what stands in the entry with the focus: typing them
// one by one into a long text is slow.
func (o *opened) before(words string) {
	o.t.Helper()
	e, ok := o.canvas().Focused().(interface{ SetText(string) })
	if !ok {
		o.t.Fatalf("no entry has the focus:\n%s", o.words())
	}
	e.SetText(words + entryText(o.canvas().Focused()))
}

// resumes opens the playbook again and expects the text as it was left.
func (o *opened) resumes(text string) {
	o.t.Helper()
	o.sched.Advance(time.Second)
	o.click("Product safety rumour ")
	o.letter('t') // no key goes into an editor that is out of sight
	if got := entryText(o.canvas().Focused()); got != text {
		o.t.Fatalf("what was written is gone: %.40q", got)
	}
	o.key(fyne.KeyEscape)
	if o.canvas().Overlays().Top() == nil {
		o.t.Error("it is dropped without a question")
	}
}

func TestCrisisUnsaved_WhatWasWrittenInAPlaybookOutlivesEachWayOut(t *testing.T) {
	for name, leave := range map[string]func(o *opened){
		"another playbook":   func(o *opened) { o.click("Personal data breach ") },
		"a run":              func(o *opened) { o.window.GoTo("crisis/run:" + string(o.crisisRun().ID)) },
		"the pause of a run": func(o *opened) { o.window.GoTo("crisis/pause:" + string(o.crisisRun().ID)) },
		"an editor of another": func(o *opened) {
			text := strings.Replace(entryText(o.canvas().Focused()), "# mine\n", "# a next version\n", 1)
			o.window.EditPlaybook(text)
			o.before("# and a word\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := begun(t, staffed())
			text := scribbled(t, o)
			leave(o)
			o.resumes(text)
		})
	}
}

func TestCrisisUnsaved_IsListedUntilItIsSavedOrDropped(t *testing.T) {
	o := begun(t, staffed())
	text := scribbled(t, o)
	o.sched.Advance(time.Second)
	if o.says("Not saved: ") {
		t.Error("what is being written is listed as left")
	}
	o.window.GoTo("crisis/run:" + string(o.crisisRun().ID))
	if !o.says("Not saved: ") {
		t.Fatalf("it is not listed:\n%s", o.words())
	}
	o.sched.Advance(time.Second)
	n := o.again()
	if n.canvas().Overlays().Top() != nil || !n.says("Not saved: ") || !n.says("due in") {
		t.Fatalf("the programme begins with\n%s", n.words())
	}
	n.click("Not saved: Product safety rumour ")
	if got := entryText(n.canvas().Focused()); got != text {
		t.Fatalf("it opens %.40q", got)
	}
	n.window.Press(vm.Key{Name: "Return", Ctrl: true})
	n.sched.Advance(time.Second)
	n.window.Press(vm.Key{Name: "Escape"})
	if n.says("Not saved: ") || len(n.desk.Crises.Saved) != 1 || n.desk.Crises.Saved[0] != text {
		t.Errorf("%d drafts; it says\n%s", len(n.desk.Crises.Saved), n.words())
	}
	n.sched.Advance(time.Second)
	if kept := n.desk.Crises.Typed[n.desk.Member.ID]; kept.Book != nil || len(kept.Books) > 0 {
		t.Errorf("it is kept still: %+v", kept)
	}
}

func TestCrisisUnsaved_AfterASwitchOfLanguageTheTextIsAskedAbout(t *testing.T) {
	o := atRoom(t, staffed())
	text := scribbled(t, o)
	o.window.SetLanguage("fr")
	o.sched.Advance(time.Second)
	o.window.Press(vm.Key{Name: "Escape"})
	if o.canvas().Overlays().Top() == nil {
		t.Error("it is dropped without a question")
	}
	kept := o.desk.Crises.Typed[o.desk.Member.ID]
	if kept.Book == nil || kept.Book.Text != text || kept.Book.Was == text {
		t.Errorf("kept is %+v", kept.Book)
	}
}

func TestCrisisUnsaved_IsOfItsMember(t *testing.T) {
	o := atRoom(t, staffed())
	lead := o.desk.Member.ID
	text := scribbled(t, o)
	o.sched.Advance(time.Second)
	o.as("m7")
	if o.says("# mine") || o.says("Not saved: ") {
		t.Errorf("another reads\n%.400s", o.words())
	}
	o.as(lead)
	if got := entryText(o.canvas().Focused()); got != text {
		t.Errorf("who wrote it finds %.40q", got)
	}
}

func TestCrisisUnsaved_APauseThatIsAskedForComesBeforeIt(t *testing.T) {
	o := paused(t, staffed(), "battery fire")
	scribbled(t, o)
	o.sched.Advance(time.Second) // the power goes while it is being written
	n := open(t, o.desk)
	n.window.GoTo("crisis/pause:" + string(n.crisisRun().ID))
	n.sched.Advance(time.Second)
	if n.canvas().Overlays().Top() == nil || !n.says("battery fire") {
		t.Fatalf("the pause is not shown:\n%s", n.words())
	}
	n.key(fyne.KeyEscape)
	if !n.says("Not saved: ") || n.says("# mine") {
		t.Errorf("it says\n%s", n.words())
	}
}

func TestCrisisUnsaved_WhatIsTypedWhileAVersionIsPublishedStays(t *testing.T) {
	o := atRoom(t, staffed())
	scribbled(t, o)
	entry := o.canvas().Focused()
	o.sched.Hold()
	o.window.Press(vm.Key{Name: "Return", Ctrl: true, Shift: true})
	o.before("# more\n")
	o.sched.Release()
	if !o.askedLike("PublishBook") {
		t.Fatalf("it was not published: %q", o.desk.Asked)
	}
	text := entryText(entry)
	o.sched.Advance(time.Second)
	kept := o.desk.Crises.Typed[o.desk.Member.ID]
	if kept.Book == nil || kept.Book.Text != text || kept.Book.Was != o.desk.Crises.Saved[0] {
		t.Errorf("what was typed meanwhile is kept as %+v; published was %s", kept.Book, playbook.Hash([]byte(o.desk.Crises.Saved[0])))
	}
}
