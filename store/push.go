package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"vigie/inbox/fault"
	"vigie/store/wire"
)

// ordersAtOnce is how many orders share a transaction, and with it one sync to
// disk.
const ordersAtOnce = 32

// answersKept is how long the answer to an order that took effect can be asked
// for again. A refusal is kept for ever: it is the only trace of its order, and
// without it a copied computer that was silent for long could not be told from
// one whose orders were taken.
const answersKept = 30 * 24 * time.Hour

// Push carries out the orders of a device, in their order, each once for ever.
// A refusal is an answer. Problems with the push itself are *wire.Problem; any
// other error is transient, and what was not answered may be sent again. When
// only a part could be carried out, that part is answered without an error.
func (w *Workspace) Push(ctx context.Context, by Caller, p wire.Push) (wire.Pushed, error) {
	if len(p.Orders) > wire.MostOrders {
		return wire.Pushed{}, &wire.Problem{Code: wire.CodeInvalid}
	}
	var out wire.Pushed
	for i, part := range slices.Collect(slices.Chunk(p.Orders, ordersAtOnce)) {
		done, err := w.pushSome(ctx, by, p.Epoch, part)
		if err != nil && i > 0 {
			w.opts.Log.Warn("a push was taken in part", "device", by.Device, "error", err)
			break
		}
		if err != nil {
			return wire.Pushed{}, err
		}
		out.Answers, out.LastSeq, out.Rev = append(out.Answers, done.Answers...), done.LastSeq, done.Rev
	}
	if len(p.Orders) > 0 {
		w.index(ctx, false) // what was recorded by hand is found at once
		return out, nil
	}
	return w.pushSome(ctx, by, p.Epoch, nil)
}

// takeOrders carries out orders of one device and notes the last.
func (x *writing) takeOrders(by Caller, epoch string, orders []wire.Order) (out wire.Pushed, err error) {
	seat, err := x.seatAt(by)
	if err != nil {
		return out, err
	}
	x.caller, out.LastSeq = &seat.Member, seat.Device.LastSeq
	if len(orders) > 0 {
		if x.foreign, err = x.restoredSince(epoch); err != nil {
			return out, err
		}
	}
	for _, o := range orders {
		if err := x.takeOrder(by, o, &out); err != nil {
			return out, err
		}
	}
	if len(orders) > 0 {
		if _, err := x.exec(`UPDATE device SET last_seq = ? WHERE id = ?`, out.LastSeq, by.Device); err != nil {
			return out, fmt.Errorf("note last order: %w", err)
		}
		delete(x.ahead.seats, by.Device)
	}
	out.Rev, err = x.revision()
	return out, err
}

// restoredSince reports that a desktop speaks of an epoch that is over: what it
// saw before a backup was restored is no ground to say anything in public.
func (x *writing) restoredSince(epoch string) (bool, error) {
	if epoch == "" {
		return false, nil
	}
	err := x.findRevision()
	return x.epoch != epoch, err
}

// revision is the number that the transaction will have reached.
func (x *writing) revision() (int64, error) {
	err := x.findRevision()
	return x.begunAt + int64(len(x.keys)), err
}

// findRevision reads the revision that the transaction found, and the epoch:
// nobody else moves them as long as it lasts. A server says it at the opening.
func (x *writing) findRevision() error {
	if x.epoch != "" {
		return nil
	}
	if x.w.engine.served {
		return x.openNow()
	}
	if err := x.one(`SELECT rev, log_epoch FROM workspace WHERE id = 1`, nil, &x.begunAt, &x.epoch); err != nil {
		return fmt.Errorf("read revision: %w", err)
	}
	return nil
}

// answered is a stored answer with the print of its order.
type answered struct {
	print  string
	answer wire.Answer
}

// answerTo reads the stored answer to a number of a device.
func (x *writing) answerTo(device string, seq int64) (answered, error) {
	read := func(s scanner) (v answered, err error) {
		var why []byte
		if err = s.Scan(&v.print, &v.answer.ID, &v.answer.State, &v.answer.Rev, &why); err != nil || len(why) == 0 {
			return v, err
		}
		v.answer.Fault = &wire.Fault{}
		return v, unpack(why, v.answer.Fault)
	}
	had, err := maybe(x, read, `SELECT print, command, state, rev, fault FROM answer WHERE device = ? AND seq = ?`, device, seq)
	if err != nil {
		return had, fmt.Errorf("read answer: %w", err)
	}
	return had, nil
}

// had gives what is known under the number of an order. The numbers beyond the
// last have nothing yet.
func (x *writing) had(device string, last int64, o wire.Order) (answered, wire.Had, error) {
	if o.Seq > last {
		return answered{}, wire.Had{}, nil
	}
	a, err := x.answerTo(device, o.Seq)
	if err != nil || a.print != "" {
		return a, wire.Had{ID: a.answer.ID, Print: a.print}, err
	}
	n, err := first(x, plain[int], `SELECT COUNT(*) FROM command WHERE id = ?`, o.ID)
	if err != nil {
		return a, wire.Had{}, fmt.Errorf("read command: %w", err)
	}
	return a, wire.Had{Ran: n > 0}, nil
}

// takeOrder takes one order by its number.
func (x *writing) takeOrder(by Caller, o wire.Order, out *wire.Pushed) error {
	before, had, err := x.had(by.Device, out.LastSeq, o)
	if err != nil {
		return err
	}
	sum := printOf(o, by.Member)
	switch wire.Admit(out.LastSeq, o, sum, had) {
	case wire.Answered:
		before.answer.Seq = o.Seq
		out.Answers = append(out.Answers, before.answer)
	case wire.AlreadyIn:
		out.Answers = append(out.Answers, wire.Answer{ID: o.ID, Seq: o.Seq, State: wire.Already})
	case wire.Missing:
		return &wire.Problem{Code: wire.CodeGap, Want: out.LastSeq + 1}
	case wire.Forked:
		return &wire.Problem{Code: wire.CodeForked, Want: o.Seq}
	case wire.Run:
		return x.runOrder(by, o, sum, out)
	default:
		return &wire.Problem{Code: wire.CodeInvalid}
	}
	return nil
}

// runOrder carries out the next order of a device and stores its answer, with
// the number, in the same transaction.
func (x *writing) runOrder(by Caller, o wire.Order, sum string, out *wire.Pushed) error {
	a := wire.Answer{ID: o.ID, Seq: o.Seq, State: wire.Done}
	err := x.attempt(func() error {
		if x.foreign && o.Until > 0 || late(o, millis(x.now)) {
			return fault.New(fault.Conflict, "fault.reply-late")
		}
		return x.w.stumbling(func() error {
			if _, err := x.carryOut(o, by.Member); err != nil {
				return err
			}
			return x.settle()
		})
	})
	if transient(err) {
		return err
	}
	why := ""
	if err != nil {
		if fault.KindOf(err) == fault.Internal {
			x.w.opts.Log.Error("an order cannot be carried out", "order", o.Name, "id", o.ID, "error", err)
		}
		a.State, a.Fault = wire.Refused, faultOf(err)
		if why, err = pack(a.Fault); err != nil {
			return err
		}
	}
	if a.Rev, err = x.revision(); err != nil {
		return err
	}
	_, err = x.exec(`INSERT INTO answer (device, seq, command, print, state, rev, fault, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		by.Device, o.Seq, o.ID, sum, a.State, a.Rev, why, millis(x.now))
	if err != nil {
		return fmt.Errorf("store answer: %w", err)
	}
	out.LastSeq = o.Seq
	out.Answers = append(out.Answers, a)
	return nil
}

// late reports an order that may only be carried out soon after it was given,
// and was not: what goes out in public waits for a person.
func late(o wire.Order, now int64) bool { return o.Until > 0 && now > o.Until }

// transient reports an error that says nothing of the order: it may be carried
// out another time. A refusal is never one, and neither is an order that this
// program cannot carry out at all: it must not block those behind it.
func transient(err error) bool {
	var refusal *fault.Error
	var left notUndone
	switch {
	case errors.As(err, &left):
		return true
	case err == nil || errors.As(err, &refusal):
		return false
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	switch fault.KindOf(explain(err)) {
	case fault.Busy, fault.Full, fault.ReadOnly, fault.Corrupt, fault.Unavailable, "":
		return true
	default:
		return errors.Is(explain(err), context.Canceled)
	}
}

// Forget drops what is older than it is kept: stored answers, and the change
// log's tail. It is to be called once in a while.
func (w *Workspace) Forget(ctx context.Context) error {
	return w.write(ctx, func(x *writing) error {
		if _, err := x.exec(`DELETE FROM answer WHERE at < ? AND state = ?`, millis(x.now.Add(-answersKept)), wire.Done); err != nil {
			return fmt.Errorf("forget answers: %w", err)
		}
		return x.shortenLog()
	})
}
