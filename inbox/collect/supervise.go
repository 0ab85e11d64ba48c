package collect

import (
	"context"
	"sync"

	"vigie/inbox"
)

// running is one account at work.
type running struct {
	stop  context.CancelFunc
	done  chan struct{}
	again chan struct{} // a person wants it tried now
}

// launch starts an account's goroutine. The lock is held.
func (c *Collector) launch(ctx context.Context, acc inbox.Account, all *sync.WaitGroup) *running {
	ctx, stop := context.WithCancel(ctx)
	run := &running{stop: stop, done: make(chan struct{}), again: make(chan struct{}, 1)}
	before := c.running[acc.ID]
	all.Go(func() {
		defer close(run.done)
		defer stop()
		if before != nil {
			before.stop()
			<-before.done
		}
		r := c.reader(ctx, acc)
		r.again = run.again
		if !c.wanted(acc) {
			r.health.stopped(ctx, acc)
			return
		}
		r.run(ctx)
	})
	return run
}

// Changed starts, restarts or stops an account that was added, changed,
// paused or retired. Before Run it does nothing: Run reads the accounts itself.
func (c *Collector) Changed(acc inbox.Account) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.start != nil && !byHand(acc) {
		c.start(acc)
	}
}

// Pause stops an account for as long as this collector lives, or until Resume.
// Account.Paused is what lasts; it comes through Changed.
func (c *Collector) Pause(acc inbox.Account) { c.setPaused(acc, true) }

// Resume takes Pause back.
func (c *Collector) Resume(acc inbox.Account) { c.setPaused(acc, false) }

func (c *Collector) setPaused(acc inbox.Account, paused bool) {
	c.mu.Lock()
	c.paused[acc.ID] = paused
	c.mu.Unlock()
	c.Changed(acc)
}

// RetryNow ends the waiting of an account: the back-off after a fault, the
// refusal that waits for a person, or the time to the next poll.
func (c *Collector) RetryNow(acc inbox.AccountID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	run := c.running[acc]
	if run == nil {
		return
	}
	select {
	case run.again <- struct{}{}:
	default: // asked already
	}
}
