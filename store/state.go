package store

import (
	"database/sql"
	"errors"
	"fmt"

	"vigie/inbox"
)

// state loads what a decision on the command may look at.
func (x *writing) state(cmd inbox.Command) (inbox.State, error) {
	var s inbox.State
	var err error
	if s.Conversation, err = x.conversation(cmd.Conversation); err != nil || s.Conversation.ID == "" {
		return s, err
	}
	if s.Roster, err = x.everybody(); err != nil {
		return s, err
	}
	if s.Rules, err = x.houseRules(); err != nil {
		return s, err
	}
	if s.Account, err = x.account(s.Conversation.Account); err != nil {
		return s, err
	}
	if s.Handovers, err = x.handoversOf(cmd.Conversation); err != nil {
		return s, err
	}
	return s, x.wants(inbox.WantsOf(cmd.Act), &s)
}

// wants loads what only some acts look at.
func (x *writing) wants(want inbox.Wants, s *inbox.State) (err error) {
	if want.Messages {
		if s.Messages, err = messagesOf(x, s.Conversation.ID); err != nil {
			return err
		}
	}
	if want.Moderations {
		if s.Moderations, err = moderationsOf(x, s.Conversation.ID); err != nil {
			return err
		}
	}
	if s.Other, err = x.conversation(want.Other); err != nil {
		return err
	}
	if want.Draft != "" {
		if s.Draft, err = x.draft(want.Draft); err != nil {
			return fmt.Errorf("read draft: %w", err)
		}
	}
	if want.Drafts {
		if s.Drafts, err = all(x, body[inbox.Draft], `SELECT body FROM draft WHERE conversation = ? AND gone = 0 ORDER BY id`, s.Conversation.ID); err != nil {
			return fmt.Errorf("read drafts: %w", err)
		}
	}
	if want.Outbox != "" {
		if s.Outbox, err = all(x, body[inbox.OutboxEntry], `SELECT body FROM outbox WHERE id = ?`, want.Outbox); err != nil {
			return fmt.Errorf("read outbox: %w", err)
		}
	}
	if want.UnderWay {
		s.Outbox, err = all(x, body[inbox.OutboxEntry], `SELECT body
			FROM outbox
			WHERE conversation = ? AND state IN ('queued', 'sending', 'unknown')
			ORDER BY queued_at, id`, s.Conversation.ID)
		if err != nil {
			return fmt.Errorf("read replies under way: %w", err)
		}
	}
	if want.Event == "" {
		return nil
	}
	return x.wantsUndone(want.Event, s)
}

// wantsUndone loads the event that an undo takes back with what it changed.
func (x *writing) wantsUndone(id inbox.CommandID, s *inbox.State) (err error) {
	if s.Undone, err = maybe(x, readEvent, `SELECT `+eventColumns+` FROM event WHERE id = ?`, id); err != nil {
		return fmt.Errorf("read event: %w", err)
	}
	other, entries := inbox.UndoWants(s.Undone)
	if s.Other, err = x.conversation(other); err != nil {
		return err
	}
	for _, id := range entries {
		found, err := all(x, body[inbox.OutboxEntry], `SELECT body FROM outbox WHERE id = ?`, id)
		if err != nil {
			return fmt.Errorf("read outbox: %w", err)
		}
		s.Outbox = append(s.Outbox, found...)
	}
	return nil
}

// maybe reads the first row of a query; none is the zero value.
func maybe[T any](r reading, read func(scanner) (T, error), text string, args ...any) (T, error) {
	v, err := first(r, read, text, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return v, nil
	}
	return v, err
}

func handoversOf(r reading, id inbox.ConversationID) ([]inbox.Handover, error) {
	list, err := all(r, body[inbox.Handover], `SELECT body
		FROM handover
		WHERE conversation = ?
		ORDER BY proposed_at, id`, id)
	if err != nil {
		return nil, fmt.Errorf("read handovers: %w", err)
	}
	return list, nil
}

// account reads an account once a transaction.
func (x *writing) account(id inbox.AccountID) (inbox.Account, error) {
	if a, ok := x.accounts[id]; ok {
		return a, nil
	}
	a, err := accountOf(x, id)
	if err != nil {
		return a, err
	}
	x.accounts[id] = a
	return a, nil
}

// houseRules reads the rules once a transaction.
func (x *writing) houseRules() (inbox.Rules, error) {
	if x.rules == nil {
		r, err := rulesOf(x)
		if err != nil {
			return r, err
		}
		x.rules = &r
	}
	return *x.rules, nil
}
