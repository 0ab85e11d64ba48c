package fake

import (
	"context"
	"time"

	"vigie/inbox/channel"
)

// Fault is what goes wrong with a call.
type Fault string

// The faults.
const (
	Unreachable Fault = "unreachable"  // any call: Temporary, nothing happened
	RateLimit   Fault = "rate-limit"   // any call: RateLimited for RetryAfter
	LoseAnswer  Fault = "lose-answer"  // a reply: delivered, but the answer is lost
	LoseRequest Fault = "lose-request" // a reply: not delivered, and the sender cannot know
	Refuse      Fault = "refuse"       // a reply: refused for its content
)

// RetryAfter is the delay that RateLimit asks for.
const RetryAfter = 30 * time.Second

// FailNext queues a fault for the next call that it can happen to.
func (n *Network) FailNext(f Fault) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.faults = append(n.faults, f)
}

// Revoke makes the network refuse the account; Restore takes it back.
func (n *Network) Revoke() { n.setRefused(true) }

// Restore makes the network accept the account again.
func (n *Network) Restore() { n.setRefused(false) }

func (n *Network) setRefused(refused bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.refused = refused
}

// LoseCursors makes every cursor that was given out worthless.
func (n *Network) LoseCursors() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.generation++
}

// Pause makes every call hang until the returned function is called or the
// caller gives up.
func (n *Network) Pause() (resume func()) {
	gate := make(chan struct{})
	n.mu.Lock()
	n.pause = gate
	n.mu.Unlock()
	return func() {
		n.mu.Lock()
		n.pause = nil
		n.mu.Unlock()
		close(gate)
	}
}

// enter is the start of every call: it waits out a pause and fails as asked.
func (n *Network) enter(ctx context.Context) error {
	n.mu.Lock()
	gate := n.pause
	n.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.refused {
		return channel.Fail(channel.AuthRevoked, "the fake network refuses this account", nil)
	}
	switch n.take(Unreachable, RateLimit) {
	case Unreachable:
		return channel.Fail(channel.Temporary, "the fake network is down", nil)
	case RateLimit:
		return &channel.Error{Reason: channel.RateLimited, RetryAfter: RetryAfter, Detail: "slow down"}
	default:
		return nil
	}
}

// take consumes the first queued fault if it is one of those that can happen
// here. The lock is held.
func (n *Network) take(possible ...Fault) Fault {
	if len(n.faults) == 0 {
		return ""
	}
	for _, f := range possible {
		if n.faults[0] == f {
			n.faults = n.faults[1:]
			return f
		}
	}
	return ""
}
