package store_test

import (
	"context"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
)

func TestReply_IsRefusedWhileAColleaguesWaitsOutItsDelay(t *testing.T) {
	h := newHouse(t)
	c := h.question()
	seen := h.detail(c).Conversation.Heard
	hers := inbox.Draft{ID: inbox.DraftID(h.id()), Kind: inbox.PublicReply, Text: "Il arrive demain."}
	his := inbox.Draft{ID: inbox.DraftID(h.id()), Kind: inbox.PublicReply, Text: "Nous cherchons encore."}
	h.act(c, inbox.SaveDraft{Draft: hers}, senior)
	h.act(c, inbox.SaveDraft{Draft: his}, coordinator)
	h.act(c, inbox.Reply{Draft: hers.ID, Seen: seen}, senior)
	h.clock.pass(2 * time.Second)
	second := inbox.Reply{Draft: his.ID, Seen: seen}
	try := func() error {
		_, err := h.Do(context.Background(), h.command(c, second), coordinator)
		return err
	}
	h.fails(try(), fault.Conflict, "fault.reply-under-way")
	if d := h.detail(c); len(d.Outbox) != 1 || d.Outbox[0].Text != hers.Text {
		t.Fatalf("the outbox: %+v", d.Outbox)
	}
	t.Run("also while it is in doubt whether it left", func(t *testing.T) {
		h.clock.pass(time.Minute)
		entry := h.detail(c).Outbox[0].ID
		_, err := h.BeginSending(context.Background(), entry)
		h.must(err)
		h.fails(try(), fault.Conflict, "fault.reply-under-way")
	})
}

func TestReply_IsFreeOnceAColleagueTookHersBack(t *testing.T) {
	h := newHouse(t)
	c := h.question()
	seen := h.detail(c).Conversation.Heard
	hers := inbox.Draft{ID: inbox.DraftID(h.id()), Kind: inbox.PublicReply, Text: "Il arrive demain."}
	his := inbox.Draft{ID: inbox.DraftID(h.id()), Kind: inbox.PublicReply, Text: "Nous cherchons encore."}
	h.act(c, inbox.SaveDraft{Draft: hers}, senior)
	h.act(c, inbox.SaveDraft{Draft: his}, coordinator)
	first := h.act(c, inbox.Reply{Draft: hers.ID, Seen: seen}, senior)
	h.act(c, inbox.Undo{Event: first.ID}, senior)
	h.act(c, inbox.Reply{Draft: his.ID, Seen: seen}, coordinator)
	if d := h.detail(c); len(d.Outbox) != 1 || d.Outbox[0].Text != his.Text {
		t.Errorf("the outbox: %+v", d.Outbox)
	}
}
