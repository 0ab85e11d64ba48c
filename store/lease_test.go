package store_test

import (
	"context"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/store"
)

func TestLease_HasOneHolderAtATime(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	take := func(holder string, ttl time.Duration) (int64, bool) {
		t.Helper()
		token, ok, err := h.Lease(ctx, "account:a", holder, ttl)
		h.must(err)
		return token, ok
	}
	token, ok := take("node 1", time.Hour)
	equal(t, "taken", ok, true)
	_, ok = take("node 2", time.Hour)
	equal(t, "taken by a second", ok, false)
	again, ok := take("node 1", time.Hour)
	equal(t, "renewed", ok, true)
	equal(t, "token of the same holder", again, token)

	h.must(h.EndLease(ctx, "account:a", token))
	next, ok := take("node 2", time.Hour)
	equal(t, "taken once it was given back", ok, true)
	equal(t, "token grows with the holder", next > token, true)
	h.must(h.EndLease(ctx, "account:a", token)) // late, and not its own any more
	_, ok = take("node 1", time.Hour)
	equal(t, "taken from who has it", ok, false)

	tokens, err := h.Leases(ctx, []string{"account:a", "account:b"}, "node 1", time.Hour)
	h.must(err)
	equal(t, "others are free", len(tokens), 1)
	equal(t, "the first token", tokens["account:b"], int64(1))
}

func TestLease_EndsByTheClockOfTheDatabase(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	token, ok, err := h.Lease(ctx, "account:a", "node 1", 300*time.Millisecond)
	h.must(err)
	equal(t, "taken", ok, true)
	if h.url != "" {
		h.clock.pass(24 * time.Hour) // of the node: it has no say
		_, ok, err = h.Lease(ctx, "account:b", "node 1", time.Hour)
		h.must(err)
		equal(t, "taken", ok, true)
		h.clock.pass(24 * time.Hour)
		_, ok, err = h.Lease(ctx, "account:b", "node 2", time.Hour)
		h.must(err)
		equal(t, "taken by a node whose clock is days ahead", ok, false)
	}
	h.until("the lease has run out", func() bool {
		if h.url == "" {
			h.clock.pass(10 * time.Millisecond)
		}
		next, ok, err := h.Lease(ctx, "account:a", "node 2", time.Hour)
		h.must(err)
		return ok && next == token+1
	})
}

func TestLease_KeepsOutWhoLostIt(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	token, _, err := h.Lease(ctx, "account:a", "node 1", time.Hour)
	h.must(err)
	held := store.WithLease(ctx, "account:a", token)
	batch := func(native, next string) channel.Batch {
		return channel.Batch{Events: []channel.Event{mail(native, "lea@client.example", native, "texte", noon())}, Next: channel.Cursor(next)}
	}
	_, err = h.Ingest(held, mailbox, batch("m1", `1`))
	h.must(err)
	entry := h.release(h.only(inbox.View{}).ID, "Bonjour")

	h.must(h.EndLease(ctx, "account:a", token)) // as if it had slept, and time had passed
	_, _, err = h.Lease(ctx, "account:a", "node 2", time.Hour)
	h.must(err)
	_, err = h.Ingest(held, mailbox, batch("m2", `2`))
	h.fails(err, fault.Conflict, "fault.lease-lost")
	_, err = h.BeginSending(held, entry.ID)
	h.fails(err, fault.Conflict, "fault.lease-lost")
	cursor, err := h.Cursor(ctx, mailbox)
	h.must(err)
	equal(t, "cursor", string(cursor), `1`)
	h.only(inbox.View{}) // and the mail of the batch is not there
	queued, err := h.Replies(ctx, inbox.Queued)
	h.must(err)
	equal(t, "still queued", len(queued), 1)
}
