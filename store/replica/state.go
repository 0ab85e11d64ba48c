package replica

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigie/inbox/fault"
	"vigie/store"
	"vigie/store/wire"
)

// State is what a person is shown of the team: always, in one corner.
type State struct {
	Phase   Phase
	Waiting int       // changes that the server does not have yet
	Review  int       // changes that it refused, not looked at yet
	Since   time.Time // last in touch
	Coming  int64     // messages of the first copy, while it comes
	Come    int64
}

// State gives it now.
func (r *Replica) State() State {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state
}

// Subscribe has f called with each new state, outside any lock. cancel ends it.
func (r *Replica) Subscribe(f func(State)) (cancel func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	id := r.nextID
	r.nextID++
	r.watch[id] = f
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.watch, id)
	}
}

// tell works out the state and tells it when it is another.
func (r *Replica) tell(ctx context.Context) error {
	entries, err := r.out.entries(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.state.Phase, r.state.Since = r.machine.Phase()
	r.state.Waiting, r.state.Review = 0, 0
	for _, e := range entries {
		if e.Standing == Waiting {
			r.state.Waiting++
		}
		if e.ToReview() {
			r.state.Review++
		}
	}
	now := r.state
	var told []func(State)
	if now != r.told {
		r.told = now
		for _, f := range r.watch {
			told = append(told, f)
		}
	}
	r.mu.Unlock()
	for _, f := range told {
		f(now)
	}
	return nil
}

// Present lists who looks at and who writes in which conversation.
func (r *Replica) Present() []wire.Presence {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.present)
}

// Entries lists what is in the outbox: what waits, and what was answered
// lately.
func (r *Replica) Entries(ctx context.Context) ([]Entry, error) { return r.out.entries(ctx) }

// Review lists the refused changes that nobody looked at yet.
func (r *Replica) Review(ctx context.Context) ([]Entry, error) {
	list, err := r.out.entries(ctx)
	return slices.DeleteFunc(list, func(e Entry) bool { return !e.ToReview() }), err
}

// Dismiss says that a person looked at a refused change and lets it go.
func (r *Replica) Dismiss(ctx context.Context, id string) error {
	e, err := r.refused(ctx, id)
	if err != nil {
		return err
	}
	e.Dismissed = true
	if err := r.out.keep(ctx, e); err != nil {
		return err
	}
	return r.tell(ctx)
}

// Again does a refused change once more, as it was: a reply that came late is
// sent after all. It is a new change, and may be refused again.
func (r *Replica) Again(ctx context.Context, id string) error {
	e, err := r.refused(ctx, id)
	if err != nil {
		return err
	}
	if err := r.house.Again(ctx, e.Order, r.o.Member); err != nil {
		return err
	}
	return r.Dismiss(ctx, id)
}

func (r *Replica) refused(ctx context.Context, id string) (Entry, error) {
	list, err := r.Review(ctx)
	if err != nil {
		return Entry{}, err
	}
	i := slices.IndexFunc(list, func(e Entry) bool { return e.Order.ID == id })
	if i < 0 {
		return Entry{}, fault.New(fault.NotFound, "fault.order-gone")
	}
	return list[i], nil
}

// noteStuck keeps with waiting orders why they do not apply here any more, and
// clears it of those that do again.
func (r *Replica) noteStuck(ctx context.Context, stuck []store.Stuck) error {
	why := map[string]*wire.Fault{}
	for _, s := range stuck {
		why[s.ID] = s.Fault
	}
	entries, err := r.out.entries(ctx)
	if err != nil {
		return err
	}
	var changed []Entry
	for _, e := range entries {
		f := why[e.Order.ID]
		if e.Standing == Waiting && (f == nil) != (e.Fault == nil) {
			e.Fault = f
			changed = append(changed, e)
		}
	}
	if err := r.out.keep(ctx, changed...); err != nil {
		return fmt.Errorf("note what does not apply: %w", err)
	}
	return nil
}
