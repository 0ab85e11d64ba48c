package store

import (
	"context"
	"time"

	"vigie/inbox"
)

// Overdue lists the commands that the program owes at the time now, for
// DoSystem: proposals to expire, snoozes to wake and deadlines of runs. The ids are fresh; running
// them late or twice is harmless, because the domain refuses what is done.
func (w *Workspace) Overdue(ctx context.Context, now time.Time) ([]inbox.Command, error) {
	type leg struct {
		id           inbox.HandoverID
		conversation inbox.ConversationID
	}
	read := func(s scanner) (l leg, err error) {
		err = s.Scan(&l.id, &l.conversation)
		return l, err
	}
	legs, err := all(w.glance(ctx), read, `SELECT id, conversation
		FROM handover
		WHERE state = 'proposed' AND due_at <= ? AND due_at > 0
		ORDER BY due_at`, millis(now))
	if err != nil {
		return nil, explain(err)
	}
	asleep, err := all(w.glance(ctx), plain[inbox.ConversationID], `SELECT id
		FROM conversation
		WHERE snoozed_until > 0 AND snoozed_until <= ? AND status = 'snoozed' AND shelf < 2
		ORDER BY snoozed_until`, millis(now))
	if err != nil {
		return nil, explain(err)
	}
	var out []inbox.Command
	for _, l := range legs {
		out = append(out, inbox.Command{ID: inbox.CommandID(w.newID(now)), Conversation: l.conversation, Act: inbox.Expire{Handover: l.id}})
	}
	for _, id := range asleep {
		out = append(out, inbox.Command{ID: inbox.CommandID(w.newID(now)), Conversation: id, Act: inbox.Wake{}})
	}
	runs, err := w.runsDue(ctx, now)
	return append(out, runs...), err
}

// NextTimer is when Overdue will next have something; zero is never.
func (w *Workspace) NextTimer(ctx context.Context) (time.Time, error) {
	ms, err := first(w.glance(ctx), plain[int64], `SELECT COALESCE(MIN(at), 0)
		FROM (SELECT MIN(due_at) AS at FROM handover WHERE state = 'proposed' AND due_at > 0
			UNION ALL
			SELECT MIN(snoozed_until) FROM conversation WHERE snoozed_until > 0 AND status = 'snoozed' AND shelf < 2
			UNION ALL
			SELECT MIN(next_at) FROM crisis_run WHERE next_at > 0) t
		WHERE at IS NOT NULL`)
	return moment(ms), explain(err)
}
