package store

import (
	"context"
	"fmt"

	"vigie/inbox"
	"vigie/inbox/watch"
)

// fillChunk is how many messages are looked at between two writes.
const fillChunk = 500

// FillWatch marks the hits of a watch among the messages that were stored
// before it, newest arrivals first, in chunks: others write in between, and
// what ctx breaks off goes on where it stood. It brings nothing to the inbox:
// what is old is not news. progress may be nil; it is called after each chunk.
func (w *Workspace) FillWatch(ctx context.Context, id watch.ID, progress func(done, total int)) error {
	total, err := first(w.glance(ctx), plain[int], `SELECT COALESCE(MAX(num), 0) FROM message`)
	if err != nil {
		return explain(err)
	}
	for {
		below, err := w.fillStep(ctx, id)
		if err != nil {
			return err
		}
		if progress != nil {
			progress(max(0, total-int(max(0, below-1))), total)
		}
		if below == 0 {
			return nil
		}
	}
}

// fillStep looks at one chunk and gives where the next one begins; 0 is done.
func (w *Workspace) fillStep(ctx context.Context, id watch.ID) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	var v watch.Watch
	var changed, below int64
	err := w.snapshot(ctx, func(r reading) (err error) {
		if v, err = watchOf(r, id); err != nil {
			return err
		}
		changed, below, err = fillState(r, id)
		return err
	})
	if err != nil || below == 0 {
		return 0, err
	}
	list, err := all(w.glance(ctx), readCandidate, candidates+` WHERE m.num < ? ORDER BY m.num DESC LIMIT ?`, below, fillChunk)
	if err != nil {
		return 0, fmt.Errorf("read messages for a watch: %w", explain(err))
	}
	var hits []foundHit
	set := watch.NewSet([]watch.Watch{v})
	for _, c := range list {
		if len(set.Hits(c.Message, c.channel)) > 0 {
			hits = append(hits, foundHit{v.ID, c.SentAt, c.ID, false})
		}
	}
	next := int64(0)
	if len(list) == fillChunk {
		next = list[len(list)-1].num
	}
	return next, w.write(ctx, func(x *writing) error { return x.filled(v.ID, changed, next, hits) })
}

func fillState(r reading, id watch.ID) (changed, below int64, err error) {
	type state struct{ changed, below int64 }
	s, err := first(r, func(s scanner) (v state, err error) {
		err = s.Scan(&v.changed, &v.below)
		return v, err
	}, `SELECT changed, fill_below FROM watch WHERE id = ?`, id)
	return s.changed, s.below, err
}

// filled writes the hits of a chunk, unless the watch was changed meanwhile.
func (x *writing) filled(id watch.ID, changed, next int64, hits []foundHit) error {
	now, _, err := fillState(x, id)
	if err != nil {
		return fmt.Errorf("read watch: %w", err)
	}
	if now != changed {
		return nil // the next step begins with what it looks for now
	}
	for _, h := range hits {
		had, err := maybe(x, plain[int], `SELECT 1 FROM watch_hit WHERE watch = ? AND at = ? AND message = ?`, h.watch, millis(h.at), h.message)
		if err != nil {
			return fmt.Errorf("read hits: %w", err)
		}
		if had == 0 {
			x.found = append(x.found, h)
		}
	}
	if _, err := x.exec(`UPDATE watch SET fill_below = ? WHERE id = ?`, next, id); err != nil {
		return fmt.Errorf("note how far a watch looked: %w", err)
	}
	x.notice.Team = x.notice.Team || next == 0
	return nil
}

// candidate is a stored message that a watch looks at.
type candidate struct {
	numbered
	channel inbox.Channel
}

const candidates = `SELECT m.num, COALESCE((SELECT a.channel FROM account a WHERE a.id = m.account), ''), ` + messageColumns + withText

func readCandidate(s scanner) (candidate, error) {
	var c candidate
	into, done := messageFields(&c.Message)
	if err := s.Scan(append([]any{&c.num, &c.channel}, into...)...); err != nil {
		return c, err
	}
	return c, done()
}
