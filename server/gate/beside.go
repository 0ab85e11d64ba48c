package gate

import (
	"context"
	"errors"
	"net/http"

	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// Exercises are those that the team of the house takes part in.
type Exercises interface {
	// Start makes one, and announces it. The member leads it.
	Start(context.Context, team.Member, wire.ExercisePlan) (wire.Exercise, error)
	// Exercises lists what is kept, the newest first.
	Exercises(context.Context) ([]wire.Exercise, error)
	// Delete removes one that is over, for good.
	Delete(ctx context.Context, id string, by team.Member) error
	// Enter gives what answers under the path of an exercise, until leave is
	// called. One that is not there is NotFound.
	Enter(ctx context.Context, id string) (h http.Handler, leave func(), err error)
}

// Exercise is the one whose workspace a gate serves.
type Exercise interface {
	// Status says how it stands; what is to come is for who leads it.
	Status(ctx context.Context, by team.Member, here []team.MemberID) (wire.ExerciseStatus, error)
	// Act is what who leads it does.
	Act(ctx context.Context, by team.Member, a wire.ExerciseAct) error
}

// Annex is the workspace of an exercise beside the house.
type Annex struct {
	House    House
	Register Register // the house's people; what they bring is the exercise's
	Spool    string
	Exercise Exercise
}

// Beside makes a gate to the workspace of an exercise for those who may come
// into the house: tokens, limits and figures are the house's. Nobody signs in
// there, is invited, or changes a password. It is run and closed by itself.
func (g *Gate) Beside(a Annex) (*Gate, error) {
	if a.House == nil || a.Register == nil || a.Spool == "" || a.Exercise == nil {
		return nil, errors.New("gate: what is beside the house must be given whole")
	}
	o := g.o
	o.House, o.Register, o.Spool, o.Neighbours, o.Exercises, o.OIDC = a.House, a.Register, a.Spool, nil, nil, nil
	spool, err := openSpool(a.Spool, o.Now)
	if err != nil {
		return nil, err
	}
	return &Gate{
		o: o, exercise: a.Exercise, closing: make(chan struct{}), meter: g.meter, seen: newLately(seenEvery, o.Now),
		keys: g.keys, limits: g.limits, spool: spool, squeezer: g.squeezer, hub: newHub(o), board: g.board,
	}, nil
}

// ExercisePath is under what the workspace of an exercise is served.
func ExercisePath(id string) string { return "/exercises/" + id }

// aside passes on what is for the workspace of an exercise. Who may come in
// there is asked by its own gate.
func (g *Gate) aside(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	nothing := func(err error) http.Handler {
		return g.endpoint("other", g.anybody(func(http.ResponseWriter, *http.Request) error { return err }))
	}
	if g.o.Exercises == nil {
		nothing(fault.New(fault.Unsupported, "exercise.elsewhere")).ServeHTTP(w, r)
		return
	}
	h, leave, err := g.o.Exercises.Enter(r.Context(), id)
	if err != nil {
		nothing(err).ServeHTTP(w, r)
		return
	}
	in := &lodging{w, leave}
	defer in.leave()
	http.StripPrefix(ExercisePath(id), h).ServeHTTP(in, r)
}

// members are those who are connected, each once.
func (h *hub) members() []team.MemberID {
	h.mu.Lock()
	defer h.mu.Unlock()
	seen, out := map[team.MemberID]bool{}, []team.MemberID(nil)
	for c := range h.clients {
		if !seen[c.Member] {
			seen[c.Member] = true
			out = append(out, c.Member)
		}
	}
	return out
}
