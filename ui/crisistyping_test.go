package ui_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"vigie/crisis"
)

// again is the program started anew over the same house, in the crisis room.
func (o *opened) again() *opened {
	o.t.Helper()
	n := open(o.t, o.desk)
	n.window.GoTo("crisis")
	n.sched.Advance(time.Second)
	return n
}

func TestCrisisTyping_ADialogOpensAgainWithItsTextAndCaret(t *testing.T) {
	o := begun(t, staffed())
	o.letter('u')
	test.FocusNext(o.canvas())
	test.Type(o.canvas().Focused(), "whether the lot is sold abroad")
	for range 7 {
		o.key(fyne.KeyLeft)
	}
	test.Type(o.canvas().Focused(), "X")
	o.sched.Advance(time.Second) // nobody closes anything: the power goes
	n := o.again()
	if n.canvas().Overlays().Top() == nil || !n.says("Not known") {
		t.Fatalf("the update is not open again:\n%s", n.words())
	}
	if got := entryText(n.canvas().Focused()); got != "whether the lot is soldX abroad" {
		t.Fatalf("the text is %q", got)
	}
	test.Type(n.canvas().Focused(), "Y")
	if got := entryText(n.canvas().Focused()); got != "whether the lot is soldXY abroad" {
		t.Errorf("the caret is elsewhere: %q", got)
	}
	n.confirm()
	if u := n.crisisRun().Updates; len(u) != 1 || u[0].Unknown != "whether the lot is soldXY abroad" {
		t.Fatalf("the updates are %+v", u)
	}
	n.sched.Advance(time.Second)
	last := n.again()
	if last.canvas().Overlays().Top() != nil {
		t.Errorf("what was given is asked for again:\n%s", last.words())
	}
}

func TestCrisisTyping_ADialogThatWasClosedKeepsItsTextAndStaysClosed(t *testing.T) {
	o := begun(t, staffed())
	o.letter('n')
	test.Type(o.canvas().Focused(), "the press called")
	o.key(fyne.KeyEscape)
	o.sched.Advance(time.Second)
	n := o.again()
	if n.canvas().Overlays().Top() != nil {
		t.Fatal("it is open again")
	}
	n.letter('n')
	if got := entryText(n.canvas().Focused()); got != "the press called" {
		t.Errorf("the text is %q", got)
	}
}

func TestCrisisTyping_AStartThatWasBeingFilledInGoesOn(t *testing.T) {
	o := atRoom(t, staffed())
	o.letter('b')
	o.click("Product safety rumour · 1.0.0 ")
	test.Type(o.canvas().Focused(), "X200 mixer")
	o.sched.Advance(time.Second)
	n := o.again()
	if n.canvas().Overlays().Top() == nil {
		t.Fatal("the start is not open again")
	}
	if got := entryText(n.canvas().Focused()); got != "X200 mixer" {
		t.Errorf("the text is %q", got)
	}
}

func TestCrisisTyping_IsOfItsMember(t *testing.T) {
	o := begun(t, staffed())
	lead := o.desk.Member.ID
	o.letter('n')
	test.Type(o.canvas().Focused(), "mine")
	o.key(fyne.KeyEscape)
	o.as("m7")
	o.letter('n')
	if got := entryText(o.canvas().Focused()); got != "" {
		t.Errorf("another reads %q", got)
	}
	o.key(fyne.KeyEscape)
	o.as(lead)
	o.letter('n')
	if got := entryText(o.canvas().Focused()); got != "mine" {
		t.Errorf("the text is %q", got)
	}
}

func TestCrisisTyping_APlaybookThatWasBeingWrittenGoesOn(t *testing.T) {
	o := atRoom(t, staffed())
	o.click("Product safety rumour ")
	o.letter('t')
	test.Type(o.canvas().Focused(), "# mine\n")
	text := entryText(o.canvas().Focused())
	o.sched.Advance(time.Second)
	n := o.again()
	if got := entryText(n.canvas().Focused()); got != text {
		t.Errorf("the text is %.40q", got)
	}
}

func TestCrisisChooser_NarrowsMovesAndTakesByKeys(t *testing.T) {
	o := atRoom(t, staffed())
	o.letter('b')
	test.Type(o.canvas().Focused(), "product rumour")
	if !o.says("Product safety rumour") || o.says("Data breach") {
		t.Fatalf("it lists\n%s", o.words())
	}
	o.key(fyne.KeyReturn)
	if !o.says("Start now") || !o.says("Crisis lead") {
		t.Fatalf("it asks\n%s", o.words())
	}
	o.key(fyne.KeyEscape)
	o.letter('b')
	o.key(fyne.KeyDown)
	o.key(fyne.KeyReturn)
	books, err := o.desk.CrisisBooks(t.Context(), "en")
	if err != nil {
		t.Fatal(err)
	}
	var fields int
	for _, v := range books[1].Playbook.Variables {
		if v.Ask == "start" && !o.says(v.Label) {
			fields++
		}
	}
	if fields > 0 {
		t.Errorf("the second playbook is not the one that is asked about:\n%s", o.words())
	}
}

// Key, Return, Ctrl+Return: the blanks of its texts can wait.
func TestCrisisChooser_ARunIsAskedForWithThreeKeys(t *testing.T) {
	o := atRoom(t, staffed())
	books, err := o.desk.CrisisBooks(t.Context(), "en")
	if err != nil {
		t.Fatal(err)
	}
	ran := map[string]bool{}
	for i := range books {
		o := atRoom(t, staffed())
		o.letter('b')
		for range i {
			o.key(fyne.KeyDown)
		}
		o.key(fyne.KeyReturn)
		o.confirm()
		r := o.crisisRun()
		if r.State != crisis.Running {
			t.Errorf("%s: the run is %s", r.Book.Title, r.State)
		}
		ran[r.Book.ID] = true
	}
	if len(ran) < 10 || len(ran) != len(books) {
		t.Errorf("of %d playbooks these ran: %v", len(books), ran)
	}
}

func TestCrisisTyping_OpeningAgainGivesNothing(t *testing.T) {
	t.Run("a lift that was asked meanwhile is not given", func(t *testing.T) {
		o := paused(t, staffed(), "battery fire")
		lead := o.crisisRun().Lead
		o.as("m7")
		o.command("crisisroom.lift")
		o.fill("the facts are known")
		o.sched.Advance(time.Second)
		o.desk.Member, _ = o.desk.Team.Member(lead) // the lead asks in another window
		o.inRun(crisis.AskLift{Freeze: o.crisisRun().Freezes[0].ID, Reason: "over"})
		o.desk.Member, _ = o.desk.Team.Member("m7")
		n := o.again()
		if z := n.crisisRun().Freezes[0]; !z.On() || z.LiftBy != lead {
			t.Fatalf("the pause ended by itself: %+v", z)
		}
	})
	t.Run("a dialog of a button is not taken for the last command", func(t *testing.T) {
		o := begun(t, staffed())
		o.letter('c')
		o.key("Home")
		o.letter('j')
		o.click("Legal counsel: Nadia Kaci")
		if o.canvas().Overlays().Top() == nil {
			t.Fatalf("no role is asked about:\n%s", o.words())
		}
		o.key("Right")
		o.sched.Advance(time.Second)
		before := o.crisisRun().Seq
		n := o.again()
		if r := n.crisisRun(); r.Seq != before {
			t.Fatalf("something was done by itself:\n%s", n.words())
		}
		if n.canvas().Overlays().Top() == nil || !n.says("Change") {
			t.Errorf("the role is not asked about again:\n%s", n.words())
		}
	})
}

// command runs a command of the screen in sight by its name.
func (o *opened) command(id string) {
	o.t.Helper()
	c, ok := o.window.Command(id)
	if !ok {
		o.t.Fatalf("no command is %s", id)
	}
	o.window.Run(c)
}
