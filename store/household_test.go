package store_test

import (
	"context"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
)

// leaves has a member of the house leave it, at one node.
func (h *house) leaves(m team.MemberID) error {
	r, err := h.Roster(context.Background())
	h.must(err)
	gone, _ := r.Member(m)
	gone.Retired = true
	return h.PutMember(context.Background(), gone, coordinator)
}

// refusesWhoLeft checks that a member who leaves, at one node, is refused at
// once, and nobody else is.
func (h *house) refusesWhoLeft(at *house) {
	h.t.Helper()
	c := h.question()
	h.act(c, inbox.AddNote{Text: "un"}, senior)
	h.act(c, inbox.AddNote{Text: "deux"}, coordinator) // the people are known by now
	h.must(at.leaves(senior))
	_, err := h.Do(context.Background(), h.command(c, inbox.AddNote{Text: "trois"}), senior)
	h.fails(err, fault.Forbidden, "fault.member-retired")
	h.act(c, inbox.AddNote{Text: "quatre"}, coordinator)
	h.sound()
}

func TestPeople_WhoLeftIsRefusedAtOnce(t *testing.T) {
	h := newHouse(t)
	h.refusesWhoLeft(h)
}

func TestNodes_KnowAtOnceWhoLeftAtAnother(t *testing.T) {
	h, other := nodes(t)
	h.refusesWhoLeft(other)
}

// What left the change log cannot be asked of it.
func TestNodes_KnowWhoLeftSinceTheLogWasCut(t *testing.T) {
	h, other := nodes(t)
	ctx := context.Background()
	c := h.question()
	h.act(c, inbox.AddNote{Text: "un"}, senior)
	_, err := other.Admit(ctx, store.Admission{
		Device: store.Device{ID: newID(), Member: coordinator, Name: "poste", Key: "00"}, Token: "t", Until: noon().AddDate(1, 0, 0), Way: "code",
	})
	h.must(err)
	h.must(other.leaves(senior))
	h.tampered = true // the log is cut
	h.clock.pass(31 * 24 * time.Hour)
	h.must(other.Forget(ctx))
	_, err = h.Do(ctx, h.command(c, inbox.AddNote{Text: "trois"}), senior)
	h.fails(err, fault.Forbidden, "fault.member-retired")
}
