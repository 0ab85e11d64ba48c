package crisis_test

import (
	"slices"
	"testing"

	"vigie/crisis"
	"vigie/inbox"
)

func TestRun_NeverComesBackFromItsEnd(t *testing.T) {
	for _, end := range []crisis.RunState{crisis.Reviewed, crisis.Discarded} {
		if !end.Final() {
			t.Errorf("%s is followed by %v", end, end.Next())
		}
	}
	seen := map[crisis.RunState]bool{}
	var walk func(crisis.RunState)
	walk = func(s crisis.RunState) {
		if seen[s] {
			return
		}
		seen[s] = true
		for _, next := range s.Next() {
			walk(next)
		}
	}
	walk(crisis.Prepared)
	if len(seen) != 8 {
		t.Errorf("from prepared a run reaches %d of 8 states: %v", len(seen), seen)
	}
}

func TestRun_MovesAsTheTableSays(t *testing.T) {
	for _, c := range []struct {
		from, to crisis.RunState
		may      bool
	}{
		{crisis.Prepared, crisis.Running, true}, {crisis.Running, crisis.Paused, true}, {crisis.Running, crisis.StoodDown, true},
		{crisis.Closed, crisis.Watching, true}, {crisis.StoodDown, crisis.Running, true}, {crisis.Prepared, crisis.Closed, false},
		{crisis.Running, crisis.Closed, false}, {crisis.Reviewed, crisis.StoodDown, false}, {crisis.Paused, crisis.Closed, false},
	} {
		if c.from.May(c.to) != c.may {
			t.Errorf("%s to %s: %v", c.from, c.to, !c.may)
		}
	}
}

func TestStep_IsSettledOnlyWhenNothingIsLeftToDo(t *testing.T) {
	settled := map[crisis.StepState]bool{crisis.Done: true, crisis.Skipped: true, crisis.NotTaken: true}
	for _, s := range []crisis.StepState{
		crisis.Locked, crisis.Ready, crisis.Active, crisis.Awaiting, crisis.Done, crisis.Skipped, crisis.Refused, crisis.Disputed, crisis.NotTaken,
	} {
		if s.Settled() != settled[s] {
			t.Errorf("%s: settled is %v", s, s.Settled())
		}
	}
	if !crisis.Done.May(crisis.Ready) || crisis.Locked.May(crisis.Done) || crisis.Disputed.May(crisis.Active) {
		t.Error("a step moves as it must not")
	}
}

func TestRun_ListsWhatIsTiedToItByKind(t *testing.T) {
	r := crisis.Run{Links: []crisis.Link{
		{Kind: crisis.ConversationLink, ID: "c2"}, {Kind: crisis.ContactLink, ID: "p1"}, {Kind: crisis.AlertLink, ID: "a1"}, {Kind: crisis.ConversationLink, ID: "c1"},
	}}
	if got := r.Conversations(); !slices.Equal(got, []inbox.ConversationID{"c2", "c1"}) {
		t.Errorf("the conversations are %q", got)
	}
	if got := r.Alerts(); !slices.Equal(got, []string{"a1"}) {
		t.Errorf("the alerts are %q", got)
	}
}
