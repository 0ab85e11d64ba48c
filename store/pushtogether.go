package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"vigie/inbox/fault"
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

// pushings are the parts of pushes that wait for the turn to write. Who gets it
// takes others along: a transaction costs a sync, however many orders are in it.
type pushings struct {
	mu   sync.Mutex
	line []*pushing
}

func (l *pushings) join(p *pushing) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.line = append(l.line, p)
}

// leave takes a part out of the line, and reports whether it was still there:
// else somebody carries it out.
func (l *pushings) leave(p *pushing) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.line, p)
	if i >= 0 {
		l.line = slices.Delete(l.line, i, i+1)
	}
	return i >= 0
}

// with takes a part out of the line, and of those that came before or after it
// as many as go with it into one transaction, in the order in which they came.
// There is none where the part was carried out by another already.
func (l *pushings) with(p *pushing) []*pushing {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.Contains(l.line, p) {
		return nil
	}
	var group []*pushing
	room := ordersAtOnce - len(p.orders)
	l.line = slices.DeleteFunc(l.line, func(other *pushing) bool {
		if other != p {
			if len(other.orders) > room {
				room = 0 // nobody overtakes
				return false
			}
			room -= len(other.orders)
		}
		group = append(group, other)
		return true
	})
	return group
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
func (w *Workspace) pushTogether(ctx context.Context, group []*pushing) {
	if len(group) == 0 {
		return
	}
	outs, problems := make([]wire.Pushed, len(group)), make([]error, len(group))
	err := w.writeOrStumble(ctx, func(x *writing) error {
		for i, p := range group {
			var err error
			outs[i], err = x.takePart(p, len(group) > 1)
			if problem := asProblem(err); problem != nil && len(group) > 1 {
				problems[i] = problem
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && len(group) > 1 && !Transient(err) {
		w.opts.Log.Warn("orders that shared a transaction are carried out alone", "pushes", len(group), "error", err)
		for _, p := range group {
			w.pushTogether(ctx, []*pushing{p})
		}
		return
	}
	for i, p := range group {
		p.end(outs[i], errors.Join(err, problems[i]))
	}
}

// writeOrStumble is writeInTurn with a panic turned into an error: what stumbles
// over one order keeps neither the turn nor those who wait for their answers.
func (w *Workspace) writeOrStumble(ctx context.Context, f func(*writing) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			w.opts.Log.Error("a push panicked", "panic", p, "stack", string(debug.Stack()))
			err = explain(fmt.Errorf("panic: %v", p))
		}
	}()
	return w.writeInTurn(ctx, f)
}

// takePart carries out a part of a push. In company what it wrote is undone
// where it fails; a single order has written nothing by then.
func (x *writing) takePart(p *pushing, company bool) (out wire.Pushed, err error) {
	run := func() error {
		out, err = x.takeOrders(p.by, p.epoch, p.orders)
		return err
	}
	if company && len(p.orders) > 1 {
		err = x.attempt(run)
	} else {
		err = run()
	}
	return out, err
}
