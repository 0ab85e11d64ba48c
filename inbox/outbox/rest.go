package outbox

import (
	"context"
	"time"
)

// The waits of a sender with nothing to do. shortest keeps a reply that cannot
// leave (its account is paused) from making it spin; longest is how late a
// reply leaves when a notice was lost.
const (
	shortest = time.Second
	longest  = time.Minute
)

// rest waits for the next reply or lookup, a notice, or the end.
func (s *Sender) rest(ctx context.Context) {
	wait := longest
	next, err := s.o.Store.NextReply(ctx)
	if err != nil {
		s.o.Log.Error("the outbox was not read", "err", err)
	} else if !next.IsZero() {
		wait = min(wait, next.Sub(s.o.Now()))
	}
	if at := s.nextLookup(); !at.IsZero() {
		wait = min(wait, at.Sub(s.o.Now()))
	}
	s.pause(ctx, max(wait, shortest))
	s.hangUp(s.o.Fresh)
}

func (s *Sender) pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.wake:
	case l := <-s.finished:
		s.back(l)
	case <-ctx.Done():
	}
}

// hangUp closes the sessions that were not used for a while.
func (s *Sender) hangUp(unused time.Duration) {
	now := s.o.Now()
	for id, l := range s.lines {
		if !s.busy[id] && now.Sub(l.used) >= unused && (unused == 0 || !l.until.After(now)) {
			l.close()
			delete(s.lines, id)
		}
	}
}
