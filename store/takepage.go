package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// Stuck says of an order that waits for the server's answer why it does not
// apply here any more. The server decides.
type Stuck struct {
	ID    string
	Fault *wire.Fault
}

// Unpacked is a chunk of a bootstrap whose rows were read.
type Unpacked struct {
	wire.Chunk
	rows []read
}

// Unpack reads the rows of a chunk. It asks no database, so that one chunk can
// be unpacked while another is taken.
func Unpack(c wire.Chunk) (Unpacked, error) {
	rows, err := readRows(c.Puts)
	if err != nil {
		return Unpacked{}, fmt.Errorf("unpack chunk: %w", err)
	}
	for _, p := range c.Packs {
		packed, err := readPack(p)
		if err != nil {
			return Unpacked{}, fmt.Errorf("unpack chunk: %w", err)
		}
		rows = append(rows, packed...)
	}
	return Unpacked{c, rows}, nil
}

// TakeChunk takes a chunk of a bootstrap. With the last one the copy is ready:
// the first pull then carries out the orders that wait. All is to be seen
// first: who calls it has it indexed after (IndexPending).
func (w *Workspace) TakeChunk(ctx context.Context, c Unpacked, horizon int64) error {
	return w.takeIn(ctx, func(x *writing) error {
		if err := x.takeAll(c.rows); err != nil {
			return err
		}
		if c.Total >= manyComing {
			if err := x.mergeLate(); err != nil {
				return err
			}
		}
		state := CopyState{Horizon: horizon, Token: c.Token}
		if c.Done {
			state = CopyState{Horizon: horizon, Ready: true, Cursor: c.From, Epoch: c.Epoch, ScopeEpoch: c.ScopeEpoch}
		}
		x.notice.All = true
		return x.keepCopyState(state)
	})
}

// TakePage takes a page of a pull. With the last one what people did here is
// put upon the server's state anew: every row that an order changed goes back
// to what the server last said, and the orders that it has not seen are carried
// out again. waiting lists those, in their order; it is asked inside the
// transaction, so that none is handed over between.
func (w *Workspace) TakePage(ctx context.Context, p wire.Page, waiting func() ([]wire.Order, error)) ([]Stuck, error) {
	state, err := w.CopyState(ctx)
	if err != nil {
		return nil, err
	}
	var stuck []Stuck
	err = w.takeIn(ctx, func(x *writing) error {
		if err := x.takeKeys(p.Gone); err != nil {
			return err
		}
		if err := x.takeRows(p.Puts); err != nil {
			return err
		}
		x.notice.Arrived += x.arrived
		x.tellMine(p.Puts)
		if !p.More {
			orders, err := waiting()
			if err != nil {
				return err
			}
			if stuck, err = x.again(orders); err != nil {
				return err
			}
			state.Taken = p.LastSeq
		}
		if !erases(p.Gone) {
			state.Cursor, state.ScopeEpoch = p.To, p.ScopeEpoch
		}
		return x.keepCopyState(state)
	})
	if err == nil {
		w.index(ctx, p.More)
	}
	if err != nil || !erases(p.Gone) {
		return stuck, err
	}
	// The cursor must not pass an erasure before the bytes are gone.
	if err := w.Scrub(ctx); err != nil {
		return stuck, err
	}
	state.Cursor, state.ScopeEpoch = p.To, p.ScopeEpoch
	return stuck, w.write(ctx, func(x *writing) error { return x.keepCopyState(state) })
}

// TakeRows takes rows that were asked for on their own.
func (w *Workspace) TakeRows(ctx context.Context, rows []wire.Row) error {
	err := w.takeIn(ctx, func(x *writing) error { return x.takeRows(rows) })
	if err == nil {
		w.index(ctx, false)
	}
	return err
}

// Replay carries orders out again that may be missing on the copy: after a
// crash between the outbox and the copy.
func (w *Workspace) Replay(ctx context.Context, waiting []wire.Order) ([]Stuck, error) {
	var stuck []Stuck
	err := w.takeIn(ctx, func(x *writing) (err error) {
		stuck, err = x.again(waiting)
		return err
	})
	if err == nil {
		w.index(ctx, false)
	}
	return stuck, err
}

// takeIn runs f with no shadows being kept. What came waits to be indexed.
func (w *Workspace) takeIn(ctx context.Context, f func(*writing) error) error {
	toIndex := 0
	err := w.write(ctx, func(x *writing) error {
		if err := x.shadows(false); err != nil {
			return err
		}
		if err := f(x); err != nil {
			return err
		}
		if err := x.findAgain(); err != nil {
			return err
		}
		toIndex = x.toIndex
		return x.shadows(true)
	})
	if err != nil {
		return err
	}
	w.waiting.Add(int64(toIndex))
	return nil
}

// again restores the shadows and carries out the orders that wait.
func (x *writing) again(waiting []wire.Order) ([]Stuck, error) {
	if err := x.restore(); err != nil {
		return nil, err
	}
	if err := x.findAgain(); err != nil {
		return nil, err
	}
	if err := x.settleAll(); err != nil {
		return nil, err
	}
	if err := x.shadows(true); err != nil {
		return nil, err
	}
	var stuck []Stuck
	for _, o := range waiting {
		err := x.attempt(func() error {
			_, err := x.carryOut(o, x.member1())
			return err
		})
		var refusal *fault.Error
		switch {
		case err == nil:
		case errors.As(err, &refusal):
			stuck = append(stuck, Stuck{o.ID, faultOf(err)})
		case transient(err):
			return nil, err
		default:
			x.w.opts.Log.Error("an order cannot be carried out again", "order", o.Name, "id", o.ID, "error", err)
			stuck = append(stuck, Stuck{o.ID, faultOf(err)})
		}
	}
	return stuck, x.shadows(false)
}

// member1 is whose copy it is.
func (x *writing) member1() team.MemberID {
	if x.w.opts.Relay == nil {
		return ""
	}
	return x.w.opts.Relay.Member()
}

// restore gives every row that an order changed the state that the server last
// gave it, and forgets which orders ran.
func (x *writing) restore() error {
	type kept struct {
		rowKey
		row string
	}
	list, err := all(x, func(s scanner) (v kept, err error) {
		err = s.Scan(&v.kind, &v.id, &v.row)
		return v, err
	}, `SELECT kind, id, row FROM shadow`)
	if err != nil {
		return fmt.Errorf("read shadows: %w", err)
	}
	for _, v := range list {
		k, known := kindNamed(v.kind)
		switch {
		case !known:
		case v.row == "":
			err = x.dropRow(k, v.id)
		default:
			err = x.setRow(k, v.id, []byte(v.row))
		}
		if err != nil {
			return fmt.Errorf("restore %s: %w", v.kind, err)
		}
	}
	for _, text := range []string{`DELETE FROM shadow`, `DELETE FROM command`} {
		if _, err := x.exec(text); err != nil {
			return fmt.Errorf("forget shadows: %w", err)
		}
	}
	return nil
}

// takeKeys removes what is gone for this member.
func (x *writing) takeKeys(gone []wire.Key) error {
	for _, g := range gone {
		k, known := kindNamed(g.Kind)
		if !known {
			continue
		}
		if err := x.takeKey(k, g); err != nil {
			return fmt.Errorf("take leave of %s: %w", g.Kind, err)
		}
	}
	return nil
}

func (x *writing) takeKey(k kind, g wire.Key) error {
	if strings.HasPrefix(g.ID, hiddenPrefix) {
		return x.takeHidden(k, g)
	}
	if g.Op == wire.OpLeave && k.name == "conversation" {
		if err := x.leave(g.ID); err != nil {
			return err
		}
	}
	key := rowKey{g.Kind, g.ID}
	if err := x.stamp(key, 0); err != nil {
		return err
	}
	if g.Op == wire.OpDel {
		shadowed, err := x.shadow(key, "")
		if err != nil || shadowed {
			return err
		}
	} else if _, err := x.exec(`DELETE FROM shadow WHERE kind = ? AND id = ?`, g.Kind, g.ID); err != nil {
		return err
	}
	return x.dropRow(k, g.ID)
}

// takeHidden removes the row whose key is told by its hash.
func (x *writing) takeHidden(k kind, g wire.Key) error {
	ids, err := k.ids(x, `1 = 1`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if hiddenKey(id) != g.ID {
			continue
		}
		if err := x.takeKey(k, wire.Key{Kind: g.Kind, ID: id, Rev: g.Rev, Op: g.Op}); err != nil {
			return err
		}
	}
	return nil
}

// leave removes all that hangs on a conversation that went out of sight, and
// its contact where nothing else is here of them.
func (x *writing) leave(id string) error {
	contacts, err := all(x, plain[string], `SELECT contact FROM conversation WHERE id = ?
		UNION SELECT contact FROM message WHERE conversation = ?`, id, id)
	if err != nil {
		return err
	}
	for _, k := range kinds() {
		condition := k.on + ` = ?`
		switch {
		case k.hanging():
		case k.reach == byMessage:
			condition = k.on + ` IN (SELECT m.id FROM message m WHERE m.conversation = ?)`
		default:
			continue
		}
		ids, err := k.ids(x, condition, id)
		if err != nil {
			return err
		}
		if k.name == "message" {
			if err := x.leaveMessages(ids); err != nil {
				return err
			}
		}
		for _, row := range ids {
			if err := x.takeKey(k, wire.Key{Kind: k.name, ID: row, Op: wire.OpErase}); err != nil {
				return err
			}
		}
	}
	for _, contact := range contacts {
		if err := x.leaveContact(contact, id); err != nil {
			return err
		}
	}
	return nil
}

// leaveMessages removes what hangs on messages, before they go.
func (x *writing) leaveMessages(ids []string) error {
	for _, k := range kinds() {
		if k.reach != byMessage {
			continue
		}
		for _, m := range ids {
			rows, err := k.ids(x, k.on+` = ?`, m)
			if err != nil {
				return err
			}
			for _, row := range rows {
				if err := x.takeKey(k, wire.Key{Kind: k.name, ID: row, Op: wire.OpErase}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (x *writing) leaveContact(contact, left string) error {
	if contact == "" {
		return nil
	}
	others, err := first(x, plain[bool], `SELECT EXISTS (SELECT 1 FROM conversation WHERE contact = ? AND id <> ?)
		OR EXISTS (SELECT 1 FROM message WHERE contact = ?)`, contact, left, contact)
	if err != nil || others {
		return err
	}
	identity, _ := kindNamed("identity")
	handles, err := identity.ids(x, `contact = ?`, contact)
	if err != nil {
		return err
	}
	for _, id := range handles {
		if err := x.takeKey(identity, wire.Key{Kind: identity.name, ID: id, Op: wire.OpErase}); err != nil {
			return err
		}
	}
	k, _ := kindNamed("contact")
	return x.takeKey(k, wire.Key{Kind: k.name, ID: contact, Op: wire.OpErase})
}

// tellMine has this computer's member told of what others did.
func (x *writing) tellMine(rows []wire.Row) {
	for _, row := range rows {
		if row.Kind != "event" {
			continue
		}
		e, err := first(x, readEvent, `SELECT `+eventColumns+` FROM event WHERE id = ?`, row.ID)
		if err != nil || e.By == x.member1() || e.At.Before(x.now.Add(-tellWithin)) {
			continue
		}
		e.Before = nil
		for _, m := range e.Tell {
			x.notice.Tell = append(x.notice.Tell, inbox.Told{Member: m, Event: e})
		}
	}
}
