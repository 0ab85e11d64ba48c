package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/collect"
	"vigie/inbox/fault"
	"vigie/store"
)

const (
	moderationTries    = 8                // after that many a passing fault is final
	moderationPatience = time.Minute      // what one account gets for what is due on it
	moderationLongest  = 30 * time.Second // between two looks
	moderationGrace    = 10 * time.Second // for what is under way when the program ends
)

// moderator does on the networks what members asked for. Every act is on disk
// before the network is told; what can be repeated is tried again by itself,
// of anything else whose answer was lost a person decides.
type moderator struct {
	o    Options
	pace collect.Pace
	wake chan struct{}
}

func newModerator(o Options) *moderator {
	return &moderator{o: o, pace: collect.Pace{First: 30 * time.Second, Most: 30 * time.Minute}, wake: make(chan struct{}, 1)}
}

// Wake makes it look now.
func (m *moderator) Wake() {
	select {
	case m.wake <- struct{}{}:
	default: // awake already
	}
}

// Run works until ctx ends.
func (m *moderator) Run(ctx context.Context) error {
	if err := m.o.Workspace.InterruptedModerations(ctx); err != nil {
		return fmt.Errorf("take up moderations: %w", err)
	}
	for ctx.Err() == nil {
		if err := m.round(ctx); err != nil && ctx.Err() == nil {
			m.o.Log.Error("moderations were not read", "err", err)
		}
		m.rest(ctx)
	}
	return ctx.Err()
}

// round does what is due, each account for itself so that a slow one holds up
// no other.
func (m *moderator) round(ctx context.Context) error {
	due, err := m.o.Workspace.DueModerations(ctx, m.o.Now())
	if err != nil || len(due) == 0 {
		return err
	}
	accounts, err := m.o.Workspace.Accounts(ctx)
	if err != nil {
		return err
	}
	work := map[inbox.AccountID][]inbox.Moderation{}
	for _, d := range due {
		work[d.Account] = append(work[d.Account], d)
	}
	var all sync.WaitGroup
	for _, acc := range accounts {
		if list := work[acc.ID]; len(list) > 0 && !acc.Paused {
			all.Go(func() { m.account(ctx, acc, list) })
		}
	}
	all.Wait()
	return nil
}

// account does what is due on one account over one session.
func (m *moderator) account(ctx context.Context, acc inbox.Account, list []inbox.Moderation) {
	log := m.o.Log.With("account", acc.ID)
	limited, stop := graceful(ctx)
	defer stop()
	session, opening := m.open(limited, acc)
	if session != nil {
		defer func() {
			if err := session.Close(); err != nil {
				log.Debug("closing the session failed", "err", err)
			}
		}()
	}
	for _, one := range list {
		if ctx.Err() != nil {
			return
		}
		begun, err := m.o.Workspace.BeginModeration(ctx, one.ID)
		if err != nil {
			log.Info("a moderation is not to be done any more", "moderation", one.ID, "err", err)
			continue
		}
		err = opening
		if err == nil {
			err = m.do(limited, session, begun)
		}
		m.record(ctx, begun, m.judge(begun, err))
	}
}

// graceful bounds the work on an account; what is under way when ctx ends gets
// a moment to finish.
func graceful(ctx context.Context) (context.Context, context.CancelFunc) {
	limited, stop := context.WithTimeout(context.WithoutCancel(ctx), moderationPatience)
	undo := context.AfterFunc(ctx, func() { time.AfterFunc(moderationGrace, stop) })
	return limited, func() { undo(); stop() }
}

func (m *moderator) open(ctx context.Context, acc inbox.Account) (s channel.Session, err error) {
	defer caught(&err)
	c, ok := m.o.Connector(acc.Channel)
	if !ok {
		return nil, channel.Fail(channel.Unsupported, string(acc.Channel), nil)
	}
	return c.Open(ctx, acc, (&Engine{o: m.o}).env())
}

func (m *moderator) do(ctx context.Context, s channel.Session, one inbox.Moderation) (err error) {
	defer caught(&err)
	able, ok := s.(channel.Moderator)
	if !ok {
		return channel.Fail(channel.Unsupported, string(one.Action), nil)
	}
	target, err := m.o.Workspace.Message(ctx, one.Message)
	if err != nil {
		return err
	}
	return able.Moderate(ctx, target, one.Action, one.Why())
}

// caught turns a connector's panic into an error: one account must not end the
// others.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fault.Wrap(fmt.Errorf("panic: %v", p), fault.Internal, "fault.connector-panic")
	}
}

// judge says what an answer of the network makes of an act.
func (m *moderator) judge(one inbox.Moderation, err error) store.ModerationEnd {
	reason := channel.ReasonOf(err)
	var f *fault.Error
	switch {
	case err == nil:
		return store.ModerationEnd{State: inbox.ModerationDone}
	case reason == channel.Ambiguous && !one.Action.Repeatable():
		return store.ModerationEnd{State: inbox.ModerationUnknown, Err: err}
	case errors.As(err, &f) && f.Kind != fault.Unavailable && f.Kind != fault.Busy:
		return store.ModerationEnd{State: inbox.ModerationFailed, Err: err}
	case reason != channel.Temporary && reason != channel.RateLimited && reason != channel.Ambiguous:
		return store.ModerationEnd{State: inbox.ModerationFailed, Err: err}
	case one.Attempts >= moderationTries:
		return store.ModerationEnd{State: inbox.ModerationFailed, Err: fault.Wrap(err, fault.Unavailable, "fault.moderation-gave-up")}
	default:
		return store.ModerationEnd{State: inbox.ModerationAsked, Again: m.o.Now().Add(m.delay(one, err)), Err: err}
	}
}

func (m *moderator) delay(one inbox.Moderation, err error) time.Duration {
	wait, failed := m.pace.Wait(max(one.Attempts, 1), (&Engine{o: m.o}).env().Random)
	if failed != nil {
		m.o.Log.Error("no randomness for the back-off", "err", failed)
	}
	var e *channel.Error
	if errors.As(err, &e) && e.Reason == channel.RateLimited {
		wait = max(wait, e.RetryAfter)
	}
	return max(wait, time.Second)
}

// record writes what became of an act, also while the program is ending. What
// cannot be written is taken up at the next start.
func (m *moderator) record(ctx context.Context, one inbox.Moderation, end store.ModerationEnd) {
	if end.Err != nil {
		m.o.Log.Warn("a moderation was not done", "moderation", one.ID, "action", one.Action, "state", end.State, "err", end.Err)
	}
	const tries = 4
	for try := 1; ; try++ {
		err := m.o.Workspace.EndModeration(context.WithoutCancel(ctx), one.ID, end)
		if err == nil {
			return
		}
		m.o.Log.Error("the end of a moderation was not stored", "moderation", one.ID, "state", end.State, "err", err)
		if try == tries || fault.KindOf(err) == fault.Conflict {
			return
		}
		time.Sleep(time.Duration(try) * 100 * time.Millisecond)
	}
}

func (m *moderator) rest(ctx context.Context) {
	wait := moderationLongest
	next, err := m.o.Workspace.NextModeration(ctx)
	if err == nil && next.After(m.o.Now()) {
		wait = min(wait, next.Sub(m.o.Now()))
	}
	timer := time.NewTimer(max(wait, 50*time.Millisecond))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-m.wake:
	case <-ctx.Done():
	}
}
