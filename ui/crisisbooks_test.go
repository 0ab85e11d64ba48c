package ui_test

import (
	"strings"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox/team"
	"vigie/ui/crisisroom"
	"vigie/ui/desktest"
	"vigie/ui/vm"
)

func TestCrisisBooks_TheListSaysWhatAHouseMustKeepFresh(t *testing.T) {
	d := staffed()
	d.Crises.Look = crisisroom.Confirmed{By: "m2", At: desktest.Now().AddDate(0, -2, 0)}
	o := atRoom(t, d)
	for _, words := range []string{"version 1.0.0", "never rehearsed", "Can everybody be reached?", "by Marc Petit"} {
		if !o.says(words) {
			t.Errorf("%q is not in\n%s", words, o.words())
		}
	}
	o.letter('b')
	o.click("Product safety rumour · 1.0.0 ")
	if !o.says("Numbers and stand-ins were confirmed on") {
		t.Errorf("a start does not say that contacts are old:\n%s", o.words())
	}
	o.key("Escape")
	o.click("Contacts are right: confirm")
	if d.Crises.Look.By != d.Member.ID {
		t.Fatalf("confirmed by %+v", d.Crises.Look)
	}
	o.letter('b')
	o.click("Product safety rumour · 1.0.0 ")
	if o.says("Numbers and stand-ins were confirmed on") {
		t.Error("a start still says that contacts are old")
	}
}

func TestCrisisBooks_ADraftIsListedAndEditedAgain(t *testing.T) {
	d := staffed()
	o := atRoom(t, d)
	o.click("Product safety rumour ")
	o.letter('t')
	e, ok := o.canvas().Focused().(interface{ SetText(string) })
	if !ok {
		t.Fatal("no entry has the focus")
	}
	text := strings.Replace(entryText(o.canvas().Focused()), "version: 1.0.0", "version: 1.1.0", 1)
	e.SetText(text)
	o.window.Press(vm.Key{Name: "Return", Ctrl: true})
	o.window.Press(vm.Key{Name: "Escape"})
	o.sched.Advance(time.Second)
	if len(d.Crises.Saved) != 1 || !o.says("draft 1.1.0") {
		t.Fatalf("%d drafts; it says\n%s", len(d.Crises.Saved), o.words())
	}
	for _, line := range strings.Split(o.words(), "\n") {
		if strings.HasPrefix(line, "1.1.0 · en · ") {
			o.click(line)
			break
		}
	}
	if got := entryText(o.canvas().Focused()); got != text {
		t.Errorf("it opens %.60q", got)
	}
	o.window.Press(vm.Key{Name: "Return", Ctrl: true, Shift: true})
	if !o.askedLike("PublishBook") {
		t.Errorf("it was not published: %q", d.Asked)
	}
}

func TestCrisisBooks_WhoMayNotPublishAVersionIsTold(t *testing.T) {
	d := staffed()
	d.Member = d.Team.Members[1] // a senior manager proposes
	o := atRoom(t, d)
	o.click("Product safety rumour ")
	o.letter('t')
	o.window.Press(vm.Key{Name: "Return", Ctrl: true, Shift: true})
	if o.askedLike("PublishBook") || o.toast() == "" {
		t.Errorf("it was published by %s: %q", d.Member.Profile, d.Asked)
	}
}

func TestCrisisBooks_ASecondStartForAnAlertSaysThatItJoins(t *testing.T) {
	o := begun(t, staffed())
	id := o.crisisRun().ID
	plan, log := o.desk.Crises.Plans[id], o.desk.Crises.Logs[id]
	act, err := crisis.DecodeAct(log[0].Kind, log[0].Payload)
	if err != nil {
		t.Fatal(err)
	}
	start := act.(crisis.Start)
	start.Story = "alert-7"
	e, err := (&crisis.Run{ID: id}).System("again", start, desktest.Now())
	if err != nil {
		t.Fatal(err)
	}
	o.desk.Crises.Logs[id] = []crisis.Event{e}
	o.desk.Crises.Plans[id] = plan
	o.heard()
	o.window.GoTo("crisis/alert-7")
	o.click("Product safety rumour · 1.0.0 ")
	if !o.says("a start joins it") {
		t.Errorf("it does not say that the start joins:\n%s", o.words())
	}
}

func TestCrisisBooks_OnATeamOnlyWhoManagesItSetsWhatTheHouseSays(t *testing.T) {
	room := func(t *testing.T, shared bool, profile team.Profile) *opened {
		d := staffed()
		d.In.Shared = shared
		for _, m := range d.Team.Members {
			if m.Profile == profile {
				d.Member = m
			}
		}
		return atRoom(t, d)
	}
	t.Run("others are told before they type", func(t *testing.T) {
		o := room(t, true, team.Senior)
		o.command("crisisact.tools")
		if o.canvas().Overlays().Top() != nil || !strings.Contains(o.toast(), "may not do this") {
			t.Errorf("the toast says %q", o.toast())
		}
		if o.says("Contacts are right: confirm") {
			t.Error("the contacts can be confirmed")
		}
	})
	t.Run("a coordinator may", func(t *testing.T) {
		o := room(t, true, team.Coordinator)
		o.command("crisisact.tools")
		o.fill("Planner")
		o.confirm()
		o.click("Contacts are right: confirm")
		if len(o.desk.Crises.Tools) != 1 || o.desk.Crises.Look.By != o.desk.Member.ID {
			t.Errorf("the tools are %q, confirmed by %q", o.desk.Crises.Tools, o.desk.Crises.Look.By)
		}
	})
	t.Run("on one computer everybody may", func(t *testing.T) {
		o := room(t, false, team.Senior)
		o.command("crisisact.tools")
		o.fill("Planner")
		o.confirm()
		if len(o.desk.Crises.Tools) != 1 {
			t.Errorf("the tools are %q", o.desk.Crises.Tools)
		}
	})
}
