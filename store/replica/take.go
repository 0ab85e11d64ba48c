package replica

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"vigie/store"
	"vigie/store/wire"
)

// refill has the first copy come, from where it broke off.
func (r *Replica) refill(ctx context.Context) error {
	state, err := r.house.CopyState(ctx)
	if err != nil {
		return err
	}
	horizon := state.Horizon
	if state.Token == "" {
		horizon = r.o.Now().Add(-r.o.Horizon).UnixMilli()
	}
	done := false
	kept, err := r.out.keeps(ctx)
	if err != nil {
		return err
	}
	taking := startTaking(func(c store.Unpacked) error {
		if c.Done {
			if err := r.out.forsake(ctx, c.Words...); err != nil {
				return err
			}
		}
		if err := r.house.TakeChunk(ctx, c, horizon); err != nil {
			return err
		}
		done = done || c.Done
		r.come(c.Chunk)
		if err := r.tell(ctx); err != nil {
			return err
		}
		return r.hook(MidRefill)
	})
	ask := wire.Bootstrap{Horizon: horizon, Token: state.Token, Packed: true, Kept: kept[max(0, len(kept)-wire.MostKept):]}
	err = taking.end(r.o.Server.Bootstrap(ctx, ask, taking.put))
	if err == nil && !done {
		err = errors.New("the copy broke off")
	}
	if err != nil {
		return err
	}
	if state, err = r.house.CopyState(ctx); err != nil {
		return err
	}
	r.whole, r.erasing = state.Cursor, false
	return r.out.putFacts(ctx, map[string]string{factWhole: r.atEnd()})
}

// come counts the messages of the first copy.
func (r *Replica) come(c wire.Chunk) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c.Total > 0 {
		r.state.Coming, r.state.Come = c.Total, 0
	}
	for _, row := range c.Puts {
		if row.Kind == "message" {
			r.state.Come++
		}
	}
	for _, p := range c.Packs {
		if p.Kind == "message" {
			r.state.Come += int64(len(p.Rows))
		}
	}
	r.state.Come = min(r.state.Come, r.state.Coming) // the newest come twice
	if c.Done {
		r.state.Coming, r.state.Come = 0, 0
	}
}

// pull takes one page.
func (r *Replica) pull(ctx context.Context) (more bool, err error) {
	state, err := r.house.CopyState(ctx)
	if err != nil {
		return false, err
	}
	page, err := r.o.Server.Pull(ctx, wire.Pull{
		Cursor: state.Cursor, Epoch: state.Epoch, ScopeEpoch: state.ScopeEpoch, Limit: wire.MostRows, Schema: store.RowsVersion,
		Horizon: state.Horizon, Sums: r.sumsDue(ctx), Mid: state.Cursor != r.whole,
	})
	if err != nil {
		return false, err
	}
	if err := r.hook(BeforePage); err != nil {
		return false, err
	}
	erased, err := r.house.ErasedIn(ctx, page)
	if err != nil {
		return false, err
	}
	if err := errors.Join(r.out.blank(ctx, erased), r.out.forsake(ctx, wordsIn(page)...)); err != nil {
		return false, err
	}
	if err := r.takePage(ctx, page); err != nil {
		return false, err
	}
	if err := r.cleanse(ctx, state.Cursor, page); err != nil {
		return false, err
	}
	if err := r.out.putFacts(ctx, map[string]string{"contact": strconv.FormatInt(r.o.Now().UnixMilli(), 10), factWhole: r.atEnd()}); err != nil {
		return false, err
	}
	if page.More {
		return true, nil
	}
	if err := r.compare(ctx, page, state.Horizon); err != nil {
		return false, err
	}
	return false, errors.Join(r.trim(ctx), r.regain(ctx, page.LastSeq, state.Epoch), r.complete(ctx, page))
}

// regain has what a restored server forgot sent again, also when nobody does
// anything more here.
func (r *Replica) regain(ctx context.Context, last int64, epoch string) error {
	entries, err := r.out.entries(ctx)
	if err != nil {
		return err
	}
	told, err := r.out.fact(ctx, factTold)
	if err != nil {
		return err
	}
	from := Retell(entries, last, told, epoch)
	if r.retelling = told != epoch; r.retelling && from == 0 {
		_, err = r.goOn(ctx, 0, epoch)
		return err
	}
	r.mu.Lock()
	r.machine.Regain(from)
	r.mu.Unlock()
	return nil
}

// trim drops orders that nobody needs any more.
func (r *Replica) trim(ctx context.Context) error {
	entries, err := r.out.entries(ctx)
	if err != nil {
		return err
	}
	return r.out.trim(ctx, entries, r.o.Now())
}

// takePage applies a page, and on the last one what waits upon it.
func (r *Replica) takePage(ctx context.Context, page wire.Page) error {
	stuck, err := r.house.TakePage(ctx, page, func() ([]wire.Order, error) {
		entries, err := r.out.entries(ctx)
		return ToReplay(entries, page.LastSeq), err
	})
	if err != nil {
		return err
	}
	if err := r.hook(AfterPage); err != nil {
		return err
	}
	if page.More {
		return nil
	}
	return r.noteStuck(ctx, stuck)
}

// complete has conversations come whole of which only a part is here: older
// ones, left out at first, that somebody took up again.
func (r *Replica) complete(ctx context.Context, page wire.Page) error {
	lacking, err := r.house.Lacking(ctx, conversationsIn(page))
	if err != nil {
		return err
	}
	for part := range slices.Chunk(lacking, wire.MostFetched) {
		if err := r.Fetch(ctx, part...); err != nil {
			return err
		}
	}
	return nil
}

// Fetch has conversations come whole, with all their messages: what a search
// on the server found.
func (r *Replica) Fetch(ctx context.Context, conversations ...string) error {
	f, err := r.o.Server.Fetch(ctx, wire.Fetch{Conversations: conversations})
	if err != nil {
		return err
	}
	return r.house.TakeRows(ctx, f.Puts)
}

// sumsEvery is how often the copy is compared with the server.
const sumsEvery = 24 * time.Hour

func (r *Replica) sumsDue(ctx context.Context) bool {
	at, err := r.out.fact(ctx, "compared")
	return err == nil && r.o.Now().Sub(time.UnixMilli(number(at))) > sumsEvery
}

// compare has a copy that differs from the server come anew. While orders wait
// it differs with reason.
func (r *Replica) compare(ctx context.Context, page wire.Page, horizon int64) error {
	if len(page.Sums) == 0 {
		return nil
	}
	entries, err := r.out.entries(ctx)
	if err != nil || len(ToReplay(entries, page.LastSeq)) > 0 {
		return err
	}
	differing, err := r.house.Differing(ctx, page.Sums, r.o.Member, horizon)
	if err != nil {
		return err
	}
	if err := r.out.putFacts(ctx, map[string]string{"compared": strconv.FormatInt(r.o.Now().UnixMilli(), 10)}); err != nil {
		return err
	}
	if len(differing) > 0 {
		r.o.Log.Error("the copy differs from the server and comes anew", "kinds", differing)
		return &wire.Problem{Code: wire.CodeResync}
	}
	return nil
}
