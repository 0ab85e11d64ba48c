package store

import (
	"context"
	"fmt"
	"time"

	"vigie/crisis/radar/tone"
	"vigie/inbox"
)

// Said is a message from outside with what it is grouped by.
type Said struct {
	Message     inbox.Message
	Channel     inbox.Channel
	AccountName string
	Tags        []string  // of its conversation
	ContactTags []string  // of its author
	Tone        tone.Tone // as a person corrected it; "" when nobody did
}

// What a Said is read from, besides the message.
const (
	saidColumns = `COALESCE(a.channel, ''), COALESCE(a.name, ''), COALESCE(c.tags, ''), COALESCE(p.tags, ''), COALESCE(y.tone, ''), `
	saidTables  = `LEFT JOIN message_text t ON t.num = m.num
			LEFT JOIN account a ON a.id = m.account
			LEFT JOIN conversation c ON c.id = m.conversation
			LEFT JOIN contact p ON p.id = m.contact
			LEFT JOIN message_tone y ON y.message = m.id`
)

// SaidBetween streams every message that people outside wrote in a period, the
// oldest first: from is within, to is not; a zero time is no bound. What
// programs wrote and what is not read yet is left out. An error of emit ends
// it. All of it is of one moment.
func (w *Workspace) SaidBetween(ctx context.Context, from, to time.Time, emit func(Said) error) error {
	until := int64(1) << 62
	if !to.IsZero() {
		until = millis(to)
	}
	return w.snapshot(ctx, func(r reading) error {
		rows, err := r.query(`SELECT `+saidColumns+messageColumns+`, COALESCE(t.text, ''), '', ''
			FROM message m
			`+saidTables+`
			WHERE m.direction = 'in' AND m.class = '' AND m.pending = 0 AND m.sent_at >= ? AND m.sent_at < ?
			ORDER BY m.sent_at, m.id`, millis(from), until)
		if err != nil {
			return fmt.Errorf("read what was said: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			s, err := readSaid(rows)
			if err != nil {
				return fmt.Errorf("read what was said: %w", err)
			}
			if err := emit(s); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

func readSaid(row scanner) (Said, error) {
	var s Said
	var tags, contactTags string
	into, done := messageFields(&s.Message)
	if err := row.Scan(append([]any{&s.Channel, &s.AccountName, &tags, &contactTags, &s.Tone}, into...)...); err != nil {
		return s, err
	}
	var err error
	if s.Tags, err = unlist(tags); err != nil {
		return s, err
	}
	if s.ContactTags, err = unlist(contactTags); err != nil {
		return s, err
	}
	return s, done()
}
