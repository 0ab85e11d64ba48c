package store_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/store"
)

func TestSnapshot_IsAWorkspaceOfOneMoment(t *testing.T) {
	fileOnly(t)
	h := newHouse(t)
	ctx := context.Background()
	c := h.question()
	h.release(c, "Il arrive demain.")
	dir := t.TempDir()
	database, _ := store.Files()
	look, err := store.Open(ctx, h.dir, store.Options{ReadOnly: true})
	h.must(err)
	h.must(look.Snapshot(ctx, filepath.Join(dir, database))) // while the other one is open to write
	h.must(look.Close())
	_, err = h.Do(ctx, h.command(c, inbox.Label{Add: []string{"later"}}), senior)
	h.must(err)

	w, err := store.Open(ctx, dir, store.Options{})
	h.must(err)
	defer w.Close()
	row, err := w.Row(ctx, c)
	h.must(err)
	equal(t, "subject", row.Subject, "Colis perdu")
	equal(t, "tags", len(row.Tags), 0)
	h.must(w.Restored(ctx))
	// The reply that waited may have left after the backup was made.
	doubted, err := w.Replies(ctx, inbox.Unknown)
	h.must(err)
	equal(t, "doubted replies", len(doubted), 1)
	due, err := w.DueReplies(ctx, h.clock.now().Add(time.Hour))
	h.must(err)
	equal(t, "replies that would leave", len(due), 0)
	report, err := w.Check(ctx)
	h.must(err)
	equal(t, "faults", len(report.Faults), 0)
	h.fails(store.Fresh(dir), fault.Conflict, "fault.directory-not-empty")
	h.must(store.Fresh(filepath.Join(dir, "new")))
}
