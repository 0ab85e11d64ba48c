package store

import (
	"fmt"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
)

// workable is the condition under which an act of moderation may be done now:
// no freeze holds its account.
const workable = `NOT EXISTS (SELECT 1 FROM crisis_hold h WHERE h.account = '' OR h.account = moderation.account)`

// barred refuses a command that has something leave while a freeze holds its
// account, with the reason of the freeze: whoever did not hear of it, because
// they were offline, is told now. Only the freeze's own run lets a word out, by
// its permit. Nothing is lost: a draft stays one.
func (x *writing) barred(cmd inbox.Command) error {
	if x.w.copied() || !inbox.Leaves(cmd.Act) {
		return nil
	}
	c, err := x.conversation(cmd.Conversation)
	if err != nil {
		return err
	}
	type holding struct {
		run    crisis.RunID
		freeze string
	}
	h, err := maybe(x, func(s scanner) (h holding, err error) {
		err = s.Scan(&h.run, &h.freeze)
		return h, err
	}, `SELECT h.run, h.hold
		FROM crisis_hold h
		WHERE (h.account = '' OR h.account = ?)
			AND NOT EXISTS (SELECT 1 FROM crisis_permit p WHERE p.outbox = ? AND p.run = h.run)
		ORDER BY h.hold
		LIMIT 1`, c.Account, string(cmd.ID))
	if err != nil {
		return fmt.Errorf("ask what is held: %w", err)
	}
	if h.freeze == "" {
		return nil
	}
	return x.frozenBecause(h.run, h.freeze)
}

func (x *writing) frozenBecause(id crisis.RunID, freeze string) error {
	run, err := storedRun(x, id)
	if err != nil {
		return err
	}
	for _, z := range run.Freezes {
		if z.ID != freeze {
			continue
		}
		by, err := x.member(z.By)
		if err != nil && fault.Of(err) == nil {
			return err
		}
		return fault.New(fault.Conflict, "crisis.frozen-because", "Reason", z.Reason, "Name", by.Name)
	}
	return fault.New(fault.Conflict, "crisis.frozen")
}

// dropHeld has the acts of moderation that a freeze held fail, so that nothing
// is done by itself when it ends: whoever asked is told, and asks again if it
// is still right.
func (x *writing) dropHeld(freeze string) error {
	held, err := all(x, body[inbox.Moderation], `SELECT body FROM moderation
		WHERE state = 'asked'
			AND EXISTS (SELECT 1 FROM crisis_hold h WHERE h.hold = ? AND (h.account = '' OR h.account = moderation.account))
		ORDER BY id`, freeze)
	if err != nil {
		return fmt.Errorf("read what is held: %w", err)
	}
	for _, m := range held {
		end := ModerationEnd{State: inbox.ModerationFailed, Err: fault.New(fault.Conflict, "crisis.moderation-held")}
		if err := x.endModeration(m, end); err != nil {
			return err
		}
	}
	return nil
}
