package inbox

import (
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// entry gives the outbox entry that the act names.
func (d *decision) entry() (OutboxEntry, error) {
	if len(d.Outbox) != 1 || d.Outbox[0].Conversation != d.c.ID {
		return OutboxEntry{}, fault.New(fault.NotFound, "fault.reply-gone")
	}
	return d.Outbox[0], nil
}

// cancelReply takes a reply back before it leaves; its text is a draft again.
func (d *decision) cancelReply() error {
	e, err := d.entry()
	if err != nil {
		return err
	}
	if e.State != Queued && e.State != Failed {
		return fault.New(fault.Conflict, "fault.already-sending")
	}
	if e.Author != d.by.ID && !d.by.Profile.May(team.TakeOver) {
		return fault.New(fault.Forbidden, "fault.reply-of-another", "Name", d.memberName(e.Author))
	}
	e.State, e.EndedAt = Cancelled, d.at
	d.out.Outbox = []OutboxEntry{e}
	if e.Kind == OwnPost { // its text is the run's, and nobody waits for it
		return nil
	}
	d.out.Drafts = []Draft{{
		ID: DraftID(d.cmd), Conversation: e.Conversation, Author: d.by.ID, Kind: e.Kind, To: e.To, Cc: e.Cc,
		Subject: e.Subject, Text: e.Text, Attachments: e.Attachments, Seen: d.c.Heard, SavedAt: d.at,
	}}
	d.c.Status = Open
	d.oweAgain()
	return nil
}

// oweAgain restores what is owed when an answer did not leave after all.
func (d *decision) oweAgain() {
	if d.c.LastInboundAt.After(d.c.LastReplyAt) {
		waitSince(&d.c, d.c.LastInboundAt, d.Rules)
	}
}

// retryReply queues a reply again. One whose fate is unknown needs a person's
// word that it is not there: never a blind resend.
func (d *decision) retryReply(a RetryReply) error {
	e, err := d.entry()
	if err != nil {
		return err
	}
	switch {
	case e.State == Unknown && !a.NotSent:
		return fault.New(fault.Conflict, "fault.reply-unknown")
	case e.State != Failed && e.State != Unknown:
		return fault.New(fault.Conflict, "fault.nothing-changed")
	}
	e.State, e.NotBefore, e.Attempts, e.FaultKey, e.Cause = Queued, d.at, 0, "", ""
	d.out.Outbox = []OutboxEntry{e}
	return nil
}

// settleReply records a person's word that a reply whose fate was unknown did
// arrive.
func (d *decision) settleReply() error {
	e, err := d.entry()
	if err != nil {
		return err
	}
	if e.State != Unknown {
		return fault.New(fault.Conflict, "fault.nothing-changed")
	}
	e.State, e.EndedAt, e.FaultKey, e.Cause = Sent, d.at, "", ""
	d.out.Outbox = []OutboxEntry{e}
	return nil
}
