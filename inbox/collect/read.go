package collect

import (
	"bytes"
	"context"
	"errors"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

// ahead is how many fetched batches may wait to be stored: enough to keep the
// network and the disk busy at once, few enough to bound the memory.
const ahead = 2

// growth is how many times the first batch the batches of a long reading may
// grow to.
const growth = 2

// readAll polls until nothing more is there. Fetching runs ahead of storing:
// each batch names the cursor of the next, so the network need not wait for
// the disk; what is not stored when something fails is simply fetched again.
func (r *reader) readAll(ctx context.Context) error {
	cur, err := r.cursor(ctx)
	if err != nil {
		return err
	}
	if err := r.open(ctx); err != nil {
		return err
	}
	poller, ok := r.session.(channel.Poller)
	if !ok {
		return nil
	}
	r.hasten()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	batches, stored := make(chan channel.Batch, ahead), make(chan error, 1)
	go func() {
		err := r.storeAll(ctx, batches)
		if err != nil {
			stop(err)
		}
		stored <- err
	}()
	err = r.fetchAll(ctx, poller, cur, batches)
	close(batches)
	if failed := <-stored; failed != nil {
		return failed
	}
	return err
}

// fetchAll fetches to the end. The first batch is small, so that something is soon to be seen; those of a
// long reading grow, since each is a transaction that waits for the disk.
func (r *reader) fetchAll(ctx context.Context, poller channel.Poller, cur channel.Cursor, batches chan<- channel.Batch) error {
	limit := r.o.Batch
	for more := true; more; limit = min(2*limit, growth*r.o.Batch) {
		var b channel.Batch
		err := guard(r.log, func() (err error) {
			b, err = poller.Poll(ctx, cur, limit)
			return err
		})
		if err != nil {
			return err
		}
		if b.More && len(b.Events) == 0 && bytes.Equal(b.Next, cur) {
			return channel.Fail(channel.Temporary, "the reading does not advance", nil)
		}
		select {
		case batches <- b:
		case <-ctx.Done():
			return ctx.Err()
		}
		cur, more = b.Next, b.More
	}
	return nil
}

func (r *reader) storeAll(ctx context.Context, batches <-chan channel.Batch) error {
	long := false
	for b := range batches {
		if err := r.keep(ctx, b); err != nil {
			return err
		}
		if long = long || b.More; long {
			r.o.Progress(Progress{Account: r.acc.ID, Done: b.Done, Total: b.Total, Finished: !b.More})
		}
	}
	return nil
}

// keep stores a batch with its cursor; then a lost cursor is found again.
func (r *reader) keep(ctx context.Context, b channel.Batch) error {
	fresh, err := r.o.Ingest(ctx, r.acc.ID, b)
	if err != nil {
		return storeError{err}
	}
	r.lost = false
	r.fresh += fresh
	r.health.heard(fresh)
	return nil
}

// await waits until it is time to ask again: for the network's push where it
// has one, else for the clock.
func (r *reader) await(ctx context.Context) error {
	streamer, ok := r.session.(channel.Streamer)
	if !ok || !r.session.Caps().Stream {
		r.sleep(ctx, r.o.every(false))
		return nil
	}
	cur, err := r.cursor(ctx)
	if err != nil {
		return err
	}
	began := r.o.Now()
	limited, stop := context.WithTimeout(ctx, r.o.every(true))
	defer stop()
	go r.hurry(limited, stop)
	err = guard(r.log, func() error { return streamer.Stream(limited, cur, r.emit(ctx)) })
	if limited.Err() != nil && !isStoreError(err) {
		r.close() // how a session stands after its stream was cut is the network's affair
		return nil
	}
	if err == nil && r.o.Now().Sub(began) < time.Second {
		return channel.Fail(channel.Temporary, "the stream ended at once", nil)
	}
	return err
}

// hurry cuts a stream short when a person asks for it.
func (r *reader) hurry(ctx context.Context, stop context.CancelFunc) {
	select {
	case <-ctx.Done():
	case <-r.again:
		stop()
	}
}

// emit stores a pushed batch; what was pushed is kept also while the stream is
// being cut, so it uses the account's own context.
func (r *reader) emit(ctx context.Context) func(channel.Batch) error {
	return func(b channel.Batch) error {
		if err := r.keep(ctx, b); err != nil {
			return err
		}
		r.health.read(ctx, inbox.Live)
		return nil
	}
}

// storeError tells our own trouble from the network's.
type storeError struct{ err error }

func (e storeError) Error() string { return "store a batch: " + e.err.Error() }
func (e storeError) Unwrap() error { return e.err }

func isStoreError(err error) bool {
	var e storeError
	return errors.As(err, &e)
}

// stateAfter says how an account stands after a fault. What only a person can
// put right is Refused and not tried again by itself: hammering a sign-in
// locks accounts.
func stateAfter(err error) inbox.Liveness {
	if isStoreError(err) {
		return inbox.Retrying
	}
	var f *fault.Error
	if errors.As(err, &f) {
		switch f.Kind {
		case fault.Auth, fault.Unsupported, fault.Invalid:
			return inbox.Refused
		}
	}
	switch channel.ReasonOf(err) {
	case channel.AuthExpired, channel.AuthRevoked, channel.Scope, channel.Unsupported, channel.Invalid:
		return inbox.Refused
	default:
		return inbox.Retrying
	}
}

func retryAfter(err error) time.Duration {
	var e *channel.Error
	if errors.As(err, &e) && e.Reason == channel.RateLimited {
		return e.RetryAfter
	}
	return 0
}
