package desktest

import (
	"context"
	"time"
)

// Sched runs everything on the caller's goroutine; its time passes only by
// Advance. It is vm.Scheduler for tests without a window.
type Sched struct {
	now    time.Duration
	timers []*timer
	hold   bool
	held   []func(context.Context)
}

type timer struct {
	at  time.Duration
	run func()
}

// UI runs f at once.
func (s *Sched) UI(f func()) { f() }

// Go runs f at once, or keeps it for Release while Hold is on.
func (s *Sched) Go(f func(context.Context)) {
	if s.hold {
		s.held = append(s.held, f)
		return
	}
	f(context.Background())
}

// Hold makes Go keep work back.
func (s *Sched) Hold() { s.hold = true }

// Release runs what was held back, and what that starts, and ends the holding.
func (s *Sched) Release() {
	for len(s.held) > 0 {
		f := s.held[0]
		s.held = s.held[1:]
		f(context.Background())
	}
	s.hold = false
}

// Held is the number of pieces of work kept back.
func (s *Sched) Held() int { return len(s.held) }

// After keeps f until Advance has let d pass.
func (s *Sched) After(d time.Duration, f func()) (cancel func()) {
	t := &timer{at: s.now + d, run: f}
	s.timers = append(s.timers, t)
	return func() { t.run = nil }
}

// Advance lets d pass; timers run in the order of their moments.
func (s *Sched) Advance(d time.Duration) {
	end := s.now + d
	for {
		var next *timer
		for _, t := range s.timers {
			if t.run != nil && t.at <= end && (next == nil || t.at < next.at) {
				next = t
			}
		}
		if next == nil {
			s.now = end
			return
		}
		run := next.run
		s.now, next.run = next.at, nil
		run()
	}
}
