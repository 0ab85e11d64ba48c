package rehearse

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/exercise"
	"vigie/server/gate"
	"vigie/store"
	"vigie/store/wire"
)

// Options are what a host works with. All but Log must be set.
type Options struct {
	Root   string // directory of the exercises
	House  *store.Workspace
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger // nil discards
}

// Host keeps the exercises of one house. Its methods are safe for concurrent
// use.
type Host struct {
	o Options

	// making is held while one is made, opened or removed: one at a time.
	making sync.Mutex

	mu     sync.Mutex
	gate   *gate.Gate // of the house; nil until it is there
	open   map[string]*played
	epochs map[string]bool // of the exercises that were kept
	closed bool
}

// New makes a host, and knows from then on what was ordered in an exercise;
// nothing is opened before Run.
func New(o Options) (*Host, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	h := &Host{o: o, open: map[string]*played{}, epochs: map[string]bool{}}
	kept, err := exercise.List(o.Root)
	for _, m := range kept {
		h.know(m)
	}
	return h, err
}

// Run takes up what a restart broke off, under the house's gate, and closes all
// when ctx ends.
func (h *Host) Run(ctx context.Context, g *gate.Gate) error {
	h.mu.Lock()
	h.gate = g
	h.mu.Unlock()
	if err := h.takeUp(ctx); err != nil { // the house works without
		h.o.Log.Error("an exercise cannot be taken up", "error", err)
	}
	<-ctx.Done()
	h.mu.Lock()
	h.closed = true
	all := h.open
	h.open = map[string]*played{}
	h.mu.Unlock()
	var errs []error
	for _, p := range all {
		errs = append(errs, p.close())
	}
	return errors.Join(errs...)
}

// takeUp goes on with the exercise that is under way, and finishes the end of
// one that a crash broke off.
func (h *Host) takeUp(ctx context.Context) error {
	h.making.Lock()
	defer h.making.Unlock()
	told, err := h.o.House.Announced(ctx)
	if err != nil {
		return err
	}
	kept, err := exercise.List(h.o.Root)
	if err != nil {
		return err
	}
	there := false
	for _, m := range kept {
		there = there || m.ID == told.ID
		if m.Over() && (m.ID != told.ID || told.State == wire.ExerciseOver) {
			continue
		}
		p, err := h.opened(ctx, m.ID)
		if err == nil && m.Over() {
			err = p.wind(ctx)
		} else if err == nil {
			_, err = p.tell(ctx)
		}
		if err != nil {
			return err
		}
	}
	if !there && told.ID != "" && told.State != wire.ExerciseOver {
		told.State = wire.ExerciseOver // its directory is gone: nobody can join it any more
		return h.o.House.Announce(ctx, told)
	}
	return nil
}

// know has the house refuse what was ordered in an exercise.
func (h *Host) know(m exercise.Meta) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.epochs[m.Epoch] = m.Epoch != ""
}

// Exercises lists what is kept, the newest first.
func (h *Host) Exercises(context.Context) ([]wire.Exercise, error) {
	kept, err := exercise.List(h.o.Root)
	var out []wire.Exercise
	for _, m := range kept {
		out = append(out, told(m))
	}
	return out, err
}

// Enter gives what answers under the path of an exercise. One that is over is
// opened when somebody looks at it.
func (h *Host) Enter(ctx context.Context, id string) (http.Handler, func(), error) {
	if p := h.enter(id); p != nil {
		return p.handler, p.users.Done, nil
	}
	h.making.Lock()
	_, err := h.opened(context.WithoutCancel(ctx), id)
	h.making.Unlock()
	if err != nil {
		return nil, nil, err
	}
	if p := h.enter(id); p != nil {
		return p.handler, p.users.Done, nil
	}
	return nil, nil, gone()
}

// enter counts who is in an exercise that is open; nil is that it is not.
func (h *Host) enter(id string) *played {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := h.open[id]
	if p != nil {
		p.users.Add(1)
	}
	return p
}

func gone() error { return fault.New(fault.NotFound, "exercise.gone") }

// opened opens an exercise that is there, once. It is called while making is
// held.
func (h *Host) opened(ctx context.Context, id string) (*played, error) {
	h.mu.Lock()
	p, g, closed := h.open[id], h.gate, h.closed
	h.mu.Unlock()
	if p != nil {
		return p, nil
	}
	if _, err := ulid.ParseStrict(id); err != nil || !exercise.Is(exercise.Dir(h.o.Root, id)) {
		return nil, gone()
	}
	if g == nil || closed {
		return nil, fault.New(fault.Unavailable, "fault.team-trouble")
	}
	p, err := h.play(ctx, g, id)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	closed = h.closed
	if !closed {
		h.open[id] = p
	}
	h.mu.Unlock()
	if closed {
		return nil, errors.Join(fault.New(fault.Unavailable, "fault.team-trouble"), p.close())
	}
	return p, nil
}

// Delete removes one that is over, for good: for who led it, and for who
// manages the house.
func (h *Host) Delete(ctx context.Context, id string, by team.Member) error {
	if _, err := ulid.ParseStrict(id); err != nil {
		return gone()
	}
	h.making.Lock()
	defer h.making.Unlock()
	m, err := exercise.Read(exercise.Dir(h.o.Root, id))
	switch {
	case err != nil:
		return gone()
	case !leads(m, by) && !by.Profile.May(team.Manage):
		return fault.New(fault.Forbidden, "exercise.not-yours")
	case !m.Over():
		return fault.New(fault.Conflict, "exercise.still-on")
	}
	h.mu.Lock()
	p := h.open[id]
	delete(h.open, id)
	h.mu.Unlock()
	if p != nil {
		if err := p.close(); err != nil {
			return err
		}
	}
	return exercise.Delete(ctx, h.o.Root, id)
}
