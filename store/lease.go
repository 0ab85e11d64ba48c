package store

import (
	"context"
	"fmt"
	"time"

	"vigie/inbox/fault"
)

// leaseKey is where a context carries the lease that a write stands on.
type leaseKey struct{}

type heldLease struct {
	name  string
	token int64
}

// WithLease has every write with the context stand on a lease: in the
// transaction of the write it is looked whether the token is still the current
// one, and else the write is a Conflict fault and changes nothing. A node that
// slept through its lease can so neither store nor send in the place of the
// one that took over.
func WithLease(ctx context.Context, name string, token int64) context.Context {
	return context.WithValue(ctx, leaseKey{}, heldLease{name, token})
}

// WithoutLease has the writes with the context stand on nothing again: what was
// learnt is kept, whoever has the lease by now.
func WithoutLease(ctx context.Context) context.Context {
	return context.WithValue(ctx, leaseKey{}, nil)
}

// Lease takes or renews a lease: the right of one holder to do something until
// ttl has passed. ok is false as long as another has it. The token grows with
// each new holder and stays the same when the same one renews in time. Time is
// the database's: the clocks of the nodes may differ.
func (w *Workspace) Lease(ctx context.Context, name, holder string, ttl time.Duration) (token int64, ok bool, err error) {
	err = w.write(ctx, func(x *writing) error {
		token, ok, err = x.lease(name, holder, ttl)
		return err
	})
	return token, ok && err == nil, err
}

// Leases takes or renews several at once. What is missing in tokens another
// holder has.
func (w *Workspace) Leases(ctx context.Context, names []string, holder string, ttl time.Duration) (tokens map[string]int64, err error) {
	tokens = map[string]int64{}
	err = w.write(ctx, func(x *writing) error {
		for _, name := range names {
			token, ok, err := x.lease(name, holder, ttl)
			if err != nil {
				return err
			}
			if ok {
				tokens[name] = token
			}
		}
		return nil
	})
	return tokens, err
}

// LiveLeases gives the holders of the leases that have not run out and whose
// name begins like that, by name.
func (w *Workspace) LiveLeases(ctx context.Context, prefix string) (map[string]string, error) {
	out := map[string]string{}
	err := w.snapshot(ctx, func(r reading) error {
		now := millis(w.now())
		if w.engine.clock != "" {
			var err error
			if now, err = first(r, plain[int64], `SELECT `+w.engine.clock); err != nil {
				return err
			}
		}
		type row struct{ name, holder string }
		list, err := all(r, func(s scanner) (l row, err error) {
			err = s.Scan(&l.name, &l.holder)
			return l, err
		}, `SELECT name, holder FROM lease WHERE name >= ? AND name < ? AND until_at > ?`, prefix, prefix+"\U0010FFFF", now)
		for _, l := range list {
			out[l.name] = l.holder
		}
		return err
	})
	return out, err
}

// EndLease gives a lease back before its time, so that another can have it at
// once. One that is not held any more is left alone.
func (w *Workspace) EndLease(ctx context.Context, name string, token int64) error {
	return w.write(ctx, func(x *writing) error {
		_, err := x.exec(`UPDATE lease SET until_at = 0 WHERE name = ? AND token = ?`, name, token)
		return err
	})
}

func (x *writing) lease(name, holder string, ttl time.Duration) (token int64, ok bool, err error) {
	now, err := x.clock()
	if err != nil {
		return 0, false, err
	}
	type row struct {
		holder       string
		token, until int64
	}
	had, err := maybe(x, func(s scanner) (r row, err error) {
		err = s.Scan(&r.holder, &r.token, &r.until)
		return r, err
	}, `SELECT holder, token, until_at FROM lease WHERE name = ?`, name)
	if err != nil {
		return 0, false, fmt.Errorf("read lease %s: %w", name, err)
	}
	switch {
	case had.until > now && had.holder != holder:
		return 0, false, nil
	case had.until > now:
		token = had.token
	default:
		token = had.token + 1
	}
	_, err = x.exec(`INSERT INTO lease (name, holder, token, until_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = excluded.token, until_at = excluded.until_at`,
		name, holder, token, now+ttl.Milliseconds())
	if err != nil {
		return 0, false, fmt.Errorf("take lease %s: %w", name, err)
	}
	return token, true, nil
}

// clock is the time of the database, in milliseconds.
func (x *writing) clock() (int64, error) {
	if x.w.engine.clock == "" {
		return millis(x.now), nil
	}
	return first(x, plain[int64], `SELECT `+x.w.engine.clock)
}

// fenced refuses a write whose lease has gone to another. The writers go one
// after the other, so that it cannot go before the transaction ends.
func (x *writing) fenced() error {
	held, ok := x.ctx.Value(leaseKey{}).(heldLease)
	if !ok {
		return nil
	}
	current, err := maybe(x, plain[int64], `SELECT token FROM lease WHERE name = ?`, held.name)
	if err != nil {
		return fmt.Errorf("check lease %s: %w", held.name, err)
	}
	if current != held.token {
		return fault.New(fault.Conflict, keyLease, "Name", held.name)
	}
	return nil
}
