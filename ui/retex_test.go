package ui_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/assets/locale"
	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui/desktest"
	"vigie/ui/kit"
	"vigie/ui/retex"
	"vigie/ui/vm"
)

// lead is who leads the run, at the keyboard.
func (o *opened) lead() {
	for _, m := range o.desk.Team.Members {
		if m.ID == o.crisisRun().Lead {
			o.desk.Member = m
		}
	}
}

// closed is a window before the retrospective of a run that was played to its
// end; one step of it was skipped.
func closedRun(t *testing.T, d *desktest.Desk) *opened {
	t.Helper()
	o := begun(t, d)
	o.letter('s')
	o.fill("nothing was scheduled")
	o.confirm()
	play(t, o)
	o.lead()
	return o
}

func falseAlarm(t *testing.T, d *desktest.Desk) *opened {
	t.Helper()
	o := begun(t, d)
	o.lead()
	if err := d.ActInRun(t.Context(), crisis.Order{Run: o.crisisRun().ID, Base: o.crisisRun().Seq, Act: crisis.StandDown{Reason: "a homonym"}}); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *opened) toRetex() {
	o.window.GoTo("inbox")
	o.window.GoTo("crisis")
	o.window.Press(vm.Key{Rune: 'b', Ctrl: true, Shift: true})
}

func TestRetex_IsFilledInFromTheLogAndPublishedByKeys(t *testing.T) {
	o := closedRun(t, staffed())
	o.toRetex()
	for _, words := range []string{"closed, retrospective missing", "Pause everything that is scheduled", "nothing was scheduled", "Who did what", "Mentions per", "497 mentions"} {
		if !o.says(words) {
			t.Errorf("%q is not in\n%s", words, o.words())
		}
	}
	o.letter('e')
	for _, q := range o.desk.Crises.Plans[o.crisisRun().ID].Book.Retrospective.Questions {
		o.fill("An answer: " + q)
		test.FocusNext(o.canvas())
	}
	o.fill("It went well.")
	o.sched.Advance(time.Second)
	if n := len(o.desk.Crises.Drafted); n < 3 {
		t.Fatalf("%d drafts were kept", n)
	}
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	if o.canvas().Overlays().Top() != nil || o.crisisRun().State != crisis.Closed || !strings.Contains(o.toast(), "each change") {
		t.Fatalf("it would be published without a verdict: %q", o.toast())
	}
	o.choose("Leave out")
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	if o.canvas().Overlays().Top() == nil {
		t.Fatalf("no question: %q\n%s", o.toast(), o.words())
	}
	o.confirm()
	r := o.crisisRun()
	if r.State != crisis.Reviewed || len(o.desk.Crises.Saved) != 1 || !strings.Contains(o.desk.Crises.Saved[0], "version: 1.1.0") {
		t.Fatalf("the run is %s, %d texts were saved", r.State, len(o.desk.Crises.Saved))
	}
	if !o.says("Text of the playbook") && entryText(o.canvas().Focused()) != o.desk.Crises.Saved[0] {
		t.Errorf("the editor does not show the draft:\n%s", o.words())
	}
	room, err := o.desk.Retex(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	a, _, _, ok := room.Published()
	if !ok || a.NewVersion != "1.1.0" || a.Text != "It went well." || len(a.Answers) < 3 || !a.Changes[0].Accepted {
		t.Errorf("published was %+v", a)
	}
}

// TestRetex_WhatIsTypedBeforeTheQuestionComesIsPublishedToo types on while the
// next version of the playbook is being written.
func TestRetex_WhatIsTypedBeforeTheQuestionComesIsPublishedToo(t *testing.T) {
	o := closedRun(t, staffed())
	o.toRetex()
	o.letter('e')
	for range o.desk.Crises.Plans[o.crisisRun().ID].Book.Retrospective.Questions {
		test.FocusNext(o.canvas())
	}
	o.fill("It went well.")
	o.sched.Advance(time.Second)
	o.choose("Leave out")
	o.sched.Hold()
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	if o.sched.Held() == 0 || o.canvas().Overlays().Top() != nil {
		t.Fatal("nothing is being written before the question")
	}
	o.fill("It went well. The shop was told late.")
	o.sched.Release()
	if o.canvas().Overlays().Top() == nil {
		t.Fatalf("no question comes: %q\n%s", o.toast(), o.words())
	}
	o.confirm()
	room, err := o.desk.Retex(t.Context(), o.crisisRun().ID)
	if err != nil {
		t.Fatal(err)
	}
	if a, _, _, ok := room.Published(); !ok || a.Text != "It went well. The shop was told late." {
		t.Errorf("published was %q", a.Text)
	}
}

// choose accepts the change that begins with words, and refuses the others.
func (o *opened) choose(words string) {
	o.t.Helper()
	room, err := o.desk.Retex(o.t.Context(), o.crisisRun().ID)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, c := range o.changes(room) {
		verdict := "no"
		if strings.HasPrefix(c.Text, words) {
			verdict = "yes"
		}
		if err := o.desk.KeepRetexDraft(o.t.Context(), crisis.ReviewDraft{Run: room.Run.ID, Field: "change/" + c.ID, Text: verdict}); err != nil {
			o.t.Fatal(err)
		}
	}
	o.desk.Notice(inbox.Notice{Team: true})
	o.sched.Advance(2 * time.Second)
}

func TestRetex_OfAFalseAlarmAsksTwoQuestions(t *testing.T) {
	o := falseAlarm(t, staffed())
	o.toRetex()
	if !o.says("Two questions, as it was a false alarm") || o.says("In a few words") {
		t.Fatalf("it says\n%s", o.words())
	}
	o.letter('e')
	o.fill("A shop of the same name")
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	o.confirm()
	if r := o.crisisRun(); r.State != crisis.Reviewed {
		t.Errorf("the run is %s: %q", r.State, o.toast())
	}
}

func TestRetex_KeepsWhatIsTypedWhenTheScreenIsLeft(t *testing.T) {
	o := falseAlarm(t, staffed())
	o.toRetex()
	o.letter('e')
	o.fill("Half a sen")
	o.window.GoTo("inbox")
	if n := len(o.desk.Crises.Drafted); n != 1 || o.desk.Crises.Drafted[0].Text != "Half a sen" {
		t.Fatalf("kept was %+v", o.desk.Crises.Drafted)
	}
	o.toRetex()
	o.letter('e')
	test.FocusPrevious(o.canvas()) // the caret is in the first that is empty
	if got := entryText(o.canvas().Focused()); got != "Half a sen" {
		t.Errorf("the field says %q", got)
	}
}

func TestRetex_ShowsWhatSomebodyElseWroteInTheSameField(t *testing.T) {
	o := falseAlarm(t, staffed())
	o.toRetex()
	o.letter('e')
	o.fill("Mine")
	o.sched.Advance(time.Second)
	other := o.desk.Crises.Drafted[0]
	other.Member, other.Text, other.At = o.desk.Team.Members[1].ID, "Theirs", other.At.Add(-time.Hour)
	o.desk.Crises.Drafted = append(o.desk.Crises.Drafted, other)
	o.desk.Notice(inbox.Notice{Team: true})
	o.sched.Advance(time.Second)
	if got := entryText(o.canvas().Focused()); !o.says("Theirs") || got != "Mine" {
		t.Errorf("the field says %q, and the page\n%s", got, o.words())
	}
}

func TestRetex_AReadingThatIsOlderThanWhatWasKeptIsNotShown(t *testing.T) {
	o := falseAlarm(t, staffed())
	o.toRetex()
	o.letter('e')
	o.fill("Half a sen")
	o.sched.Advance(time.Second)
	o.desk.Crises.Reread = func() { // typed and kept while a reading is under way
		o.desk.Crises.Reread = nil
		o.fill("Half a sentence")
		o.sched.Advance(time.Second)
	}
	o.desk.Notice(inbox.Notice{Team: true})
	o.sched.Advance(2 * time.Second)
	if o.desk.Crises.Reread != nil || o.desk.Crises.Drafted[0].Text != "Half a sentence" {
		t.Fatalf("kept was %+v", o.desk.Crises.Drafted)
	}
	if got := entryText(o.canvas().Focused()); got != "Half a sentence" {
		t.Errorf("the field says %q", got)
	}
	test.Type(o.canvas().Focused(), ".")
	o.sched.Advance(time.Second)
	if got := o.desk.Crises.Drafted[0].Text; !strings.Contains(got, "Half a sentence") {
		t.Errorf("the next key kept %q", got)
	}
	t.Run("and the page is read again", func(t *testing.T) {
		other := o.desk.Crises.Drafted[0]
		other.Member, other.Text = o.desk.Team.Members[1].ID, "Theirs"
		o.desk.Crises.Reread = func() {
			o.desk.Crises.Reread = nil
			o.desk.Crises.Drafted = append(o.desk.Crises.Drafted, other)
			o.fill("Mine again")
			o.sched.Advance(time.Second)
		}
		o.desk.Notice(inbox.Notice{Team: true})
		o.sched.Advance(2 * time.Second)
		if got := entryText(o.canvas().Focused()); got != "Mine again" || !o.says("Theirs") || o.says(got) {
			t.Errorf("the field says %q, and the page\n%s", got, o.words())
		}
	})
	t.Run("and what the field says is what is published", func(t *testing.T) {
		o.window.Press(vm.Key{Name: "Return", Ctrl: true})
		o.confirm()
		room, err := o.desk.Retex(t.Context(), o.crisisRun().ID)
		if err != nil {
			t.Fatal(err)
		}
		a, _, _, ok := room.Published()
		if got := a.Answers["What made us think that it was a crisis?"]; !ok || got != "Mine again" {
			t.Errorf("published was %+v", a)
		}
	})
}

func TestRetex_TheNextVersionIsShownToWhoLeftWhileItWasWritten(t *testing.T) {
	o := closedRun(t, staffed())
	o.toRetex()
	next := o.window.Texts().With("retex.next-version", "Version", "1.1.0")
	if o.says(next) {
		t.Fatalf("nothing was accepted, but it says\n%s", o.words())
	}
	o.sched.Hold()
	walk(o.canvas().Content(), func(x fyne.CanvasObject) {
		if verdict, is := x.(*kit.ChoiceChips); is {
			verdict.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight}) // accepts
		}
	})
	o.letter('a')
	o.sched.Release()
	if o.says(next) {
		t.Fatalf("the open actions say\n%s", o.words())
	}
	o.letter('j')
	if !o.says(next) {
		t.Errorf("back at the run it says\n%s", o.words())
	}
}

func TestRetex_TheCurveIsCountedOnceAndNotWithEachDraft(t *testing.T) {
	o := falseAlarm(t, staffed())
	o.toRetex()
	before := o.desk.Crises.Counted
	for range 3 { // colleagues write
		o.desk.Notice(inbox.Notice{Team: true})
		o.sched.Advance(time.Second)
	}
	if n := o.desk.Crises.Counted - before; n != 0 || before == 0 || !o.says("Mentions per") {
		t.Errorf("it was counted %d times, then %d times more\n%s", before, n, o.words())
	}
	o.letter('n')
	o.fill("Leave the shop out of the watch")
	o.confirm()
	if n := o.desk.Crises.Counted - before; n != 1 {
		t.Errorf("something was done in the run: it was counted %d times more", n)
	}
}

func TestRetex_ACurveThatCouldNotBeCountedIsAskedForAgain(t *testing.T) {
	o := falseAlarm(t, staffed())
	o.desk.Fail = map[string]error{"CrisisCurve": fault.New(fault.Invalid, "fault.name-empty")}
	o.toRetex()
	if !o.says("Two questions") || !o.says(o.text("fault.name-empty")) || o.says("Mentions per") {
		t.Fatalf("without a curve it says\n%s", o.words())
	}
	o.click(o.text("shell.try-again"))
	if !o.says(o.text("fault.name-empty")) {
		t.Errorf("it failed again and says\n%s", o.words())
	}
	o.desk.Fail = nil
	o.click(o.text("shell.try-again"))
	if o.says(o.text("fault.name-empty")) || !o.says("Mentions per") {
		t.Errorf("after another try it says\n%s", o.words())
	}
}

func TestRetex_TheDayOfAnActionIsShownAndTypedAsTheReaderWritesIt(t *testing.T) {
	d := staffed()
	o := falseAlarm(t, d)
	o.toRetex()
	d.Prefs.Language = "fr"
	o.window.Prefer(d.Prefs)
	o.letter('n')
	o.fill("Prévenir le magasin")
	o.focusNext(2)
	if got, want := entryText(o.canvas().Focused()), desktest.Now().AddDate(0, 0, 14).Format("02/01/2006"); got != want {
		t.Fatalf("the day is prefilled as %q, want %q", got, want)
	}
	o.fill("31/02/2026")
	o.confirm()
	if !o.says("31/02/2026\u00a0» n’est pas un jour") || len(o.crisisRun().Actions) != 0 {
		t.Fatalf("it says\n%s", o.words())
	}
	o.fill(" ")
	o.confirm()
	if !o.says("Indiquez une date") {
		t.Fatalf("it says\n%s", o.words())
	}
	for _, typed := range []string{"26/03/2026", "2026-03-26"} {
		o.fill(typed)
		o.confirm()
		list := o.crisisRun().Actions
		if len(list) == 0 || list[len(list)-1].Due.Local().Format(time.DateOnly) != "2026-03-26" {
			t.Fatalf("typed %s, the actions are %+v", typed, list)
		}
		o.letter('n')
		o.fill("Encore")
		o.focusNext(2)
	}
}

func TestRetex_ActionsAreFollowedUntilTheyAreDone(t *testing.T) {
	o := falseAlarm(t, staffed())
	o.toRetex()
	o.letter('n')
	o.fill("Leave the shop out of the watch")
	o.confirm()
	r := o.crisisRun()
	if len(r.Actions) != 1 || !r.Actions[0].Open() || r.Actions[0].Owner != o.desk.Member.ID {
		t.Fatalf("actions %+v, %q", r.Actions, o.toast())
	}
	o.letter('a')
	if !o.says("Leave the shop out of the watch") {
		t.Errorf("the open actions say\n%s", o.words())
	}
	o.letter('d')
	o.key(fyne.KeyReturn)
	if r := o.crisisRun(); r.Actions[0].Open() {
		t.Errorf("it is still open: %q", o.toast())
	}
}

func TestCrisisRoom_ARunThatLacksItsRetrospectiveSaysSo(t *testing.T) {
	o := falseAlarm(t, staffed())
	o.window.GoTo("inbox")
	o.window.GoTo("crisis")
	if !o.says("retrospective missing") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestRetex_TheLeadIsRemindedInOneNotice(t *testing.T) {
	o := falseAlarm(t, staffed())
	run := string(o.crisisRun().ID)
	o.desk.Notice(inbox.Notice{Team: true, Tell: []inbox.Told{{Member: o.desk.Member.ID, Event: inbox.Event{
		Name: "retex.remind", Facts: map[string]string{"run": run, "title": "Product safety rumour", "count": "3"},
	}}}})
	o.sched.Advance(time.Second)
	if got := o.toast(); !strings.Contains(got, "3 of your retrospectives are still missing, among them “Product safety rumour”.") {
		t.Errorf("the notice says %q", got)
	}
}

// TestLook_Retex draws the retrospectives in their states.
func TestLook_Retex(t *testing.T) {
	for _, c := range []struct {
		lang, theme string
		w, h        float32
	}{{"en", "dark", 1280, 800}, {"fr", "light", 1280, 800}, {"fr", "dark", 1920, 1080}, {"en", "light", 1920, 1080}} {
		name := fmt.Sprintf("-%s-%s-%d", c.lang, c.theme, int(c.w))
		t.Run(name, func(t *testing.T) {
			if c.lang == "en" && os.Getenv("VIGIE_LOOK_DIR") == "" {
				t.Skip("the pictures are only drawn for a person: make look")
			}
			retexPages(t, open(t, dressed(staffed(), c.lang, c.theme)), name, c.w, c.h)
		})
	}
}

func (o *opened) changes(room retex.Room) []retex.Change {
	w := retex.Words{Formats: vm.NewFormats(locale.New(o.desk.Prefs.Language), nil)}
	return w.Changes(w.Read(room))
}

func retexPages(t *testing.T, o *opened, name string, w, h float32) {
	o.size(w, h)
	books, err := o.desk.CrisisBooks(t.Context(), o.desk.Prefs.Language)
	if err != nil {
		t.Fatal(err)
	}
	o.window.GoTo("crisis")
	for _, b := range books {
		if b.ID == "rumeur-securite-produit" {
			o.click(b.Title + " ")
		}
	}
	o.letter('b')
	o.fill("X200")
	test.FocusNext(o.canvas())
	o.fill("0800 000 000")
	o.confirm()
	o.letter('s')
	o.fill("Rien n’était programmé")
	o.confirm()
	play(t, o)
	o.lead()
	o.window.GoTo("inbox")
	o.window.GoTo("crisis")
	o.look("retex-badge" + name)
	o.window.Press(vm.Key{Rune: 'b', Ctrl: true, Shift: true})
	o.letter('e')
	o.fill("Une vendeuse, samedi matin ; elle l’a dit à sa responsable.")
	o.sched.Advance(time.Second)
	o.look("retex" + name)
	room, err := o.desk.Retex(t.Context(), o.crisisRun().ID)
	if err != nil {
		t.Fatal(err)
	}
	first := o.changes(room)[0].ID
	if err := o.desk.KeepRetexDraft(t.Context(), crisis.ReviewDraft{Run: room.Run.ID, Field: "change/" + first, Text: "yes"}); err != nil {
		t.Fatal(err)
	}
	if err := o.desk.ActInRun(t.Context(), crisis.Order{Run: room.Run.ID, Base: room.Run.Seq, Act: crisis.Action{Text: "Numéro d’astreinte affiché en magasin", Owner: o.desk.Member.ID, Due: desktest.Now().AddDate(0, 0, -1)}}); err != nil {
		t.Fatal(err)
	}
	o.desk.Notice(inbox.Notice{Team: true})
	o.sched.Advance(2 * time.Second)
	o.canvas().Unfocus()
	o.look("retex-diff" + name)
	o.letter('n')
	o.look("retex-action" + name)
	o.key(fyne.KeyEscape)
	o.letter('a')
	o.look("retex-actions" + name)
}
