package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// queued is a message in line for the full-text index.
type queued struct {
	num   int64
	again bool    // the index may have it with an older text
	words *vector // what it is found by, where it is indexed at once
}

// enough is how many messages in line are worth a round of indexing while
// more are coming: few large rounds cost less than many small ones.
const enough = 1000

// flushQueue puts what was written in line for the full-text index, or into it.
func (x *writing) flushQueue() error {
	slices.SortStableFunc(x.queued, func(a, b queued) int { return cmp.Compare(a.num, b.num) })
	var list []queued
	for i, q := range x.queued {
		if i > 0 && x.queued[i-1].num == q.num {
			q.again = q.again || list[len(list)-1].again
			list[len(list)-1] = q
			continue
		}
		list = append(list, q)
	}
	if x.indexes {
		return x.w.engine.found(x, list)
	}
	rows := make([][]any, len(list))
	for i, q := range list {
		rows[i] = []any{q.num, q.again}
	}
	return x.insertOr(`INSERT INTO search_queue (num, again) VALUES `, rows, ` ON CONFLICT (num) DO UPDATE SET again = excluded.again`)
}

// inLine is how many messages the transaction puts in line for the index.
func (x *writing) inLine() int {
	if x.indexes {
		return 0
	}
	return len(x.queued)
}

// IndexPending indexes up to n messages that wait for it, and says how many it
// did. Intake does it by itself; this is for what a crash left behind.
func (w *Workspace) IndexPending(ctx context.Context, n int) (int, error) {
	var done int
	err := w.write(ctx, func(x *writing) error {
		var last int64
		err := x.one(`SELECT COUNT(*), COALESCE(MAX(num), 0) FROM (SELECT num FROM search_queue ORDER BY num LIMIT ?) s`,
			[]any{n}, &done, &last)
		if err != nil || done == 0 {
			return err
		}
		if err := w.engine.index(x, last); err != nil {
			return fmt.Errorf("index messages: %w", err)
		}
		_, err = x.exec(`DELETE FROM search_queue WHERE num <= ?`, last)
		return err
	})
	if err != nil {
		return 0, err
	}
	w.waiting.Add(-int64(done))
	return done, nil
}

// Unindexed reports whether messages that came since the workspace was opened
// wait for the full text.
func (w *Workspace) Unindexed() bool { return w.waiting.Load() > 0 }

// catchUp indexes what waits, in rounds.
func (w *Workspace) catchUp(ctx context.Context) error {
	for {
		n, err := w.IndexPending(ctx, 5*enough)
		if err != nil || n < 5*enough {
			return err
		}
	}
}

// A first copy is made searchable without merging what a round leaves behind
// with what is there: merging as one goes is nearly half of the work, and once
// at the end it is a third of that. The settings are in the file, so that a
// crash in between is found by them.
const (
	manyComing  = 20_000 // messages from which on it is worth it
	mergedAlong = 8      // as 0002_search.sql has it
	mergedLate  = 1000   // rounds that may stand side by side, far more than a copy has
	mergedUsual = 16     // as SQLite has it
	mergedPages = 500    // of a step: about a tenth of a second, in which a person's act waits
)

// mergeLate has the full text not merged until all is there.
func (x *writing) mergeLate() error { return x.mergeAt(0, mergedLate) }

func (x *writing) mergeAt(along, crisis int) error {
	for name, value := range map[string]int{"automerge": along, "crisismerge": crisis} {
		if _, err := x.exec(`INSERT INTO message_search (message_search, rank) VALUES (?, ?)`, name, value); err != nil {
			return fmt.Errorf("set %s of the full text: %w", name, err)
		}
	}
	return nil
}

// MergeIndex does a step of what was put off when a first copy was made
// searchable, and says whether there is more. It is for a desktop's copy.
func (w *Workspace) MergeIndex(ctx context.Context) (more bool, err error) {
	late, err := first(w.glance(ctx), plain[bool], `SELECT EXISTS (SELECT 1 FROM message_search_config WHERE k = 'automerge' AND v = 0)`)
	if err != nil || !late {
		return false, explain(err)
	}
	err = w.write(ctx, func(x *writing) error {
		before, err := first(x, plain[int64], `SELECT total_changes()`)
		if err != nil {
			return err
		}
		if _, err := x.exec(`INSERT INTO message_search (message_search, rank) VALUES ('merge', ?)`, mergedPages); err != nil {
			return fmt.Errorf("merge the full text: %w", err)
		}
		after, err := first(x, plain[int64], `SELECT total_changes()`)
		if err != nil {
			return err
		}
		// SQLite: a merge that changes fewer than two rows had nothing to do.
		if more = after-before >= 2; more {
			return nil
		}
		return x.mergeAt(mergedAlong, mergedUsual)
	})
	return more && err == nil, err
}
