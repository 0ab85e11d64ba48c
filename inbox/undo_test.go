package inbox_test

import (
	"slices"
	"testing"
	"time"

	"vigie/inbox"
)

func TestUndo_RestoresWhatWas(t *testing.T) {
	acts := []inbox.Act{
		inbox.Claim{}, inbox.Route{To: social}, inbox.Label{Add: []string{"x200"}}, inbox.Prioritise{Priority: inbox.Urgent},
		inbox.Snooze{Until: noon.Add(time.Hour)}, inbox.Resolve{}, inbox.Ignore{}, inbox.Wait{}, inbox.Assign{To: "nadia"},
	}
	for _, a := range acts {
		t.Run(a.Name(), func(t *testing.T) {
			d := newDesk(t)
			before := d.conv()
			d.do("lea", a)
			done := d.last().ID
			d.refuse("nadia", inbox.Undo{Event: done}, "fault.not-your-act")
			d.do("lea", inbox.Undo{Event: done})
			after := d.conv()
			if after.Version != before.Version+2 {
				t.Errorf("version %d after %d", after.Version, before.Version)
			}
			after.Version = before.Version
			if !equal(after, before) {
				t.Errorf("got  %+v\nwant %+v", after, before)
			}
			d.refuse("lea", inbox.Undo{Event: done}, "fault.undo-too-late")
		})
	}
}

func equal(a, b inbox.Conversation) bool {
	tags := slices.Equal(a.Tags, b.Tags)
	a.Tags, b.Tags = nil, nil
	return tags && a.Status == b.Status && a.Assignee == b.Assignee && a.Department == b.Department && a.Priority == b.Priority &&
		a.SnoozedUntil.Equal(b.SnoozedUntil) && a.DueAt.Equal(b.DueAt) && a.WaitingSince.Equal(b.WaitingSince) && a.Heard == b.Heard
}

func TestUndo_IsTooLateAfterAnotherAct(t *testing.T) {
	d := newDesk(t)
	d.do("lea", inbox.Claim{})
	claimed := d.last().ID
	d.do("nadia", inbox.Label{Add: []string{"x200"}})
	d.refuse("lea", inbox.Undo{Event: claimed}, "fault.undo-too-late")
	d.refuse("lea", inbox.Undo{Event: "unknown"}, "fault.cannot-undo")
}

func TestMerge_MovesEverythingAndComesBack(t *testing.T) {
	d := newDesk(t)
	d.state.Other = inbox.Conversation{
		ID: "c2", Account: "acc", Status: inbox.Resolved, Tags: []string{"b"}, Messages: 3, Version: 7,
		FirstAt: noon.Add(-48 * time.Hour), LastAt: noon.Add(-47 * time.Hour), Snippet: "old",
	}
	source, target := d.conv(), d.state.Other
	d.do("lea", inbox.Merge{Into: "c2"})
	got := d.state.Other
	if got.Messages != 4 || got.Status != inbox.Open || got.Snippet != source.Snippet || got.DueAt.IsZero() || got.Version != 8 {
		t.Errorf("target %+v", got)
	}
	if d.conv().MergedInto != "c2" || len(inbox.Counted(d.conv())) != 0 {
		t.Errorf("source %+v", d.conv())
	}
	d.refuse("lea", inbox.Resolve{}, "fault.conversation-merged")
	merged := d.log[0].ID
	t.Run("not when the other moved on", func(t *testing.T) {
		d.state.Other.Version++
		d.refuse("lea", inbox.Undo{Event: merged}, "fault.undo-too-late")
		d.state.Other.Version--
	})
	d.do("lea", inbox.Undo{Event: merged})
	if d.conv().MergedInto != "" || d.state.Other.Messages != target.Messages || d.state.Other.Status != target.Status {
		t.Errorf("source %+v, target %+v", d.conv(), d.state.Other)
	}
}

func TestMerge_IsRefused(t *testing.T) {
	d := newDesk(t)
	d.refuse("lea", inbox.Merge{Into: d.conv().ID}, "fault.merge-with-itself")
	d.refuse("lea", inbox.Merge{Into: "nowhere"}, "fault.conversation-gone")
	d.state.Other = inbox.Conversation{ID: "c2", Account: "another"}
	d.refuse("lea", inbox.Merge{Into: "c2"}, "fault.merge-across-accounts")
}

func TestSplit_MakesAConversationOfItsOwn(t *testing.T) {
	d := newDesk(t)
	second := inbox.Message{ID: "m2", Kind: inbox.Email, Direction: inbox.Inbound, Subject: "Autre sujet", Text: "Et ma facture ?", SentAt: noon}
	c := d.conv()
	second, d.state.Conversation = inbox.Arrive(inbox.Arrival{Message: second, Known: &c, Account: d.state.Account, Rules: d.state.Rules, ID: "x"})
	d.state.Messages = append(d.state.Messages, second)
	d.refuse("lea", inbox.Split{Messages: []inbox.MessageID{"m1", "m2"}}, "fault.split-everything")
	d.refuse("lea", inbox.Split{Messages: []inbox.MessageID{"m9"}}, "fault.split-nothing")
	d.do("lea", inbox.Split{Messages: []inbox.MessageID{"m2"}})
	fresh := d.state.Other
	if fresh.Subject != "Autre sujet" || fresh.Messages != 1 || fresh.SplitFrom != c.ID || fresh.Snippet != "Et ma facture ?" {
		t.Errorf("fresh %+v", fresh)
	}
	if left := d.conv(); left.Messages != 1 || left.Snippet != "Bonjour, mon mixeur fume." {
		t.Errorf("left %+v", left)
	}
	d.do("lea", inbox.Undo{Event: d.last().ID})
	if d.state.Other.MergedInto != c.ID || d.conv().Messages != 2 {
		t.Errorf("after undo: fresh %+v, left %+v", d.state.Other, d.conv())
	}
}
