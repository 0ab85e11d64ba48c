package inbox

import (
	"time"

	"vigie/inbox/fault"
)

// Begin says that the entry is about to be sent. Only a queued one whose time
// has come may be.
func (e OutboxEntry) Begin(at time.Time) (OutboxEntry, error) {
	switch {
	case e.State != Queued:
		return e, fault.New(fault.Conflict, "fault.already-sending")
	case at.Before(e.NotBefore):
		return e, fault.New(fault.Conflict, "fault.reply-not-due")
	}
	e.State, e.StartedAt, e.EndedAt = Sending, at, time.Time{}
	e.Attempts++
	e.FaultKey, e.Cause = "", ""
	return e, nil
}

// Done says that the entry was sent, under the network's id when it gave one.
// An entry whose sending was in doubt is settled by it too.
func (e OutboxEntry) Done(native string, at time.Time) OutboxEntry {
	e.State, e.EndedAt, e.FaultKey, e.Cause = Sent, at, "", ""
	if native != "" {
		e.Native = native
	}
	return e
}

// Fail says that the entry was certainly not sent and waits for a person. key
// is what the person reads, cause what the log says.
func (e OutboxEntry) Fail(key, cause string, at time.Time) OutboxEntry {
	e.State, e.EndedAt, e.FaultKey, e.Cause = Failed, at, key, cause
	return e
}

// Lose says that nobody knows whether the entry was sent. It is never sent
// again by itself.
func (e OutboxEntry) Lose(key, cause string, at time.Time) OutboxEntry {
	e.State, e.EndedAt, e.FaultKey, e.Cause = Unknown, at, key, cause
	return e
}

// Again says that the entry was certainly not sent, for a passing reason: it is
// queued for another attempt, not before a time.
func (e OutboxEntry) Again(key, cause string, notBefore time.Time) OutboxEntry {
	e.State, e.FaultKey, e.Cause, e.NotBefore = Queued, key, cause, notBefore
	return e
}

// Bounce says that the other side reported the entry as not delivered.
func (e OutboxEntry) Bounce(f Failure) OutboxEntry {
	e.Bounced = firstOf(f.Reason, f.Code, "bounced")
	return e
}

// Bounced brings a conversation back to work because an answer of ours did not
// arrive: the author still waits.
func Bounced(c Conversation, r Rules) Conversation {
	if c.Status != New {
		c.Status, c.SnoozedUntil = Open, time.Time{}
	}
	if !c.LastInboundAt.IsZero() && c.WaitingSince.IsZero() {
		c.WaitingSince = c.LastInboundAt
		if r.ReplyWithin > 0 {
			c.DueAt = c.LastInboundAt.Add(r.ReplyWithin)
		}
	}
	return c
}

// Message is the message that a sent entry becomes. Its id, account,
// conversation and contact are for the store to give.
func (e OutboxEntry) Message(from Author, kind Kind, at time.Time) Message {
	visibility := Public
	if e.Kind == PrivateReply || kind == Email || kind == Direct {
		visibility = Private
	}
	return Message{
		Account: e.Account, Conversation: e.Conversation, Native: firstOf(e.Native, "outbox:"+e.Key), Kind: kind,
		Direction: Outbound, Author: from, Recipients: append(append([]string(nil), e.To...), e.Cc...), Subject: e.Subject,
		Text: e.Text, Attachments: e.Attachments, SentAt: at, ReceivedAt: at, InReplyTo: e.InReplyTo, References: e.References,
		Visibility: visibility, SentBy: string(e.Author),
	}
}
