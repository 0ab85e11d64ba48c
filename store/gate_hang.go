package store

import (
	"context"
	"fmt"
	"slices"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// Hangs reports whether a file hangs on a message, a draft or a reply on its
// way: on is "message", "draft" or "outbox".
func (w *Workspace) Hangs(ctx context.Context, sha256hex, on, id string) (bool, error) {
	r := w.glance(ctx)
	var files []inbox.Attachment
	switch on {
	case "message":
		m, err := maybe(r, body[more], `SELECT more FROM message WHERE id = ?`, id)
		if err != nil {
			return false, explain(err)
		}
		files = m.Attachments
	case "draft":
		d, err := maybe(r, body[inbox.Draft], `SELECT body FROM draft WHERE id = ? AND gone = 0`, id)
		if err != nil {
			return false, explain(err)
		}
		files = d.Attachments
	case "outbox":
		e, err := maybe(r, body[inbox.OutboxEntry], `SELECT body FROM outbox WHERE id = ?`, id)
		if err != nil {
			return false, explain(err)
		}
		files = e.Attachments
	default:
		return false, fault.Wrap(fmt.Errorf("nothing hangs on %q", on), fault.Invalid, "fault.blob-gone")
	}
	return slices.ContainsFunc(files, func(a inbox.Attachment) bool { return a.Blob == sha256hex }), nil
}
