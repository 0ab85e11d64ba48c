package channeltest

import (
	"context"
	"fmt"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// play is one account being collected.
type play struct {
	t       T
	h       Harness
	session channel.Session
	shelf   *shelf
	cursor  channel.Cursor
	posted  int
	limit   int
}

// begin opens the account.
func begin(t T, h Harness) *play {
	t.Helper()
	if h.Patience == 0 {
		h.Patience = time.Minute
	}
	p := &play{t: t, h: h, shelf: newShelf(), limit: 50}
	p.open()
	return p
}

func (p *play) open() {
	p.t.Helper()
	s, err := p.h.Connector.Open(p.t.Context(), p.h.Account, p.h.Env)
	if err != nil {
		p.t.Fatalf("open the account: %v", err)
	}
	p.session = s
	p.t.Cleanup(func() { _ = s.Close() })
}

// reopen is what follows a crash: a new session, nothing remembered.
func (p *play) reopen() {
	p.t.Helper()
	_ = p.session.Close()
	p.open()
}

// poll reads one batch without keeping it.
func (p *play) poll() (channel.Batch, error) {
	poller, ok := p.session.(channel.Poller)
	if !ok {
		p.t.Skipf("the session does not poll")
	}
	return poller.Poll(p.t.Context(), p.cursor, p.limit)
}

// drain reads until nothing more is waiting and keeps all of it.
func (p *play) drain() {
	p.t.Helper()
	for round := 0; ; round++ {
		b, err := p.poll()
		if err != nil {
			p.t.Fatalf("poll: %v", err)
		}
		p.keep(b)
		if !b.More {
			return
		}
		if round > 1000 {
			p.t.Fatalf("a thousand batches and still More: polling does not end")
		}
	}
}

func (p *play) keep(b channel.Batch) {
	p.t.Helper()
	if len(b.Events) > 2*p.limit {
		p.t.Errorf("a batch of %d events for a limit of %d", len(b.Events), p.limit)
	}
	for _, w := range p.shelf.put(b) {
		p.t.Errorf("%s", w)
	}
	p.cursor = b.Next
}

// post makes the customer write a text with a marker of its own, which finds
// it again.
func (p *play) post(extra ...func(*Post)) (id, marker string) {
	p.t.Helper()
	p.posted++
	marker = fmt.Sprintf("marker%04dx", p.posted)
	w := Post{Subject: "Question " + marker, Text: "Bonjour, " + marker + " est-il en stock ?"}
	for _, change := range extra {
		change(&w)
	}
	return p.h.Customer.Post(p.t, w), marker
}

func answering(id string) func(*Post) { return func(w *Post) { w.Answers = id } }

// sees fails unless exactly one complete message holds the marker.
func (p *play) sees(marker string) *kept {
	p.t.Helper()
	found := p.shelf.with(marker)
	if len(found) != 1 {
		p.t.Fatalf("%d messages with %q, want exactly 1 (kept: %d)", len(found), marker, len(p.shelf.order))
	}
	if found[0].Message.Pending {
		p.t.Fatalf("%q is still pending after all was read", marker)
	}
	return found[0]
}

// need skips the case when the harness lacks a thing.
func (p *play) need(there bool, field string) {
	p.t.Helper()
	if !there {
		p.t.Skipf("%s", p.h.reason(field))
	}
}

func (h Harness) reason(field string) string {
	if why := h.Why[field]; why != "" {
		return why
	}
	return "the harness cannot bring it about: " + field
}

// fails arranges a fault or skips.
func (p *play) fails(f Fault) {
	p.t.Helper()
	if p.h.Fail == nil || !p.h.Fail(p.t, f) {
		p.t.Skipf("%s", p.h.reason(string(f)))
	}
}

// outgoing makes an entry of the outbox that answers a kept message.
func (p *play) outgoing(key, text string, target *kept) channel.Outgoing {
	now := p.h.Env.Now()
	out := channel.Outgoing{
		Entry: inbox.OutboxEntry{
			ID: inbox.OutboxID(key), Account: p.h.Account.ID, Kind: inbox.PublicReply,
			Text: text, Key: key, State: inbox.Sending, QueuedAt: now,
		},
		From: inbox.Author{Handle: p.h.Account.Address, Name: "La Maison"},
		At:   now,
	}
	if target != nil {
		m := target.Message
		out.Target = &m
		out.Entry.To = []string{m.Author.Handle}
		out.Entry.Subject = "Re: " + m.Subject
		out.Entry.InReplyTo = m.MailID
		out.Entry.References = append(append([]string(nil), m.References...), m.MailID)
	}
	return out
}

// eventually polls until ready or the harness's patience ends.
func (p *play) eventually(what string, ready func() bool) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), p.h.Patience)
	defer cancel()
	for !ready() {
		select {
		case <-ctx.Done():
			p.t.Fatalf("%s: not within %v", what, p.h.Patience)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
