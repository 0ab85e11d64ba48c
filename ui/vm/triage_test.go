package vm_test

import (
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

func TestTriage_ActsOnTheOpenConversationAndGoesOn(t *testing.T) {
	b := sit(t, desktest.Office())
	b.List.SelectAt(1)
	b.settle()
	on, next := b.ids()[1], b.ids()[2]
	b.Act(inbox.Resolve{})
	b.settle()
	if got := b.desk.Conversation(on).Status; got != inbox.Resolved {
		t.Errorf("it is %s", got)
	}
	if b.Opened.ID() != next || b.List.Selected() != next {
		t.Errorf("open is %s, want %s", b.Opened.ID(), next)
	}
	if b.List.Len() != 6 {
		t.Errorf("the list has %d rows", b.List.Len())
	}
	t.Run("u brings it back", func(t *testing.T) {
		b.Undo()
		b.settle()
		if got := b.desk.Conversation(on).Status; got != inbox.New {
			t.Errorf("it is %s", got)
		}
		if b.Opened.ID() != on || b.List.Len() != 7 {
			t.Errorf("open is %s, %d rows", b.Opened.ID(), b.List.Len())
		}
		if b.CanUndo().OK {
			t.Error("there is still something to undo")
		}
	})
	t.Run("or stays, by choice", func(t *testing.T) {
		b.After = vm.Stay
		b.Act(inbox.Resolve{})
		b.settle()
		if b.Opened.ID() != on {
			t.Errorf("open is %s", b.Opened.ID())
		}
	})
	t.Run("or goes to the list, by choice", func(t *testing.T) {
		b.After = vm.ToList
		b.List.SelectAt(0)
		b.Act(inbox.Ignore{})
		b.settle()
		if b.Opened.ID() != "" {
			t.Errorf("open is %s", b.Opened.ID())
		}
	})
	t.Run("taking one does not lead away from it", func(t *testing.T) {
		b.After = vm.GoNext
		b.open("tom")
		b.Act(inbox.Claim{})
		b.settle()
		if b.Opened.ID() != "tom" || b.desk.Conversation("tom").Assignee != desktest.Lea {
			t.Errorf("open is %s", b.Opened.ID())
		}
	})
}

func TestTriage_SaysWhyAnActWasRefused(t *testing.T) {
	b := sit(t, desktest.Office()).open("hannah")
	b.Act(inbox.Claim{})
	b.settle()
	want := formats("en").Texts.Fault(fault.New(fault.Conflict, "fault.conversation-taken", "Name", "Nadia Roy"))
	if got := b.lastToast(t); got.Text != want || got.Undo != nil {
		t.Errorf("it says %+v, want %q", got, want)
	}
	if b.desk.Conversation("hannah").Assignee != desktest.Nadia {
		t.Error("it was taken all the same")
	}
}

func TestTriage_ActsOnManyEachOfItsOwnFate(t *testing.T) {
	b := sit(t, desktest.Office())
	if err := b.desk.By(desktest.Lea, "claire", inbox.Propose{To: desktest.Care, Asked: inbox.AskAnswer, Reason: "x", DueAt: b.desk.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	b.settle()
	b.open("julien")
	b.List.SetMarks([]inbox.ConversationID{"claire", "julien", "tom"})
	steps := 0
	b.Progress = func(_, total int) {
		if total == 3 {
			steps++
		}
	}
	b.Act(inbox.Resolve{})
	b.settle()
	if b.result == nil || b.result.Done != 2 || len(b.result.Refused) != 1 || b.result.Refused[0].On != "claire" || b.result.Refused[0].Name != "Claire Dubois" {
		t.Fatalf("the result is %+v", b.result)
	}
	if fault.Of(b.result.Refused[0].Why).Key != "fault.handover-waits" {
		t.Errorf("the reason is %v", b.result.Refused[0].Why)
	}
	if steps < 3 {
		t.Errorf("progress was told %d times", steps)
	}
	t.Run("the open one that is done leads on, to one that was not marked", func(t *testing.T) {
		if got := b.Opened.ID(); got != "press" {
			t.Errorf("open is %s", got)
		}
	})
	t.Run("what was refused stays marked", func(t *testing.T) {
		if got := b.List.MarkedIDs(); len(got) != 1 || got[0] != "claire" {
			t.Errorf("marked are %v", got)
		}
	})
	t.Run("undo brings the others back", func(t *testing.T) {
		b.Undo()
		b.settle()
		if b.desk.Conversation("julien").Status != inbox.New || b.desk.Conversation("tom").Status != inbox.New {
			t.Error("they are not back")
		}
	})
}

func TestTriage_LivesAHandoverFromBothSides(t *testing.T) {
	b := sit(t, desktest.Office()).open("claire")
	b.After = vm.Stay
	d, _ := b.Opened.Detail()
	form := vm.NewHandoverForm(b.Faces(), d, b.desk.Now())
	if form.Problem() != "handover.choose-department" {
		t.Errorf("missing is %q", form.Problem())
	}
	form.Choose(desktest.Care)
	if form.Problem() != "" {
		t.Fatalf("missing is %q", form.Problem())
	}
	b.Act(form.Act())
	b.settle()
	leg := func() vm.LegFace {
		f, ok := b.Opened.Timeline(b.Faces()).Leg(b.desk.Now())
		if !ok {
			t.Fatal("no handover is shown")
		}
		return f
	}
	if f := leg(); f.Accept || !f.Withdraw || f.Return {
		t.Errorf("the sender may %+v", f)
	}
	if got := b.desk.Conversation("claire").Department; got != desktest.Social {
		t.Errorf("the ball is with %s", got)
	}
	b.as(desktest.Marc).open("claire")
	if n, _ := b.Nav().Entry("handed"); n.Count != 1 {
		t.Errorf("Marc's counter says %d", n.Count)
	}
	f := leg()
	if !f.Accept {
		t.Fatalf("the receiver may %+v", f)
	}
	b.Act(inbox.Accept{Handover: f.ID})
	b.settle()
	if got := b.desk.Conversation("claire"); got.Department != desktest.Care || got.Assignee != desktest.Marc {
		t.Errorf("it is with %s, %s", got.Department, got.Assignee)
	}
	b.desk.Pass(2 * time.Hour)
	legs := vm.Details{Timeline: b.Opened.Timeline(b.Faces())}.Legs(b.desk.Now())
	if len(legs) != 1 || legs[0].Name != "Community → Customer service" || legs[0].Value != "accepted · <1 min + 2 h" {
		t.Errorf("the way is %+v", legs)
	}
	b.Act(inbox.Return{Handover: f.ID, Answer: "case SC-4471"})
	b.settle()
	if got := b.desk.Conversation("claire"); got.Department != desktest.Social || got.Assignee != desktest.Lea {
		t.Errorf("it came back to %s, %s", got.Department, got.Assignee)
	}
}

func TestTriage_UndoesAHandoverByWithdrawingIt(t *testing.T) {
	b := sit(t, desktest.Office()).open("claire")
	b.Act(inbox.Propose{To: desktest.Care, Asked: inbox.AskAnswer, Reason: "x", DueAt: b.desk.Now().Add(time.Hour)})
	b.settle()
	b.lastToast(t).Undo()
	b.settle()
	if got := b.desk.Conversation("claire").HandedTo; got != "" {
		t.Errorf("it is still handed to %s", got)
	}
}

func TestTriage_MergesAndSplits(t *testing.T) {
	b := sit(t, desktest.Office())
	b.desk.Arrive(inbox.Message{ID: "m-julien-2", Account: "box", Kind: inbox.Email, Direction: inbox.Inbound, Subject: "Autre chose", Text: "Et ma facture ?", Author: inbox.Author{Name: "Julien Bernard", Handle: "julien.bernard@mail.example"}}, "julien")
	b.open("julien")
	if v := b.CanSplit(); v.OK || v.Key != "triage.choose-messages-first" {
		t.Errorf("the verdict is %+v", v)
	}
	b.Opened.Choose("m-julien-2")
	if v := b.CanSplit(); !v.OK {
		t.Fatalf("the verdict is %+v", v)
	}
	b.SplitOff()
	b.settle()
	d, _ := b.Opened.Detail()
	if len(d.Messages) != 1 || b.List.Len() != 8 {
		t.Errorf("%d messages are left, %d rows", len(d.Messages), b.List.Len())
	}
	b.Undo()
	b.settle()
	if d, _ := b.Opened.Detail(); len(d.Messages) != 2 {
		t.Errorf("after undo there are %d messages", len(d.Messages))
	}
	b.Act(inbox.Merge{Into: "press"})
	b.settle()
	if b.Opened.ID() != "press" {
		t.Errorf("open is %s", b.Opened.ID())
	}
	if d, _ := b.Opened.Detail(); len(d.Messages) != 3 {
		t.Errorf("the other one has %d messages", len(d.Messages))
	}
}

func TestTriage_GathersNotices(t *testing.T) {
	b := sit(t, desktest.Office())
	before := b.desk.Pages()
	for range 50 {
		b.Notice(inbox.Notice{Conversations: []inbox.ConversationID{"tom"}})
	}
	b.settle()
	if n := b.desk.Pages() - before; n != 1 {
		t.Errorf("fifty notices read the rows %d times", n)
	}
}

func TestTriage_Searches(t *testing.T) {
	b := sit(t, desktest.Office())
	b.Search("  x200 ")
	b.settle()
	if b.List.Len() == 0 || b.NavID() != "" || len(b.List.View().Statuses) != 0 {
		t.Errorf("%d rows in %q", b.List.Len(), b.NavID())
	}
	b.Search("")
	b.settle()
	if b.NavID() != "inbox" || b.List.Len() != 7 {
		t.Errorf("back in %q with %d rows", b.NavID(), b.List.Len())
	}
}

func TestTriage_SaysWhatCannotBeDone(t *testing.T) {
	b := sit(t, desktest.Office())
	if v := b.May(team.Triage); v.OK || v.Key != "triage.nothing-selected" {
		t.Errorf("with nothing open: %+v", v)
	}
	b.open("claire")
	b.Act(inbox.Propose{To: desktest.Care, Asked: inbox.AskAnswer, Reason: "x", DueAt: b.desk.Now().Add(time.Hour)})
	b.open("claire")
	if v := b.MayEnd(); v.OK || v.Key != "fault.handover-waits" {
		t.Errorf("while a handover waits: %+v", v)
	}
	if v := b.CanHandOver(); v.OK {
		t.Error("it could be handed over twice")
	}
}

func TestTriage_TellsWhenTheHouseCannotBeRead(t *testing.T) {
	desk := desktest.Office()
	desk.Fail("house", fault.New(fault.Corrupt, "fault.internal"))
	b := sit(t, desk)
	if b.Ready() || b.Fault() == nil {
		t.Fatal("nobody would know")
	}
	desk.Fail("house", nil)
	b.Refresh()
	b.settle()
	if !b.Ready() || b.List.Len() != 7 {
		t.Error("it does not come back")
	}
}
