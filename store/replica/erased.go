package replica

import (
	"context"
	"slices"
	"strconv"

	"vigie/store/wire"
)

// forget takes the words out of orders on conversations that were erased while
// the copy was away: a copy that came anew was not told of it. came are the
// conversations that it is about; nil is all.
func (r *Replica) forget(ctx context.Context, came []string) error {
	on, err := r.out.keeps(ctx)
	if err != nil {
		return err
	}
	if came != nil {
		on = slices.DeleteFunc(on, func(c string) bool { return !slices.Contains(came, c) })
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
func (r *Replica) cleanse(ctx context.Context, before int64, p wire.Page) error {
	r.erasing = r.erasing || slices.ContainsFunc(p.Gone, func(k wire.Key) bool { return k.Op == wire.OpErase })
	r.came = append(r.came, conversationsIn(p)...)
	if p.More {
		return nil
	}
	if len(r.came) > 0 && !r.erasing { // one that was erased while it was out of sight
		if err := r.forget(ctx, r.came); err != nil {
			return err
		}
	}
	if r.erasing {
		if err := r.forget(ctx, nil); err != nil {
			return err
		}
		if before != r.whole {
			if err := r.house.Scrub(ctx); err != nil {
				return err
			}
		}
	}
	r.whole, r.erasing, r.came = p.To, false, nil
	return nil
}

// wordsIn lists the conversations of which a page says that their words were
// erased.
func wordsIn(p wire.Page) []string {
	var ids []string
	for _, k := range p.Gone {
		if k.Kind == wire.Words && k.Op == wire.OpErase {
			ids = append(ids, k.ID)
		}
	}
	return ids
}

// conversationsIn lists the conversations that a page puts.
func conversationsIn(p wire.Page) []string {
	var ids []string
	for _, row := range p.Puts {
		if row.Kind == "conversation" {
			ids = append(ids, row.ID)
		}
	}
	return ids
}

// factWhole is where the last chain of pages ended. A copy that stands
// elsewhere is in the middle of one, also after the program was killed or the
// power was lost: it proves no erasure.
const factWhole = "whole"

// atEnd notes where a chain of pages ended; the outbox keeps it once the copy
// has it.
func (r *Replica) atEnd() string { return strconv.FormatInt(r.whole, 10) }
