package store

import (
	"context"
	"fmt"

	"vigie/crisis/alert"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/inbox/watch"
)

// Record is one line of an export: what it is, and the value.
type Record struct {
	Kind  string `json:"kind"`
	Value any    `json:"value"`
}

// Export streams every record of one moment: people and accounts first, then
// contacts, conversations with all that hangs on them, and the audit. An error
// of emit ends it. Payloads and blobs are read with Raw and Blob.
func (w *Workspace) Export(ctx context.Context, emit func(record any) error) error {
	return w.snapshot(ctx, func(r reading) error {
		out := exporter{r, emit}
		for _, err := range []func() error{
			out.people, out.outside, out.work, out.said, out.crisis,
		} {
			if err := err(); err != nil {
				return fmt.Errorf("export: %w", err)
			}
		}
		return nil
	})
}

type exporter struct {
	reading
	emit func(record any) error
}

// stream emits each row of a query as it is read.
func stream[T any](e exporter, kind string, read func(scanner) (T, error), text string) error {
	rows, err := e.query(text)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		v, err := read(rows)
		if err != nil {
			return err
		}
		if err := e.emit(Record{Kind: kind, Value: v}); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (e exporter) people() error {
	if err := stream(e, "member", body[team.Member], `SELECT body FROM member ORDER BY id`); err != nil {
		return err
	}
	if err := stream(e, "department", body[team.Department], `SELECT body FROM department ORDER BY id`); err != nil {
		return err
	}
	if err := stream(e, "account", body[inbox.Account], `SELECT body FROM account ORDER BY id`); err != nil {
		return err
	}
	if err := stream(e, "watch", body[watch.Watch], `SELECT body FROM watch ORDER BY id`); err != nil {
		return err
	}
	if err := stream(e, "alert", body[alert.Alert], `SELECT body FROM alert ORDER BY id`); err != nil {
		return err
	}
	if err := stream(e, "radar", body[alert.Settings], `SELECT body FROM radar_setting ORDER BY watch`); err != nil {
		return err
	}
	if err := stream(e, "tone", readTone, `SELECT message, tone, member, at FROM message_tone ORDER BY message`); err != nil {
		return err
	}
	if err := stream(e, "place", body[watch.Place], `SELECT body FROM watch_place ORDER BY id`); err != nil {
		return err
	}
	return stream(e, "saved_view", body[inbox.SavedView], `SELECT body FROM saved_view ORDER BY id`)
}

func (e exporter) outside() error {
	if err := stream(e, "contact", readContact, `SELECT `+contactColumns+` FROM contact ORDER BY id`); err != nil {
		return err
	}
	return stream(e, "identity", readIdentity, `SELECT `+identityColumns+` FROM identity ORDER BY channel, handle`)
}

func (e exporter) said() error {
	if err := stream(e, "message", readMessage, `SELECT `+messageColumns+withText+`ORDER BY m.num`); err != nil {
		return err
	}
	if err := stream(e, "event", readEvent, `SELECT `+eventLine+` FROM event ORDER BY at, id`); err != nil {
		return err
	}
	return stream(e, "quarantined", readQuarantined, `SELECT `+quarantineColumns+` FROM quarantine ORDER BY id`)
}

func (e exporter) work() error {
	if err := stream(e, "conversation", readConversation, `SELECT `+conversationColumns+` FROM conversation c ORDER BY c.id`); err != nil {
		return err
	}
	if err := stream(e, "handover", body[inbox.Handover], `SELECT body FROM handover ORDER BY id`); err != nil {
		return err
	}
	if err := stream(e, "note", body[inbox.Note], `SELECT body FROM note ORDER BY id`); err != nil {
		return err
	}
	if err := stream(e, "draft", body[inbox.Draft], `SELECT body FROM draft ORDER BY id`); err != nil {
		return err
	}
	if err := stream(e, "moderation", body[inbox.Moderation], `SELECT body FROM moderation ORDER BY id`); err != nil {
		return err
	}
	return stream(e, "outbox", body[inbox.OutboxEntry], `SELECT body FROM outbox ORDER BY id`)
}
