package replica

import (
	"context"
	"slices"

	"vigie/store/wire"
)

// forget takes the words out of orders on conversations that were erased while
// the copy was away: a copy that came anew was not told of it.
func (r *Replica) forget(ctx context.Context) error {
	entries, err := r.out.entries(ctx)
	if err != nil {
		return err
	}
	var on []string
	for _, e := range entries {
		if e.Order.Conversation != "" && string(e.Order.Args) != wire.Erased && !slices.Contains(on, e.Order.Conversation) {
			on = append(on, e.Order.Conversation)
		}
	}
	erased, err := r.house.ErasedAmong(ctx, on)
	if err != nil {
		return err
	}
	return r.out.blank(ctx, erased)
}

// cleanse ends a chain of pages that had bytes removed. What people did here was
// put upon rows as they were until the last page came, so that only then the
// outbox and the files have none of them; and only then the server is told.
func (r *Replica) cleanse(ctx context.Context, p wire.Page) error {
	chain := r.midway
	r.midway = p.More
	r.erasing = r.erasing || slices.ContainsFunc(p.Gone, func(k wire.Key) bool { return k.Op == wire.OpErase })
	if p.More || !r.erasing {
		return nil
	}
	r.erasing = false
	if err := r.forget(ctx); err != nil || !chain {
		return err
	}
	return r.house.Scrub(ctx)
}
