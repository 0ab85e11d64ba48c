package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

// DueReplies lists the queued replies whose time has come and that no freeze
// holds, oldest first.
func (w *Workspace) DueReplies(ctx context.Context, now time.Time) ([]inbox.OutboxEntry, error) {
	list, err := all(w.glance(ctx), body[inbox.OutboxEntry], `SELECT o.body
		FROM outbox o
		WHERE o.state = 'queued' AND o.not_before <= ? AND `+unheld+`
		ORDER BY o.not_before, o.id`, millis(now))
	return list, explain(err)
}

// NextReply is when DueReplies will next have something; zero is never.
func (w *Workspace) NextReply(ctx context.Context) (time.Time, error) {
	ms, err := first(w.glance(ctx), plain[int64], `SELECT COALESCE(MIN(o.not_before), 0) FROM outbox o WHERE o.state = 'queued' AND `+unheld)
	return moment(ms), explain(err)
}

// Replies lists the outbox entries in any of the states, oldest first.
func (w *Workspace) Replies(ctx context.Context, states ...inbox.SendState) ([]inbox.OutboxEntry, error) {
	if len(states) == 0 {
		return nil, nil
	}
	list, err := all(w.glance(ctx), body[inbox.OutboxEntry], `SELECT body
		FROM outbox
		WHERE state IN `+question(len(states))+`
		ORDER BY queued_at, id`, args(states)...)
	return list, explain(err)
}

func entryByID(r reading, id inbox.OutboxID) (inbox.OutboxEntry, error) {
	e, err := first(r, body[inbox.OutboxEntry], `SELECT body FROM outbox WHERE id = ?`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return e, fault.Wrap(err, fault.NotFound, "fault.reply-gone")
	}
	return e, err
}

// Outgoing gives an entry with what it answers and the bytes of its files.
func (w *Workspace) Outgoing(ctx context.Context, id inbox.OutboxID) (channel.Outgoing, error) {
	out := channel.Outgoing{At: w.now()}
	err := w.snapshot(ctx, func(r reading) (err error) {
		if out.Entry, err = entryByID(r, id); err != nil {
			return err
		}
		acc, err := accountOf(r, out.Entry.Account)
		if err != nil {
			return err
		}
		out.From = sender(acc)
		out.Target, err = target(r, out.Entry)
		return err
	})
	if err != nil {
		return channel.Outgoing{}, err
	}
	out.Files, err = w.files(ctx, out.Entry.Attachments)
	return out, err
}

// sender is who an account writes as.
func sender(a inbox.Account) inbox.Author {
	return inbox.Author{Handle: a.Address, Name: cmp.Or(a.Settings["from_name"], a.Name)}
}

// target gives the message that an entry answers; nil when there is none.
func target(r reading, e inbox.OutboxEntry) (*inbox.Message, error) {
	if e.InReplyTo == "" {
		return nil, nil
	}
	n, found, err := messageWhere(r, `WHERE m.conversation = ?1 AND (m.mail_id = ?2 OR m.native = ?2)
		ORDER BY m.sent_at DESC
		LIMIT 1`, e.Conversation, e.InReplyTo)
	if err != nil || !found {
		return nil, err
	}
	return &n.Message, nil
}

func (w *Workspace) files(ctx context.Context, attached []inbox.Attachment) ([]channel.File, error) {
	var out []channel.File
	for _, a := range attached {
		f, err := w.Blob(ctx, a.Blob)
		if err != nil {
			return nil, err
		}
		raw, err := io.ReadAll(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, explain(fmt.Errorf("read attachment: %w", err))
		}
		out = append(out, channel.File{Name: a.Name, Type: a.Type, Data: raw})
	}
	return out, nil
}

// BeginSending marks a queued entry as being sent. When it returns, that is on
// disk: only then may the network be touched. Any other state is a Conflict, and
// so is what a freeze holds. A statement whose permit does not hold any more
// fails for good.
func (w *Workspace) BeginSending(ctx context.Context, id inbox.OutboxID) (inbox.OutboxEntry, error) {
	var e inbox.OutboxEntry
	var lapsed error
	err := w.write(ctx, func(x *writing) (err error) {
		lapsed = nil
		if err := x.nothingLeaves(); err != nil {
			return err
		}
		if e, err = entryByID(x, id); err != nil {
			return err
		}
		begun, err := e.Begin(x.now)
		if err != nil {
			return err
		}
		if err := x.frozen(id); err != nil {
			return err
		}
		var refusal *fault.Error
		if err := x.mayLeave(e); errors.As(err, &refusal) {
			lapsed = err
			return x.writeEntry(e.Fail(refusal.Key, "the permit does not hold any more", x.now))
		} else if err != nil {
			return err
		}
		e = begun
		return x.writeEntry(e)
	})
	if err = cmp.Or(err, lapsed); err != nil {
		return inbox.OutboxEntry{}, err
	}
	return e, nil
}

// EndSending records how a sending ended, as the sender judged it: sent, with
// the message that the reply became; to be tried again; failed; or unknown. It
// also settles an unknown entry that was found on the network. Recording the
// same end twice is harmless.
func (w *Workspace) EndSending(ctx context.Context, id inbox.OutboxID, r SendResult) error {
	packed := w.pack(r.Receipt.Raw)
	return w.endSending(ctx, func(x *writing) error {
		e, err := entryByID(x, id)
		if err != nil {
			return err
		}
		if e.State == r.State && e.State != inbox.Sending {
			return nil
		}
		if e.State != inbox.Sending && (e.State != inbox.Unknown || r.State != inbox.Sent) {
			return fault.New(fault.Conflict, "fault.nothing-changed")
		}
		if r.State == inbox.Sent {
			return x.sent(e, r.Receipt, packed)
		}
		return x.notSent(e, r)
	})
}

// endSending writes how a sending ended, and has the message that the reply
// became indexed.
func (w *Workspace) endSending(ctx context.Context, write func(x *writing) error) error {
	queued := 0
	err := w.write(ctx, func(x *writing) error {
		err := write(x)
		queued = len(x.queued)
		return err
	})
	if err != nil {
		return err
	}
	w.waiting.Add(int64(queued))
	w.index(ctx, false)
	return nil
}

// notSent records a sending that failed, or whose fate nobody knows.
func (x *writing) notSent(e inbox.OutboxEntry, r SendResult) error {
	key, cause := "fault.internal", ""
	if r.Err != nil {
		key, cause = channel.FaultOf(r.Err).Key, r.Err.Error()
	}
	name := "reply.failed"
	switch r.State {
	case inbox.Queued:
		return x.writeEntry(e.Again(key, cause, r.Again))
	case inbox.Unknown:
		e, name = e.Lose(key, cause, x.now), "reply.unknown"
	case inbox.Failed:
		e = e.Fail(key, cause, x.now)
	default:
		return fault.New(fault.Internal, "fault.internal", "State", string(r.State))
	}
	if err := x.writeEntry(e); err != nil {
		return err
	}
	return x.told(e, name, map[string]string{"fault": key})
}

// told records what became of a reply in its conversation, for its author.
func (x *writing) told(e inbox.OutboxEntry, name string, facts map[string]string) error {
	c, err := x.living(e.Conversation)
	if err != nil || c == nil {
		return err
	}
	if err := x.keep(*c); err != nil {
		return err
	}
	return x.happened(*c, name, facts, e.Author)
}

// sent records that a reply was sent, and makes its message.
func (x *writing) sent(e inbox.OutboxEntry, r channel.Receipt, packed []byte) error {
	at := r.At
	if at.IsZero() || at.After(x.now) {
		at = x.now
	}
	e = e.Done(r.Native, x.now)
	e.Link = r.Link
	if err := x.writeEntry(e); err != nil {
		return err
	}
	c, err := x.living(e.Conversation)
	if err != nil || c == nil {
		return err
	}
	if err := x.replied(e, r, *c, at.UTC().Truncate(time.Millisecond), packed); err != nil {
		return err
	}
	facts := map[string]string{"outbox": string(e.ID)}
	if r.Warning != "" {
		facts["warning"] = r.Warning
	}
	after, err := x.conversation(c.ID)
	if err != nil {
		return err
	}
	if err := x.keep(after); err != nil { // so that listeners hear of it
		return err
	}
	return x.happened(after, "reply.sent", facts)
}

// replied makes the message that a reply became, unless its copy from the
// network came first.
func (x *writing) replied(e inbox.OutboxEntry, r channel.Receipt, c inbox.Conversation, at time.Time, packed []byte) error {
	if _, there, err := x.messageOfEntry(e.ID); there || err != nil {
		return err
	}
	acc, err := x.account(e.Account)
	if err != nil {
		return err
	}
	m := e.Message(sender(acc), c.Kind, at)
	m.Contact, m.Language, m.ID = c.Contact, c.Language, inbox.MessageID(x.w.newID(x.now))
	if c.Kind == inbox.Email {
		m.MailID = cmp.Or(bare(r.MailID), mailID(e.Key, acc.Address))
	}
	if e.Kind == inbox.OwnPost {
		m.Root = m.Native
	}
	if n, there, err := messageWhere(x, `WHERE m.account = ? AND m.native = ?`, e.Account, m.Native); err != nil {
		return err
	} else if there {
		return x.became(e, n, c)
	}
	rules, err := x.houseRules()
	if err != nil {
		return err
	}
	m, c = inbox.Arrive(inbox.Arrival{Message: m, Known: &c, Account: acc, Rules: rules, ID: string(m.ID)})
	if err := x.keep(c); err != nil {
		return err
	}
	if _, err := x.insert(m, packed); err != nil {
		return err
	}
	return x.becomes(e.ID, m.ID)
}

// mailID is the Message-ID of a reply: its key at the domain of the address.
func mailID(key, address string) string {
	_, domain, ok := strings.Cut(address, "@")
	if !ok || domain == "" {
		domain = "localhost"
	}
	return key + "@" + domain
}

// Interrupted marks what was being sent when the program ended as unknown and
// lists it. It is called once, before anything is sent.
func (w *Workspace) Interrupted(ctx context.Context) ([]inbox.OutboxEntry, error) {
	return w.interrupted(ctx, "")
}

// InterruptedOf is Interrupted for one account, by the node that took it over:
// on the others, other nodes may be sending right now.
func (w *Workspace) InterruptedOf(ctx context.Context, acc inbox.AccountID) ([]inbox.OutboxEntry, error) {
	return w.interrupted(ctx, acc)
}

// interrupted is of all accounts when acc is empty.
func (w *Workspace) interrupted(ctx context.Context, acc inbox.AccountID) ([]inbox.OutboxEntry, error) {
	var out []inbox.OutboxEntry
	err := w.write(ctx, func(x *writing) error {
		list, err := all(x, body[inbox.OutboxEntry], `SELECT body FROM outbox WHERE state = 'sending' AND (account = ?1 OR ?1 = '') ORDER BY id`, acc)
		if err != nil {
			return err
		}
		for _, e := range list {
			e = e.Lose("fault.reply-interrupted", "the program ended while sending", x.now)
			if err := x.writeEntry(e); err != nil {
				return err
			}
			if err := x.told(e, "reply.unknown", map[string]string{"fault": e.FaultKey}); err != nil {
				return err
			}
			out = append(out, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
