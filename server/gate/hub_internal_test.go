package gate

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"vigie/inbox/team"
	"vigie/store"
	"vigie/store/wire"
)

// changing is a house in which a member was changed since revision 1.
type changing struct{ House }

func (changing) Revision(context.Context) (int64, error) { return 2, nil }

func (changing) Audience(context.Context, int64, int64) (store.Audience, error) {
	return store.Everybody(), nil
}

// hiring is a register in which she sees more than she did.
type hiring struct{ Register }

func (hiring) Roster(context.Context) (team.Roster, error) {
	return team.Roster{Members: []team.Member{{ID: "nadia", Departments: []team.DepartmentID{"social", "care"}}}}, nil
}

func TestHub_KnowsHowAMemberStandsAlsoWhenSomebodyMoves(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }
	h := newHub(Options{House: changing{}, Register: hiring{}, Now: now, Log: slog.New(slog.DiscardHandler)})
	h.rev.Store(1)
	bell := newDoor()
	c, leave := h.join(store.Caller{Device: "hers", Member: "nadia"}, team.Member{ID: "nadia", Departments: []team.DepartmentID{"social"}}, bell)
	defer leave()
	h.put("another", wire.Presence{Member: "sami", Conversation: "c"})
	h.lookRound(context.Background())
	if !c.member.In("care") {
		t.Errorf("she stands as %+v", c.member)
	}
	if len(bell.poke) != 1 || h.stirred() {
		t.Errorf("%d pokes, and still to tell: %v", len(bell.poke), h.stirred())
	}
}
