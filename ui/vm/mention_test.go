package vm_test

import (
	"testing"

	"vigie/inbox"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

func TestMentions_AreOfferedWhileAnAtIsTyped(t *testing.T) {
	roster := desktest.Office().People
	for text, want := range map[string]string{
		"@ma": "marc lea", "look, @MAR": "marc lea", "(@in": "ines", "@": "lea marc ines nadia",
		"a@ma": "", "@marc ": "", "@marc": "", "no": "", "": "", "@zz": "", "é@ma": "",
	} {
		got := ""
		for _, m := range vm.Mentions(text, roster) {
			if got != "" {
				got += " "
			}
			got += m.Handle
		}
		if want == "marc lea" {
			want = "lea marc" // in the order of the roster: Léa Martin, Marc Petit
		}
		if got != want {
			t.Errorf("%q offers %q, want %q", text, got, want)
		}
	}
}

func TestMention_EndsTheTextWithTheHandle(t *testing.T) {
	marc, _ := desktest.Office().People.Member(desktest.Marc)
	for text, want := range map[string]string{"ask @ma": "ask @marc ", "@": "@marc ", "nobody": "nobody"} {
		if got := vm.Mention(text, marc); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

func TestTriage_LetsASecondPersonSendATraineesDraft(t *testing.T) {
	b := sit(t, desktest.Office()).open("claire")
	draft := func() inbox.Draft {
		for _, c := range b.Opened.Timeline(b.Faces()).Cards(b.desk.Now()) {
			if c.Kind == vm.OthersDraft {
				return c.Draft
			}
		}
		t.Fatal("no draft of another is shown")
		return inbox.Draft{}
	}
	t.Run("not the trainee", func(t *testing.T) {
		b.as(desktest.Ines).open("claire")
		if v := b.MayRelease(); v.OK {
			t.Error("a trainee may")
		}
	})
	b.as(desktest.Lea).open("claire")
	if v := b.MayRelease(); !v.OK {
		t.Fatalf("a senior may not: %+v", v)
	}
	b.ReleaseDraft(draft())
	b.settle()
	out := b.desk.Outbox("claire")
	if len(out) != 1 || out[0].Draft != "dr-ines" || out[0].State != inbox.Queued {
		t.Errorf("the outbox has %+v", out)
	}
	if b.lastToast(t).Undo == nil {
		t.Error("it cannot be taken back")
	}
}

func TestTriage_TakesAColleaguesTextOver(t *testing.T) {
	b := sit(t, desktest.Office()).open("claire")
	d, _ := b.Opened.Detail()
	b.Composer.SetText("mine")
	b.TakeText(d.Drafts[0])
	if got := b.Composer.Draft().Text; got != "mine\n\n"+d.Drafts[0].Text {
		t.Errorf("the composer has %q", got)
	}
}

func TestTriage_CountsTheUndoDelayDown(t *testing.T) {
	b := sit(t, desktest.Office()).open("claire")
	b.After = vm.Stay
	b.Composer.SetText("Bonjour")
	b.Send(vm.Release{Then: inbox.Open}, nil)
	b.settle()
	if !b.Counting() {
		t.Fatal("nothing counts")
	}
	b.desk.Pass(4 * 1e9)
	cards := b.Opened.Timeline(b.Faces()).Cards(b.desk.Now())
	if got := cards[len(cards)-1].Send.Text; got != "Leaves in 6 s." {
		t.Errorf("the card says %q", got)
	}
	b.desk.Pass(10 * 1e9)
	if b.Counting() {
		t.Error("it counts for ever")
	}
}
