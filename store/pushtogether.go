package store

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"vigie/inbox/fault"
	"vigie/store/together"
	"vigie/store/wire"
)

// pushing is a part of a push that waits for its transaction. Its result is
// there when done is closed.
type pushing struct {
	by     Caller
	epoch  string
	orders []wire.Order

	out  wire.Pushed
	err  error
	done chan struct{}
}

func (p *pushing) end(out wire.Pushed, err error) {
	if problem := asProblem(err); problem != nil {
		out, err = wire.Pushed{}, problem
	}
	p.out, p.err = out, err
	close(p.done)
}

// Orders is how many orders are in the part.
func (p *pushing) Orders() int { return len(p.orders) }

// pushings are the parts of pushes that wait for the turn to write. Who gets it
// takes others along: a transaction costs a sync, however many orders are in it.
type pushings struct {
	mu   sync.Mutex
	line together.Line[*pushing]
}

func (l *pushings) join(p *pushing) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.line.Join(p)
}

func (l *pushings) leave(p *pushing) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.line.Leave(p)
}

func (l *pushings) with(p *pushing) []*pushing {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.line.With(p, ordersAtOnce)
}

// pushSome carries out a part of a push: in a transaction of its own, or in that
// of another who had the turn first.
func (w *Workspace) pushSome(ctx context.Context, by Caller, epoch string, orders []wire.Order) (wire.Pushed, error) {
	if w.opts.ReadOnly {
		return wire.Pushed{}, fault.New(fault.ReadOnly, keyReadOnly)
	}
	if err := ctx.Err(); err != nil {
		return wire.Pushed{}, err
	}
	p := &pushing{by: by, epoch: epoch, orders: orders, done: make(chan struct{})}
	w.pushings.join(p)
	select {
	case <-p.done:
		return p.out, p.err
	case w.turn <- struct{}{}:
		w.pushTogether(ctx, w.pushings.with(p))
		<-w.turn
	case <-w.closed:
		return w.notPushed(p, fault.New(fault.Unavailable, keyClosed))
	case <-ctx.Done():
		return w.notPushed(p, ctx.Err())
	}
	<-p.done
	return p.out, p.err
}

// notPushed gives a part up that has to wait no longer. One that is being
// carried out gets its answer.
func (w *Workspace) notPushed(p *pushing, why error) (wire.Pushed, error) {
	if w.pushings.leave(p) {
		return wire.Pushed{}, why
	}
	<-p.done
	return p.out, p.err
}

// pushTogether carries out parts of pushes in one transaction, each with its own
// result, which is told after the commit. Where the transaction fails nothing
// of it was stored, or, where its outcome is unknown, the numbers of the orders
// tell what was: then each is carried out alone, so that none suffers from
// another. The caller has the turn.
//
// On a server the first try foresees what the orders ask, and is hasty: where an
// order cannot be undone by itself, all begins again with care.
func (w *Workspace) pushTogether(ctx context.Context, group []*pushing) {
	if len(group) > 0 && !(w.engine.served && w.pushed(ctx, group, true)) {
		w.pushed(ctx, group, false)
	}
}

// pushed carries out parts of pushes in one transaction. A hasty one that fails
// where care may help tells nobody, and false is that it did.
func (w *Workspace) pushed(ctx context.Context, group []*pushing, hasty bool) bool {
	outs, problems := make([]wire.Pushed, len(group)), make([]error, len(group))
	err := w.writeOrStumble(ctx, func(x *writing) error {
		if x.hasty = hasty; hasty {
			if err := x.foresee(group); err != nil {
				return err
			}
		}
		work := together.Work[*pushing]{
			Take: func(i int, p *pushing) (err error) {
				outs[i], err = x.takeOrders(p.by, p.epoch, p.orders)
				return err
			},
			Own:     func(err error) bool { return asProblem(err) != nil },
			Attempt: x.attempt,
		}
		said, err := work.Carry(group)
		copy(problems, said)
		return err
	})
	if hasty && err != nil && !Transient(err) && (len(group) > 1 || asProblem(err) == nil) {
		return false
	}
	if together.Apart(len(group), err, Transient(err)) {
		w.opts.Log.Warn("orders that shared a transaction are carried out alone", "pushes", len(group), "error", err)
		for _, p := range group {
			w.pushed(ctx, []*pushing{p}, false)
		}
		return true
	}
	for i, p := range group {
		p.end(outs[i], together.Told(err, problems[i]))
	}
	return true
}

// writeOrStumble is writeInTurn with a panic turned into an error: what stumbles
// over one push keeps neither the turn nor those who wait for their answers.
func (w *Workspace) writeOrStumble(ctx context.Context, f func(*writing) error) error {
	return w.stumbling(func() error { return w.writeInTurn(ctx, f) })
}

// stumbling runs f with a panic turned into an error, of the kind of what this
// program cannot do at all.
func (w *Workspace) stumbling(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.opts.Log.Error("a push panicked", "panic", p, "stack", string(debug.Stack()))
			err = explain(fmt.Errorf("panic: %v", p))
		}
	}()
	return f()
}
