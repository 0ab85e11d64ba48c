package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// Relay takes what people do on a desktop's copy on its way to the authority.
type Relay interface {
	// Hand writes orders to a disk that survives a loss of power, all or none.
	// It is called inside the transaction that carries them out on the copy,
	// before it ends: what was refused is never handed over, and what was
	// handed over is the acknowledgement to the person. It must not use the
	// workspace.
	Hand(ctx context.Context, orders []wire.Order) error
	// Member is whose desktop it is: nobody else acts there.
	Member() team.MemberID
}

// copied reports whether the workspace is a desktop's copy of a server's.
func (w *Workspace) copied() bool { return w.opts.Copy }

// orderForm is the version of the form of an order's arguments.
const orderForm = 1

// newOrder makes an order of a person's write.
func (w *Workspace) newOrder(name string, args any) (wire.Order, error) {
	raw, err := json.Marshal(args)
	if err != nil {
		return wire.Order{}, fmt.Errorf("encode order %s: %w", name, err)
	}
	now := w.now()
	return wire.Order{ID: w.newID(now), Name: name, V: orderForm, Args: raw, At: millis(now)}, nil
}

// actOrder makes an order of an act on a conversation.
func (x *writing) actOrder(cmd inbox.Command) (wire.Order, error) {
	if cmd.ID == "" || cmd.Act == nil {
		return wire.Order{}, fault.New(fault.Invalid, "fault.command-incomplete")
	}
	raw, err := json.Marshal(cmd.Act)
	if err != nil {
		return wire.Order{}, fmt.Errorf("encode order %s: %w", cmd.Act.Name(), err)
	}
	return wire.Order{
		ID: string(cmd.ID), Name: cmd.Act.Name(), V: orderForm, Conversation: string(cmd.Conversation), Args: raw, At: millis(x.now),
	}, nil
}

// issue makes an order and carries it out here: the one way of every write of
// a person that is not an act on a conversation.
func (w *Workspace) issue(ctx context.Context, name string, args any, by team.MemberID) error {
	o, err := w.newOrder(name, args)
	if err != nil {
		return err
	}
	return w.write(ctx, func(x *writing) error {
		if _, err := x.carryOut(o, by); err != nil {
			return err
		}
		return x.hand(by, o)
	})
}

// Again makes a new order of an earlier one and carries it out here: a person
// looked at why it was refused and wants it still.
func (w *Workspace) Again(ctx context.Context, o wire.Order, by team.MemberID) error {
	now := w.now()
	o.ID, o.Seq, o.Until, o.At = w.newID(now), 0, 0, millis(now)
	return w.write(ctx, func(x *writing) error {
		if _, err := x.carryOut(o, by); err != nil {
			return err
		}
		return x.hand(by, o)
	})
}

// hand gives orders that were carried out on a copy to the relay.
func (x *writing) hand(by team.MemberID, orders ...wire.Order) error {
	if !x.w.copied() || len(orders) == 0 {
		return nil
	}
	relay := x.w.opts.Relay
	if relay == nil || by != relay.Member() {
		return fault.New(fault.Forbidden, "fault.no-member")
	}
	if err := relay.Hand(x.ctx, orders); err != nil {
		return fmt.Errorf("hand over orders: %w", err)
	}
	x.handed = true
	return nil
}

// keptAnyway is the error of a transaction on a copy whose orders were handed
// over: they are kept and will be carried out, so that the person must not be
// told to try again. The next page puts them upon the copy.
func (x *writing) keptAnyway(err error) error {
	if err == nil || !x.handed {
		return err
	}
	x.w.opts.Log.Error("the copy does not show yet what was done", "error", err)
	return nil
}

// carryOut runs one order, here or on the server: once for ever under its id.
// A refusal is a fault, and leaves to the caller to undo what was begun.
func (x *writing) carryOut(o wire.Order, by team.MemberID) (inbox.Event, error) {
	if o.ID == "" || o.V > orderForm {
		return inbox.Event{}, fault.New(fault.Unsupported, "fault.order-unknown", "Name", o.Name)
	}
	if err := x.mayAttach(o, by); err != nil {
		return inbox.Event{}, err
	}
	if act, err := inbox.DecodeAct(o.Name, o.Args); err == nil {
		return x.carryAct(o, act, by)
	}
	defer x.blind()
	run, ok := orders()[o.Name]
	if !ok {
		return inbox.Event{}, fault.New(fault.Unsupported, "fault.order-unknown", "Name", o.Name)
	}
	sum := printOf(o, by)
	if done, err := x.ranBefore(o.ID, sum); done || err != nil {
		return inbox.Event{}, err
	}
	x.order = inbox.CommandID(o.ID)
	err := run(x, o.Args, by)
	x.order = ""
	if err != nil {
		return inbox.Event{}, err
	}
	return inbox.Event{}, x.ran(inbox.CommandID(o.ID), o.Name, by, sum)
}

// carryAct runs an act on a conversation. The program's own acts are nobody's
// order.
func (x *writing) carryAct(o wire.Order, act inbox.Act, by team.MemberID) (inbox.Event, error) {
	cmd := inbox.Command{ID: inbox.CommandID(o.ID), Conversation: inbox.ConversationID(o.Conversation), Act: act}
	if err := x.seesAct(cmd); err != nil {
		return inbox.Event{}, err
	}
	return x.command(cmd, by)
}

// ran notes that an order took effect.
func (x *writing) ran(id inbox.CommandID, name string, by team.MemberID, sum string) error {
	_, err := x.exec(`INSERT INTO command (id, name, member, at, digest) VALUES (?, ?, ?, ?, ?)`, id, name, by, millis(x.now), sum)
	if err != nil {
		return fmt.Errorf("write command: %w", err)
	}
	delete(x.ahead.asked, id)
	return nil
}

// ranBefore reports whether an order took effect already.
func (x *writing) ranBefore(id, sum string) (bool, error) {
	stored, err := x.digestOf(inbox.CommandID(id))
	if err != nil || stored == "" {
		return false, err
	}
	if stored != sum {
		return false, fault.New(fault.Invalid, "fault.command-reused")
	}
	return true, nil
}

// printOf tells an order from another one under its id or number.
func printOf(o wire.Order, by team.MemberID) string {
	sum := sha256.Sum256([]byte(o.Name + "\n" + string(by) + "\n" + o.ID + "\n" + o.Conversation + "\n" + string(o.Args)))
	return hex.EncodeToString(sum[:16])
}
