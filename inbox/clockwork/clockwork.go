// Package clockwork does what is due by the clock: it ends snoozes and lets
// handovers expire. It decides nothing: the store says which commands the
// program owes, and runs them like any other.
package clockwork

import (
	"context"
	"log/slog"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// Store is what the clockwork needs of the workspace.
type Store interface {
	// Overdue lists the commands that the program owes at the time now.
	Overdue(ctx context.Context, now time.Time) ([]inbox.Command, error)
	// NextTimer is when Overdue will next have something; zero is never.
	NextTimer(ctx context.Context) (time.Time, error)
	DoSystem(ctx context.Context, cmd inbox.Command) (inbox.Event, error)
}

// The waits: shortest keeps a command that fails from being tried without
// pause, longest is how late one is when a notice was lost or the computer
// slept.
const (
	shortest = time.Second
	longest  = time.Minute
)

// Options are what a clockwork works with. Store must be set.
type Options struct {
	Store Store
	Now   func() time.Time // nil is the computer's clock
	Log   *slog.Logger     // nil discards
}

// Clockwork runs the commands of the program. Wake is safe for concurrent use.
type Clockwork struct {
	store Store
	now   func() time.Time
	log   *slog.Logger
	wake  chan struct{}
}

// New makes a clockwork. It does nothing before Run or Tick.
func New(o Options) *Clockwork {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Clockwork{store: o.Store, now: o.Now, log: o.Log, wake: make(chan struct{}, 1)}
}

// Wake makes a running clockwork look again now: something was snoozed or handed
// over.
func (c *Clockwork) Wake() {
	select {
	case c.wake <- struct{}{}:
	default: // awake already
	}
}

// Run does what is due until ctx ends.
func (c *Clockwork) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if _, err := c.Tick(ctx); err != nil && ctx.Err() == nil {
			c.log.Error("what is due was not read", "err", err)
		}
		c.rest(ctx)
	}
	return ctx.Err()
}

// Tick does what is due now and says how many commands ran. One that fails
// stops no other.
func (c *Clockwork) Tick(ctx context.Context) (int, error) {
	commands, err := c.store.Overdue(ctx, c.now())
	if err != nil {
		return 0, err
	}
	ran := 0
	for _, cmd := range commands {
		switch _, err := c.store.DoSystem(ctx, cmd); {
		case err == nil:
			ran++
		case ctx.Err() != nil:
			return ran, ctx.Err()
		case fault.KindOf(err) == fault.Conflict || fault.KindOf(err) == fault.NotFound: // a person was faster
			c.log.Debug("what was due is done already", "act", cmd.Act.Name(), "conversation", cmd.Conversation)
		default:
			c.log.Error("what is due failed", "act", cmd.Act.Name(), "conversation", cmd.Conversation, "err", err)
		}
	}
	return ran, nil
}

func (c *Clockwork) rest(ctx context.Context) {
	wait := longest
	next, err := c.store.NextTimer(ctx)
	if err != nil {
		c.log.Error("the next timer was not read", "err", err)
	} else if !next.IsZero() {
		wait = min(wait, next.Sub(c.now()))
	}
	timer := time.NewTimer(max(wait, shortest))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.wake:
	case <-ctx.Done():
	}
}
