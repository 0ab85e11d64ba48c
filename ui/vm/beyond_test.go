package vm_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// distant is a desk of a team whose server has older conversations.
type distant struct {
	*desktest.Desk
	asked   []string
	older   []inbox.ConversationID
	more    bool
	alone   bool
	err     error
	brought []inbox.ConversationID
	during  func(ctx context.Context) // called while the server is asked
}

func (d *distant) Older(ctx context.Context, v inbox.View, limit int) (found []inbox.Row, more, asked bool, err error) {
	d.asked = append(d.asked, v.Search)
	if d.during != nil {
		d.during(ctx)
	}
	for _, id := range d.older[:min(limit, len(d.older))] {
		found = append(found, inbox.Row{Conversation: inbox.Conversation{ID: id}})
	}
	return found, d.more, !d.alone, d.err
}

func (d *distant) Bring(_ context.Context, on []inbox.ConversationID) error {
	d.brought = append(d.brought, on...)
	return d.err
}

func beyond(t *testing.T) (*vm.Triage, *distant, *desktest.Sched) {
	t.Helper()
	d, sched := &distant{Desk: desktest.Office()}, &desktest.Sched{}
	v := vm.NewTriage(d, sched, formats("en"))
	v.Start()
	sched.Advance(5 * time.Second)
	if len(d.asked) > 0 {
		t.Fatalf("without a search the server was asked for %q", d.asked)
	}
	return v, d, sched
}

func TestBeyond_AsksTheServerOnceTheSearchStands(t *testing.T) {
	v, d, sched := beyond(t)
	d.older = []inbox.ConversationID{"old1", "old2"}
	for _, words := range []string{"p", "pa", "parcel"} {
		v.Search(words)
		sched.Advance(200 * time.Millisecond)
	}
	sched.Advance(time.Second)
	if len(d.asked) != 1 || d.asked[0] != "parcel" {
		t.Fatalf("asked %q", d.asked)
	}
	if state, n, more, err := v.Older(); state != vm.BeyondFound || n != 2 || more || err != nil {
		t.Errorf("it stands %q, %d, %v, %v", state, n, more, err)
	}
	if v.Brought("old1") {
		t.Error("it is said to be here")
	}
	v.BringOlder()
	if state, _, _, _ := v.Older(); state != vm.BeyondBrought || len(d.brought) != 2 || !v.Brought("old2") || v.Brought("tom") {
		t.Errorf("it stands %q with %v", state, d.brought)
	}
	if chips := v.Faces().BroughtChip("old1"); len(chips) != 1 || chips[0].Text != "from the server" {
		t.Errorf("the row says %+v", chips)
	}
	v.Search("")
	sched.Advance(time.Second)
	if state, _, _, _ := v.Older(); state != vm.BeyondNone || len(d.asked) != 1 {
		t.Errorf("without a search it stands %q", state)
	}
}

func TestBeyond_SaysThatTheServerWasNotReachedAndTriesAgain(t *testing.T) {
	v, d, sched := beyond(t)
	d.err = fault.New(fault.Unavailable, "fault.team-offline")
	v.Search("parcel")
	sched.Advance(time.Second)
	if state, n, _, err := v.Older(); state != vm.BeyondFailed || n != 0 || !errors.Is(err, d.err) {
		t.Errorf("it stands %q, %d, %v", state, n, err)
	}
	d.err, d.older, d.more = nil, []inbox.ConversationID{"old1"}, true
	v.SeekOlder()
	if state, n, more, err := v.Older(); state != vm.BeyondFound || n != 1 || !more || err != nil {
		t.Errorf("it stands %q, %d, %v, %v", state, n, more, err)
	}
	d.err = fault.New(fault.Unavailable, "fault.team-offline")
	v.BringOlder()
	if state, _, _, _ := v.Older(); state != vm.BeyondFailed || v.Brought("old1") {
		t.Errorf("cut while they came it stands %q", state)
	}
}

func TestBeyond_SaysNothingWhereThereIsNoServerAndForgetsAnswersThatAreLate(t *testing.T) {
	v, d, sched := beyond(t)
	d.alone = true
	v.Search("parcel")
	sched.Advance(time.Second)
	if state, _, _, _ := v.Older(); state != vm.BeyondNone {
		t.Errorf("alone it stands %q", state)
	}
	d.alone, d.older = false, []inbox.ConversationID{"old1"}
	sched.Hold()
	v.Search("another")
	sched.Advance(time.Second)
	v.Go("inbox")
	sched.Release()
	if state, n, _, _ := v.Older(); state != vm.BeyondNone || n != 0 {
		t.Errorf("an answer to another search is shown: %q, %d", state, n)
	}
}

func TestBeyond_ASearchThatNobodyWaitsForIsEnded(t *testing.T) {
	v, d, sched := beyond(t)
	d.during = func(ctx context.Context) {
		if v.List.View().Search != "parcel" {
			return
		}
		if ctx.Err() != nil {
			t.Error("it was ended before anything else was searched")
		}
		v.Search("parcels") // typed on while the server looks
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Second):
			t.Error("the server is asked on for the older search")
		}
	}
	d.older = []inbox.ConversationID{"old1"}
	v.Search("parcel")
	sched.Advance(time.Second)
	sched.Advance(time.Second)
	if state, n, _, err := v.Older(); len(d.asked) != 2 || state != vm.BeyondFound || n != 1 || err != nil {
		t.Errorf("asked %q it stands %q, %d, %v", d.asked, state, n, err)
	}
}
