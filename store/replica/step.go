package replica

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

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
		if r.catchUp(ctx) {
			wait = 0
		}
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

// indexedAtOnce is how many messages are made searchable before it is looked
// whether there is something more urgent: about a tenth of a second, in which a
// person's act waits.
const indexedAtOnce = 2000

// catchUp makes a part of what came searchable, and says whether there is more:
// first all is there, then all is found, then what that left is tidied.
func (r *Replica) catchUp(ctx context.Context) (more bool) {
	if r.caughtUp && !r.house.Unindexed() {
		return false
	}
	n, err := r.house.IndexPending(ctx, indexedAtOnce)
	if err != nil {
		r.o.Log.Warn("the full text was not brought up to date", "error", err)
	}
	if err != nil || n == indexedAtOnce {
		r.caughtUp = false
		return n > 0
	}
	if more, err = r.house.MergeIndex(ctx); err != nil {
		r.o.Log.Warn("the full text was not merged", "error", err)
	}
	r.caughtUp = err == nil && !more
	return more || n > 0
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
		return r.push(ctx)
	case Refill:
		if err := r.refill(ctx); err != nil {
			return false, err
		}
		return false, r.forget(ctx, nil)
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

// push sends what waits, its files first, and keeps the answers. more is that
// the server wants what did not fit.
func (r *Replica) push(ctx context.Context) (more bool, err error) {
	entries, err := r.out.entries(ctx)
	if err != nil {
		return false, err
	}
	r.mu.Lock()
	want := r.machine.Want()
	r.mu.Unlock()
	orders, whole := ToPush(entries, want, wire.MostOrders)
	if !whole {
		r.mu.Lock()
		r.machine.Lost()
		r.mu.Unlock()
		return false, r.out.keep(ctx, Unheard(entries, want)...)
	}
	orders = withinBytes(orders, wire.MostPush/2)
	if err := r.upload(ctx, orders); err != nil {
		return false, err
	}
	state, err := r.house.CopyState(ctx)
	if err != nil {
		return false, err
	}
	done, err := r.o.Server.Push(ctx, wire.Push{Epoch: state.Epoch, Orders: orders})
	if err != nil {
		return r.disowned(ctx, entries, err)
	}
	if err := r.hook(BeforeAnswers); err != nil {
		return false, err
	}
	if err := r.out.keep(ctx, Learn(entries, done.Answers, r.o.Now())...); err != nil {
		return false, err
	}
	if want == 0 {
		return false, nil
	}
	return r.goOn(ctx, After(entries, want, done.Answers), state.Epoch)
}

// goOn has the telling go on with a number; 0 is that the server knows it all.
func (r *Replica) goOn(ctx context.Context, next int64, epoch string) (more bool, err error) {
	if next > 0 {
		r.mu.Lock()
		r.machine.Regain(next)
		r.mu.Unlock()
		return true, nil
	}
	r.doubting = false
	if !r.retelling {
		return false, nil
	}
	r.retelling = false
	return false, r.out.putFacts(ctx, map[string]string{factTold: epoch})
}

// factTold is the epoch of the server in which it was told all that is kept.
const factTold = "told"

// disowned deals with a push that failed. Where another computer used our
// numbers, the server is first shown all that is kept, to learn from which
// number on; what it never heard of is then kept as what waits: a person looks
// at it.
func (r *Replica) disowned(ctx context.Context, entries []Entry, err error) (more bool, _ error) {
	var p *wire.Problem
	if !errors.As(err, &p) || p.Code != wire.CodeForked {
		return false, err
	}
	if from := Doubted(entries, p.Want); from > 0 && !r.doubting {
		r.doubting = true
		return r.goOn(ctx, from, "")
	}
	return false, errors.Join(err, r.out.keep(ctx, Unheard(entries, p.Want)...))
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
