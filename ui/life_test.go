package ui_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui"
	"vigie/ui/desktest"
	"vigie/ui/setup"
	"vigie/ui/vm"
)

func TestWindow_BeginsWithTheFirstRunWhileThereIsNoWorkspace(t *testing.T) {
	o := open(t, desktest.Fresh())
	if !strings.Contains(o.words(), o.text("setup.tagline")) || o.inbox != nil {
		t.Fatal("it does not begin with the first run")
	}
	o.window.GoTo("inbox")
	o.window.Press(vm.Key{Rune: 'k', Ctrl: true})
	if o.inbox != nil || o.canvas().Overlays().Top() != nil {
		t.Error("there is nothing to go to yet")
	}
	o.desk.Open = true
	o.window.Begun()
	if o.inbox == nil || !o.inbox.shown {
		t.Error("after the first run the inbox should be there")
	}
}

func TestWindow_SaysWhatIsInTheWayInsteadOfBeginningAnew(t *testing.T) {
	d := desktest.Fresh()
	d.Blocked = fault.New(fault.Busy, "fault.workspace-in-use", "Directory", "/acme")
	o := open(t, d)
	if strings.Contains(o.words(), o.text("setup.tagline")) {
		t.Fatal("a first run is offered over a workspace that is there")
	}
	if !strings.Contains(o.words(), o.text("shell.obstacle")) {
		t.Fatalf("it does not say what is in the way: %s", o.words())
	}
	o.click(o.text("shell.try-again"))
	if o.inbox != nil {
		t.Error("it is still in the way")
	}
	d.Blocked = nil
	o.key(fyne.KeyReturn) // the one thing to do has the keys
	if o.inbox == nil || !o.inbox.shown {
		t.Error("after the obstacle the inbox should be there")
	}
}

func TestWindow_LeavesTheSample(t *testing.T) {
	d := desktest.Acme()
	d.In.Sample = true
	o := open(t, d)
	if !strings.Contains(o.words(), o.text("shell.banner-sample")) {
		t.Fatal("the sample is not marked")
	}
	o.click(o.text("shell.banner-sample-act"))
	if !strings.Contains(o.words(), o.text("setup.tagline")) {
		t.Error("after the sample comes the first run")
	}
}

func TestWindow_SwitchOfLanguageKeepsPlaceAndTypedText(t *testing.T) {
	o := open(t, desktest.Acme())
	o.inbox.entry.SetText("half a sentence")
	o.window.GoTo("settings/team")
	o.window.SetLanguage("fr")
	if !strings.Contains(o.words(), "Équipe") {
		t.Error("the page is not in French, or not the one that was in sight")
	}
	if o.desk.Prefs.Language != "fr" {
		t.Errorf("kept %q", o.desk.Prefs.Language)
	}
	o.window.GoTo("inbox")
	if o.inbox.entry.Text() != "half a sentence" {
		t.Errorf("the text became %q", o.inbox.entry.Text())
	}
	o.letter('e')
	if !slices.Equal(o.inbox.done, []string{"resolve"}) {
		t.Errorf("after the switch the keys did %q", o.inbox.done)
	}
}

func TestWindow_SwitchOfThemeIsKeptAndShownAtOnce(t *testing.T) {
	o := open(t, desktest.Acme())
	before := o.canvas().Capture().At(640, 10)
	o.window.Press(vm.Key{Rune: 'd', Ctrl: true, Shift: true})
	if after := o.canvas().Capture().At(640, 10); before == after {
		t.Error("the bar has the same colour")
	}
	if o.desk.Prefs.Theme != "dark" {
		t.Errorf("kept %q", o.desk.Prefs.Theme)
	}
}

func TestWindow_JoinsNoticesAndReadsOnce(t *testing.T) {
	o := open(t, desktest.Acme())
	o.desk.Counters[inbox.CountInbox] = 43
	for range 5 {
		o.desk.Notice(inbox.Notice{Arrived: 1})
	}
	if len(o.inbox.notices) != 0 {
		t.Fatal("it did not wait for more")
	}
	o.sched.Advance(100 * time.Millisecond)
	if len(o.inbox.notices) != 1 || o.inbox.notices[0].Arrived != 5 {
		t.Errorf("the screen heard %+v", o.inbox.notices)
	}
	if !strings.Contains(o.words(), "43") {
		t.Error("the rail does not show the new count")
	}
}

func TestWindow_TellsOnlyWhatConcernsWhoIsAtTheKeyboard(t *testing.T) {
	o := open(t, desktest.Acme())
	told := inbox.Notice{Tell: []inbox.Told{{Member: "m3", Event: inbox.Event{Name: "note.add", By: "m2", Conversation: "c9"}}}}
	o.desk.Notice(told)
	o.sched.Advance(time.Second)
	if o.toast() != "" {
		t.Fatalf("it tells %q", o.toast())
	}
	told.Tell[0].Member = "m1"
	o.desk.Notice(told)
	o.sched.Advance(200 * time.Millisecond)
	if !strings.Contains(o.toast(), "Marc Petit mentions you") {
		t.Errorf("it tells %q", o.toast())
	}
}

func TestWindow_NotifiesThroughTheSystemOnlyWhileLookedAway(t *testing.T) {
	told := inbox.Notice{Tell: []inbox.Told{{Member: "m1", Event: inbox.Event{Name: "handover.propose", By: "m2"}}}}
	for name, c := range map[string]struct {
		away, quiet, daemon, want bool
	}{
		"in front":       {false, false, true, false},
		"away":           {true, false, true, true},
		"away and quiet": {true, true, true, false},
		"no daemon":      {true, false, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := desktest.Acme()
			d.Prefs.Quiet, d.Has["notify"] = c.quiet, c.daemon
			o := open(t, d)
			o.window.Front(!c.away)
			send := func() { d.Notice(told); o.sched.Advance(200 * time.Millisecond) }
			if !c.want {
				test.AssertNotificationSent(t, nil, send)
				return
			}
			test.AssertNotificationSent(t, fyne.NewNotification("Vigie · Acme", "Marc Petit hands a conversation over to your department"), send)
		})
	}
}

func TestBanners_SayWhatToDoAndCanBePutAwayUntilTheyAreOver(t *testing.T) {
	d := desktest.Acme()
	d.Fares[1].State = inbox.Refused
	o := open(t, d)
	text := o.window.Texts().T("shell.banner-refused", map[string]any{"Name": "Presse"})
	if !strings.Contains(o.words(), text) {
		t.Fatalf("nothing warns of the refused account:\n%s", o.words())
	}
	o.click(o.text("shell.put-away"))
	again := func() {
		d.Notice(inbox.Notice{All: true})
		o.sched.Advance(time.Second)
	}
	again()
	if strings.Contains(o.words(), text) {
		t.Error("it came back although it was put away")
	}
	d.Fares[1].State = inbox.Live
	again()
	d.Fares[1].State = inbox.Refused
	again()
	if !strings.Contains(o.words(), text) {
		t.Error("a new refusal is not told")
	}
	o.click(o.text("shell.banner-refused-act"))
	if !strings.Contains(o.words(), o.text("settings.account-sign-in")) {
		t.Error("it does not lead to the account")
	}
}

func TestBanners_AGraveTroubleCannotBePutAway(t *testing.T) {
	d := desktest.Acme()
	d.Bad = []ui.Trouble{{ID: "disk", Grave: true, Fault: fault.New(fault.Full, "fault.secrets-disk-full")}}
	o := open(t, d)
	if !strings.Contains(o.words(), o.text("fault.secrets-disk-full")) {
		t.Fatal("the full disk is not told")
	}
	if strings.Contains(o.words(), o.text("shell.put-away")) {
		t.Error("it can be put away")
	}
}

func TestBanners_AFirstReadingCountsAndPauses(t *testing.T) {
	d := desktest.Acme()
	d.Reads = []ui.Reading{{Account: "a1", Name: "contact@", Done: 1234, Total: 5678}}
	o := open(t, d)
	if !strings.Contains(o.words(), "1,234 of 5,678") {
		t.Fatalf("it says\n%s", o.words())
	}
	o.click(o.text("shell.banner-reading-pause"))
	if !slices.Contains(d.Asked, "PauseAccount a1") {
		t.Errorf("asked %q", d.Asked)
	}
}

func TestWindow_WhatCannotBeReadIsToldAndTheOldStays(t *testing.T) {
	d := desktest.Acme()
	o := open(t, d)
	d.Fail["Counts"] = desktest.Broken()
	d.Notice(inbox.Notice{All: true})
	o.sched.Advance(time.Second)
	if !strings.Contains(o.words(), o.text("fault.internal")) || !strings.Contains(o.words(), "42") {
		t.Fatalf("it shows\n%s", o.words())
	}
	delete(d.Fail, "Counts")
	o.click(o.text("shell.try-again"))
	if strings.Contains(o.words(), o.text("fault.internal")) {
		t.Error("it is still told")
	}
}

func TestMe_CanBeSwitchedOnOneComputerOnly(t *testing.T) {
	o := open(t, desktest.Acme())
	o.letter('b')
	o.key(fyne.KeyDown)
	o.key(fyne.KeyReturn)
	if o.desk.Member.ID != "m2" {
		t.Errorf("at the keyboard is %s", o.desk.Member.Name)
	}
	o.desk.In.Shared = true
	o.desk.Notice(inbox.Notice{All: true})
	o.sched.Advance(time.Second)
	o.letter('b')
	if o.canvas().Overlays().Top() != nil {
		t.Error("in a shared workspace nobody else can be chosen")
	}
}

func TestPassphrase_IsAskedOnceForAllWhoWait(t *testing.T) {
	o := open(t, desktest.Acme())
	ready := o.window.Ask(t.Context(), ui.Asking{})
	second := o.window.Ask(t.Context(), ui.Asking{})
	test.Type(o.canvas().Focused(), "open sesame")
	o.key(fyne.KeyReturn)
	if a, b := <-ready, <-second; a != "open sesame" || b != "open sesame" {
		t.Errorf("got %q and %q", a, b)
	}
	if o.canvas().Overlays().Top() != nil {
		t.Error("it is still asked")
	}
}

func TestPassphrase_DeclinedOnceWaitsBehindABanner(t *testing.T) {
	o := open(t, desktest.Acme())
	first := o.window.Ask(t.Context(), ui.Asking{})
	o.key(fyne.KeyEscape)
	if _, ok := <-first; ok {
		t.Fatal("a declined question was answered")
	}
	second := o.window.Ask(t.Context(), ui.Asking{})
	if o.canvas().Overlays().Top() != nil {
		t.Fatal("it asks again by itself")
	}
	o.click(o.text("shell.banner-passphrase-act"))
	test.Type(o.canvas().Focused(), "open sesame")
	o.key(fyne.KeyReturn)
	if got := <-second; got != "open sesame" {
		t.Errorf("got %q", got)
	}
	_ = o.window.Ask(setup.ByPerson(t.Context()), ui.Asking{})
	if o.canvas().Overlays().Top() == nil {
		t.Error("what a person began may ask")
	}
}

func TestPassphrase_AFreshOneIsLongAndTypedTwice(t *testing.T) {
	o := open(t, desktest.Acme())
	got := o.window.Ask(t.Context(), ui.Asking{Fresh: true})
	test.Type(o.canvas().Focused(), "short")
	o.key(fyne.KeyReturn)
	if o.canvas().Overlays().Top() == nil {
		t.Fatal("a short one was taken")
	}
	test.Type(o.canvas().Focused(), " no longer")
	o.key(fyne.KeyReturn)
	if o.canvas().Overlays().Top() == nil {
		t.Fatal("it was not asked twice")
	}
	select {
	case s := <-got:
		t.Errorf("answered %q", s)
	default:
	}
}

func TestQuit_SavesWhatWasTypedAndRemembersTheSize(t *testing.T) {
	o := open(t, desktest.Acme())
	o.size(1500, 900)
	o.window.Quit()
	if o.desk.Prefs.Width != 1500 || o.desk.Prefs.Height != 900 {
		t.Errorf("remembered %+v", o.desk.Prefs)
	}
	if !slices.Contains(o.desk.Asked, "Unsubscribe ") {
		t.Error("it still listens")
	}
}

func TestQuit_AsksWhenSomethingCouldNotBeSaved(t *testing.T) {
	o := open(t, desktest.Acme())
	o.inbox.closed = errors.New("disk")
	o.window.Quit()
	if !strings.Contains(o.words(), o.text("shell.close-anyway")) || slices.Contains(o.desk.Asked, "Unsubscribe ") {
		t.Fatal("it closed without a question")
	}
	o.key(fyne.KeyEscape)
	o.inbox.closed = nil
	o.window.Quit()
	if !slices.Contains(o.desk.Asked, "Unsubscribe ") {
		t.Error("after it was saved, it should close")
	}
}

func TestQuit_AsksWhileAReplyIsLeaving(t *testing.T) {
	o := open(t, desktest.Acme())
	o.desk.Out.Waiting = 3
	o.desk.Out.Sending = 1
	o.window.Quit()
	if !strings.Contains(o.words(), o.window.Texts().N("shell.close-sending", 1, nil)) {
		t.Fatal("it closed without a question")
	}
	o.click(o.text("shell.close-anyway"))
	if !slices.Contains(o.desk.Asked, "Unsubscribe ") {
		t.Error("it should close now")
	}
}
