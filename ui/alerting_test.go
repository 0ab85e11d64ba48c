package ui_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/inbox"
	"vigie/ui/desktest"
	"vigie/ui/vm"
)

func alarmed(t *testing.T) *opened {
	t.Helper()
	d := desktest.Acme()
	d.Warns = desktest.Rumour(desktest.Now())
	o := open(t, d)
	o.window.Press(vm.Key{Rune: 'a', Ctrl: true, Shift: true})
	return o
}

func TestAlert_SaysWhyItRang(t *testing.T) {
	o := alarmed(t)
	for _, words := range []string{
		"Probable crisis", "47 in the last hour, 6.2 expected", "39 different authors", "This threshold would have been reached once in the last 21 days",
		"71 % of the angry authors repeat one story", "Mastodon 31", "@cuisine@social.example (84k followers)", "burning 19", "What speaks against it", "Competitors", "Still learning: 21 days",
	} {
		if !o.says(words) {
			t.Errorf("%q is not in\n%s", words, o.words())
		}
	}
}

func TestAlert_EachNumberLeadsToItsMessages(t *testing.T) {
	o := alarmed(t)
	if !o.says("Has anybody else noticed") {
		t.Fatalf("the messages of the first reason are not in\n%s", o.words())
	}
	o.letter('m')
	o.letter('m')
	if o.says("Has anybody else noticed that the Acme X200 smells of burning after a minute? Mine") || !o.says("Same here: X200, burning smell.") {
		t.Errorf("the messages of the story are not in\n%s", o.words())
	}
}

func TestAlert_IsTakenUpWatchedAndDismissedByKey(t *testing.T) {
	o := alarmed(t)
	o.letter('a')
	if !o.asked("JudgeAlert w1/20260312T1335/m1 acknowledged ") {
		t.Fatalf("asked %q", o.desk.Asked)
	}
	o.letter('f')
	o.click(o.text("alert.dismiss-yes"))
	if !o.askedLike("JudgeAlert w1/20260312T1335/m1 dismissed campaign") {
		t.Errorf("asked %q", o.desk.Asked)
	}
}

func TestAlert_LeadsToTheCrisisRoom(t *testing.T) {
	o := alarmed(t)
	o.letter('p')
	if !o.says("Product safety rumour") {
		t.Errorf("the window shows\n%s", o.words())
	}
}

// TestAlert_ThePlaybookIsChosenByKeysInARoomThatWasLookedAtBefore goes from an
// alert to the start of a run by keys alone, the second time too.
func TestAlert_ThePlaybookIsChosenByKeysInARoomThatWasLookedAtBefore(t *testing.T) {
	o := alarmed(t)
	o.window.GoTo("crisis")
	o.window.GoTo("alert")
	o.letter('p')
	if o.canvas().Overlays().Top() == nil || o.canvas().Focused() == nil {
		t.Fatalf("the keys go nowhere:\n%s", o.words())
	}
	o.key(fyne.KeyReturn)
	if !o.says("Crisis lead") {
		t.Errorf("Return does not take the playbook:\n%s", o.words())
	}
}

func TestWindow_WarnsOfAnAlertUntilItIsTakenUp(t *testing.T) {
	d := desktest.Acme()
	d.Warns = desktest.Rumour(desktest.Now())
	o := open(t, d)
	if !o.says("Probable crisis: Acme. 47 in the last hour") {
		t.Fatalf("no banner in\n%s", o.words())
	}
	d.Warns.Alerts[1].State = alert.Acknowledged
	d.Notice(inbox.Notice{Team: true})
	o.sched.Advance(time.Second)
	if o.says("Probable crisis: Acme. 47") {
		t.Error("the banner stays after somebody took it up")
	}
	d.Warns.Alerts[1].State, d.Warns.Alerts[1].Radar.Level = alert.Raised, radar.Vigilance
	d.Notice(inbox.Notice{Team: true})
	if o.says("Vigilance: Acme") {
		t.Error("a badge has a banner")
	}
}

func TestWindow_WarnsOfSeveralAlertsInOneLine(t *testing.T) {
	d := desktest.Acme()
	d.Warns = desktest.Rumour(desktest.Now())
	second := d.Warns.Alerts[1]
	second.ID = "w1/20260312T1400/m9"
	d.Warns.Alerts = append(d.Warns.Alerts, second)
	o := open(t, d)
	if !o.says("2 alerts: Acme (Probable crisis), Acme (Probable crisis).") {
		t.Fatalf("no common banner in\n%s", o.words())
	}
	if o.says("Probable crisis: Acme. 47 in the last hour") {
		t.Error("each alert takes a line of its own besides")
	}
}

func TestWindow_TellsWhoIsOnDutyOfAnAlert(t *testing.T) {
	d := desktest.Acme()
	d.Warns = desktest.Rumour(desktest.Now())
	o := open(t, d)
	d.Notice(inbox.Notice{Team: true, Tell: []inbox.Told{{Member: d.Member.ID, Event: inbox.Event{
		Name: "alert.raise", Facts: map[string]string{"alert": "w1/20260312T1335/m1", "watch": "Acme", "level": "crisis"},
	}}}})
	o.sched.Advance(time.Second)
	if !o.says("Probable crisis: Acme") {
		t.Errorf("nobody was told in\n%s", o.words())
	}
}
