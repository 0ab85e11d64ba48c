package kit

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"
)

// Scheduler is the only way for a screen to leave the UI goroutine and to come
// back to it. Nothing else in ui starts a goroutine or a timer.
type Scheduler interface {
	// UI runs f on the UI goroutine, later or at once. Safe from any goroutine.
	UI(f func())
	// Go runs f off the UI goroutine. Its context ends when the window closes.
	Go(f func(ctx context.Context))
	// After runs f on the UI goroutine when d has passed, unless cancel is
	// called first. Called on the UI goroutine, cancel is final: f will not run.
	After(d time.Duration, f func()) (cancel func())
}

// Live is the scheduler of the running programme: fyne.Do, goroutines, timers.
type Live struct {
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup
	mu     sync.Mutex
	closed bool
}

// NewLive makes a scheduler whose work ends at the latest with ctx.
func NewLive(ctx context.Context) *Live {
	ctx, cancel := context.WithCancel(ctx)
	return &Live{ctx: ctx, cancel: cancel}
}

// UI queues f for the UI goroutine; after Close it does nothing.
func (s *Live) UI(f func()) {
	if s.ctx.Err() != nil {
		return
	}
	fyne.Do(func() {
		if s.ctx.Err() == nil {
			f()
		}
	})
}

// Go starts f on a goroutine; after Close it does nothing.
func (s *Live) Go(f func(ctx context.Context)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.work.Go(func() { f(s.ctx) })
}

// After runs f on the UI goroutine when d has passed.
func (s *Live) After(d time.Duration, f func()) func() {
	ctx, cancel := context.WithCancel(s.ctx)
	timer := time.AfterFunc(d, func() {
		s.UI(func() {
			if ctx.Err() == nil {
				cancel()
				f()
			}
		})
	})
	return func() {
		timer.Stop()
		cancel()
	}
}

// Close cancels the contexts and waits until all work has returned. Functions
// queued by UI and After no longer run. Work must heed its context.
func (s *Live) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.cancel()
	s.work.Wait()
}
