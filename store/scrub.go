package store

import (
	"context"
	"fmt"
	"time"

	"vigie/store/wire"
)

// tellWithin is how old news may be for a person to be told of them: after a
// holiday nobody wants a hundred.
const tellWithin = 12 * time.Hour

// takeErased removes what must be gone from the disk, and sees that it is,
// before anything else of a page is taken: the cursor must not pass it.
func (w *Workspace) takeErased(ctx context.Context, gone []wire.Key) error {
	var erased []wire.Key
	for _, g := range gone {
		if g.Op == wire.OpErase {
			erased = append(erased, g)
		}
	}
	if len(erased) == 0 {
		return nil
	}
	if err := w.takeIn(ctx, false, func(x *writing) error { return x.takeKeys(erased) }); err != nil {
		return err
	}
	return w.Scrub(ctx)
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
