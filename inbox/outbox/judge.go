package outbox

import (
	"context"
	"errors"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

// judge says what a fault makes of a reply.
func (l *line) judge(err error, begun inbox.OutboxEntry) Ended {
	reason := channel.ReasonOf(err)
	var f *fault.Error
	switch {
	case reason == channel.Ambiguous:
		return Ended{State: inbox.Unknown, Err: err}
	case errors.As(err, &f) && f.Kind != fault.Unavailable && f.Kind != fault.Busy:
		return Ended{State: inbox.Failed, Err: err}
	case reason != channel.Temporary && reason != channel.RateLimited:
		return Ended{State: inbox.Failed, Err: err}
	case begun.Attempts >= l.o.Attempts:
		return Ended{State: inbox.Failed, Err: fault.Wrap(err, fault.Unavailable, "fault.reply-gave-up", "Attempts", begun.Attempts)}
	default:
		return Ended{State: inbox.Queued, Again: l.o.Now().Add(l.delay(err, begun)), Err: err}
	}
}

func (l *line) delay(err error, begun inbox.OutboxEntry) time.Duration {
	wait, failed := l.o.Pace.Wait(max(begun.Attempts, 1), l.o.Random)
	if failed != nil {
		l.log.Error("no randomness for the back-off", "err", failed)
	}
	var e *channel.Error
	if errors.As(err, &e) && e.Reason == channel.RateLimited {
		wait = max(wait, e.RetryAfter)
	}
	return max(wait, time.Second)
}

// passing reports whether trying again later may help with an error of our own
// store.
func passing(err error) bool {
	switch fault.KindOf(err) {
	case fault.NotFound, fault.Corrupt, fault.Invalid, fault.Unsupported:
		return false
	default:
		return true
	}
}

// recordTries is how often the outcome is written before it is left to the
// next start, which finds the entry interrupted and looks it up.
const recordTries = 6

// record writes how a sending ended, also while the program is ending. It
// tries again because what is not written is in doubt.
func (l *line) record(ctx context.Context, id inbox.OutboxID, e Ended) bool {
	if e.Err != nil {
		l.log.Warn("a reply was not sent", "reply", id, "state", e.State, "err", e.Err)
	}
	wait := 100 * time.Millisecond
	for try := 1; ; try++ {
		err := l.o.End(context.WithoutCancel(ctx), id, e)
		if err == nil {
			return true
		}
		if kind := fault.KindOf(err); kind == fault.Conflict || kind == fault.NotFound {
			l.log.Warn("a person settled a reply meanwhile", "reply", id, "err", err)
			return true
		}
		l.log.Error("the end of a sending was not stored", "reply", id, "state", e.State, "err", err)
		if try == recordTries {
			return false
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			time.Sleep(min(wait, time.Second))
		}
		wait *= 3
	}
}
