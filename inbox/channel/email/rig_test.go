package email_test

import (
	"errors"
	"testing"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/email"
)

// open opens the rig's account.
func (r *rig) open() channel.Session {
	r.t.Helper()
	s, err := email.New().Open(r.t.Context(), r.account, r.env())
	if err != nil {
		r.t.Fatalf("open: %v", err)
	}
	r.t.Cleanup(func() { _ = s.Close() })
	return s
}

// collected is what a reading brought, by its final Native.
type collected struct {
	complete map[string]channel.Upsert
	events   int // complete upserts and poisons, repetitions included
	headers  map[string]inbox.Message
	poisons  []channel.Poison
	removed  []string
	order    []string // Natives of complete messages as they came
	cursor   channel.Cursor
	batches  int
}

// drain reads until nothing is left.
func drain(t testing.TB, s channel.Session, cur channel.Cursor, limit int) *collected {
	t.Helper()
	c := &collected{complete: map[string]channel.Upsert{}, headers: map[string]inbox.Message{}, cursor: cur}
	for more := true; more; {
		b, err := s.(channel.Poller).Poll(t.Context(), c.cursor, limit)
		if err != nil {
			t.Fatalf("poll: %v", err)
		}
		c.take(b)
		more = b.More
	}
	return c
}

func (c *collected) take(b channel.Batch) {
	c.cursor = b.Next
	c.batches++
	for _, e := range b.Events {
		switch e := e.(type) {
		case channel.Upsert:
			if e.Message.Pending {
				c.headers[e.Message.Native] = e.Message
				continue
			}
			c.events++
			delete(c.headers, e.Replaces)
			c.complete[e.Message.Native] = e
			c.order = append(c.order, e.Message.Native)
		case channel.Poison:
			c.events++
			delete(c.headers, e.Replaces)
			c.poisons = append(c.poisons, e)
		case channel.Removed:
			delete(c.headers, e.Native)
			c.removed = append(c.removed, e.Native)
		}
	}
}

// reason fails unless an error has a reason and gives it.
func reason(t testing.TB, err error, want channel.Reason) *channel.Error {
	t.Helper()
	var e *channel.Error
	if !errors.As(err, &e) || e.Reason != want {
		t.Fatalf("error is %v, want %q", err, want)
	}
	return e
}
