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
	again bool // the index may have it with an older text
}

// enough is how many messages in line are worth a round of indexing while
// more are coming: few large rounds cost less than many small ones.
const enough = 1000

// flushQueue puts what was written in line for the full-text index.
func (x *writing) flushQueue() error {
	slices.SortFunc(x.queued, func(a, b queued) int { return cmp.Compare(a.num, b.num) })
	rows := make([][]any, len(x.queued))
	for i, q := range x.queued {
		rows[i] = []any{q.num, q.again}
	}
	return x.insertMany(`INSERT OR REPLACE INTO search_queue (num, again) VALUES `, rows)
}

// IndexPending indexes up to n messages that wait for it, and says how many it
// did. Intake does it by itself; this is for what a crash left behind.
func (w *Workspace) IndexPending(ctx context.Context, n int) (int, error) {
	var done int
	err := w.write(ctx, func(x *writing) error {
		var last int64
		err := x.one(`SELECT COUNT(*), COALESCE(MAX(num), 0) FROM (SELECT num FROM search_queue ORDER BY num LIMIT ?)`,
			[]any{n}, &done, &last)
		if err != nil || done == 0 {
			return err
		}
		for _, text := range []string{w.engine.forget, w.engine.index, `DELETE FROM search_queue WHERE num <= ?`} {
			if _, err := x.exec(text, last); err != nil {
				return fmt.Errorf("index messages: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	w.waiting.Add(-int64(done))
	return done, nil
}

// catchUp indexes what waits, in rounds.
func (w *Workspace) catchUp(ctx context.Context) error {
	for {
		n, err := w.IndexPending(ctx, 5*enough)
		if err != nil || n < 5*enough {
			return err
		}
	}
}
