package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// Dossier gives all that is known of a contact at a moment.
func (w *Workspace) Dossier(ctx context.Context, id inbox.ContactID, now time.Time) (inbox.Dossier, error) {
	var d inbox.Dossier
	err := w.snapshot(ctx, func(r reading) (err error) {
		d.Contact, err = first(r, readContact, `SELECT `+contactColumns+` FROM contact WHERE id = ?`, id)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.Wrap(err, fault.NotFound, "fault.contact-gone")
		}
		if err != nil {
			return err
		}
		if d.Identities, err = identitiesOf(r, id); err != nil {
			return err
		}
		q := queryOf(inbox.View{Contact: id}, inbox.Terms{}, w.engine, false)
		if d.History, err = rowsOf(r, q, stretch{column: q.time, down: true}, mostHistory); err != nil {
			return err
		}
		d.Conversations, err = first(r, plain[int], `SELECT COUNT(*) FROM conversation WHERE contact = ? AND shelf < ?`, id, shelfMerged)
		if err != nil {
			return err
		}
		for _, f := range []func(reading, *inbox.Dossier, time.Time) error{weeksOf, influenceOf, proposedTo} {
			if err := f(r, &d, now); err != nil {
				return fmt.Errorf("read dossier of %s: %w", id, err)
			}
		}
		return nil
	})
	return d, err
}

// weeksOf counts the contact's messages in each of the last weeks.
func weeksOf(r reading, d *inbox.Dossier, now time.Time) error {
	end := now.Add(time.Millisecond)
	start := end.Add(-inbox.Weeks * week)
	type bar struct{ week, n int }
	read := func(s scanner) (b bar, err error) {
		err = s.Scan(&b.week, &b.n)
		return b, err
	}
	bars, err := all(r, read, `SELECT (sent_at - ?1) / ?2 AS week, COUNT(*)
		FROM message
		WHERE contact = ?3 AND sent_at >= ?1 AND sent_at < ?4 AND direction = 'in'
		GROUP BY week`, millis(start), week.Milliseconds(), d.Contact.ID, millis(end))
	for _, b := range bars {
		d.Activity[b.week] = b.n
	}
	return err
}

// influenceOf counts what the influence is told from. What cannot be seen
// stays unknown.
func influenceOf(r reading, d *inbox.Dossier, now time.Time) error {
	d.Parts.Followers = inbox.MostFollowers(d.Identities)
	if d.Contact.FirstAt.IsZero() {
		return nil
	}
	since := millis(now.Add(-inbox.InfluencePeriod))
	wrote, err := first(r, plain[int], `SELECT COUNT(*) FROM message WHERE contact = ? AND sent_at >= ? AND direction = 'in'`, d.Contact.ID, since)
	if err != nil {
		return err
	}
	d.Parts.Messages = &wrote
	public, err := first(r, plain[bool], `SELECT EXISTS (SELECT 1 FROM conversation WHERE contact = ? AND kind IN ('mention', 'comment', 'review'))`, d.Contact.ID)
	if err != nil || !public {
		return err
	}
	answers, err := first(r, plain[int], `SELECT COUNT(*)
		FROM conversation c
		JOIN message m ON m.conversation = c.id
		WHERE c.contact = ?1 AND c.kind IN ('mention', 'comment', 'review') AND c.last_at >= ?2
		  AND m.sent_at >= ?2 AND m.direction = 'in' AND m.contact <> ?1`, d.Contact.ID, since)
	d.Parts.Answers = &answers
	return err
}

// mostArrivals is how many of an account's arrivals its normal gap is told
// from, the newest.
const mostArrivals = 5000

// Arrivals gives when messages of people came to an account since a time, the
// newest first, and no more than the last 5,000.
func (w *Workspace) Arrivals(ctx context.Context, acc inbox.AccountID, since time.Time) ([]time.Time, error) {
	list, err := all(w.glance(ctx), plain[int64], `SELECT sent_at
		FROM message
		WHERE account = ? AND sent_at >= ? AND direction = 'in' AND class = ''
		ORDER BY sent_at DESC
		LIMIT ?`, acc, millis(since), mostArrivals)
	out := make([]time.Time, len(list))
	for i, ms := range list {
		out[i] = moment(ms)
	}
	return out, explain(err)
}
