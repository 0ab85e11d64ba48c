package email

import (
	"context"
	"fmt"
	"time"

	"vigie/inbox/channel"
)

const (
	// idleFor is how long one IDLE lasts: less than the 10 minutes after which
	// routers forget a connection, and far less than a server's 30 minutes.
	idleFor = 9 * time.Minute
	// backstop is how often a poll looks without being told: a push is a hint,
	// and the other mailboxes are not announced at all.
	backstop = 90 * time.Second
)

// Stream waits for news on a second connection, which does nothing but IDLE,
// and polls on the first: what arrives between a poll and the IDLE is found by
// the poll that follows the server's word that it idles.
func (s *Session) Stream(ctx context.Context, cur channel.Cursor, emit func(channel.Batch) error) error {
	if _, err := s.reach(ctx); err != nil {
		return s.lost(ctx, err)
	}
	if !s.canIdle {
		return channel.Fail(channel.Unsupported, s.set.imap.what+" "+s.set.imap.host+": does not announce mails", nil)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	wake := make(chan struct{}, 1)
	idle := make(chan error, 1)
	go func() { idle <- s.idle(ctx, wake) }()
	err := s.follow(ctx, cur, follower{emit: emit, wake: wake, idle: idle})
	cancel()
	if err == nil { // the idling ended first, and gave its reason
		return <-idle
	}
	<-idle
	return err
}

// follower is what a stream listens to.
type follower struct {
	emit func(channel.Batch) error
	wake <-chan struct{}
	idle chan error
}

// follow polls when woken and from time to time. It returns nil when the
// idling ended, leaving its error in the channel.
func (s *Session) follow(ctx context.Context, cur channel.Cursor, f follower) error {
	tick := time.NewTicker(backstop)
	defer tick.Stop()
	for {
		select {
		case <-f.wake:
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		case err := <-f.idle:
			f.idle <- err
			return nil
		}
		for more := true; more; {
			batch, err := s.Poll(ctx, cur, usualLimit)
			if err != nil {
				return err
			}
			if len(batch.Events) > 0 {
				if err := f.emit(batch); err != nil {
					return fmt.Errorf("store streamed mails: %w", err)
				}
			}
			cur, more = batch.Next, batch.More
		}
	}
}

// idle keeps a connection of its own in IDLE on the first mailbox, and wakes
// the stream when it has entered it and at every announcement.
func (s *Session) idle(ctx context.Context, wake chan<- struct{}) error {
	k, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer k.close()
	if _, err := k.examine(ctx, s.set.mailboxes[0]); err != nil {
		return ended(ctx, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = k.conn.Close() })
	defer stop()
	for {
		if err := k.idleOnce(ctx, wake); err != nil {
			return ended(ctx, imapFailure(k.at, "wait for mails", err))
		}
	}
}

// idleOnce is one IDLE from its start to its renewal.
func (k *link) idleOnce(ctx context.Context, wake chan<- struct{}) error {
	cmd, err := k.client.Idle()
	if err != nil {
		return err
	}
	k.conn.set(false)
	nudge(wake)
	renew := time.NewTimer(idleFor)
	defer renew.Stop()
	for waiting := true; waiting; {
		select {
		case <-k.news:
			nudge(wake)
		case <-renew.C:
			waiting = false
		case <-k.client.Closed():
			waiting = false
		case <-ctx.Done():
			waiting = false
		}
	}
	k.conn.set(true)
	if err := cmd.Close(); err != nil {
		return err
	}
	return cmd.Wait()
}

func nudge(wake chan<- struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}
