package store

import (
	"fmt"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
)

// unheld is the condition under which an outbox row o may leave: no freeze
// holds its account, but for a statement that the freeze's own run permitted.
const unheld = `NOT EXISTS (SELECT 1 FROM crisis_hold h
	WHERE (h.account = '' OR h.account = o.account)
		AND NOT EXISTS (SELECT 1 FROM crisis_permit p WHERE p.outbox = o.id AND p.run = h.run))`

// hold begins a freeze.
func (x *writing) hold(r *crisis.Run, id string) error {
	for _, z := range r.Freezes {
		if z.ID != id {
			continue
		}
		accounts := z.Only
		if len(accounts) == 0 {
			accounts = []inbox.AccountID{""}
		}
		for _, acc := range accounts {
			if _, err := x.exec(`INSERT INTO crisis_hold (hold, account, run) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, id, acc, r.ID); err != nil {
				return fmt.Errorf("hold: %w", err)
			}
		}
	}
	x.notice.Outbox = true
	return nil
}

// letGo ends the freezes of a run that were lifted: what they held comes back
// as drafts, unless another freeze holds it still. Nothing is sent by itself.
func (x *writing) letGo(r *crisis.Run) error {
	for _, z := range r.Freezes {
		if z.On() {
			continue
		}
		held, err := heldBy(x, z.ID, r.ID)
		if err != nil {
			return err
		}
		for _, e := range held {
			if err := x.backToDraft(e); err != nil {
				return err
			}
		}
		if err := x.dropHeld(z.ID); err != nil {
			return err
		}
		if _, err := x.exec(`DELETE FROM crisis_hold WHERE hold = ?`, z.ID); err != nil {
			return fmt.Errorf("let go: %w", err)
		}
	}
	x.notice.Outbox = true
	return nil
}

// heldBy lists the replies that a freeze of a run holds.
func heldBy(r reading, freeze string, run crisis.RunID) ([]inbox.OutboxEntry, error) {
	held, err := all(r, body[inbox.OutboxEntry], `SELECT o.body FROM outbox o
		WHERE o.state = 'queued'
			AND EXISTS (SELECT 1 FROM crisis_hold h WHERE h.hold = ? AND (h.account = '' OR h.account = o.account))
			AND NOT EXISTS (SELECT 1 FROM crisis_permit p WHERE p.outbox = o.id AND p.run = ?)
		ORDER BY o.id`, freeze, run)
	if err != nil {
		return nil, fmt.Errorf("read what is held: %w", err)
	}
	return held, nil
}

// giving completes the end of a freeze with what comes back as drafts.
func (x *writing) giving(a crisis.Lift, r *crisis.Run) (crisis.Lift, error) {
	held, err := heldBy(x, a.Freeze, r.ID)
	a.Gave = nil
	for _, e := range held {
		a.Gave = append(a.Gave, crisis.GivenBack{Conversation: e.Conversation, Author: e.Author})
	}
	return a, err
}

// backToDraft takes a reply out of the queue and gives its author the text
// back, as if they had taken it back.
func (x *writing) backToDraft(e inbox.OutboxEntry) error {
	_, err := x.command(inbox.Command{
		ID: inbox.CommandID(x.w.newID(x.now)), Conversation: e.Conversation, Act: inbox.CancelReply{Outbox: e.ID},
	}, e.Author)
	if fault.KindOf(err) == fault.Forbidden || fault.KindOf(err) == fault.NotFound {
		// Its author has left: somebody else looks at it. It must not go out.
		return x.writeEntry(e.Fail("crisis.frozen", "its author has left", x.now))
	}
	return err
}

// frozen refuses an outbox entry that a freeze holds.
func (x *writing) frozen(id inbox.OutboxID) error {
	free, err := first(x, plain[bool], `SELECT EXISTS (SELECT 1 FROM outbox o WHERE o.id = ? AND `+unheld+`)`, id)
	if err != nil {
		return fmt.Errorf("ask what is held: %w", err)
	}
	if !free {
		return fault.New(fault.Conflict, "crisis.frozen")
	}
	return nil
}
