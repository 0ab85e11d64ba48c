package sample

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	content "vigie/inbox/channel/sample"
	"vigie/inbox/collect"
	"vigie/inbox/outbox"
	"vigie/store"
)

func connector(ch inbox.Channel) (channel.Connector, bool) { return content.NewConnector(ch), true }

// TestSample_LivesWithoutANetwork runs the real collector and the real sender
// on a fresh sample.
func TestSample_LivesWithoutANetwork(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sample")
	now := present()
	clock := func() time.Time { return now }
	if err := Create(t.Context(), dir, "fr", clock, nil); err != nil {
		t.Fatal(err)
	}
	w, err := store.Open(t.Context(), dir, store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	t.Run("messages arrive while it is open", func(t *testing.T) {
		fresh := 0
		for range 5 {
			fresh += collected(t, w, clock)
			now = now.Add(2 * time.Minute)
		}
		if fresh < 5 {
			t.Errorf("%d messages in eight minutes", fresh)
		}
	})
	t.Run("an answer leaves, and what was in doubt stays in doubt", func(t *testing.T) {
		id := answer(t, w)
		now = now.Add(time.Minute)
		s := outbox.New(outbox.Options{Store: w, Connector: connector, Now: clock,
			End: func(ctx context.Context, id inbox.OutboxID, e outbox.Ended) error {
				return w.EndSending(ctx, id, store.SendResult{State: e.State, Again: e.Again, Receipt: e.Receipt, Err: e.Err})
			}})
		if err := s.Drain(t.Context(), time.Second); err != nil {
			t.Fatal(err)
		}
		sent, err := w.Outgoing(t.Context(), id)
		if err != nil || sent.Entry.State != inbox.Sent {
			t.Errorf("the answer is %s (%s), %v", sent.Entry.State, sent.Entry.Cause, err)
		}
		if unknown, err := w.Replies(t.Context(), inbox.Unknown); len(unknown) != 1 || err != nil {
			t.Errorf("%d in doubt, %v", len(unknown), err)
		}
	})
	if rep, err := w.Check(t.Context()); err != nil || !rep.OK() {
		t.Errorf("check: %v, %v", rep.Faults, err)
	}
}

// collected reads every account once and counts what was new.
func collected(t *testing.T, w *store.Workspace, clock func() time.Time) int {
	t.Helper()
	c := collect.New(collect.Options{
		Store: w, Connector: connector, Now: clock,
		Ingest: func(ctx context.Context, acc inbox.AccountID, b channel.Batch) (int, error) {
			in, err := w.Ingest(ctx, acc, b)
			return in.Arrived, err
		},
	})
	results, err := c.Once(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range results {
		if r.Err != nil {
			t.Errorf("%s: %v", r.Account.Name, r.Err)
		}
		n += r.Fresh
	}
	return n
}

// answer has the person at the desk answer the first mail of the journalist.
func answer(t *testing.T, w *store.Workspace) inbox.OutboxID {
	t.Helper()
	rows, err := w.Rows(t.Context(), inbox.View{Tag: "presse", Statuses: []inbox.Status{inbox.Open}, Account: content.Contact}, inbox.Place{}, 1)
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	c := rows[0].ID
	draft := inbox.Draft{ID: "01H5AMP0000000000000000DR1", Kind: inbox.PublicReply, Text: "Bonjour, je vous appelle dans dix minutes.", Seen: rows[0].Heard}
	for _, cmd := range []inbox.Command{
		{ID: "01H5AMP0000000000000000C01", Conversation: c, Act: inbox.SaveDraft{Draft: draft}},
		{ID: "01H5AMP0000000000000000C02", Conversation: c, Act: inbox.Reply{Draft: draft.ID, Seen: rows[0].Heard}},
	} {
		if _, err := w.Do(t.Context(), cmd, content.Lea); err != nil {
			t.Fatal(err)
		}
	}
	return "01H5AMP0000000000000000C02"
}
