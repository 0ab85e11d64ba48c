package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"vigie/inbox/fault"
	"vigie/store"
)

// Leaser gives leases. *store.Workspace is one.
type Leaser interface {
	Lease(ctx context.Context, name, holder string, ttl time.Duration) (token int64, ok bool, err error)
	EndLease(ctx context.Context, name string, token int64) error
}

// Term is how one of several servers works at a time.
type Term struct {
	Leases Leaser
	Name   string        // of the work
	Holder string        // of this server, unlike every other
	TTL    time.Duration // how long a server that fell silent is waited for; renewed at a third of it
	Log    *slog.Logger  // nil discards
}

// Run runs work whenever this server has the lease, until ctx ends. What work
// writes stands on the lease: a server that slept through it writes nothing in
// the place of the one that took over. An error of work that is not the loss
// of the lease ends Run.
func (t Term) Run(ctx context.Context, work func(context.Context) error) error {
	if t.Log == nil {
		t.Log = slog.New(slog.DiscardHandler)
	}
	for ctx.Err() == nil {
		token, ok, err := t.Leases.Lease(ctx, t.Name, t.Holder, t.TTL)
		if err != nil && ctx.Err() == nil {
			t.Log.Warn("the lease cannot be asked for", "lease", t.Name, "error", err)
		}
		if ok {
			if err := t.hold(ctx, token, work); err != nil {
				return err
			}
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(t.TTL / 3):
		}
	}
	return nil
}

// hold runs work while the lease lasts.
func (t Term) hold(ctx context.Context, token int64, work func(context.Context) error) error {
	t.Log.Info("at work", "lease", t.Name)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- work(store.WithLease(ctx, t.Name, token)) }()
	lost := make(chan struct{})
	renewing := make(chan struct{})
	go func() {
		defer close(renewing)
		if t.renew(ctx, token) {
			close(lost)
		}
	}()
	var err error
	select {
	case err = <-ended:
		stop()
	case <-lost:
		t.Log.Warn("another server took over", "lease", t.Name)
		stop()
		err = <-ended
	}
	<-renewing
	if leaseLost(err) || errors.Is(err, context.Canceled) {
		err = nil
	}
	if err := t.Leases.EndLease(context.WithoutCancel(ctx), t.Name, token); err != nil {
		t.Log.Warn("the lease was not given back", "lease", t.Name, "error", err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", t.Name, err)
	}
	return nil
}

// renew keeps the lease until ctx ends, or reports that it is lost: another
// has it, or nobody could be asked for so long that another may have it.
func (t Term) renew(ctx context.Context, token int64) (lost bool) {
	last := time.Now()
	tick := time.NewTicker(t.TTL / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
		}
		now, ok, err := t.Leases.Lease(ctx, t.Name, t.Holder, t.TTL)
		switch {
		case ctx.Err() != nil:
			return false
		case err == nil && ok && now == token:
			last = time.Now()
		case err == nil || time.Since(last) > t.TTL*2/3:
			return true
		}
	}
}

func leaseLost(err error) bool {
	var f *fault.Error
	return errors.As(err, &f) && f.Kind == fault.Conflict && f.Key == "fault.lease-lost"
}
