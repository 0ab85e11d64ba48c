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
	var rows [][]any
	for i, q := range x.queued {
		if i > 0 && x.queued[i-1].num == q.num {
			last := rows[len(rows)-1]
			last[1] = last[1] == true || q.again
			continue
		}
		rows = append(rows, []any{q.num, q.again})
	}
	return x.insertOr(`INSERT INTO search_queue (num, again) VALUES `, rows, ` ON CONFLICT (num) DO UPDATE SET again = excluded.again`)
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
