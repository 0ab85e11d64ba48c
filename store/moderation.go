package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
)

// moderationsOf gives the acts of moderation on the messages of a
// conversation, oldest first.
func moderationsOf(r reading, id inbox.ConversationID) ([]inbox.Moderation, error) {
	list, err := all(r, body[inbox.Moderation], `SELECT d.body
		FROM message m
		JOIN moderation d ON d.message = m.id
		WHERE m.conversation = ?
		ORDER BY d.asked_at, d.id`, id)
	if err != nil {
		return nil, fmt.Errorf("read moderations: %w", err)
	}
	return list, nil
}

func moderationByID(r reading, id inbox.ModerationID) (inbox.Moderation, error) {
	m, err := first(r, body[inbox.Moderation], `SELECT body FROM moderation WHERE id = ?`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return m, fault.Wrap(err, fault.NotFound, "fault.moderation-gone")
	}
	return m, err
}

func (x *writing) moderations(c inbox.Changes) error {
	for _, m := range c.Moderations {
		if err := x.writeModeration(m); err != nil {
			return err
		}
	}
	return nil
}

// writeModeration writes an act of moderation whole.
func (x *writing) writeModeration(m inbox.Moderation) error {
	text, err := pack(m)
	if err != nil {
		return err
	}
	_, err = x.exec(`INSERT INTO moderation (id, conversation, account, message, state, not_before, asked_at, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, not_before = excluded.not_before, body = excluded.body`,
		m.ID, m.Conversation, m.Account, m.Message, m.State, millis(m.NotBefore), millis(m.AskedAt), text)
	if err != nil {
		return fmt.Errorf("write moderation %s: %w", m.ID, err)
	}
	x.put("moderation", string(m.ID))
	x.notice.Outbox = true
	return nil
}

// DueModerations lists what is to be done on the networks now and that no
// freeze holds, oldest first.
func (w *Workspace) DueModerations(ctx context.Context, now time.Time) ([]inbox.Moderation, error) {
	list, err := all(w.glance(ctx), body[inbox.Moderation], `SELECT body
		FROM moderation
		WHERE state = 'asked' AND not_before <= ? AND `+workable+`
		ORDER BY not_before, id`, millis(now))
	return list, explain(err)
}

// NextModeration is when DueModerations will next have something; zero is
// never.
func (w *Workspace) NextModeration(ctx context.Context) (time.Time, error) {
	ms, err := first(w.glance(ctx), plain[int64], `SELECT COALESCE(MIN(not_before), 0) FROM moderation WHERE state = 'asked' AND `+workable)
	return moment(ms), explain(err)
}

// Moderations lists every act of moderation that was asked for since a time,
// oldest first.
func (w *Workspace) Moderations(ctx context.Context, since time.Time) ([]inbox.Moderation, error) {
	list, err := all(w.glance(ctx), body[inbox.Moderation], `SELECT body
		FROM moderation
		WHERE asked_at >= ?
		ORDER BY asked_at, id`, millis(since))
	return list, explain(err)
}

// BeginModeration notes that the network is about to be told. When it returns,
// that is on disk. One that is not to be done any more, or that a freeze holds, is
// a Conflict.
func (w *Workspace) BeginModeration(ctx context.Context, id inbox.ModerationID) (inbox.Moderation, error) {
	var m inbox.Moderation
	err := w.write(ctx, func(x *writing) (err error) {
		if err := x.nothingLeaves(); err != nil {
			return err
		}
		if m, err = moderationByID(x, id); err != nil {
			return err
		}
		if m.State != inbox.ModerationAsked || x.now.Before(m.NotBefore) {
			return fault.New(fault.Conflict, "fault.nothing-changed")
		}
		free, err := first(x, plain[bool], `SELECT EXISTS (SELECT 1 FROM moderation WHERE id = ? AND `+workable+`)`, id)
		if err != nil {
			return fmt.Errorf("ask what is held: %w", err)
		}
		if !free {
			return fault.New(fault.Conflict, "crisis.frozen")
		}
		m = m.Begin()
		return x.writeModeration(m)
	})
	return m, err
}

// ModerationEnd is what became of an act on the network, as whoever did it
// judged. State is ModerationDone, ModerationAsked again, ModerationFailed or
// ModerationUnknown.
type ModerationEnd struct {
	State inbox.ModerationState
	Again time.Time // of ModerationAsked: not before
	Err   error     // of all but ModerationDone
}

// EndModeration records what became of an act. Recording the same end twice is
// harmless.
func (w *Workspace) EndModeration(ctx context.Context, id inbox.ModerationID, end ModerationEnd) error {
	return w.write(ctx, func(x *writing) error {
		m, err := moderationByID(x, id)
		if err != nil || m.State == end.State {
			return err
		}
		if m.State != inbox.ModerationActing {
			return fault.New(fault.Conflict, "fault.nothing-changed")
		}
		return x.endModeration(m, end)
	})
}

func (x *writing) endModeration(m inbox.Moderation, end ModerationEnd) error {
	key, cause := "fault.internal", ""
	if end.Err != nil {
		key, cause = channel.FaultOf(end.Err).Key, end.Err.Error()
	}
	switch end.State {
	case inbox.ModerationDone:
		m = m.Done(x.now)
		if err := x.reverted(m); err != nil {
			return err
		}
	case inbox.ModerationAsked:
		return x.writeModeration(m.Again(key, cause, end.Again))
	case inbox.ModerationFailed, inbox.ModerationUnknown:
		m = m.Fail(end.State == inbox.ModerationUnknown, key, cause, x.now)
	default:
		return fault.New(fault.Internal, "fault.internal", "State", string(end.State))
	}
	if err := x.writeModeration(m); err != nil {
		return err
	}
	return x.tellModeration(m)
}

// reverted marks the act that another one took back.
func (x *writing) reverted(by inbox.Moderation) error {
	if by.Reverts == "" {
		return nil
	}
	m, err := moderationByID(x, by.Reverts)
	if err != nil || m.State != inbox.ModerationDone {
		return err
	}
	m.State = inbox.ModerationReverted
	return x.writeModeration(m)
}

// tellModeration records in the conversation where its message is now what
// became of an act, and tells who asked for it.
func (x *writing) tellModeration(m inbox.Moderation) error {
	home, err := first(x, plain[inbox.ConversationID], `SELECT conversation FROM message WHERE id = ?`, m.Message)
	if err != nil {
		return fmt.Errorf("find the message of moderation %s: %w", m.ID, err)
	}
	c, err := x.conversation(home)
	if err != nil {
		return err
	}
	if err := x.keep(c); err != nil { // so that listeners hear of it
		return err
	}
	facts := map[string]string{"action": string(m.Action), "ground": string(m.Ground), "handle": m.Evidence.Handle}
	if m.Evidence.Name != "" {
		facts["handle"] = m.Evidence.Name
	}
	if m.FaultKey != "" {
		facts["fault"] = m.FaultKey
	}
	return x.happened(c, "moderation."+string(m.State), facts, m.By, m.Allowed)
}

// InterruptedModerations takes up what was being done when the program ended:
// what can be repeated is asked for again, of all else nobody knows. It is
// called once, before anything is done.
func (w *Workspace) InterruptedModerations(ctx context.Context) error {
	return w.write(ctx, func(x *writing) error {
		list, err := all(x, body[inbox.Moderation], `SELECT body FROM moderation WHERE state = 'acting' ORDER BY id`)
		if err != nil {
			return err
		}
		interrupted := fault.New(fault.Unavailable, "fault.moderation-interrupted")
		for _, m := range list {
			end := ModerationEnd{State: inbox.ModerationUnknown, Err: interrupted}
			if m.Action.Repeatable() {
				end = ModerationEnd{State: inbox.ModerationAsked, Again: x.now, Err: interrupted}
			}
			if err := x.endModeration(m, end); err != nil {
				return err
			}
		}
		return nil
	})
}
