package replica

import (
	"context"
	"sync"
	"time"

	"vigie/store/wire"
)

// Run keeps the copy in step until ctx ends, or until nothing can be done
// without a person. It returns nil in both cases.
func (r *Replica) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var listening sync.WaitGroup
	listening.Go(func() { r.listen(ctx) })
	defer listening.Wait()
	defer cancel()
	for {
		rest, done, err := r.advance(ctx)
		switch {
		case ctx.Err() != nil || done:
			return nil
		case err != nil:
			r.o.Log.Error("the sync cannot go on for now", "error", err)
			rest = lastRetry
		}
		if rest > 0 && !r.rest(ctx, rest) {
			return nil
		}
	}
}

// rest waits for the time, for an order or for news; false is the end.
func (r *Replica) rest(ctx context.Context, most time.Duration) bool {
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-r.wake:
	case <-t.C:
		r.mu.Lock()
		r.machine.Timed()
		r.mu.Unlock()
	}
	return true
}

// Settle does all that can be done now, and returns when there is nothing more
// to do before somebody acts or time passes. It is for a button, for the end of
// the program, and for tests.
func (r *Replica) Settle(ctx context.Context) error {
	r.mu.Lock()
	r.machine.Hurry()
	r.mu.Unlock()
	for {
		rest, done, err := r.advance(ctx)
		r.mu.Lock()
		failing := r.machine.Failing()
		r.mu.Unlock()
		if err != nil || done || rest >= spread || rest > 0 && failing {
			return err
		}
		if rest > 0 && !r.rest(ctx, rest) {
			return ctx.Err()
		}
	}
}

// listen waits for pokes, for as long as the server can be reached. Before the
// first copy is whole there is nothing to wait for; it listens soon after,
// however long the copy took.
func (r *Replica) listen(ctx context.Context) {
	failures := 0
	for ctx.Err() == nil {
		state, err := r.house.CopyState(ctx)
		if err == nil && state.Ready {
			err = r.o.Server.Wait(ctx, state.Cursor, r.poked)
		}
		if failures++; err == nil {
			failures = 0
		}
		pause := min(lastRetry, firstRetry<<min(failures, 6))
		t := time.NewTimer(time.Duration(r.o.Chance() * float64(pause)))
		select {
		case <-ctx.Done():
		case <-t.C:
		}
		t.Stop()
	}
}

func (r *Replica) poked(p wire.Poke) {
	state, err := r.house.CopyState(context.Background())
	r.mu.Lock()
	if p.Present != nil {
		r.present = p.Present
	}
	if err == nil && p.Rev > state.Cursor {
		r.machine.Poked(r.o.Now())
	}
	r.mu.Unlock()
	r.rouse()
}
