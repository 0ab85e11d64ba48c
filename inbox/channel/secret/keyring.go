package secret

import (
	"context"
	"errors"
	"time"

	"github.com/zalando/go-keyring"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// Service is the name under which the system's keyring shows our entries.
const Service = "vigie"

// probeLimit bounds the question whether a keyring is there; unlockLimit gives
// a person the time to unlock it.
const (
	probeLimit  = 3 * time.Second
	unlockLimit = 2 * time.Minute
)

// ringCalls are the system's calls. Each may block on a dialog.
type ringCalls struct {
	get    func(service, user string) (string, error)
	set    func(service, user, value string) error
	remove func(service, user string) error
}

type ring struct {
	calls ringCalls
	limit time.Duration
	probe time.Duration
}

func system() *ring {
	return &ring{
		calls: ringCalls{get: keyring.Get, set: keyring.Set, remove: keyring.Delete},
		limit: unlockLimit, probe: probeLimit,
	}
}

// answers reports whether the system has a keyring: it looks up an entry that
// is never there.
func (r *ring) answers(ctx context.Context) bool {
	_, err := within(ctx, r.probe, func() (string, error) { return r.calls.get(Service, "vigie-probe") })
	return err == nil || errors.Is(err, keyring.ErrNotFound)
}

func (r *ring) Secret(ctx context.Context, acc inbox.AccountID, field string) (string, error) {
	value, err := within(ctx, r.limit, func() (string, error) { return r.calls.get(Service, entryName(acc, field)) })
	if errors.Is(err, keyring.ErrNotFound) {
		return "", missing(field)
	}
	return value, ringFault(err)
}

func (r *ring) Put(ctx context.Context, acc inbox.AccountID, field, value string) error {
	_, err := within(ctx, r.limit, func() (string, error) { return "", r.calls.set(Service, entryName(acc, field), value) })
	return ringFault(err)
}

func (r *ring) Delete(ctx context.Context, acc inbox.AccountID, field string) error {
	_, err := within(ctx, r.limit, func() (string, error) { return "", r.calls.remove(Service, entryName(acc, field)) })
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return ringFault(err)
}

func (r *ring) Kind() Kind { return Keyring }

func ringFault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(err, fault.Unavailable, "fault.keyring-locked")
	default:
		return fault.Wrap(err, fault.Unavailable, "fault.keyring-unavailable")
	}
}

// within makes a call that may hang on a dialog. A call that hangs past the
// limit keeps its goroutine until the dialog is answered: the system offers no
// way to take the question back.
func within(ctx context.Context, limit time.Duration, call func() (string, error)) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	type answer struct {
		value string
		err   error
	}
	answered := make(chan answer, 1)
	go func() {
		value, err := call()
		answered <- answer{value, err}
	}()
	select {
	case a := <-answered:
		return a.value, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
