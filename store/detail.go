package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// mostHistory is how many other conversations of a contact a detail lists.
const mostHistory = 20

const week = 7 * 24 * time.Hour

// Detail gives a conversation with its last max messages and all around it, of
// one moment.
func (w *Workspace) Detail(ctx context.Context, id inbox.ConversationID, max int) (inbox.Detail, error) {
	var d inbox.Detail
	err := w.snapshot(ctx, func(r reading) (err error) {
		if d.Conversation, err = first(r, readConversation, `SELECT `+conversationColumns+` FROM conversation c WHERE c.id = ?`, id); err != nil {
			return gone(err)
		}
		if d.Account, err = accountOf(r, d.Conversation.Account); err != nil {
			return err
		}
		for _, f := range []func(reading, *inbox.Detail) error{heardIn, w.contactIn, workIn, activityIn} {
			if err := f(r, &d); err != nil {
				return fmt.Errorf("read detail of %s: %w", id, err)
			}
		}
		return lastMessages(r, &d, max)
	})
	return d, err
}

// lastMessages reads the newest messages and counts those before.
func lastMessages(r reading, d *inbox.Detail, max int) error {
	total, err := first(r, plain[int], `SELECT COUNT(*) FROM message WHERE conversation = ?`, d.Conversation.ID)
	if err != nil {
		return err
	}
	d.Messages, err = all(r, readMessage, `SELECT `+messageColumns+withText+`
		WHERE m.conversation = ?
		ORDER BY m.sent_at DESC, m.num DESC
		LIMIT ?`, d.Conversation.ID, max)
	slices.Reverse(d.Messages)
	d.Earlier = total - len(d.Messages)
	return err
}

// heardIn reads what was said in the house, and what happened.
func heardIn(r reading, d *inbox.Detail) (err error) {
	if d.Notes, err = all(r, body[inbox.Note], `SELECT body FROM note WHERE conversation = ? AND gone = 0 ORDER BY at, id`, d.Conversation.ID); err != nil {
		return err
	}
	d.Events, err = all(r, readEvent, `SELECT `+eventLine+`
		FROM event
		WHERE conversation = ?
		ORDER BY at, version, id`, d.Conversation.ID)
	return err
}

// workIn reads what is under way.
func workIn(r reading, d *inbox.Detail) (err error) {
	if d.Handovers, err = handoversOf(r, d.Conversation.ID); err != nil {
		return err
	}
	if d.Moderations, err = moderationsOf(r, d.Conversation.ID); err != nil {
		return err
	}
	if d.Drafts, err = all(r, body[inbox.Draft], `SELECT body FROM draft WHERE conversation = ? AND gone = 0 ORDER BY saved_at, id`, d.Conversation.ID); err != nil {
		return err
	}
	d.Outbox, err = all(r, body[inbox.OutboxEntry], `SELECT body
		FROM outbox
		WHERE conversation = ? AND state <> 'cancelled'
		ORDER BY queued_at, id`, d.Conversation.ID)
	return err
}

// contactIn reads who it is, and what else they wrote.
func (w *Workspace) contactIn(r reading, d *inbox.Detail) (err error) {
	id := d.Conversation.Contact
	if id == "" {
		return nil
	}
	if d.Contact, err = maybe(r, readContact, `SELECT `+contactColumns+` FROM contact WHERE id = ?`, id); err != nil {
		return err
	}
	if d.Identities, err = identitiesOf(r, id); err != nil {
		return err
	}
	q := queryOf(inbox.View{Contact: id}, inbox.Terms{}, w.engine, false)
	q.where(`c.id <> ?`, d.Conversation.ID)
	d.History, err = rowsOf(r, q, stretch{column: q.time, down: true}, mostHistory)
	return err
}

// activityIn counts the contact's messages by week, up to the last one of all:
// the count must not depend on when it is looked at.
func activityIn(r reading, d *inbox.Detail) error {
	if d.Conversation.Contact == "" || d.Contact.LastAt.IsZero() {
		return nil
	}
	end := d.Contact.LastAt.Add(time.Millisecond)
	start := end.Add(-time.Duration(len(d.Activity)) * week)
	type bar struct{ week, n int }
	read := func(s scanner) (b bar, err error) {
		err = s.Scan(&b.week, &b.n)
		return b, err
	}
	bars, err := all(r, read, `SELECT (sent_at - ?1) / ?2 AS week, COUNT(*)
		FROM message
		WHERE contact = ?3 AND sent_at >= ?1 AND sent_at < ?4 AND direction = 'in'
		GROUP BY week`, millis(start), week.Milliseconds(), d.Conversation.Contact, millis(end))
	for _, b := range bars {
		d.Activity[b.week] = b.n
	}
	return err
}

const eventLine = `id, conversation, name, member, at, version, facts, '' AS before, undoes, undone, tell`

// Events lists the audit entries since a time, oldest first, without Before.
func (w *Workspace) Events(ctx context.Context, since time.Time, limit int) ([]inbox.Event, error) {
	list, err := all(w.glance(ctx), readEvent, `SELECT `+eventLine+`
		FROM event
		WHERE at >= ?
		ORDER BY at, version, id
		LIMIT ?`, millis(since), limit)
	return list, explain(err)
}

// Drafts lists the drafts of a member that are not gone, newest first.
func (w *Workspace) Drafts(ctx context.Context, by team.MemberID) ([]inbox.Draft, error) {
	list, err := all(w.glance(ctx), body[inbox.Draft], `SELECT body
		FROM draft
		WHERE author = ? AND gone = 0
		ORDER BY saved_at DESC, id DESC`, by)
	return list, explain(err)
}

// Message gives one message.
func (w *Workspace) Message(ctx context.Context, id inbox.MessageID) (inbox.Message, error) {
	n, found, err := messageWhere(w.glance(ctx), `WHERE m.id = ?`, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "fault.message-gone")
	}
	return n.Message, explain(err)
}

// Earlier gives up to max messages of a conversation older than one of them,
// oldest first.
func (w *Workspace) Earlier(ctx context.Context, before inbox.Message, max int) ([]inbox.Message, error) {
	list, err := all(w.glance(ctx), readMessage, `SELECT `+messageColumns+withText+`
		WHERE m.conversation = ?1
		  AND (m.sent_at, m.num) < (?2, (SELECT num FROM message WHERE id = ?3))
		ORDER BY m.sent_at DESC, m.num DESC
		LIMIT ?4`, before.Conversation, millis(before.SentAt), before.ID, max)
	slices.Reverse(list)
	return list, explain(err)
}
