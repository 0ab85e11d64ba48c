package store

import (
	"context"
	"fmt"
	"time"

	"vigie/crisis/alert"
	"vigie/inbox"
	"vigie/inbox/fault"
)

// AlertNamed gives an alert by its id; without one it is a NotFound fault.
func (w *Workspace) AlertNamed(ctx context.Context, id string) (alert.Alert, error) {
	a, err := alertOf(w.glance(ctx), id)
	if err == nil && a.ID == "" {
		err = fault.New(fault.NotFound, "alert.gone")
	}
	return a, explain(err)
}

// SaidIn gives what people outside said in conversations, each message once, the
// oldest first, at most limit.
func (w *Workspace) SaidIn(ctx context.Context, ids []inbox.ConversationID, from, to time.Time, limit int) ([]inbox.Message, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	values := make([]any, 0, len(ids)+3)
	for _, id := range ids {
		values = append(values, id)
	}
	values = append(values, millis(from), millis(to), limit)
	list, err := all(w.glance(ctx), readMessage, `SELECT `+messageColumns+withText+`
		WHERE m.conversation IN `+marks(1, len(ids))+` AND m.direction = 'in' AND m.sent_at >= ? AND m.sent_at < ?
		ORDER BY m.sent_at, m.num
		LIMIT ?`, values...)
	if err != nil {
		return nil, fmt.Errorf("read what was said: %w", explain(err))
	}
	return list, nil
}
