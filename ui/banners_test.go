package ui_test

import (
	"testing"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui"
	"vigie/ui/desktest"
	"vigie/ui/exercise"
	"vigie/ui/vm"
)

// stormed is a house in which much is wrong at once: publishing is paused, an
// account is refused, replies are stuck, a first reading goes on.
func stormed(t *testing.T) *opened {
	t.Helper()
	return stormedWith(t, staffed())
}

func stormedWith(t *testing.T, d *desktest.Desk) *opened {
	t.Helper()
	o := paused(t, d, "battery fire")
	o.desk.Fares[1].State = inbox.Refused
	o.desk.Out.Stuck = 2
	o.desk.Reads = []ui.Reading{{Account: "a1", Name: "contact@", Done: 12, Total: 56}}
	o.heard()
	return o
}

func (o *opened) goWarnings() { o.window.Press(vm.Key{Rune: 'n', Ctrl: true, Shift: true}) }

func TestBanners_TheGravestStandsWholeAndTheOthersInOneLine(t *testing.T) {
	o := stormed(t)
	for _, words := range []string{"Publishing is paused by", "battery fire", "and 3 more: replies that did not leave · Presse refuses the sign-in · first reading of contact@"} {
		if !o.says(words) {
			t.Errorf("%q is not in\n%s", words, o.words())
		}
	}
	if o.says("2 replies did not leave") {
		t.Errorf("more than the gravest stands whole:\n%s", o.words())
	}
	if h := o.window.BannersHigh(); h > 80 {
		t.Errorf("the banners take %v of the window's 800", h)
	}
	o.desk.Bad = []ui.Trouble{{ID: "disk", Grave: true, Fault: fault.New(fault.Full, "fault.secrets-disk-full")}}
	o.heard()
	if !o.says(o.text("fault.secrets-disk-full")) || !o.says("and 4 more: publishing is paused · replies") {
		t.Errorf("what is graver does not come first:\n%s", o.words())
	}
}

func TestBanners_UnfoldByKeyAndByClickAndFoldAgain(t *testing.T) {
	o := stormed(t)
	all := func() bool {
		return o.says("2 replies did not leave") && o.says("First reading of contact@")
	}
	o.goWarnings()
	if !all() || !o.says(o.text("shell.warnings-fewer")) {
		t.Fatalf("the key does not show all:\n%s", o.words())
	}
	if o.canvas().Focused() == nil {
		t.Error("the keys do not go to the banners")
	}
	o.window.Press(vm.Key{Name: "Escape"})
	if all() || o.canvas().Focused() != nil {
		t.Fatal("Escape does not fold them")
	}
	o.click("and 3 more: replies that did not leave · Presse refuses the sign-in · first reading of contact@ Show all  Ctrl ⇧ N")
	if !all() {
		t.Fatal("a click does not show all")
	}
	o.click(o.text("shell.banner-stuck-act"))
	if all() || !o.says("Publishing is paused by") {
		t.Errorf("they stay in the way of what one of them led to:\n%s", o.words())
	}
}

func TestBanners_ByKeyAndSpaceTheGravestIsActedOn(t *testing.T) {
	o := stormed(t)
	o.desk.In.Sample = true // its band stands above, and is nothing to act on in a hurry
	o.heard()
	o.goWarnings()
	o.canvas().Focused().TypedRune(' ')
	if o.canvas().Overlays().Top() == nil {
		t.Errorf("what the pause holds is not shown:\n%s", o.words())
	}
}

func TestBanners_WhatIsPutAwayIsNotCounted(t *testing.T) {
	o := stormed(t)
	o.goWarnings()
	o.click(o.text("shell.put-away")) // of the replies: the pause cannot be
	o.window.Press(vm.Key{Name: "Escape"})
	if !o.says("and 2 more: Presse refuses") {
		t.Errorf("it says\n%s", o.words())
	}
	o.desk.Fares[1].State = inbox.Live
	o.heard()
	if o.says("more:") || !o.says("First reading of contact@") || !o.says("Publishing is paused by") {
		t.Errorf("two stand whole:\n%s", o.words())
	}
}

func TestBanners_AnExerciseStandsWholeBesideWhatIsGrave(t *testing.T) {
	o := stormed(t)
	o.desk.In.Exercise = exercise.Mark{On: true, Title: "Autumn drill"}
	o.heard()
	if !o.says("Autumn drill") || !o.says("Publishing is paused by") || !o.says("and 3 more: replies") {
		t.Errorf("it says\n%s", o.words())
	}
	if h := o.window.BannersHigh(); h > 115 {
		t.Errorf("the banners take %v of the window's 800", h)
	}
}

func TestBanners_TheSampleAndAProbableCrisisComeBeforeRepliesThatAreStuck(t *testing.T) {
	o := stormed(t)
	o.desk.In.Sample = true
	o.desk.Warns = desktest.Rumour(desktest.Now())
	o.heard()
	if !o.says(o.text("shell.banner-sample")) || !o.says("and 4 more: Acme (Probable crisis) · replies that did not leave") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestBanners_TwoWhoPausedTheSameAreNamedInOne(t *testing.T) {
	o := begun(t, staffed())
	lead, before := o.desk.Member, o.crisisRun()
	o.inRun(crisis.SetFreeze{Scope: "all", Reason: "battery fire"})
	o.as("m7")
	late := crisis.Order{Run: before.ID, Base: before.Seq, Act: crisis.SetFreeze{Scope: "all", Reason: "recall"}} // Hugo was cut off and knew nothing of it
	if err := o.desk.ActInRun(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	o.heard()
	if o.says("Publishing is paused by "+lead.Name+" since") || o.says("Publishing is paused by Hugo Lemaire since") {
		t.Errorf("each of them has a banner:\n%s", o.words())
	}
	if !o.says("Publishing is paused by "+lead.Name+" and Hugo Lemaire") || !o.says("battery fire · recall") {
		t.Errorf("it says\n%s", o.words())
	}
}

func TestBanners_TheListLeavesHalfTheWindowToTheWork(t *testing.T) {
	o := stormed(t)
	for _, id := range []string{"b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8"} {
		o.desk.Bad = append(o.desk.Bad, ui.Trouble{ID: id, Fault: fault.New(fault.Full, "fault.secrets-disk-full")})
	}
	o.heard()
	o.size(960, 600)
	o.goWarnings()
	if h := o.window.BannersHigh(); h > 300 {
		t.Errorf("the list takes %v of 600", h)
	}
}

// TestLook_Banners draws the banners folded and unfolded, at the size of a small
// screen, in a crisis and in an exercise of one.
func TestLook_Banners(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		d := dressed(staffed(), "en", theme)
		o := stormedWith(t, d)
		o.desk.Prefs.Language, o.desk.Prefs.Theme = "fr", theme
		o.window.Prefer(o.desk.Prefs)
		o.look("banners-folded-fr-" + theme)
		o.goWarnings()
		o.look("banners-unfolded-fr-" + theme)
		o.goWarnings()
		o.desk.In.Exercise = exercise.Mark{On: true, Title: "Exercice d’automne", Book: "Rumeur", Sent: 3, All: 40, Pace: 2}
		o.heard()
		o.look("banners-exercise-fr-" + theme)
	}
}
