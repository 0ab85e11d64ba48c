package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"vigie/inbox/watch"
)

// mostTried is how many messages a trial looks at, at the very most.
const mostTried = 50_000

// TryWatch runs a query that is not saved on what is stored, the newest first.
// It stops after so many hits or when ctx ends: what was found by then comes
// back, and Whole says that it is not all. Days are those of now's location.
// The full-text index narrows it down first, where the query allows that: a
// word that a text writes with a letter such as ø or ł may be missed here, and
// is found once the watch is saved.
func (w *Workspace) TryWatch(ctx context.Context, v watch.Watch, most int, now time.Time) (watch.Trial, error) {
	t := trying{watch: v, most: most, now: now, set: watch.NewSet([]watch.Watch{v})}
	err := w.snapshot(ctx, func(r reading) error {
		nums, err := w.mayHit(r, v.Query)
		if err != nil {
			return err
		}
		t.out.Whole = len(nums) < mostTried
		for part := range slices.Chunk(nums, atOnce) {
			if t.out.Hits >= most {
				t.out.Whole = false
				return nil
			}
			if err := t.look(r, part); err != nil {
				return err
			}
		}
		return nil
	})
	if ctx.Err() != nil { // what there is by then
		t.out.Whole, err = false, nil
	}
	return t.out, err
}

// mayHit gives the messages that may be hits of a query, the newest first.
func (w *Workspace) mayHit(r reading, q watch.Query) ([]int64, error) {
	needs := q.Needs()
	if needs == nil {
		nums, err := all(r, plain[int64], `SELECT num
			FROM message
			WHERE direction = 'in' AND class = ''
			ORDER BY sent_at DESC
			LIMIT ?`, mostTried)
		if err != nil {
			return nil, fmt.Errorf("list messages for a trial: %w", err)
		}
		return nums, nil
	}
	parts, values := []string{`SELECT num FROM search_queue`}, []any{}
	for _, words := range needs {
		parts, values = append(parts, w.engine.match), append(values, matchOf(words))
	}
	nums, err := all(r, plain[int64], `SELECT num
		FROM message
		WHERE direction = 'in' AND pending = 0 AND num IN (`+strings.Join(parts, " UNION ")+`)
		ORDER BY sent_at DESC
		LIMIT ?`, append(values, mostTried)...)
	if err != nil {
		return nil, fmt.Errorf("search for a trial: %w", err)
	}
	return nums, nil
}

// trying is a trial being made.
type trying struct {
	watch watch.Watch
	set   watch.Set
	most  int
	now   time.Time
	out   watch.Trial
}

// look looks at some messages.
func (t *trying) look(r reading, nums []int64) error {
	list, err := all(r, readSighting, `SELECT `+sightColumns+messageColumns+withText+sightTables+` WHERE m.num IN `+question(atOnce)+` ORDER BY m.sent_at DESC`, padded(nums)...)
	if err != nil {
		return fmt.Errorf("read messages for a trial: %w", err)
	}
	for _, f := range list {
		t.out.Looked++
		t.out.Since = f.message.SentAt
		if t.out.Hits < t.most && len(t.set.Hits(f.message, f.channel)) > 0 {
			t.take(f)
		}
	}
	return nil
}

func (t *trying) take(f sighting) {
	t.out.Hits++
	if i, ok := dayIndex(f.message.SentAt, t.now); ok {
		t.out.Days[i]++
	}
	if len(t.out.First) < watch.TrialShown {
		t.out.First = append(t.out.First, f.hit(t.watch))
	}
}
