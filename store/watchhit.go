package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"vigie/inbox"
	"vigie/inbox/watch"
)

// foundHit is a hit to be written at the end of the transaction.
type foundHit struct {
	watch   watch.ID
	at      time.Time
	message inbox.MessageID
	live    bool // news, and not found among what was stored
}

// hit notes the watches that a new message is a hit of.
func (in *intake) hit(m inbox.Message, of []watch.Watch) {
	for _, w := range of {
		in.found = append(in.found, foundHit{w.ID, m.SentAt, m.ID, !in.quiet})
	}
}

// lookAgain has the watches look at a message whose words are new: its body
// came, or its author changed it. What was a hit stays one: it was said. A hit
// that is wanted in the inbox brings its conversation there.
func (in *intake) lookAgain(m inbox.Message) error {
	hit := in.watches.Hits(m, in.account.Channel)
	if len(hit) == 0 {
		return nil
	}
	had, err := all(in, plain[watch.ID], `SELECT watch FROM watch_hit WHERE message = ?`, m.ID)
	if err != nil {
		return fmt.Errorf("read hits of %s: %w", m.ID, err)
	}
	for _, f := range in.found { // of this very batch
		if f.message == m.ID {
			had = append(had, f.watch)
		}
	}
	hit = slices.DeleteFunc(hit, func(w watch.Watch) bool { return slices.Contains(had, w.ID) })
	in.hit(m, hit)
	if !watch.WantedInside(hit) {
		return nil
	}
	c, err := in.conversation(m.Conversation)
	if err != nil || !c.Watched {
		return err
	}
	if !in.quiet {
		in.out.Arrived++
	}
	return in.keep(inbox.Promoted(c, m.SentAt, in.rules.For(in.account)))
}

// flushHits writes the hits and what is kept of their number.
func (x *writing) flushHits() error {
	type hour struct {
		watch watch.ID
		hour  int64
	}
	var rows [][]any
	total, live, hours := map[watch.ID]int{}, map[watch.ID]int{}, map[hour]int{}
	for _, f := range x.found {
		rows = append(rows, []any{f.watch, millis(f.at), f.message})
		x.put("watch_hit", keyOf(string(f.watch), strconv.FormatInt(millis(f.at), 10), string(f.message)))
		total[f.watch]++
		hours[hour{f.watch, millis(f.at) / hourMillis}]++
		if f.live {
			live[f.watch]++
		}
	}
	if err := x.insertMany(`INSERT INTO watch_hit (watch, at, message) VALUES `, rows); err != nil {
		return fmt.Errorf("write hits: %w", err)
	}
	for h, n := range hours {
		x.put("watch_hour", keyOf(string(h.watch), strconv.FormatInt(h.hour, 10)))
		_, err := x.exec(`INSERT INTO watch_hour (watch, hour, n) VALUES (?, ?, ?)
			ON CONFLICT (watch, hour) DO UPDATE SET n = watch_hour.n + excluded.n`, h.watch, h.hour, n)
		if err != nil {
			return fmt.Errorf("count hits: %w", err)
		}
	}
	for id, n := range total {
		x.put("watch", string(id))
		if _, err := x.exec(`UPDATE watch SET total = total + ?, live = live + ? WHERE id = ?`, n, live[id], id); err != nil {
			return fmt.Errorf("count hits: %w", err)
		}
	}
	return nil
}

// WatchHits gives a page of a watch's hits, the newest first, from after on; the
// zero place is the start. Marks and excerpts are by the query as it is now.
func (w *Workspace) WatchHits(ctx context.Context, id watch.ID, after watch.HitPlace, limit int) ([]watch.Hit, error) {
	var out []watch.Hit
	err := w.snapshot(ctx, func(r reading) error {
		v, err := watchOf(r, id)
		if err != nil {
			return err
		}
		at := int64(math.MaxInt64)
		if after.Message != "" {
			at = millis(after.At)
		}
		found, err := all(r, readSighting, `SELECT `+sightColumns+messageColumns+`, COALESCE(t.text, ''), COALESCE(t.quoted, ''), COALESCE(t.signature, '')
			FROM watch_hit h
			JOIN message m ON m.id = h.message
			LEFT JOIN message_text t ON t.num = m.num
			`+sightTables+`
			WHERE h.watch = ? AND (h.at, h.message) < (?, ?)
			ORDER BY h.at DESC, h.message DESC
			LIMIT ?`, id, at, after.Message, limit)
		if err != nil {
			return fmt.Errorf("read hits: %w", err)
		}
		for _, f := range found {
			out = append(out, f.hit(v))
		}
		return nil
	})
	return out, err
}

// sighting is a message with what a line of a watch shows besides.
type sighting struct {
	message     inbox.Message
	channel     inbox.Channel
	accountName string
	status      inbox.Status
	watched     bool
}

const (
	sightColumns = `COALESCE(a.channel, ''), COALESCE(a.name, ''), COALESCE(c.status, ''), COALESCE(c.watched, 0), `
	sightTables  = `LEFT JOIN account a ON a.id = m.account
			LEFT JOIN conversation c ON c.id = m.conversation`
)

func readSighting(s scanner) (sighting, error) {
	var f sighting
	into, done := messageFields(&f.message)
	if err := s.Scan(append([]any{&f.channel, &f.accountName, &f.status, &f.watched}, into...)...); err != nil {
		return f, err
	}
	return f, done()
}

// hit makes the line of a watch.
func (f sighting) hit(v watch.Watch) watch.Hit {
	m := f.message
	_, marks := v.Hit(m, f.channel)
	out := watch.Hit{
		Watch: v.ID, Message: m.ID, Conversation: m.Conversation, At: m.SentAt, Author: m.Author, Contact: m.Contact,
		Channel: f.channel, Account: m.Account, AccountName: f.accountName, Language: m.Language, Permalink: m.Permalink,
		Subject: m.Subject, Status: f.status, Watched: f.watched, Removed: m.Removed,
	}
	out.Excerpt, out.Marks = watch.Excerpt(m.Text, marks)
	for _, s := range marks {
		if s.Part == watch.InSubject {
			out.Marks = append(out.Marks, s)
		}
	}
	return out
}

// WatchStream gives what was said on a watch in a period, the oldest first, a
// page at a time: from is within, to is not. The next page begins after
// HitPlace{At, Message} of the last one; the zero place is the start.
func (w *Workspace) WatchStream(ctx context.Context, id watch.ID, from, to time.Time, after watch.HitPlace, limit int) ([]watch.Mention, error) {
	at := millis(from)
	if after.Message != "" {
		at = max(at, millis(after.At))
	}
	read := func(s scanner) (watch.Mention, error) {
		f, err := readSighting(s)
		m := f.message
		out := watch.Mention{
			At: m.SentAt, Message: m.ID, Author: m.Author, Channel: f.channel, Account: m.Account, Language: m.Language,
			Permalink: m.Permalink, Text: m.Text,
		}
		if m.Subject != "" {
			out.Text = m.Subject + "\n" + m.Text
		}
		return out, err
	}
	list, err := all(w.glance(ctx), read, `SELECT `+sightColumns+messageColumns+`, COALESCE(t.text, ''), '', ''
		FROM watch_hit h
		JOIN message m ON m.id = h.message
		LEFT JOIN message_text t ON t.num = m.num
		`+sightTables+`
		WHERE h.watch = ? AND (h.at, h.message) > (?, ?) AND h.at < ?
		ORDER BY h.at, h.message
		LIMIT ?`, id, at, after.Message, millis(to), limit)
	if err != nil {
		return nil, fmt.Errorf("read the stream of a watch: %w", explain(err))
	}
	return list, nil
}
