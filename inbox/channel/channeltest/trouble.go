package channeltest

import (
	"context"
	"errors"
	"time"

	"vigie/inbox/channel"
)

func troubleCases() []Case {
	return []Case{
		{"one poisonous message is reported and the rest goes on", isolatesPoison},
		{"refused credentials are told as such and heal", toldOfRevocation},
		{"a network that says slow down is believed", heedsRateLimits},
		{"a network that is down is a passing fault", survivesAnOutage},
		{"a cancelled call ends at once", endsWhenCancelled},
	}
}

func isolatesPoison(t T, h Harness) {
	p := begin(t, h)
	p.need(h.PostPoison != nil, "PostPoison")
	_, before := p.post()
	h.PostPoison(t)
	_, after := p.post()
	p.drain()
	p.sees(before)
	p.sees(after)
	if len(p.shelf.poison) != 1 {
		t.Fatalf("%d poisons, want 1", len(p.shelf.poison))
	}
	if p.shelf.poison[0].At.IsZero() {
		t.Errorf("the poison has no time")
	}
	for _, k := range p.shelf.messages {
		if k.Message.Pending {
			t.Errorf("the header %q stays pending for ever", k.Message.Native)
		}
	}
	count := len(p.shelf.poison)
	p.drain()
	if len(p.shelf.poison) != count {
		t.Errorf("the poison comes back with every poll")
	}
}

func toldOfRevocation(t T, h Harness) {
	p := begin(t, h)
	p.need(h.Revoke != nil, "Revoke")
	_, marker := p.post()
	h.Revoke(t)
	_ = p.session.Close()
	s, err := h.Connector.Open(t.Context(), h.Account, h.Env)
	if err == nil {
		_, err = s.Verify(t.Context())
		_ = s.Close()
	}
	if r := channel.ReasonOf(err); r != channel.AuthRevoked && r != channel.AuthExpired {
		t.Errorf("with refused credentials: %v, want %q or %q", err, channel.AuthRevoked, channel.AuthExpired)
	}
	p.need(h.Restore != nil, "Restore")
	h.Restore(t)
	p.open()
	if _, err := p.session.Verify(t.Context()); err != nil {
		t.Errorf("verify with good credentials again: %v", err)
	}
	p.drain()
	p.sees(marker)
}

func heedsRateLimits(t T, h Harness) {
	p := begin(t, h)
	_, marker := p.post()
	p.fails(RateLimit)
	_, err := p.poll()
	var e *channel.Error
	if !errors.As(err, &e) || e.Reason != channel.RateLimited || e.RetryAfter <= 0 {
		t.Errorf("poll: %v, want %q with a delay", err, channel.RateLimited)
	}
	p.drain()
	p.sees(marker)
}

func survivesAnOutage(t T, h Harness) {
	p := begin(t, h)
	_, marker := p.post()
	p.fails(Unreachable)
	if _, err := p.poll(); err == nil || channel.ReasonOf(err) != channel.Temporary {
		t.Errorf("poll: %v, want %q", err, channel.Temporary)
	}
	p.drain()
	p.sees(marker)
}

func endsWhenCancelled(t T, h Harness) {
	p := begin(t, h)
	poller, ok := p.session.(channel.Poller)
	if !ok {
		t.Skipf("the session does not poll")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := poller.Poll(ctx, nil, 10); !errors.Is(err, context.Canceled) {
		t.Errorf("poll with a cancelled context: %v, want %v", err, context.Canceled)
	}
	p.cancelWhileHanging()
	p.reopen()
	_, marker := p.post()
	p.drain()
	p.sees(marker)
}

// cancelWhileHanging cancels a call that waits for a network that is silent.
func (p *play) cancelWhileHanging() {
	p.t.Helper()
	if p.h.Pause == nil {
		p.t.Logf("not tried on a silent network: %s", p.h.reason("Pause"))
		return
	}
	resume := p.h.Pause(p.t)
	defer resume()
	ctx, cancel := context.WithTimeout(p.t.Context(), 200*time.Millisecond)
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		_, err := p.session.(channel.Poller).Poll(ctx, p.cursor, 10)
		ended <- err
	}()
	select {
	case err := <-ended:
		if !errors.Is(err, context.DeadlineExceeded) {
			p.t.Errorf("a poll that was given up returned %v, want %v", err, context.DeadlineExceeded)
		}
	case <-time.After(3 * p.h.Patience):
		p.t.Fatalf("a poll goes on after its context ended")
	}
}
