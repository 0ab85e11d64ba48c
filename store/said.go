package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"vigie/crisis/radar/tone"
	"vigie/inbox"
)

// Said is a message from outside with what it is grouped by. Of the message
// there is what a watch and a detector look at: ID, Account, Conversation,
// Contact, Class, Author without URL, Subject, Text, Language, SentAt and
// Permalink.
type Said struct {
	Message     inbox.Message
	Channel     inbox.Channel
	AccountName string
	Tags        []string  // of its conversation, where they were asked for
	ContactTags []string  // of its author
	Tone        tone.Tone // as a person corrected it; "" when nobody did
}

// What a Said is read from: few columns, each of which costs as much as the
// text, of millions of messages.
const (
	saidMessage = `m.id, m.account, m.conversation, m.contact, m.class, m.handle, m.name, m.subject, m.language, m.sent_at, m.more, COALESCE(t.text, '')`
	saidColumns = saidMessage + `, COALESCE(a.channel, ''), COALESCE(a.name, ''), COALESCE(p.tags, ''), COALESCE(y.tone, '')`
	saidText    = `LEFT JOIN message_text t ON t.num = m.num
			`
	saidTables = saidText + `LEFT JOIN account a ON a.id = m.account
			LEFT JOIN contact p ON p.id = m.contact
			LEFT JOIN message_tone y ON y.message = m.id`
)

// SaidBetween streams every message that people outside wrote in a period, the
// oldest first: from is within, to is not; a zero time is no bound. What
// programs wrote and what is not read yet is left out. The tags of its
// conversation are read when tagged. An error of emit ends it. All of it is of
// one moment.
func (w *Workspace) SaidBetween(ctx context.Context, from, to time.Time, tagged bool, emit func(Said) error) error {
	until := int64(1) << 62
	if !to.IsZero() {
		until = millis(to)
	}
	tags, conversation := `''`, ""
	if tagged {
		tags, conversation = `COALESCE(c.tags, '')`, `LEFT JOIN conversation c ON c.id = m.conversation`
	}
	return w.snapshot(ctx, func(r reading) error {
		who, err := speakersOf(r)
		if err != nil {
			return err
		}
		rows, err := r.query(`SELECT `+saidMessage+`, `+tags+`
			FROM message m
			`+saidText+conversation+`
			WHERE m.direction = 'in' AND m.class = '' AND m.pending = 0 AND m.sent_at >= ? AND m.sent_at < ?
			ORDER BY m.sent_at, m.id`, millis(from), until)
		if err != nil {
			return fmt.Errorf("read what was said: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			s, err := who.read(rows)
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

// speakers are what is known besides the messages: far fewer rows, read once
// and not beside each message.
type speakers struct {
	accounts map[inbox.AccountID]speaker
	tags     map[inbox.ContactID][]string
	tones    map[inbox.MessageID]tone.Tone
	row      saidRow
}

type speaker struct {
	channel inbox.Channel
	name    string
}

func speakersOf(r reading) (*speakers, error) {
	out := &speakers{
		accounts: map[inbox.AccountID]speaker{}, tags: map[inbox.ContactID][]string{}, tones: map[inbox.MessageID]tone.Tone{},
	}
	for text, take := range map[string]func(id, a, b string) error{
		`SELECT id, channel, name FROM account`: func(id, a, b string) error {
			out.accounts[inbox.AccountID(id)] = speaker{inbox.Channel(a), b}
			return nil
		},
		`SELECT id, tags, '' FROM contact WHERE tags <> ''`: func(id, a, _ string) (err error) {
			out.tags[inbox.ContactID(id)], err = unlist(a)
			return err
		},
		`SELECT message, tone, '' FROM message_tone`: func(id, a, _ string) error {
			out.tones[inbox.MessageID(id)] = tone.Tone(a)
			return nil
		},
	} {
		_, err := all(r, func(s scanner) (struct{}, error) {
			var id, a, b string
			if err := s.Scan(&id, &a, &b); err != nil {
				return struct{}{}, err
			}
			return struct{}{}, take(id, a, b)
		}, text)
		if err != nil {
			return nil, fmt.Errorf("read who speaks: %w", err)
		}
	}
	return out, nil
}

// read reads a row of SaidBetween.
func (x *speakers) read(row scanner) (Said, error) {
	r := &x.row
	if r.into == nil {
		r.into = append(r.fields(), &r.tags)
	}
	if err := row.Scan(r.into...); err != nil {
		return Said{}, err
	}
	s := Said{Message: r.message}
	if err := r.finish(&s.Message); err != nil {
		return s, err
	}
	a := x.accounts[s.Message.Account]
	s.Channel, s.AccountName = a.channel, a.name
	s.ContactTags, s.Tone = x.tags[s.Message.Contact], x.tones[s.Message.ID]
	var err error
	s.Tags, err = unlist(r.tags)
	return s, err
}

// readSaid reads a row of saidColumns.
func readSaid(row scanner) (Said, error) {
	var r saidRow
	var s Said
	if err := row.Scan(append(r.fields(), &s.Channel, &s.AccountName, &r.tags, &s.Tone)...); err != nil {
		return s, err
	}
	s.Message = r.message
	if err := r.finish(&s.Message); err != nil {
		return s, err
	}
	var err error
	s.ContactTags, err = unlist(r.tags)
	return s, err
}

// saidRow is where a row is scanned into, one after another.
type saidRow struct {
	message inbox.Message
	sent    int64
	rest    []byte
	tags    string
	into    []any
}

// fields are those of saidMessage.
func (r *saidRow) fields() []any {
	m := &r.message
	return []any{
		&m.ID, &m.Account, &m.Conversation, &m.Contact, &m.Class, &m.Author.Handle, &m.Author.Name, &m.Subject, &m.Language, &r.sent, &r.rest, &m.Text,
	}
}

// finish gives a message that was scanned what stands in no column.
func (r *saidRow) finish(m *inbox.Message) error {
	m.SentAt = moment(r.sent)
	if !bytes.Contains(r.rest, []byte(`"followers"`)) && !bytes.Contains(r.rest, []byte(`"permalink"`)) {
		return nil // the usual, without reading it
	}
	var e struct {
		Followers *int64 `json:"followers"`
		Permalink string `json:"permalink"`
	}
	if err := json.Unmarshal(r.rest, &e); err != nil {
		return fmt.Errorf("decode message %s: %w", m.ID, err)
	}
	m.Author.Followers, m.Permalink = e.Followers, e.Permalink
	return nil
}
