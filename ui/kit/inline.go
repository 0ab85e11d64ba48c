package kit

import (
	"context"
	"slices"
	"time"
)

// Inline is the scheduler of tests: everything runs on the caller's goroutine,
// and time passes only when told to. It is not safe for concurrent use.
type Inline struct {
	ctx    context.Context
	hold   bool
	held   []func(context.Context)
	now    time.Duration
	timers []*inlineTimer
}

type inlineTimer struct {
	at  time.Duration
	run func()
}

// NewInline makes a scheduler that runs work at once and whose clock stands at zero.
func NewInline(ctx context.Context) *Inline { return &Inline{ctx: ctx} }

// UI runs f at once.
func (s *Inline) UI(f func()) { f() }

// Go runs f at once, or keeps it for Release while Hold is on.
func (s *Inline) Go(f func(ctx context.Context)) {
	if s.hold {
		s.held = append(s.held, f)
		return
	}
	f(s.ctx)
}

// Hold makes Go keep work back, so that a test can look at what a screen shows
// while it waits.
func (s *Inline) Hold() { s.hold = true }

// Release runs, in order, the work that was held back, and that which it
// starts, and then ends the holding.
func (s *Inline) Release() {
	for len(s.held) > 0 {
		f := s.held[0]
		s.held = s.held[1:]
		f(s.ctx)
	}
	s.hold = false
}

// Held is the number of pieces of work kept back.
func (s *Inline) Held() int { return len(s.held) }

// After keeps f until Advance has let d pass.
func (s *Inline) After(d time.Duration, f func()) func() {
	t := &inlineTimer{at: s.now + max(d, 0), run: f}
	s.timers = append(s.timers, t)
	return func() { t.run = nil }
}

// Advance lets d pass: timers run in the order of their moments, those which
// they set too.
func (s *Inline) Advance(d time.Duration) {
	end := s.now + d
	for t := s.next(end); t != nil; t = s.next(end) {
		s.now = t.at
		if t.run != nil {
			t.run()
		}
	}
	s.now = end
}

// next takes the earliest timer due by end; of two at one moment, the older.
func (s *Inline) next(end time.Duration) *inlineTimer {
	best := -1
	for i, t := range s.timers {
		if t.at <= end && (best < 0 || t.at < s.timers[best].at) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	t := s.timers[best]
	s.timers = slices.Delete(s.timers, best, best+1)
	return t
}
