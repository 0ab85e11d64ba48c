// Package outbox sends the replies that were released. Every sending is noted
// in the store before the network is touched; when nobody can know whether a
// reply left, it is looked up on the channel or left for a person, and never
// sent again by itself.
package outbox

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/collect"
)

// Store is what the sender needs of the workspace.
type Store interface {
	Accounts(ctx context.Context) ([]inbox.Account, error)
	// DueReplies lists the queued replies whose time has come, oldest first.
	DueReplies(ctx context.Context, now time.Time) ([]inbox.OutboxEntry, error)
	// NextReply is when DueReplies will next have something; zero is never.
	NextReply(ctx context.Context) (time.Time, error)
	// Replies lists the entries in any of the states, oldest first.
	Replies(ctx context.Context, states ...inbox.SendState) ([]inbox.OutboxEntry, error)
	Outgoing(ctx context.Context, id inbox.OutboxID) (channel.Outgoing, error)
	// BeginSending marks a queued entry as being sent; it refuses one that is
	// not queued any more.
	BeginSending(ctx context.Context, id inbox.OutboxID) (inbox.OutboxEntry, error)
	// Interrupted marks what was being sent when the program ended as unknown.
	Interrupted(ctx context.Context) ([]inbox.OutboxEntry, error)
}

// Ended is how a sending ended.
type Ended struct {
	State   inbox.SendState // Sent, Queued again, Failed or Unknown
	Again   time.Time       // of Queued: not before
	Receipt channel.Receipt // of Sent
	Err     error           // of all but Sent
}

// End records how a sending ended.
type End func(ctx context.Context, id inbox.OutboxID, e Ended) error

// Options are what a sender works with. Store, End, Connector and Secrets must
// be set.
type Options struct {
	Store     Store
	End       End
	Connector func(inbox.Channel) (channel.Connector, bool)
	Secrets   channel.Secrets

	Now    func() time.Time // nil is the computer's clock
	Random io.Reader        // nil is the system's
	Log    *slog.Logger     // nil discards

	Attempts int           // after that many a passing fault is final; 0 is 8
	Pace     collect.Pace  // of trying again; the zero value is 30 s doubling up to 30 min
	Fresh    time.Duration // a session is used again within this time; 0 is a minute
	Grace    time.Duration // what a reply under way gets when the sender is told to stop; 0 is 20 s
}

// Sender sends. One sender works on a workspace at a time; Wake is safe for
// concurrent use.
type Sender struct {
	o    Options
	wake chan struct{}
	// The rest belongs to the goroutine of Run or Drain. A busy line belongs
	// to its own goroutine until it comes back through finished.
	lines    map[inbox.AccountID]*line
	busy     map[inbox.AccountID]bool
	finished chan *line
	// unsure are the entries to be looked up again, and when.
	unsure map[inbox.OutboxID]*lookup
}

// New makes a sender. It does nothing before Run or Drain.
func New(o Options) *Sender {
	return &Sender{
		o: withDefaults(o), wake: make(chan struct{}, 1),
		lines: map[inbox.AccountID]*line{}, busy: map[inbox.AccountID]bool{}, finished: make(chan *line),
		unsure: map[inbox.OutboxID]*lookup{},
	}
}

func withDefaults(o Options) Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Attempts == 0 {
		o.Attempts = 8
	}
	if o.Pace == (collect.Pace{}) {
		o.Pace = collect.Pace{First: 30 * time.Second, Most: 30 * time.Minute}
	}
	if o.Fresh == 0 {
		o.Fresh = time.Minute
	}
	if o.Grace == 0 {
		o.Grace = 20 * time.Second
	}
	return o
}

// Wake makes a running sender look at the outbox now.
func (s *Sender) Wake() {
	select {
	case s.wake <- struct{}{}:
	default: // awake already
	}
}

// Run sends until ctx ends. A reply under way then gets Grace to finish.
func (s *Sender) Run(ctx context.Context) error {
	defer s.end()
	if err := s.recover(ctx); err != nil {
		return err
	}
	for ctx.Err() == nil {
		s.round(ctx)
		s.rest(ctx)
	}
	return ctx.Err()
}

// Drain sends what is due now or within patience, and returns when nothing of
// that is left.
func (s *Sender) Drain(ctx context.Context, patience time.Duration) error {
	defer s.end()
	if err := s.recover(ctx); err != nil {
		return err
	}
	until := s.o.Now().Add(patience)
	for ctx.Err() == nil {
		s.round(ctx)
		if len(s.busy) > 0 {
			s.pause(ctx, longest)
			continue
		}
		if at := s.nextLookup(); !at.IsZero() && !at.After(s.o.Now()) {
			continue
		}
		next, err := s.o.Store.NextReply(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(until) || s.o.Now().After(until) {
			return nil
		}
		s.pause(ctx, max(next.Sub(s.o.Now()), 100*time.Millisecond))
	}
	return ctx.Err()
}

// round gives every account that is free what is due on it: replies in order,
// then lookups. Each account works on its own, so that a slow one holds up no
// other.
func (s *Sender) round(ctx context.Context) {
	due, err := s.o.Store.DueReplies(ctx, s.o.Now())
	if err != nil {
		s.o.Log.Error("the outbox was not read", "err", err)
		return
	}
	accounts, err := s.accounts(ctx)
	if err != nil {
		s.o.Log.Error("the accounts were not read", "err", err)
		return
	}
	work := map[inbox.AccountID][]inbox.OutboxEntry{}
	for _, e := range append(due, s.lookupsDue(ctx)...) {
		work[e.Account] = append(work[e.Account], e)
	}
	for id, entries := range work {
		acc, ok := accounts[id]
		if s.busy[id] {
			continue
		}
		if !ok || acc.Paused {
			s.postpone(entries, time.Time{})
			continue
		}
		l := s.line(acc)
		if l.until.After(s.o.Now()) {
			s.postpone(entries, l.until)
			continue
		}
		s.busy[id] = true
		go func() {
			l.work(ctx, entries)
			s.finished <- l
		}()
	}
}

// back takes up a line that has done its work.
func (s *Sender) back(l *line) {
	delete(s.busy, l.acc.ID)
	for _, id := range l.unsure {
		if s.unsure[id] == nil {
			s.unsure[id] = &lookup{at: s.o.Now()}
		}
	}
	for _, id := range l.lookedUp {
		if u := s.unsure[id]; u != nil && !u.later(s.o.Now()) {
			delete(s.unsure, id)
		}
	}
	for _, id := range l.settled {
		delete(s.unsure, id)
	}
	l.unsure, l.lookedUp, l.settled = nil, nil, nil
}

// end waits for the lines at work and hangs up.
func (s *Sender) end() {
	for len(s.busy) > 0 {
		s.back(<-s.finished)
	}
	s.hangUp(0)
}

func (s *Sender) accounts(ctx context.Context) (map[inbox.AccountID]inbox.Account, error) {
	all, err := s.o.Store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[inbox.AccountID]inbox.Account, len(all))
	for _, acc := range all {
		byID[acc.ID] = acc
	}
	return byID, nil
}
