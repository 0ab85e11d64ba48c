package sample

import (
	"context"
	"fmt"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Connector plays the network of an account of the sample: messages come in
// while the workspace is open, and what is sent is received by nobody. It
// never opens a connection. It holds no state and is safe for concurrent use.
type Connector struct {
	kind  inbox.Channel
	seed  uint64
	pause time.Duration
}

// NewConnector gives the pretend network of a channel, made from Seed.
func NewConnector(kind inbox.Channel) *Connector {
	return &Connector{kind: kind, seed: Seed, pause: 700 * time.Millisecond}
}

// Played reports whether an account belongs to the sample, so that its
// sessions are to be opened here and never on a network.
func Played(acc inbox.Account) bool { return acc.Settings[Setting] == "yes" }

// Descriptor asks for nothing: accounts of the sample are not made by hand.
func (c *Connector) Descriptor() channel.Descriptor {
	caps := inbox.Caps{Poll: true, Stream: true, History: true, Kinds: map[inbox.Kind]inbox.KindCaps{}}
	for _, a := range Accounts("fr", time.Time{}) {
		if a.Channel != c.kind {
			continue
		}
		for kind, k := range a.Caps.Kinds {
			caps.Kinds[kind] = k
		}
		caps.Subject = caps.Subject || a.Caps.Subject
		caps.Attachments = caps.Attachments || a.Caps.Attachments
		caps.MaxAttached = max(caps.MaxAttached, a.Caps.MaxAttached)
	}
	return channel.Descriptor{Channel: c.kind, Caps: caps}
}

// Open begins to play. An account that is not of the sample is refused: its
// messages must never end here.
func (c *Connector) Open(ctx context.Context, acc inbox.Account, env channel.Env) (channel.Session, error) {
	if !Played(acc) {
		return nil, channel.Fail(channel.Unsupported, "not an account of the sample", nil)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return &Session{account: acc, env: env, seed: c.seed, pause: c.pause}, nil
}

// Session plays one account.
type Session struct {
	account inbox.Account
	env     channel.Env
	seed    uint64
	pause   time.Duration
}

// Verify says who we are.
func (s *Session) Verify(context.Context) (channel.Identity, error) {
	return channel.Identity{Handle: s.account.Address, Name: Brand}, nil
}

// Caps gives the sheet of the account.
func (s *Session) Caps() inbox.Caps { return sheet(s.account.ID) }

// Close ends nothing.
func (s *Session) Close() error { return nil }

// Poll gives what came since the position, as far as the sample was open.
func (s *Session) Poll(ctx context.Context, cur channel.Cursor, limit int) (channel.Batch, error) {
	if err := ctx.Err(); err != nil {
		return channel.Batch{}, err
	}
	now := s.env.Now()
	from, err := positionOf(cur, now)
	if err != nil {
		return channel.Batch{}, err
	}
	passed := now.Sub(from.At)
	if passed < 0 || passed > asleep {
		passed, from.At = 0, now
	}
	to := position{Version: 1, At: now, Open: from.Open + passed.Milliseconds()}
	list := coming(s.seed, s.account.ID, from.open(), to.open())
	more := limit > 0 && len(list) > limit
	if more {
		list = list[:limit]
		last := list[limit-1].after
		to.Open = (last + time.Millisecond - 1).Milliseconds()
		to.At = from.At.Add(to.open() - from.open())
	}
	b := channel.Batch{More: more}
	for _, a := range list {
		u, err := written(s.seed, a, from.At.Add(a.after-from.open()))
		if err != nil {
			return channel.Batch{}, err
		}
		b.Events = append(b.Events, u)
	}
	b.Next, err = to.cursor()
	return b, err
}

// Stream tells of each message when it comes, and once a minute of the time
// that went by.
func (s *Session) Stream(ctx context.Context, cur channel.Cursor, emit func(channel.Batch) error) error {
	for {
		b, err := s.Poll(ctx, cur, 0)
		if err != nil {
			return err
		}
		if err := emit(b); err != nil {
			return err
		}
		cur = b.Next
		if err := rest(ctx, s.next(cur)); err != nil {
			return err
		}
	}
}

// next is how long nothing comes, at most a minute.
func (s *Session) next(cur channel.Cursor) time.Duration {
	p, err := positionOf(cur, s.env.Now())
	if err != nil {
		return time.Minute
	}
	for _, a := range coming(s.seed, s.account.ID, p.open(), p.open()+time.Minute) {
		return a.after - p.open() + 5*time.Millisecond
	}
	return time.Minute
}

func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Reply pretends to send: after a moment it was received, by nobody.
func (s *Session) Reply(ctx context.Context, out channel.Outgoing) (channel.Receipt, error) {
	if s.Caps().TooLong(out.Entry.Text) {
		return channel.Receipt{}, &channel.Error{Reason: channel.Invalid, Field: "text", Detail: "too long"}
	}
	if err := rest(ctx, s.pause); err != nil {
		return channel.Receipt{}, channel.Fail(channel.Temporary, "stopped before sending", err)
	}
	at := s.env.Now()
	receipt := channel.Receipt{Native: "sent-" + out.Entry.Key, At: at}
	m := inbox.Message{
		Kind: inbox.Mention, Native: receipt.Native, Author: out.From, Recipients: out.Entry.To, Subject: out.Entry.Subject,
		Text: out.Entry.Text, SentAt: at, InReplyTo: out.Entry.InReplyTo, References: out.Entry.References,
	}
	if s.account.Channel == inbox.ChannelEmail {
		_, host, _ := strings.Cut(s.account.Address, "@")
		receipt.MailID = out.Entry.Key + "@" + host
		m.Kind, m.MailID = inbox.Email, receipt.MailID
	}
	raw, err := payload(m)
	if err != nil {
		return channel.Receipt{}, fmt.Errorf("write what was sent: %w", err)
	}
	receipt.Raw = raw
	return receipt, nil
}

// FindSent finds nothing: the pretend network forgets what it received. What
// is in doubt is for a person to settle, which the sample lets them try.
func (s *Session) FindSent(ctx context.Context, _ channel.Outgoing) (*channel.Receipt, error) {
	return nil, ctx.Err()
}
