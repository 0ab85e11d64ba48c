package vm_test

import (
	"strings"
	"testing"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// moderated is the office with a public account on which acts of moderation
// are possible.
func moderated(t *testing.T, me team.MemberID) (*bench, inbox.Message) {
	t.Helper()
	d := desktest.Office()
	for i := range d.Boxes {
		for kind, k := range d.Boxes[i].Caps.Kinds {
			k.Actions = map[inbox.Action]inbox.Support{inbox.Like: inbox.Yes, inbox.Mute: inbox.Yes, inbox.Block: inbox.Yes, inbox.Unblock: inbox.Yes, inbox.Report: inbox.Yes}
			d.Boxes[i].Caps.Kinds[kind] = k
		}
	}
	d.Member = me
	b := sit(t, d).open("claire")
	on, ok := b.ModerationTarget()
	if !ok {
		t.Fatal("there is nothing to moderate")
	}
	return b, on
}

func faces(tr *bench) []vm.ModerationFace {
	var out []vm.ModerationFace
	for _, c := range tr.Opened.Timeline(tr.Faces()).Cards(tr.Desk.Now()) {
		out = append(out, c.Moderations...)
	}
	return out
}

func form(tr *bench, on inbox.Message, a inbox.Action, g inbox.Ground) inbox.Act {
	f := &vm.ModerationForm{Faces: tr.Faces(), On: on, Action: a, Ground: g}
	return f.Act()
}

func TestModeration_OfATraineeIsProposedAndAllowedByASenior(t *testing.T) {
	tr, on := moderated(t, desktest.Ines)
	f := &vm.ModerationForm{Faces: tr.Faces(), On: on, Action: inbox.Report}
	if f.Problem() != "fault.ground-missing" || f.Alone() || !strings.Contains(f.Summary(), "second") && !strings.Contains(f.Summary(), "senior") {
		t.Errorf("problem %q, alone %v: %q", f.Problem(), f.Alone(), f.Summary())
	}
	tr.Act(form(tr, on, inbox.Report, inbox.Insult))
	tr.settle()
	got := faces(tr)
	if len(got) != 1 || got[0].Allow || !got[0].Refuse {
		t.Fatalf("the trainee sees %+v", got)
	}
	tr.as(desktest.Lea)
	got = faces(tr)
	if len(got) != 1 || !got[0].Allow || !got[0].Refuse {
		t.Fatalf("the senior sees %+v", got)
	}
	tr.Act(inbox.AllowModeration{Moderation: got[0].ID})
	tr.settle()
	if acts := tr.desk.Acts(); acts[len(acts)-1] != "moderation.allow" {
		t.Errorf("done: %v", acts)
	}
	for _, c := range tr.ModerationChoices(on) {
		if (c.ID == string(inbox.Report)) != (c.Off != "") {
			t.Errorf("%s is off: %q", c.ID, c.Off)
		}
	}
}

func TestModeration_UndoStopsWhatHasNotBegun(t *testing.T) {
	tr, on := moderated(t, desktest.Lea)
	tr.Act(form(tr, on, inbox.Block, inbox.Spam))
	tr.settle()
	tr.Undo()
	tr.settle()
	acts := tr.desk.Acts()
	if acts[len(acts)-1] != "moderation.refuse" || len(faces(tr)) != 0 {
		t.Errorf("done: %v, shown: %+v", acts, faces(tr))
	}
}

func TestModeration_CriticismIsOfferedToBeRefused(t *testing.T) {
	tr, on := moderated(t, desktest.Lea)
	f := &vm.ModerationForm{Faces: tr.Faces(), On: on, Action: inbox.Block}
	for _, g := range f.Grounds() {
		if (g.ID == string(inbox.Criticism)) != (g.Off != "") {
			t.Errorf("%s is off: %q", g.ID, g.Off)
		}
	}
}
