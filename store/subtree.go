package store

import (
	"context"
	"fmt"
	"slices"

	"vigie/inbox/team"
	"vigie/store/wire"
)

// columnOf reads one text column of a row; "" when there is none.
func columnOf(row wire.Row, name string) string {
	text, _ := wire.Column(row.Row, name).(string)
	return text
}

// hangingOn reads all rows that belong to conversations, but for the
// conversations and the contacts.
func hangingOn(r reading, conversations []string) ([]drawn, error) {
	var out []drawn
	for part := range slices.Chunk(conversations, rowsAtOnce) {
		values := args(part)
		for len(values) < rowsAtOnce {
			values = append(values, part[0])
		}
		for _, k := range kinds() {
			condition := ""
			switch {
			case k.hanging():
				condition = `t.` + k.on + ` IN ` + question(rowsAtOnce)
			case k.reach == byMessage:
				condition = `t.` + k.on + ` IN (SELECT m.id FROM message m WHERE m.conversation IN ` + question(rowsAtOnce) + `)`
			default:
				continue
			}
			rows, err := all(r, k.draw(), k.query()+` WHERE `+condition, values...)
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", k.name, err)
			}
			if k.name == "message" {
				err = nestRevisions(r, rows)
			}
			if out = append(out, rows...); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// contactsOf reads contacts with their handles.
func contactsOf(r reading, ids []string) ([]drawn, error) {
	ids = slices.DeleteFunc(union(ids, nil), func(id string) bool { return id == "" })
	contact, _ := kindNamed("contact")
	identity, _ := kindNamed("identity")
	out, err := contact.drawn(r, ids)
	if err != nil {
		return nil, err
	}
	for part := range slices.Chunk(ids, rowsAtOnce) {
		values := args(part)
		for len(values) < rowsAtOnce {
			values = append(values, part[0])
		}
		rows, err := all(r, identity.draw(), identity.query()+` WHERE t.contact IN `+question(rowsAtOnce), values...)
		if err != nil {
			return nil, fmt.Errorf("read identities: %w", err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

// wholeConversations reads conversations with all that hangs on them, their
// contacts first.
func wholeConversations(r reading, ids []string, known map[string]bool) ([]drawn, error) {
	k, _ := kindNamed("conversation")
	conversations, err := k.drawn(r, ids)
	if err != nil {
		return nil, err
	}
	hanging, err := hangingOn(r, ids)
	if err != nil {
		return nil, err
	}
	var people []string
	for _, row := range slices.Concat(conversations, hanging) {
		if row.kind != "conversation" && row.kind != "message" {
			continue
		}
		if id, _ := row.value("contact").(string); id != "" && !known[id] {
			known[id] = true
			people = append(people, id)
		}
	}
	contacts, err := contactsOf(r, people)
	return slices.Concat(contacts, conversations, hanging), err
}

// Fetch gives conversations whole, as far as the caller sees them.
func (w *Workspace) Fetch(ctx context.Context, by Caller, f wire.Fetch) (wire.Fetched, error) {
	var out wire.Fetched
	if len(f.Conversations) > wire.MostFetched {
		return out, &wire.Problem{Code: wire.CodeInvalid}
	}
	err := w.snapshot(ctx, func(r reading) error {
		m, err := callerOf(r, by)
		if err != nil {
			return err
		}
		ids, err := seenOf(r, m, f.Conversations)
		if err != nil {
			return err
		}
		rows, err := wholeConversations(r, ids, map[string]bool{})
		out.Puts = rowsFrom(rows)
		return err
	})
	if p := asProblem(err); p != nil {
		return wire.Fetched{}, p
	}
	return out, err
}

func seenOf(r reading, m team.Member, conversations []string) ([]string, error) {
	k, _ := kindNamed("conversation")
	return k.narrowed(r, m, conversations)
}

// Lacking lists those of some conversations of which not all messages are here.
func (w *Workspace) Lacking(ctx context.Context, ids []string) ([]string, error) {
	return w.those(ctx, ids, `c.messages > (SELECT COUNT(*) FROM message m WHERE m.conversation = c.id)`)
}

// Unfound lists those of some conversations that a search may miss here: of
// which a message is not in the full text yet.
func (w *Workspace) Unfound(ctx context.Context, ids []string) ([]string, error) {
	return w.those(ctx, ids, `EXISTS (SELECT 1 FROM message m JOIN search_queue q ON q.num = m.num WHERE m.conversation = c.id)`)
}

// those lists the conversations c, of some, that meet a condition.
func (w *Workspace) those(ctx context.Context, ids []string, condition string) ([]string, error) {
	var out []string
	for part := range slices.Chunk(ids, rowsAtOnce) {
		list, err := all(w.glance(ctx), plain[string], `SELECT c.id FROM conversation c WHERE c.id IN `+question(rowsAtOnce)+` AND `+condition, padded(part)...)
		if err != nil {
			return nil, explain(err)
		}
		out = append(out, list...)
	}
	return out, nil
}
