package store

import (
	"context"

	"vigie/inbox"
)

// Revisions gives what a message said before its author changed it, oldest
// first.
func (w *Workspace) Revisions(ctx context.Context, id inbox.MessageID) ([]inbox.Revision, error) {
	read := func(s scanner) (inbox.Revision, error) {
		var r inbox.Revision
		var at int64
		var raw []byte
		if err := s.Scan(&at, &raw); err != nil {
			return r, err
		}
		r.At = moment(at)
		return r, unpack(raw, &r.Message)
	}
	list, err := all(w.glance(ctx), read, `SELECT v.at, v.body
		FROM message_revision v
		JOIN message m ON m.num = v.num
		WHERE m.id = ?
		ORDER BY v.revision`, id)
	return list, explain(err)
}
