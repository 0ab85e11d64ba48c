package replica

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"vigie/store"
	"vigie/store/wire"
)

// File is what is uploaded: it can be read from where an earlier try ended.
type File interface {
	io.Reader
	io.Seeker
	io.Closer
}

// advance does the next step. It returns how long there is to rest before the
// one after; 0 is not at all. done is that nothing more can be done.
func (r *Replica) advance(ctx context.Context) (rest time.Duration, done bool, err error) {
	r.step.Lock()
	defer r.step.Unlock()
	s, err := r.situation(ctx)
	if err != nil {
		return 0, false, err
	}
	r.mu.Lock()
	step, wait := r.machine.Next(s)
	r.mu.Unlock()
	switch step {
	case Rest:
		return wait, false, nil
	case Stop:
		return 0, true, nil
	}
	more, err := r.do(ctx, step)
	if ctx.Err() != nil {
		return 0, false, ctx.Err()
	}
	return 0, false, r.after(ctx, step, more, err)
}

func (r *Replica) situation(ctx context.Context) (Situation, error) {
	entries, err := r.out.entries(ctx)
	if err != nil {
		return Situation{}, err
	}
	state, err := r.house.CopyState(ctx)
	if err != nil {
		return Situation{}, err
	}
	s := Situation{Now: r.o.Now(), Ready: state.Ready}
	for _, e := range entries {
		if e.Standing == Waiting {
			s.Waiting++
		}
	}
	return s, nil
}

// crash is an error of a hook: nothing of what comes after may happen.
type crash struct{ error }

func (c crash) Unwrap() error { return c.error }

// after tells the machine how a step went, and empties the copy when it must.
func (r *Replica) after(ctx context.Context, step Step, more bool, err error) error {
	var dead crash
	if errors.As(err, &dead) {
		return err
	}
	if err != nil {
		r.o.Log.Info("a step of the sync failed", "step", step.String(), "error", err)
	}
	r.mu.Lock()
	r.machine.Did(step, r.o.Now(), more, err)
	reset := r.machine.TakeReset()
	r.mu.Unlock()
	if reset {
		if err := r.house.Reset(ctx); err != nil {
			return fmt.Errorf("empty copy: %w", err)
		}
	}
	return r.tell(ctx)
}

func (r *Replica) do(ctx context.Context, step Step) (more bool, err error) {
	switch step {
	case Greet:
		return false, r.greet(ctx)
	case Push:
		return false, r.push(ctx)
	case Refill:
		return false, r.refill(ctx)
	default:
		return r.pull(ctx)
	}
}

// greet asks the server who it is, and how its clock goes.
func (r *Replica) greet(ctx context.Context) error {
	asked := r.o.Now()
	h, err := r.o.Server.Hello(ctx)
	if err != nil {
		return err
	}
	got := r.o.Now()
	if h.ProtoMin > wire.Proto {
		return &wire.Problem{Code: wire.CodeUpgrade}
	}
	offset := time.UnixMilli(h.Now).Sub(asked.Add(got.Sub(asked) / 2))
	r.mu.Lock()
	r.offset = offset
	r.mu.Unlock()
	return r.out.putFacts(ctx, map[string]string{
		"offset": strconv.FormatInt(offset.Milliseconds(), 10), "contact": strconv.FormatInt(got.UnixMilli(), 10),
	})
}

// push sends what waits, its files first, and keeps the answers.
func (r *Replica) push(ctx context.Context) error {
	entries, err := r.out.entries(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	want := r.machine.Want()
	r.mu.Unlock()
	orders, whole := ToPush(entries, want, wire.MostOrders)
	if !whole {
		r.mu.Lock()
		r.machine.Lost()
		r.mu.Unlock()
		return nil
	}
	orders = withinBytes(orders, wire.MostPush/2)
	if err := r.upload(ctx, orders); err != nil {
		return err
	}
	state, err := r.house.CopyState(ctx)
	if err != nil {
		return err
	}
	done, err := r.o.Server.Push(ctx, wire.Push{Epoch: state.Epoch, Orders: orders})
	if err != nil {
		return err
	}
	if err := r.hook(BeforeAnswers); err != nil {
		return err
	}
	return r.answered(ctx, entries, done.Answers)
}

// withinBytes cuts a push to what a server takes at once.
func withinBytes(orders []wire.Order, most int) []wire.Order {
	size := 0
	for i, o := range orders {
		if size += len(o.Args) + 400; size > most && i > 0 {
			return orders[:i]
		}
	}
	return orders
}

func (r *Replica) hook(point string) error {
	if err := r.o.Hook(point); err != nil {
		return crash{err}
	}
	return nil
}

func (r *Replica) answered(ctx context.Context, entries []Entry, answers []wire.Answer) error {
	var changed []Entry
	for _, a := range answers {
		i := slices.IndexFunc(entries, func(e Entry) bool { return e.Matches(a) })
		if i >= 0 && entries[i].Standing == Waiting {
			changed = append(changed, entries[i].Answered(a, r.o.Now()))
		}
	}
	return r.out.keep(ctx, changed...)
}

// upload brings the files that orders name.
func (r *Replica) upload(ctx context.Context, orders []wire.Order) error {
	if len(orders) == 0 {
		return nil
	}
	files, err := r.out.files(ctx)
	if err != nil {
		return err
	}
	last := orders[len(orders)-1].Seq
	for sha, seq := range files {
		if seq > last {
			continue
		}
		err := r.o.Server.Upload(ctx, sha, func() (File, error) {
			f, err := r.house.Blob(ctx, sha)
			if err != nil {
				return nil, err
			}
			if file, ok := f.(File); ok {
				return file, nil
			}
			return nil, fmt.Errorf("file %s cannot be read twice: %w", sha, f.Close())
		})
		if err != nil {
			return fmt.Errorf("upload %s: %w", sha, err)
		}
		if err := r.out.uploaded(ctx, sha); err != nil {
			return err
		}
	}
	return nil
}

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
	err = r.o.Server.Bootstrap(ctx, wire.Bootstrap{Horizon: horizon, Token: state.Token}, func(c wire.Chunk) error {
		if err := r.house.TakeChunk(ctx, c, horizon); err != nil {
			return err
		}
		done = done || c.Done
		r.come(c)
		if err := r.tell(ctx); err != nil {
			return err
		}
		return r.hook(MidRefill)
	})
	if err == nil && !done {
		err = errors.New("the copy broke off")
	}
	return err
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
		Horizon: state.Horizon, Sums: r.sumsDue(ctx),
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
	if err := r.out.blank(ctx, erased); err != nil {
		return false, err
	}
	if err := r.takePage(ctx, page); err != nil {
		return false, err
	}
	if err := r.out.putFacts(ctx, map[string]string{"contact": strconv.FormatInt(r.o.Now().UnixMilli(), 10)}); err != nil {
		return false, err
	}
	if page.More {
		return true, nil
	}
	if err := r.compare(ctx, page, state.Horizon); err != nil {
		return false, err
	}
	return false, errors.Join(r.trim(ctx), r.regain(ctx, page.LastSeq), r.complete(ctx, page))
}

// regain has what a restored server forgot sent again, also when nobody does
// anything more here.
func (r *Replica) regain(ctx context.Context, last int64) error {
	entries, err := r.out.entries(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.machine.Regain(Forgotten(entries, last))
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
	var ids []string
	for _, row := range page.Puts {
		if row.Kind == "conversation" {
			ids = append(ids, row.ID)
		}
	}
	lacking, err := r.house.Lacking(ctx, ids)
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
