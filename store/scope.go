package store

import (
	"fmt"
	"slices"

	"vigie/inbox"
	"vigie/inbox/team"
)

// audience gives whom a conversation concerns, as words.
func (x *writing) audience(c inbox.Conversation) ([]string, error) {
	if c.ID == "" {
		return nil, nil
	}
	var from team.DepartmentID
	if c.Handover != "" {
		h, err := maybe(x, body[inbox.Handover], `SELECT body FROM handover WHERE id = ?`, c.Handover)
		if err != nil {
			return nil, fmt.Errorf("read handover: %w", err)
		}
		from = h.From
	}
	return inbox.AudienceOf(c, from).Names(), nil
}

// sameAudience reports that two values of a conversation cannot concern
// different people.
func sameAudience(a, b inbox.Conversation) bool {
	return a.Department == b.Department && a.Assignee == b.Assignee && a.HandedTo == b.HandedTo && a.Handover == b.Handover
}

// rescope keeps who sees a conversation, and logs that it changed.
func (x *writing) rescope(h *held) error {
	if !h.fresh && !h.gone && sameAudience(h.stored, h.now) {
		x.put("conversation", string(h.now.ID))
		return nil
	}
	var before []string
	if !h.fresh || x.w.copied() { // a copy takes back what it made and makes it again
		var err error
		if before, err = x.scopeOf(h.now.ID); err != nil {
			return err
		}
	}
	after, err := x.audience(h.now)
	if err != nil {
		return err
	}
	if h.fresh || slices.Equal(before, after) {
		x.put("conversation", string(h.now.ID))
	} else {
		x.moved("conversation", string(h.now.ID), before)
	}
	return x.writeScope(h.now.ID, before, after)
}

func (x *writing) writeScope(id inbox.ConversationID, before, after []string) error {
	delete(x.ahead.scopes, id)
	for _, who := range before {
		if slices.Contains(after, who) {
			continue
		}
		if _, err := x.exec(`DELETE FROM conversation_scope WHERE who = ? AND conversation = ?`, who, id); err != nil {
			return fmt.Errorf("narrow scope: %w", err)
		}
	}
	for _, who := range after {
		if slices.Contains(before, who) {
			continue
		}
		if _, err := x.exec(`INSERT INTO conversation_scope (who, conversation) VALUES (?, ?)`, who, id); err != nil {
			return fmt.Errorf("widen scope: %w", err)
		}
	}
	return nil
}

// scopeOf reads who sees a conversation, besides those who see everything.
func scopeOf(r reading, id inbox.ConversationID) ([]string, error) {
	list, err := all(r, plain[string], `SELECT who FROM conversation_scope WHERE conversation = ? ORDER BY who`, id)
	if err != nil {
		return nil, fmt.Errorf("read scope: %w", err)
	}
	return list, nil
}

// rehung logs a row that hangs on a conversation; where it hung on another one
// before, who saw it there may have to forget it.
func (x *writing) rehung(kind, id string, to inbox.ConversationID) error {
	k := x.kind(kind)
	had, err := x.placeOf(k, id)
	if err != nil {
		return fmt.Errorf("read place of %s: %w", kind, err)
	}
	x.ahead.rewritten(kind, id)
	if had == "" || had == to {
		x.put(kind, id)
		return nil
	}
	before, err := x.scopeOf(had)
	if err == nil {
		x.moved(kind, id, before)
	}
	return err
}

// kind gives a kind by its name; each write of a row asks.
func (x *writing) kind(name string) kind {
	if x.named == nil {
		x.named = map[string]kind{}
		for _, k := range kinds() {
			x.named[k.name] = k
		}
	}
	return x.named[name]
}

// resighted has the devices of a member begin anew when what the member sees
// is about to change: they drop what they hold and get what is theirs now.
func (x *writing) resighted(m team.Member) error {
	had, err := maybe(x, body[team.Member], `SELECT body FROM member WHERE id = ?`, m.ID)
	if err != nil {
		return fmt.Errorf("read member: %w", err)
	}
	if had.SeesAll() == m.SeesAll() && (m.SeesAll() || slices.Equal(had.Places(), m.Places())) {
		return nil
	}
	_, err = x.exec(`UPDATE device SET scope_epoch = scope_epoch + 1 WHERE member = ?`, m.ID)
	if err != nil {
		return fmt.Errorf("note what a member sees: %w", err)
	}
	return nil
}
