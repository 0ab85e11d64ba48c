package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"vigie/store/wire"
)

// factErased are the conversations that were erased while they were out of
// sight, as long as somebody needs the words of an order on them.
const factErased = "erased"

// blank takes the words out of the orders on conversations that were erased:
// erasure wins over what waits too, which would be put upon the copy again.
// Their numbers stay.
func (o *outbox) blank(ctx context.Context, conversations []string) error {
	if len(conversations) == 0 {
		return nil
	}
	entries, err := o.entries(ctx)
	if err != nil {
		return err
	}
	entries = slices.DeleteFunc(entries, func(e Entry) bool { return !slices.Contains(conversations, e.Order.Conversation) })
	return o.empty(ctx, entries, nil)
}

// forsake takes the words out of the orders on conversations that were erased
// and are out of sight, of these and of those that were told before. What waits
// for the server or for a person stays until it does not: who wrote it has it
// nowhere else, and it is put upon no copy.
func (o *outbox) forsake(ctx context.Context, conversations ...string) error {
	before, err := o.fact(ctx, factErased)
	if err != nil || before == "" && len(conversations) == 0 {
		return err
	}
	on := append(strings.Fields(before), conversations...)
	entries, err := o.entries(ctx)
	if err != nil {
		return err
	}
	var over []Entry
	var open []string
	for _, e := range entries {
		switch c := e.Order.Conversation; {
		case c == "" || e.blank() || !slices.Contains(on, c):
		case !e.Needed():
			over = append(over, e)
		case !slices.Contains(open, c):
			open = append(open, c)
		}
	}
	after := strings.Join(open, " ")
	if len(over) == 0 && after == before {
		return nil
	}
	return o.empty(ctx, over, map[string]string{factErased: after})
}

// keeps lists the conversations of which orders are kept with their words, each
// once, those of the oldest order first.
func (o *outbox) keeps(ctx context.Context) ([]string, error) {
	entries, err := o.entries(ctx)
	if err != nil {
		return nil, err
	}
	var on []string
	for _, e := range entries {
		if c := e.Order.Conversation; c != "" && !e.blank() && !slices.Contains(on, c) {
			on = append(on, c)
		}
	}
	return on, nil
}

// blank reports an entry without words.
func (e Entry) blank() bool { return string(e.Order.Args) == wire.Erased }

// empty takes the words out of entries, and writes facts in the same
// transaction. No bytes of them are left in the files.
func (o *outbox) empty(ctx context.Context, entries []Entry, facts map[string]string) error {
	err := o.change(ctx, func(tx *sql.Tx) error {
		for _, e := range entries {
			e.Order.Args = json.RawMessage(wire.Erased)
			raw, err := json.Marshal(e.Order)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `UPDATE orders SET body = ? WHERE seq = ?`, string(raw), e.Order.Seq); err != nil {
				return err
			}
		}
		for name, value := range facts {
			if err := putFact(ctx, tx, name, value); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(entries) == 0 {
		return err
	}
	if _, err := o.db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return fmt.Errorf("cut outbox log: %w", err)
	}
	return nil
}
