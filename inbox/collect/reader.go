package collect

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

// reader reads one account. It belongs to one goroutine.
type reader struct {
	o       Options
	acc     inbox.Account
	log     *slog.Logger
	health  pulse
	again   chan struct{}
	session channel.Session
	// lost is set when the network forgot the cursor: the next reading begins
	// at the start, and storing knows what it has already.
	lost     bool
	fresh    int
	failures int  // in a row
	hurried  bool // a person wants to know now
	renewed  bool // signed in again since the last success, because a token had run out
}

func (c *Collector) reader(_ context.Context, acc inbox.Account) *reader {
	log := c.o.Log.With("account", acc.ID, "channel", acc.Channel)
	return &reader{o: c.o, acc: acc, log: log, health: pulse{store: c.o.Store, now: c.o.Now, log: log}, again: make(chan struct{})}
}

// once reads to the end, beginning again where the network lost the cursor.
func (r *reader) once(ctx context.Context) error {
	defer r.close()
	r.health.trying(ctx, r.acc.ID)
	err := r.readAll(ctx)
	if r.forgot(err) {
		err = r.readAll(ctx)
	}
	switch {
	case ctx.Err() != nil:
		r.health.rest(ctx)
		return ctx.Err()
	case err != nil:
		r.health.failed(ctx, stateAfter(err), err)
		return fmt.Errorf("collect %s: %w", r.acc.Name, err)
	}
	r.meter()
	r.health.read(ctx, inbox.Idle)
	return nil
}

// meter notes how much of the network's allowance is spent.
func (r *reader) meter() {
	r.health.h.Quota = nil
	if m, ok := r.session.(channel.Metered); ok {
		r.health.h.Quota = m.Quota()
	}
}

// run reads and waits for news until ctx ends.
func (r *reader) run(ctx context.Context) {
	defer r.close()
	for ctx.Err() == nil {
		r.health.trying(ctx, r.acc.ID)
		err := r.follow(ctx)
		if ctx.Err() != nil {
			break
		}
		r.close()
		if r.forgot(err) {
			r.log.Warn("the network forgot how far it was read; reading again", "err", err)
			continue
		}
		if r.expired(err) {
			continue
		}
		r.rest(ctx, err)
	}
	r.health.rest(ctx)
}

// follow reads what there is, then waits for news; it returns on a fault. The
// wait is cut regularly to ask once more: a push is a hint, a poll the truth.
func (r *reader) follow(ctx context.Context) error {
	for {
		if err := r.readAll(ctx); err != nil {
			return err
		}
		r.failures, r.renewed = 0, false
		r.meter()
		r.health.read(ctx, inbox.Live)
		if err := r.await(ctx); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// open signs in unless there is a session, and notes what it was granted.
func (r *reader) open(ctx context.Context) error {
	if r.session != nil {
		return nil
	}
	connector, ok := r.o.Connector(r.acc.Channel)
	if !ok {
		return fault.New(fault.Unsupported, "fault.channel-unknown", "Channel", string(r.acc.Channel))
	}
	err := guard(r.log, func() (err error) {
		r.session, err = connector.Open(ctx, r.acc, r.o.env(r.acc))
		return err
	})
	if err != nil {
		r.session = nil
		return err
	}
	return r.grant(ctx)
}

func (r *reader) grant(ctx context.Context) error {
	caps := r.session.Caps()
	if reflect.DeepEqual(caps, r.acc.Caps) {
		return nil
	}
	if err := r.o.Granted(ctx, r.acc.ID, caps); err != nil {
		return fmt.Errorf("store the capabilities: %w", err)
	}
	r.acc.Caps = caps
	return nil
}

func (r *reader) close() {
	if r.session == nil {
		return
	}
	if err := guard(r.log, r.session.Close); err != nil {
		r.log.Debug("closing the session failed", "err", err)
	}
	r.session = nil
}

// forgot notes that the cursor is worthless; a fresh reading that says so
// again is a fault like any other.
func (r *reader) forgot(err error) bool {
	if channel.ReasonOf(err) != channel.CursorLost || r.lost {
		return false
	}
	r.lost = true
	return true
}

// expired reports whether signing in again may help: once, because a token
// runs out in the middle of a session, and a password does not come back.
func (r *reader) expired(err error) bool {
	if channel.ReasonOf(err) != channel.AuthExpired || r.renewed {
		return false
	}
	r.renewed = true
	return true
}

func (r *reader) cursor(ctx context.Context) (channel.Cursor, error) {
	if r.lost {
		return nil, nil
	}
	cur, err := r.o.Store.Cursor(ctx, r.acc.ID)
	if err != nil {
		return nil, fmt.Errorf("read the cursor: %w", err)
	}
	return cur, nil
}

// rest waits as the fault demands: for a person after a refusal, as long as
// the network asked for, or a random while that grows.
func (r *reader) rest(ctx context.Context, err error) {
	state := stateAfter(err)
	r.failures++
	r.health.failed(ctx, state, err)
	r.log.Warn("collecting failed", "state", state, "failures", r.failures, "err", err)
	if state == inbox.Refused {
		select {
		case <-ctx.Done():
		case <-r.again:
			r.asked()
		}
		return
	}
	r.sleep(ctx, r.delay(err))
}

func (r *reader) delay(err error) time.Duration {
	wait, failed := r.o.Pace.Wait(r.failures, r.o.Random)
	if failed != nil {
		r.log.Error("no randomness for the back-off", "err", failed)
	}
	return max(wait, retryAfter(err))
}

// sleep waits for a time, ctx or a person.
func (r *reader) sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	case <-r.again:
		r.asked()
	}
}

// asked notes that a person wants it tried now.
func (r *reader) asked() { r.failures, r.hurried = 0, true }

// hasten passes on that a person wants to know now, once, to a session that
// would leave its network alone for a while.
func (r *reader) hasten() {
	if !r.hurried {
		return
	}
	r.hurried = false
	if h, ok := r.session.(channel.Hurrier); ok {
		h.Hurry()
	}
}
