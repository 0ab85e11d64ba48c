package ui_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/desktest"
	"vigie/ui/vm"
)

// as has a member of the team take the keyboard, and the room read anew.
func (o *opened) as(id team.MemberID) {
	o.t.Helper()
	m, ok := o.desk.Team.Member(id)
	if !ok {
		o.t.Fatalf("nobody is %s", id)
	}
	o.desk.Member = m
	o.heard()
}

// heard tells the window that something changed, and lets it read.
func (o *opened) heard() {
	o.t.Helper()
	o.desk.Notice(inbox.Notice{All: true})
	o.sched.Advance(time.Second)
}

// focusNext is Tab, so many times.
func (o *opened) focusNext(n int) {
	for range n {
		test.FocusNext(o.canvas())
	}
}

// focusBack is Shift and Tab, so many times.
func (o *opened) focusBack(n int) {
	for range n {
		test.FocusPrevious(o.canvas())
	}
}

// inRun has the member at the keyboard act in the run by another window.
func (o *opened) inRun(a crisis.Act) {
	o.t.Helper()
	r := o.crisisRun()
	if err := o.desk.ActInRun(o.t.Context(), crisis.Order{Run: r.ID, Base: r.Seq, Act: a}); err != nil {
		o.t.Fatalf("%s: %v", a.Kind(), err)
	}
}

// tick presses the check box that has the focus.
func (o *opened) tick() {
	o.t.Helper()
	o.canvas().Focused().TypedRune(' ')
}

// paused is a run in which publishing is paused, with a reason.
func paused(t *testing.T, d *desktest.Desk, reason string) *opened {
	t.Helper()
	o := begun(t, d)
	o.letter('f')
	o.fill(reason)
	o.confirm()
	o.heard()
	return o
}

func TestCrisisPause_IsSaidInEveryScreenWithItsReasonAndAuthor(t *testing.T) {
	d := staffed()
	o := begun(t, d)
	o.letter('f')
	o.confirm()
	if len(o.crisisRun().Freezes) != 0 {
		t.Fatal("it was paused without a reason")
	}
	o.fill("battery fire")
	o.confirm()
	z := o.crisisRun().Freezes
	if len(z) != 1 || z[0].Reason != "battery fire" || z[0].Scope != "all" || len(z[0].Only) != 0 {
		t.Fatalf("the pause is %+v", z)
	}
	o.heard()
	for _, place := range []string{"crisis", "inbox", "people", "settings/general", "watch", "alert"} {
		o.window.GoTo(place)
		if !o.says("Publishing is paused by "+d.Member.Name) || !o.says("battery fire") {
			t.Errorf("%s does not say it:\n%s", place, o.words())
		}
	}
	o.click("What it holds")
	if o.canvas().Overlays().Top() == nil || !o.says("Publishing is paused") {
		t.Errorf("the banner does not lead to what it holds:\n%s", o.words())
	}
}

func TestCrisisPause_HoldsOnlyTheAccountsThatStayTicked(t *testing.T) {
	o := begun(t, staffed())
	o.letter('f')
	o.fill("one brand only")
	o.focusNext(1)
	o.tick()
	o.confirm()
	z := o.crisisRun().Freezes[0]
	if len(z.Only) != len(o.desk.List)-1 || z.Covers(o.desk.List[0].ID) || !z.Covers(o.desk.List[1].ID) {
		t.Errorf("the pause is %+v", z)
	}
}

func TestCrisisPause_EachAccountAndToolIsConfirmedBySomebodyWhoLooked(t *testing.T) {
	d := staffed()
	d.Crises.Tools = []string{"Planner"}
	o := paused(t, d, "battery fire")
	o.letter('f')
	if !o.says("Outside tools") || !o.says("Planner") {
		t.Fatalf("the tools are not asked for:\n%s", o.words())
	}
	o.tick()
	o.focusNext(len(d.List))
	o.tick()
	acks := o.crisisRun().Freezes[0].Acks
	if len(acks) != 2 || acks[string(d.List[0].ID)].By != d.Member.ID || acks["tool:Planner"].By != d.Member.ID {
		t.Errorf("confirmed is %v", acks)
	}
	if !o.says("Planner – stopped, says " + d.Member.Name) {
		t.Errorf("it does not say who looked:\n%s", o.words())
	}
	o.tick() // what was seen was seen
	if len(o.crisisRun().Freezes[0].Acks) != 2 {
		t.Error("a confirmation was taken back")
	}
}

func TestCrisisPause_IsLiftedByTheLeadAndASecondPersonAndGivesTextsBack(t *testing.T) {
	d := staffed()
	o := paused(t, d, "battery fire")
	lead := d.Member.ID
	o.letter('f')
	o.confirm()
	o.fill("the facts are known")
	o.confirm()
	z := o.crisisRun().Freezes[0]
	if z.LiftBy != lead || !z.On() {
		t.Fatalf("the pause is %+v", z)
	}
	o.letter('f')
	o.confirm()
	if z = o.crisisRun().Freezes[0]; !z.On() {
		t.Fatal("one person lifted it alone")
	}
	o.key("Escape")
	o.as("m7")
	o.letter('f')
	o.confirm()
	o.heard()
	if z = o.crisisRun().Freezes[0]; z.On() {
		t.Fatalf("it was not lifted:\n%s", o.words())
	}
	if o.says("Publishing is paused by") {
		t.Error("the banner stays")
	}
}

func TestCrisisPause_ListsTheTextsThatCameBackUntilTheyAreReadAgain(t *testing.T) {
	d := staffed()
	o := paused(t, d, "battery fire")
	freeze := o.crisisRun().Freezes[0].ID
	d.Crises.Rows = []inbox.Row{{Conversation: inbox.Conversation{ID: "tom"}, ContactName: "Tom Blake", HasDraft: true}}
	o.inRun(crisis.AskLift{Freeze: freeze, Reason: "over"})
	o.as("m7")
	o.inRun(crisis.Lift{Freeze: freeze, Gave: []crisis.GivenBack{{Conversation: "tom", Author: "m2"}}})
	o.heard()
	if !o.says("To read again: 1 text came back") || !o.says("Tom Blake") {
		t.Fatalf("it says\n%s", o.words())
	}
	d.Crises.Rows[0].HasDraft = false
	o.heard()
	if o.says("To read again") {
		t.Error("a text that was sent or dropped is still to be read")
	}
}

func TestCrisisPause_ToolsAreNamedOnce(t *testing.T) {
	o := atRoom(t, staffed())
	o.window.Press(vm.Key{Rune: 'k', Ctrl: true})
	test.Type(o.canvas().Focused(), "outside tools")
	o.key("Return")
	o.fill("Planner, Agency board\nPlanner")
	o.confirm()
	if got := strings.Join(o.desk.Crises.Tools, "|"); got != "Planner|Agency board" {
		t.Errorf("named %q", got)
	}
}
