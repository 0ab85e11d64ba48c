package engine_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/engine"
	"vigie/store"
)

// node is one of several servers on one workspace.
type node struct {
	works atomic.Bool
	ctx   atomic.Value // of the work: its lease is in it
	stop  context.CancelFunc
	ended chan error
	deaf  atomic.Bool // its leases are not answered, as when it sleeps
	asked atomic.Int64
	*store.Workspace
}

func (n *node) Lease(ctx context.Context, name, holder string, ttl time.Duration) (int64, bool, error) {
	if n.deaf.Load() {
		return 0, false, errors.New("nobody answers")
	}
	defer n.asked.Add(1)
	return n.Workspace.Lease(ctx, name, holder, ttl)
}

func (n *node) EndLease(ctx context.Context, name string, token int64) error {
	if n.deaf.Load() {
		return errors.New("nobody answers")
	}
	return n.Workspace.EndLease(ctx, name, token)
}

// hours is the time of the database: a lease runs out when the test says so,
// however slow the computer is.
type hours struct{ passed atomic.Int64 }

func (h *hours) now() time.Time {
	return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC).Add(time.Duration(h.passed.Load()))
}

func (h *hours) pass(d time.Duration) { h.passed.Add(int64(d)) }

// term is how long the leases of these tests last.
const term = 1500 * time.Millisecond

func startNode(w *store.Workspace, name string, running *atomic.Int64, t *testing.T) *node {
	ctx, stop := context.WithCancel(context.Background())
	n := &node{Workspace: w, stop: stop, ended: make(chan error, 1)}
	role := engine.Term{Leases: n, Name: "engine", Holder: name, TTL: term}
	go func() {
		n.ended <- role.Run(ctx, func(ctx context.Context) error {
			if running.Add(1) > 1 {
				t.Errorf("%s works beside another", name)
			}
			n.ctx.Store(ctx)
			n.works.Store(true)
			<-ctx.Done()
			n.works.Store(false)
			running.Add(-1)
			return ctx.Err()
		})
	}()
	return n
}

func TestTerm_LetsOneServerWorkAndAnotherTakeOver(t *testing.T) {
	var h hours
	w := must(store.Open(context.Background(), t.TempDir(), store.Options{Now: h.now}))(t)
	defer w.Close()
	var running atomic.Int64
	a, b := startNode(w, "a", &running, t), startNode(w, "b", &running, t)
	until(t, "one works", func() bool { return a.works.Load() != b.works.Load() })
	first, second := a, b
	if b.works.Load() {
		first, second = b, a
	}
	for range 3 { // two terms: renewing keeps it
		h.pass(2 * term / 3)
		mine, theirs := first.asked.Load(), second.asked.Load()
		until(t, "it has renewed, and the other has asked", func() bool { return first.asked.Load() > mine+1 && second.asked.Load() > theirs+1 })
	}
	if !first.works.Load() || second.works.Load() {
		t.Error("the work changed hands without a reason")
	}
	first.stop()
	if err := <-first.ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	until(t, "the other one works", second.works.Load)
	second.stop()
	if err := <-second.ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestTerm_OfAServerThatSleptEndsAndWritesNothing(t *testing.T) {
	var h hours
	w := must(store.Open(context.Background(), t.TempDir(), store.Options{Now: h.now}))(t)
	defer w.Close()
	var running atomic.Int64
	a := startNode(w, "a", &running, t)
	until(t, "it works", a.works.Load)
	ctx, _ := a.ctx.Load().(context.Context)
	d := team.Department{ID: "d", Name: "D"}
	if err := w.PutDepartment(ctx, d, ""); err != nil {
		t.Fatalf("under its lease: %v", err)
	}
	a.deaf.Store(true)
	b := startNode(w, "b", &running, t)
	until(t, "the first one has stopped", func() bool { return !a.works.Load() })
	if b.works.Load() {
		t.Error("another works before its term is over")
	}
	h.pass(2 * term)
	until(t, "the other one works", b.works.Load)
	if err := w.PutDepartment(context.WithoutCancel(ctx), d, ""); fault.KindOf(err) != fault.Conflict {
		t.Errorf("the sleeper writes: %v", err)
	}
	var all sync.WaitGroup
	for _, n := range []*node{a, b} {
		all.Go(func() {
			n.stop()
			<-n.ended
		})
	}
	all.Wait()
}

func TestTerm_EndsWithItsWorksOwnFailure(t *testing.T) {
	w := must(store.Open(context.Background(), t.TempDir(), store.Options{}))(t)
	defer w.Close()
	broken := errors.New("broken")
	role := engine.Term{Leases: w, Name: "engine", Holder: "a", TTL: time.Second}
	if err := role.Run(context.Background(), func(context.Context) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("ended with %v", err)
	}
	if _, ok, err := w.Lease(context.Background(), "engine", "b", time.Second); !ok || err != nil {
		t.Errorf("the lease was not given back: %v, %v", ok, err)
	}
}
