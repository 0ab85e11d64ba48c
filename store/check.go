package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"vigie/inbox"
)

// Check examines the whole workspace: the file itself, foreign keys, the kept
// numbers against a recount, the place of every message, the full-text index,
// and the blobs. It reads everything and may take long; ctx ends it.
func (w *Workspace) Check(ctx context.Context) (Report, error) {
	var rep Report
	err := w.snapshot(ctx, func(r reading) error {
		for _, f := range []func(reading, *Report) error{w.fileSound, counted, countersSound, factsSound, placesSound, soundRuns, auditSound, w.indexSound, w.blobsSound} {
			if err := f(r, &rep); err != nil {
				return err
			}
		}
		return nil
	})
	return rep, err
}

func (r *Report) fault(format string, args ...any) {
	r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
}

// fileSound asks the engine about its own files. A database server looks after
// its own, and keeps foreign keys itself.
func (w *Workspace) fileSound(r reading, rep *Report) error {
	if w.engine.served {
		return nil
	}
	lines, err := all(r, plain[string], `PRAGMA integrity_check(20)`)
	if err != nil {
		return fmt.Errorf("check integrity: %w", err)
	}
	for _, l := range lines {
		if l != "ok" {
			rep.fault("file: %s", l)
		}
	}
	tables, err := all(r, func(s scanner) (string, error) {
		var table, parent string
		var row, key *int64
		err := s.Scan(&table, &row, &parent, &key)
		return table + " without " + parent, err
	}, `PRAGMA foreign_key_check`)
	if err != nil {
		return fmt.Errorf("check foreign keys: %w", err)
	}
	for _, t := range tables {
		rep.fault("foreign key: %s", t)
	}
	return nil
}

func counted(r reading, rep *Report) error {
	for _, c := range []struct {
		text string
		into *int
	}{
		{`SELECT COUNT(*) FROM message`, &rep.Messages},
		{`SELECT COUNT(*) FROM conversation`, &rep.Conversations},
		{`SELECT COUNT(*) FROM contact`, &rep.Contacts},
		{`SELECT COUNT(*) FROM quarantine`, &rep.Quarantined},
		{`SELECT COUNT(*) FROM search_queue`, &rep.Unindexed},
	} {
		var err error
		if *c.into, err = first(r, plain[int], c.text); err != nil {
			return fmt.Errorf("count: %w", err)
		}
	}
	return nil
}

// countersSound recounts what is kept.
func countersSound(r reading, rep *Report) error {
	want := map[inbox.Counter]int{}
	rows, err := r.query(`SELECT ` + conversationColumns + ` FROM conversation c`)
	if err != nil {
		return fmt.Errorf("recount: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		c, err := readConversation(rows)
		if err != nil {
			return fmt.Errorf("recount: %w", err)
		}
		for _, n := range inbox.Counted(c) {
			want[n]++
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("recount: %w", err)
	}
	return compareCounters(r, rep, want)
}

func compareCounters(r reading, rep *Report, want map[inbox.Counter]int) error {
	rows, err := r.query(`SELECT name, n FROM counter`)
	if err != nil {
		return fmt.Errorf("read counters: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name inbox.Counter
		var n int
		if err := rows.Scan(&name, &n); err != nil {
			return fmt.Errorf("read counters: %w", err)
		}
		if n != want[name] {
			rep.fault("counter %s is %d, not %d", name, n, want[name])
		}
		delete(want, name)
	}
	for name, n := range want {
		rep.fault("counter %s is missing, not %d", name, n)
	}
	return rows.Err()
}

// factsSound compares what conversations say of their messages with them.
func factsSound(r reading, rep *Report) error {
	wrong, err := all(r, plain[string], `SELECT c.id || ' says ' || c.messages || ', has ' || COUNT(m.num)
		FROM conversation c
		LEFT JOIN message m ON m.conversation = c.id
		WHERE c.shelf < 2
		GROUP BY c.id
		HAVING c.messages <> COUNT(m.num)
		LIMIT 20`)
	if err != nil {
		return fmt.Errorf("compare facts: %w", err)
	}
	for _, line := range wrong {
		rep.fault("messages of conversation %s", line)
	}
	return nil
}

// placesSound finds messages that no list would ever show.
func placesSound(r reading, rep *Report) error {
	for _, k := range []struct{ what, text string }{
		{"message outside any conversation: %s", `SELECT m.id FROM message m
			LEFT JOIN conversation c ON c.id = m.conversation
			WHERE c.id IS NULL OR c.shelf = 2 LIMIT 20`},
		{"message without text: %s", `SELECT m.id FROM message m
			LEFT JOIN message_text t ON t.num = m.num
			WHERE t.num IS NULL AND m.pending = 0 LIMIT 20`},
		{"contact missing: %s", `SELECT c.id FROM conversation c
			LEFT JOIN contact p ON p.id = c.contact
			WHERE p.id IS NULL AND c.contact <> '' LIMIT 20`},
		{"reply sent without a message: %s", `SELECT o.id FROM outbox o
			LEFT JOIN message m ON m.id = o.message
			WHERE o.state = 'sent' AND o.message <> '' AND m.id IS NULL LIMIT 20`},
	} {
		ids, err := all(r, plain[string], k.text)
		if err != nil {
			return fmt.Errorf("check places: %w", err)
		}
		for _, id := range ids {
			rep.fault(k.what, id)
		}
	}
	return nil
}

// indexSound finds messages that the full text neither has nor waits for.
func (w *Workspace) indexSound(r reading, rep *Report) error {
	n, err := first(r, plain[int], w.engine.unindexed)
	if err != nil {
		return fmt.Errorf("check full text: %w", err)
	}
	if n > 0 {
		rep.fault("full text lacks %d messages", n)
	}
	return nil
}

// blobsSound finds attachments of drafts and replies whose bytes are missing.
func (w *Workspace) blobsSound(r reading, rep *Report) error {
	type attaching struct{ Attachments []inbox.Attachment }
	bodies, err := all(r, body[attaching], `SELECT body FROM draft WHERE gone = 0 UNION ALL SELECT body FROM outbox WHERE state <> 'cancelled'`)
	if err != nil {
		return fmt.Errorf("list blobs: %w", err)
	}
	var names []string
	for _, b := range bodies {
		for _, a := range b.Attachments {
			names = append(names, a.Blob)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		rep.Blobs++
		if len(name) < 2 {
			rep.fault("blob without a name")
			continue
		}
		if _, err := os.Stat(w.blobPath(name)); errors.Is(err, os.ErrNotExist) {
			rep.fault("blob %s is missing", name)
		} else if err != nil {
			return err
		}
	}
	return nil
}
