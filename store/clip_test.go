package store_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
)

// clip has a member write something down, which must go well.
func (h *house) clip(c inbox.Clipping, by team.MemberID) inbox.Event {
	h.t.Helper()
	e, err := h.RecordClip(context.Background(), inbox.CommandID(h.id()), c, by)
	h.must(err)
	return e
}

func TestClip_IsKeptFoundHandedOverAndExported(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	blob, size, err := h.PutBlob(ctx, bytes.NewReader([]byte("png")))
	h.must(err)
	e := h.clip(inbox.Clipping{
		URL: "https://forum.example/sujet/7", Text: "Le mixeur a pris feu", Who: "Anna Petit", Where: "Forum cuisine", SaidAt: noon().Add(-time.Hour),
		Pictures: []inbox.Attachment{{Name: "ecran.png", Type: "image/png", Size: size, Blob: blob}},
	}, junior)
	r := h.only(inbox.View{Search: "kind:clip feu"})
	equal(t, "conversation", r.ID, e.Conversation)
	equal(t, "who", r.ContactName, "Anna Petit")
	equal(t, "status", r.Status, inbox.New)
	equal(t, "department", r.Department, press)
	equal(t, "owes nothing", r.DueAt.IsZero(), true)
	equal(t, "by its network", len(h.rows(inbox.View{Search: "cuisine"})), 1)
	equal(t, "by its page", len(h.rows(inbox.View{Search: "sujet"})), 1)
	d := h.detail(r.ID)
	equal(t, "recorded by", d.Messages[0].Recorded.By, junior)
	equal(t, "picture", d.Messages[0].Attachments[0].Blob, blob)
	equal(t, "said", d.Messages[0].SentAt, noon().Add(-time.Hour))
	equal(t, "event", d.Events[0].Name, "clip.record")
	equal(t, "no answer", d.Account.Caps.ReplyVerdict(inbox.Clip, noon(), noon()).Allowed, false)
	h.act(r.ID, inbox.AddNote{Text: "À suivre"}, senior)
	h.act(r.ID, inbox.Propose{To: support, Asked: inbox.AskAnswer, Reason: "SAV", DueAt: h.clock.now().Add(time.Hour)}, junior)
	exported := false
	h.must(h.Export(ctx, func(record any) error {
		rec := record.(store.Record)
		if m, ok := rec.Value.(inbox.Message); ok && m.Kind == inbox.Clip {
			exported = true
		}
		return nil
	}))
	equal(t, "exported", exported, true)
	h.sound()
}

func TestClip_OfOnePageIsOneConversation(t *testing.T) {
	h := newHouse(t)
	first := h.clip(inbox.Clipping{URL: "https://forum.example/sujet/7", Text: "Un"}, senior)
	h.clock.pass(time.Minute)
	second := h.clip(inbox.Clipping{URL: "forum.example/sujet/7/", Text: "Deux", Who: "Paul"}, junior)
	other := h.clip(inbox.Clipping{Text: "Un appel", Who: "M. Roux", Where: "téléphone"}, senior)
	equal(t, "one page", second.Conversation, first.Conversation)
	equal(t, "a call", other.Conversation != first.Conversation, true)
	equal(t, "accounts", len(h.rows(inbox.View{Account: inbox.ClipAccount})), 2)
	h.sound()
}

func TestClip_IsRecordedOnce(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	id := inbox.CommandID(h.id())
	c := inbox.Clipping{Text: "Un appel", Who: "M. Roux"}
	for range 2 {
		_, err := h.RecordClip(ctx, id, c, senior)
		h.must(err)
	}
	_, err := h.RecordClip(ctx, id, inbox.Clipping{Text: "Autre chose", Who: "M. Roux"}, senior)
	h.fails(err, fault.Invalid, "fault.command-reused")
	_, err = h.RecordClip(ctx, inbox.CommandID(h.id()), inbox.Clipping{Who: "M. Roux"}, senior)
	h.fails(err, fault.Invalid, "fault.clip-empty")
	equal(t, "messages", h.sound().Messages, 1)
}
