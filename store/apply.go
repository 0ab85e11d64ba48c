package store

import (
	"fmt"
	"slices"

	"vigie/inbox"
	"vigie/inbox/team"
)

// apply writes what a decision wants stored, and its audit entry.
func (x *writing) apply(c inbox.Changes) error {
	for _, v := range c.Conversations {
		if err := x.keep(v); err != nil {
			return err
		}
	}
	for _, f := range []func(inbox.Changes) error{x.moves, x.handovers, x.notes, x.drafts, x.entries, x.moderations} {
		if err := f(c); err != nil {
			return err
		}
	}
	return x.record(c.Event)
}

// moves gives messages to other conversations.
func (x *writing) moves(c inbox.Changes) error {
	for _, move := range c.Moves {
		if err := x.move(move.Messages, move.To); err != nil {
			return err
		}
	}
	return nil
}

func (x *writing) move(ids []inbox.MessageID, to inbox.ConversationID) error {
	for _, id := range ids {
		if err := x.rehung("message", string(id), to); err != nil {
			return err
		}
		if _, err := x.exec(`UPDATE message SET conversation = ? WHERE id = ?`, to, id); err != nil {
			return fmt.Errorf("move message %s: %w", id, err)
		}
	}
	if h, ok := x.conversations[to]; ok && h.fresh && h.baseKey == 0 {
		return x.nameAfter(h, ids)
	}
	return nil
}

// nameAfter gives a conversation that was split off the subject under which
// its messages are found.
func (x *writing) nameAfter(h *held, ids []inbox.MessageID) error {
	if len(ids) == 0 {
		return nil
	}
	n, found, err := messageWhere(x, `WHERE m.id = ?`, ids[0])
	if err != nil || !found {
		return err
	}
	h.baseKey = baseKey(n.Account, n.BaseSubject)
	return nil
}

func (x *writing) handovers(c inbox.Changes) error {
	for _, h := range c.Handovers {
		text, err := pack(h)
		if err != nil {
			return err
		}
		if err := x.rehung("handover", string(h.ID), h.Conversation); err != nil {
			return err
		}
		_, err = x.exec(`INSERT INTO handover (id, conversation, state, due_at, proposed_at, body) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET state = excluded.state, due_at = excluded.due_at, body = excluded.body`,
			h.ID, h.Conversation, h.State, millis(h.DueAt), millis(h.ProposedAt), text)
		if err != nil {
			return fmt.Errorf("write handover %s: %w", h.ID, err)
		}
	}
	return nil
}

func (x *writing) notes(c inbox.Changes) error {
	for _, n := range c.Notes {
		text, err := pack(n)
		if err != nil {
			return err
		}
		if err := x.rehung("note", n.ID, n.Conversation); err != nil {
			return err
		}
		_, err = x.exec(`INSERT INTO note (id, conversation, at, gone, body) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET conversation = excluded.conversation, gone = excluded.gone, body = excluded.body`,
			n.ID, n.Conversation, millis(n.At), n.Gone, text)
		if err != nil {
			return fmt.Errorf("write note %s: %w", n.ID, err)
		}
	}
	return nil
}

func (x *writing) drafts(c inbox.Changes) error {
	for _, d := range c.Drafts {
		text, err := pack(d)
		if err != nil {
			return err
		}
		if err := x.rehung("draft", string(d.ID), d.Conversation); err != nil {
			return err
		}
		_, err = x.exec(`INSERT INTO draft (id, conversation, author, gone, saved_at, body) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET conversation = excluded.conversation, gone = excluded.gone,
				saved_at = excluded.saved_at, body = excluded.body`,
			d.ID, d.Conversation, d.Author, d.Gone, millis(d.SavedAt), text)
		if err != nil {
			return fmt.Errorf("write draft %s: %w", d.ID, err)
		}
	}
	return nil
}

func (x *writing) entries(c inbox.Changes) error {
	for _, e := range c.Outbox {
		if err := x.writeEntry(e); err != nil {
			return err
		}
	}
	return nil
}

// writeEntry writes an outbox entry whole.
func (x *writing) writeEntry(e inbox.OutboxEntry) error {
	text, err := pack(e)
	if err != nil {
		return err
	}
	if err := x.rehung("outbox", string(e.ID), e.Conversation); err != nil {
		return err
	}
	_, err = x.exec(`INSERT INTO outbox (id, conversation, account, key, native, state, not_before, queued_at, message, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?)
		ON CONFLICT (id) DO UPDATE SET conversation = excluded.conversation, native = excluded.native,
			state = excluded.state, not_before = excluded.not_before, body = excluded.body`,
		e.ID, e.Conversation, e.Account, e.Key, e.Native, e.State, millis(e.NotBefore), millis(e.QueuedAt), text)
	if err != nil {
		return fmt.Errorf("write outbox %s: %w", e.ID, err)
	}
	x.notice.Outbox = true
	return x.noted(e)
}

const eventColumns = `id, conversation, name, member, at, version, facts, before, undoes, undone, tell`

func readEvent(s scanner) (inbox.Event, error) {
	var e inbox.Event
	var at int64
	var facts, before, tell []byte
	err := s.Scan(&e.ID, &e.Conversation, &e.Name, &e.By, &at, &e.Version, &facts, &before, &e.Undoes, &e.Undone, &tell)
	if err != nil {
		return e, err
	}
	e.At = moment(at)
	for _, part := range []struct {
		raw  []byte
		into any
	}{{facts, &e.Facts}, {before, &e.Before}, {tell, &e.Tell}} {
		if len(part.raw) == 0 {
			continue
		}
		if err := unpack(part.raw, part.into); err != nil {
			return e, fmt.Errorf("event %s: %w", e.ID, err)
		}
	}
	return e, nil
}

// record writes an audit entry and whom it is to be told.
func (x *writing) record(e inbox.Event) error {
	facts, before, tell := "{}", "", ""
	var err error
	for _, part := range []struct {
		there bool
		value any
		into  *string
	}{{len(e.Facts) > 0, e.Facts, &facts}, {e.Before != nil, e.Before, &before}, {len(e.Tell) > 0, e.Tell, &tell}} {
		if !part.there {
			continue
		}
		if *part.into, err = pack(part.value); err != nil {
			return err
		}
	}
	_, err = x.exec(`INSERT INTO event (id, conversation, name, member, at, version, facts, before, undoes, undone, tell)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, e.Conversation, e.Name, e.By, millis(e.At), e.Version, facts, before, e.Undoes, e.Undone, tell)
	if err != nil {
		return fmt.Errorf("write event %s: %w", e.ID, err)
	}
	x.put("event", string(e.ID))
	if err := x.audit(e); err != nil {
		return err
	}
	if e.Conversation != "" {
		x.notice.Conversations = append(x.notice.Conversations, e.Conversation)
	}
	e.Before = nil
	for _, m := range e.Tell {
		x.notice.Tell = append(x.notice.Tell, inbox.Told{Member: m, Event: e})
	}
	return x.undone(e)
}

// undone marks the entry that an undo took back.
func (x *writing) undone(e inbox.Event) error {
	if e.Undoes == "" {
		return nil
	}
	x.put("event", string(e.Undoes))
	_, err := x.exec(`UPDATE event SET undone = 1 WHERE id = ?`, e.Undoes)
	return err
}

// happened records what the program did by itself.
func (x *writing) happened(c inbox.Conversation, name string, facts map[string]string, tell ...team.MemberID) error {
	e := inbox.Event{
		ID: inbox.CommandID(x.w.newID(x.now)), Conversation: c.ID, Name: name, At: x.now, Facts: facts, Version: c.Version,
	}
	r, err := x.everybody()
	if err != nil {
		return err
	}
	for _, m := range r.Members {
		if slices.Contains(tell, m.ID) && !m.Retired {
			e.Tell = append(e.Tell, m.ID)
		}
	}
	return x.record(e)
}
