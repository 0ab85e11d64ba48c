package store_test

import (
	"context"
	"database/sql"
	"testing"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// refusing is a house on PostgreSQL whose database refuses what a test says.
func refusing(t *testing.T) (h *house, refuse func(table, what string), allow func(table string), count func(table string) int) {
	t.Helper()
	fileOnly(t)
	url := served(t)
	h = newHouseAt(t, url)
	db, err := sql.Open("pgx", url)
	h.must(err)
	t.Cleanup(func() { h.must(db.Close()) })
	exec := func(text string) {
		t.Helper()
		_, err := db.Exec(text)
		h.must(err)
	}
	refuse = func(table, what string) {
		t.Helper()
		exec(`ALTER TABLE ` + table + ` ADD CONSTRAINT refused CHECK (NOT (` + what + `)) NOT VALID`)
	}
	allow = func(table string) { t.Helper(); exec(`ALTER TABLE ` + table + ` DROP CONSTRAINT refused`) }
	count = func(table string) (n int) {
		t.Helper()
		h.must(db.QueryRow(`SELECT COUNT(*) FROM ` + table).Scan(&n))
		return n
	}
	return h, refuse, allow, count
}

// TestIngest_OfWhichAPartIsRefusedLeavesNothing has the server refuse a message
// of the first part of a batch, which it writes while the program makes the next
// ones: the answer is only heard later.
func TestIngest_OfWhichAPartIsRefusedLeavesNothing(t *testing.T) {
	ctx := context.Background()
	h, refuse, allow, count := refusing(t)
	batch := newCorpus().batches(200, 200)[0]
	bad := batch[7].(channel.Upsert).Message.Native
	refuse("message", `native = '`+bad+`'`)
	before, err := h.Revision(ctx)
	h.must(err)
	if _, err := h.Ingest(ctx, mailbox, channel.Batch{Events: batch, Next: channel.Cursor("later")}); err == nil {
		t.Error("it was taken in")
	}
	after, err := h.Revision(ctx)
	h.must(err)
	equal(t, "revision", after, before)
	for _, table := range []string{"message", "message_search", "conversation", "account_cursor"} {
		equal(t, table, count(table), 0)
	}
	allow("message")
	h.take(batch...)
	equal(t, "messages", count("message"), 200)
	equal(t, "in the full text", count("message_search"), 200)
	h.sound()
}

// TestIngest_WhoseFullTextIsRefusedIsTakenInAnyway has the server refuse the words
// of a part: the messages come without, and are found later.
func TestIngest_WhoseFullTextIsRefusedIsTakenInAnyway(t *testing.T) {
	ctx := context.Background()
	h, refuse, allow, count := refusing(t)
	refuse("message_search", `num = 7`)
	h.take(newCorpus().batches(200, 200)[0]...)
	equal(t, "messages", count("message"), 200)
	equal(t, "in the full text", count("message_search"), 0)
	allow("message_search")
	done, err := h.IndexPending(ctx, 1000)
	h.must(err)
	equal(t, "made searchable", done, 200)
	if found := len(h.rows(inbox.View{Search: "douzaine"})); found < 5 {
		t.Errorf("%d are found", found)
	}
	h.sound()
}
