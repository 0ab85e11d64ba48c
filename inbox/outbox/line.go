package outbox

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

// line is the connection of one account. It belongs to one goroutine at a
// time.
type line struct {
	o       Options
	acc     inbox.Account
	log     *slog.Logger
	session channel.Session
	used    time.Time
	until   time.Time // nothing is tried before: the network does not answer

	// What came of the work.
	unsure   []inbox.OutboxID // sendings that nobody can know about
	lookedUp []inbox.OutboxID // still unknown
	settled  []inbox.OutboxID // known now
}

// line gives the account's connection; a changed account gets a new one.
func (s *Sender) line(acc inbox.Account) *line {
	l := s.lines[acc.ID]
	if l != nil && reflect.DeepEqual(l.acc, acc) {
		return l
	}
	if l != nil {
		l.close()
	}
	l = &line{o: s.o, acc: acc, log: s.o.Log.With("account", acc.ID, "channel", acc.Channel), used: s.o.Now()}
	s.lines[acc.ID] = l
	return l
}

func (l *line) close() {
	if l.session == nil {
		return
	}
	if err := guard(l.log, l.session.Close); err != nil {
		l.log.Debug("closing the session failed", "err", err)
	}
	l.session = nil
}

// open signs in, or takes up a session that is still fresh.
func (l *line) open(ctx context.Context) error {
	if l.session != nil && l.o.Now().Sub(l.used) < l.o.Fresh {
		return nil
	}
	l.close()
	connector, ok := l.o.Connector(l.acc.Channel)
	if !ok {
		return channel.Fail(channel.Unsupported, string(l.acc.Channel), nil)
	}
	env := channel.Env{Now: l.o.Now, Random: l.o.Random, Log: l.log, Secrets: l.o.Secrets, Workers: 1}
	err := guard(l.log, func() (err error) {
		l.session, err = connector.Open(ctx, l.acc, env)
		return err
	})
	if err != nil {
		l.session = nil
		return err
	}
	l.used = l.o.Now()
	return nil
}

// work does what is due: queued replies are sent, unknown ones looked up. It
// stops at the first passing fault, so that the answers of one account keep
// their order and a dead server is asked once.
func (l *line) work(ctx context.Context, entries []inbox.OutboxEntry) {
	for _, e := range entries {
		switch {
		case ctx.Err() != nil:
			return
		case e.State == inbox.Unknown && l.lookUp(ctx, e):
			l.settled = append(l.settled, e.ID)
		case e.State == inbox.Unknown:
			l.lookedUp = append(l.lookedUp, e.ID)
		case !l.send(ctx, e):
			l.hold(l.o.Now().Add(shortest))
			return
		}
	}
}

// hold keeps the account from being tried before a time.
func (l *line) hold(until time.Time) {
	if until.After(l.until) {
		l.until = until
	}
}

// send takes one reply through and reports whether the next may follow. The
// session is opened before the entry is marked: until then nothing is in
// doubt when the program ends.
func (l *line) send(ctx context.Context, e inbox.OutboxEntry) bool {
	opening := l.open(ctx)
	if ctx.Err() != nil {
		return false
	}
	out, loading := l.o.Store.Outgoing(ctx, e.ID)
	if loading != nil && passing(loading) {
		l.log.Error("a reply was not loaded", "reply", e.ID, "err", loading)
		return false
	}
	begun, err := l.o.Store.BeginSending(ctx, e.ID)
	if err != nil {
		l.log.Warn("a reply was not begun", "reply", e.ID, "err", err)
		l.hold(l.o.Now().Add(shortest))
		return fault.KindOf(err) == fault.Conflict || fault.KindOf(err) == fault.NotFound // cancelled meanwhile
	}
	ended := l.reply(ctx, out, begun, errors.Join(opening, loading))
	if ended.State == inbox.Unknown {
		l.unsure = append(l.unsure, e.ID)
	}
	if ended.State == inbox.Queued {
		l.hold(ended.Again)
	}
	return l.record(ctx, e.ID, ended) && ended.State != inbox.Queued
}

// reply sends once, and once more after signing in again when the network said
// that the sign-in had run out (which promises that nothing was sent).
func (l *line) reply(ctx context.Context, out channel.Outgoing, begun inbox.OutboxEntry, before error) Ended {
	if before != nil {
		return l.judge(before, begun)
	}
	out.Entry, out.At = begun, l.o.Now()
	receipt, err := l.call(ctx, out)
	if channel.ReasonOf(err) == channel.AuthExpired {
		l.close()
		if err = l.open(ctx); err == nil {
			receipt, err = l.call(ctx, out)
		}
	}
	if err != nil {
		l.close()
		return l.judge(err, begun)
	}
	l.used = l.o.Now()
	return Ended{State: inbox.Sent, Receipt: receipt}
}

// call is the only place where something leaves. Whatever is not a clear word
// of the connector counts as perhaps sent.
func (l *line) call(ctx context.Context, out channel.Outgoing) (receipt channel.Receipt, err error) {
	leave := l.way(out.Entry.Kind)
	if leave == nil {
		return receipt, channel.Fail(channel.Unsupported, string(l.acc.Channel), nil)
	}
	ctx, stop := l.patient(ctx)
	defer stop()
	err = guard(l.log, func() (err error) {
		receipt, err = leave(ctx, out)
		return err
	})
	var clear *channel.Error
	if err != nil && !errors.As(err, &clear) {
		err = channel.Fail(channel.Ambiguous, "", err)
	}
	return receipt, err
}

// way is how an entry leaves on the account's network; nil where it cannot.
func (l *line) way(k inbox.DraftKind) func(context.Context, channel.Outgoing) (channel.Receipt, error) {
	if k == inbox.OwnPost {
		if p, ok := l.session.(channel.Poster); ok {
			return p.Post
		}
		return nil
	}
	if r, ok := l.session.(channel.Replier); ok {
		return r.Reply
	}
	return nil
}

// patient gives a reply under way the time to finish when the sender is told
// to stop: cut in the middle, nobody would know whether it left.
func (l *line) patient(ctx context.Context) (context.Context, func()) {
	patient, cancel := context.WithCancel(context.WithoutCancel(ctx))
	release := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(l.o.Grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-patient.Done():
		}
	})
	return patient, func() { release(); cancel() }
}
