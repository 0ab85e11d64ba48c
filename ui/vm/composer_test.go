package vm_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

func drafts(b *bench, on inbox.ConversationID) []string {
	var out []string
	for _, d := range b.desk.Drafts(on) {
		if d.Author == b.desk.Member {
			out = append(out, string(d.Kind)+": "+d.Text)
		}
	}
	return out
}

func wantDrafts(t *testing.T, b *bench, on inbox.ConversationID, want ...string) {
	t.Helper()
	if got := drafts(b, on); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("the desk has %q, want %q", got, want)
	}
}

func TestComposer_SavesWhatIsTyped(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	t.Run("not at each key, but soon after the last", func(t *testing.T) {
		b.Composer.SetText("B")
		b.Composer.SetText("Bonjour")
		wantDrafts(t, b, "julien")
		b.sched.Advance(vm.SaveDelay)
		wantDrafts(t, b, "julien", "public: Bonjour")
		if n := len(b.desk.Log()); n != 1 {
			t.Errorf("it took %d writes", n)
		}
	})
	t.Run("at once when another conversation is opened", func(t *testing.T) {
		b.Composer.SetText("Bonjour Julien")
		b.open("tom")
		wantDrafts(t, b, "julien", "public: Bonjour Julien")
		if b.Composer.Draft().Text != "" {
			t.Errorf("the other one shows %q", b.Composer.Draft().Text)
		}
	})
	t.Run("and shows it again on the way back", func(t *testing.T) {
		b.open("julien")
		if got := b.Composer.Draft().Text; got != "Bonjour Julien" {
			t.Errorf("it shows %q", got)
		}
	})
	t.Run("a note is another text than a reply", func(t *testing.T) {
		b.Composer.Turn(inbox.NoteDraft)
		b.Composer.SetText("check the depot")
		b.Composer.Turn(inbox.PublicReply)
		if got := b.Composer.Draft().Text; got != "Bonjour Julien" {
			t.Errorf("the reply shows %q", got)
		}
		wantDrafts(t, b, "julien", "public: Bonjour Julien", "note: check the depot")
	})
	t.Run("an emptied text throws its draft away", func(t *testing.T) {
		b.Composer.SetText("")
		b.sched.Advance(vm.SaveDelay)
		wantDrafts(t, b, "julien", "note: check the depot")
	})
}

func TestComposer_LosesNothingWhenSavingFails(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	b.desk.Fail(inbox.SaveDraft{}.Name(), fault.New(fault.Full, "fault.internal"))
	b.Composer.SetText("Bonjour")
	b.sched.Advance(vm.SaveDelay)
	if b.Composer.Unsaved() == nil {
		t.Error("nobody is told that it is not saved")
	}
	if got := b.Drafts.Unsaved(); len(got) != 1 || got[0].Text != "Bonjour" {
		t.Errorf("to be carried over: %v", got)
	}
	b.open("tom").open("julien")
	if got := b.Composer.Draft().Text; got != "Bonjour" {
		t.Fatalf("the text is %q", got)
	}
	b.desk.Fail(inbox.SaveDraft{}.Name(), nil)
	b.sched.Advance(vm.RetryDelay)
	wantDrafts(t, b, "julien", "public: Bonjour")
	if b.Composer.Unsaved() != nil {
		t.Error("it still says that it is not saved")
	}
}

func TestComposer_KeepsTypingWhileASaveIsUnderWay(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	b.Composer.SetText("Bon")
	b.sched.Hold()
	b.sched.Advance(vm.SaveDelay)
	b.Composer.SetText("Bonjour")
	b.sched.Release()
	b.sched.Advance(vm.SaveDelay)
	wantDrafts(t, b, "julien", "public: Bonjour")
}

func TestComposer_SavesOnClose(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	b.Composer.SetText("half a sent")
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	wantDrafts(t, b, "julien", "public: half a sent")
	t.Run("and says what it could not save", func(t *testing.T) {
		b := sit(t, desktest.Office()).open("julien")
		b.Composer.SetText("half a sent")
		full := fault.New(fault.Full, "fault.internal")
		b.desk.Fail(inbox.SaveDraft{}.Name(), full)
		if err := b.Close(); !errors.Is(err, full) {
			t.Errorf("closing gave %v", err)
		}
		next := sit(t, desktest.Office())
		next.Drafts.Restore(b.Drafts.Unsaved())
		next.open("julien")
		if got := next.Composer.Draft().Text; got != "half a sent" {
			t.Errorf("the next screen shows %q", got)
		}
	})
}

func TestComposer_KeepsTheTextsOfMembersApart(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	b.Composer.SetText("from Léa")
	b.Drafts.Flush()
	b.as(desktest.Marc).open("julien")
	if got := b.Composer.Draft().Text; got != "" {
		t.Fatalf("Marc sees %q", got)
	}
	b.Composer.SetText("from Marc")
	b.as(desktest.Lea).open("julien") // before it was saved
	if got := b.Composer.Draft().Text; got != "from Léa" {
		t.Errorf("Léa sees %q", got)
	}
	b.sched.Advance(time.Minute)
	wantDrafts(t, b, "julien", "public: from Léa")
	b.as(desktest.Marc)
	b.sched.Advance(vm.RetryDelay)
	wantDrafts(t, b, "julien", "public: from Marc")
}

func TestComposer_Sends(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	b.Composer.SetText("Votre colis est parti.")
	b.Send(vm.Release{}, nil)
	b.settle()
	out := b.desk.Outbox("julien")
	if len(out) != 1 || out[0].Text != "Votre colis est parti." || out[0].State != inbox.Queued || out[0].To[0] != "julien.bernard@mail.example" {
		t.Fatalf("the outbox has %+v", out)
	}
	if got := b.desk.Conversation("julien").Status; got != inbox.Waiting {
		t.Errorf("the conversation is %s", got)
	}
	if b.Opened.ID() == "julien" || b.Opened.ID() == "" {
		t.Errorf("the next one is %q", b.Opened.ID())
	}
	t.Run("and takes it back by undo, text and all", func(t *testing.T) {
		n := b.lastToast(t)
		if n.Undo == nil || n.For != 10*time.Second {
			t.Fatalf("the notice is %+v", n)
		}
		n.Undo()
		b.settle()
		if got := b.desk.Outbox("julien")[0].State; got != inbox.Cancelled {
			t.Errorf("the reply is %s", got)
		}
		if b.Opened.ID() != "julien" || b.Composer.Draft().Text != "Votre colis est parti." {
			t.Errorf("open is %s with %q", b.Opened.ID(), b.Composer.Draft().Text)
		}
		if got := b.desk.Conversation("julien").Status; got != inbox.New {
			t.Errorf("the conversation is %s", got)
		}
	})
}

func TestComposer_TakesAReplyBackAlsoWhenTheAuthorWroteMeanwhile(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	b.Composer.SetText("Votre colis est parti.")
	b.Send(vm.Release{}, nil)
	b.settle()
	b.desk.Arrive(inbox.Message{ID: "m2", Account: "box", Kind: inbox.Email, Direction: inbox.Inbound, Text: "alors ?", Author: inbox.Author{Handle: "julien.bernard@mail.example"}}, "julien")
	b.Undo()
	b.settle()
	if got := b.desk.Outbox("julien")[0].State; got != inbox.Cancelled {
		t.Errorf("the reply is %s", got)
	}
	b.open("julien")
	if got := b.Composer.Draft().Text; got != "Votre colis est parti." {
		t.Errorf("the composer shows %q", got)
	}
}

func TestComposer_GuardsAgainstAnsweringPastTheAuthor(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	b.Composer.SetText("Nous cherchons.")
	b.desk.Arrive(inbox.Message{ID: "m2", Account: "box", Kind: inbox.Email, Direction: inbox.Inbound, Text: "Il vient d’arriver, merci !", Author: inbox.Author{Name: "Julien Bernard", Handle: "julien.bernard@mail.example"}}, "julien")
	b.settle()
	if b.Composer.Moved() != 1 || b.Composer.News()[0].Text != "Il vient d’arriver, merci !" {
		t.Fatalf("moved by %d: %v", b.Composer.Moved(), b.Composer.News())
	}
	var refused error
	b.Send(vm.Release{}, func(err error) { refused = err })
	if !vm.IsMoved(refused) || len(b.desk.Outbox("julien")) != 0 {
		t.Fatalf("refused with %v, outbox %v", refused, b.desk.Outbox("julien"))
	}
	t.Run("the text stays", func(t *testing.T) {
		if got := b.Composer.Draft().Text; got != "Nous cherchons." {
			t.Errorf("the text is %q", got)
		}
	})
	t.Run("after reading it goes", func(t *testing.T) {
		b.Composer.ReRead()
		b.Send(vm.Release{}, nil)
		if got := b.desk.Outbox("julien"); len(got) != 1 {
			t.Errorf("the outbox has %v", got)
		}
	})
}

func TestComposer_SaysWhyItCannotSend(t *testing.T) {
	b := sit(t, desktest.Office())
	t.Run("nothing is written", func(t *testing.T) {
		b.open("julien")
		if got := b.Composer.CanRelease(); got.OK || got.Key != "triage.nothing-written" {
			t.Errorf("the verdict is %+v", got)
		}
	})
	t.Run("a trainee needs a second person", func(t *testing.T) {
		b.as(desktest.Ines).open("julien")
		b.Composer.SetText("Bonjour")
		if got := b.Composer.CanRelease(); got.OK || got.Key != "triage.needs-second-person" {
			t.Errorf("the verdict is %+v", got)
		}
		b.Send(vm.Release{}, nil)
		if len(b.desk.Outbox("julien")) != 0 {
			t.Error("it was sent all the same")
		}
		b.sched.Advance(vm.SaveDelay)
		wantDrafts(t, b, "julien", "public: Bonjour")
	})
	t.Run("it is too long for the network", func(t *testing.T) {
		b.as(desktest.Lea).open("tom")
		b.Composer.SetText(strings.Repeat("é", 501))
		if n, limited := b.Composer.Left(); n != -1 || !limited {
			t.Errorf("left are %d %v", n, limited)
		}
		if got := b.Composer.CanRelease(); got.OK || got.Key != "triage.too-long" {
			t.Errorf("the verdict is %+v", got)
		}
	})
	t.Run("mail has no direct messages, posts have", func(t *testing.T) {
		b.open("julien")
		if got := b.Composer.Tab(inbox.PrivateReply); got.OK || got.Key != "triage.no-direct-message" {
			t.Errorf("for a mail: %+v", got)
		}
		b.open("tom")
		if got := b.Composer.Tab(inbox.PrivateReply); !got.OK {
			t.Errorf("for a post: %+v", got)
		}
	})
	t.Run("an adviser writes notes only", func(t *testing.T) {
		for i := range b.desk.People.Members {
			if b.desk.People.Members[i].ID == desktest.Nadia {
				b.desk.People.Members[i].Profile = team.Adviser
			}
		}
		b.as(desktest.Nadia).open("julien")
		if b.Composer.Tab(inbox.PublicReply).OK || !b.Composer.Tab(inbox.NoteDraft).OK {
			t.Error("the tabs are not those of an adviser")
		}
	})
}

func TestComposer_WritesNotes(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	b.Composer.Turn(inbox.NoteDraft)
	b.Composer.SetText("@marc can you look?")
	b.sched.Advance(vm.SaveDelay)
	b.Send(vm.Release{}, nil)
	b.settle()
	d, _ := b.Opened.Detail()
	if len(d.Notes) != 1 || d.Notes[0].Text != "@marc can you look?" || len(d.Notes[0].Mentions) != 1 {
		t.Errorf("the notes are %+v", d.Notes)
	}
	wantDrafts(t, b, "julien")
	if b.Opened.ID() != "julien" {
		t.Error("a note leads away from the conversation")
	}
}

func TestComposer_FillsInRecipientAndSubjectOfAMail(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	if b.Composer.To() != "julien.bernard@mail.example" || b.Composer.Subject() != "Re: Commande 88213 toujours pas reçue" || !b.Composer.HasAddresses() {
		t.Errorf("to %q, subject %q", b.Composer.To(), b.Composer.Subject())
	}
	b.Composer.SetText("Bonjour")
	b.Composer.SetTo("a@b.example, c@d.example")
	b.Composer.SetSubject("Votre colis")
	b.Send(vm.Release{}, nil)
	out := b.desk.Outbox("julien")[0]
	if strings.Join(out.To, " ") != "a@b.example c@d.example" || out.Subject != "Votre colis" {
		t.Errorf("it goes to %v about %q", out.To, out.Subject)
	}
}

func TestComposer_WritesToTheConversationThatIsSeen(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	b.Composer.SetText("to Julien")
	b.sched.Hold()
	b.List.Select("tom") // still being read
	if got := b.Composer.Draft().Text; got != "" {
		t.Fatalf("before Tom is there the composer has %q", got)
	}
	b.Composer.SetText("to Tom")
	b.sched.Release()
	b.settle()
	b.sched.Advance(vm.SaveDelay)
	wantDrafts(t, b, "julien", "public: to Julien")
	wantDrafts(t, b, "tom", "public: to Tom")
	if b.Composer.Moved() != 0 {
		t.Error("all of it counts as news")
	}
}

func TestComposer_GuardsAgainstAnsweringBesideAColleague(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	b.Composer.SetText("Nous cherchons.")
	hers := inbox.OutboxEntry{ID: "hers", Conversation: "julien", Author: desktest.Ines, Kind: inbox.PublicReply, Text: "Il arrive demain.", State: inbox.Queued}
	b.desk.Queue(hers)
	b.settle()
	if b.Composer.Moved() != 1 || b.Composer.News()[0].Text != "Il arrive demain." || b.Composer.News()[0].Author.Name == "" {
		t.Fatalf("moved by %d: %+v", b.Composer.Moved(), b.Composer.News())
	}
	var refused error
	b.Send(vm.Release{}, func(err error) { refused = err })
	if !vm.IsMoved(refused) || len(b.desk.Outbox("julien")) != 1 {
		t.Fatalf("refused with %v, outbox %v", refused, b.desk.Outbox("julien"))
	}
	t.Run("it is free once she took hers back", func(t *testing.T) {
		hers.State = inbox.Cancelled
		b.desk.Queue(hers)
		b.settle()
		if b.Composer.Moved() != 0 {
			t.Errorf("moved by %d", b.Composer.Moved())
		}
		hers.State = inbox.Queued
		b.desk.Queue(hers)
		b.settle()
	})
	t.Run("after reading it goes", func(t *testing.T) {
		b.Composer.ReRead()
		b.Send(vm.Release{}, nil)
		if got := b.desk.Outbox("julien"); len(got) != 2 {
			t.Errorf("outbox %v", got)
		}
	})
}

func TestComposer_SendsOnlyAfterTheSaveUnderWay(t *testing.T) {
	b := sit(t, desktest.Office()).open("julien")
	b.Composer.SetText("old")
	b.sched.Hold()
	b.sched.Advance(vm.SaveDelay)
	b.Composer.SetText("new")
	before := b.sched.Held()
	b.Send(vm.Release{}, nil)
	if b.sched.Held() != before {
		t.Fatal("the older text could still be written over the newer one")
	}
	b.sched.Release()
	b.settle()
	if out := b.desk.Outbox("julien"); len(out) != 1 || out[0].Text != "new" {
		t.Errorf("the outbox has %+v", out)
	}
}
