package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"vigie/store/wire"
)

// tellWithin is how old news may be for a person to be told of them: after a
// holiday nobody wants a hundred.
const tellWithin = 12 * time.Hour

// erases reports whether a page has bytes removed.
func erases(gone []wire.Key) bool {
	return slices.ContainsFunc(gone, func(g wire.Key) bool { return g.Op == wire.OpErase })
}

// ErasedIn lists the conversations of which a page has words removed: what an
// outbox holds of them must go too.
func (w *Workspace) ErasedIn(ctx context.Context, p wire.Page) ([]string, error) {
	var out []string
	for _, g := range p.Gone {
		k, known := kindNamed(g.Kind)
		if g.Op != wire.OpErase || !known || !k.hanging() {
			continue
		}
		found, err := all(w.glance(ctx), plain[string], `SELECT `+k.on+` FROM `+k.name+` WHERE id = ?`, g.ID)
		if err != nil {
			return nil, explain(err)
		}
		out = append(out, found...)
	}
	return union(out, nil), nil
}

// ErasedAmong lists those of some conversations whose words were erased.
func (w *Workspace) ErasedAmong(ctx context.Context, ids []string) ([]string, error) {
	var out []string
	for _, id := range ids {
		c, err := maybe(w.glance(ctx), readConversation, `SELECT `+conversationColumns+` FROM conversation c WHERE c.id = ?`, id)
		if err != nil {
			return nil, explain(err)
		}
		if c.ID != "" && c.Erased() {
			out = append(out, id)
		}
	}
	return out, nil
}

// Scrub sees that no bytes of what was removed are left in the files: the full
// text is written anew without them, and the write-ahead log is cut. A
// database server frees and overwrites the places; its own log keeps the bytes
// until it is recycled.
func (w *Workspace) Scrub(ctx context.Context) error {
	if err := w.await(ctx); err != nil {
		return err
	}
	defer func() { <-w.turn }()
	for _, text := range w.engine.scrub {
		if _, err := w.conn.ExecContext(ctx, text); err != nil {
			return explain(fmt.Errorf("scrub: %w", err))
		}
	}
	return nil
}
