package store_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/store"
)

// release writes a reply to a conversation and releases it, with the delay
// over.
func (h *house) release(c inbox.ConversationID, text string) inbox.OutboxEntry {
	h.t.Helper()
	draft := inbox.Draft{ID: inbox.DraftID(h.id()), Kind: inbox.PublicReply, Text: text}
	h.act(c, inbox.SaveDraft{Draft: draft}, senior)
	h.act(c, inbox.Reply{Draft: draft.ID, Seen: h.detail(c).Conversation.Heard}, senior)
	h.clock.pass(time.Minute)
	due, err := h.DueReplies(context.Background(), h.clock.now())
	h.must(err)
	if len(due) == 0 {
		h.t.Fatal("no reply is due")
	}
	return due[len(due)-1]
}

func (h *house) question() inbox.ConversationID {
	h.t.Helper()
	h.take(mail("m1", "lea@client.example", "Colis perdu", "Où est-il ?", noon()))
	return h.only(inbox.View{}).ID
}

func TestSending_EndsAsAMessageOfOurs(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c := h.question()
	e := h.release(c, "Il arrive.")
	next, err := h.NextReply(ctx)
	h.must(err)
	equal(t, "next", next, e.NotBefore)
	begun, err := h.BeginSending(ctx, e.ID)
	h.must(err)
	equal(t, "state", begun.State, inbox.Sending)
	equal(t, "attempts", begun.Attempts, 1)
	_, err = h.BeginSending(ctx, e.ID)
	h.fails(err, fault.Conflict, "fault.already-sending")
	out, err := h.Outgoing(ctx, e.ID)
	h.must(err)
	equal(t, "from", out.From.Handle, ours)
	equal(t, "target", out.Target.Native, "m1")
	equal(t, "to", out.Entry.To[0], "lea@client.example")

	result := store.SendResult{State: inbox.Sent, Receipt: channel.Receipt{Native: "print-r1", At: h.clock.now(), Raw: []byte("sent mail")}}
	h.must(h.EndSending(ctx, e.ID, result))
	h.must(h.EndSending(ctx, e.ID, result))
	d := h.detail(c)
	equal(t, "texts", h.texts(c), "Où est-il ?|Il arrive.")
	sent := d.Messages[1]
	equal(t, "direction", sent.Direction, inbox.Outbound)
	equal(t, "by", sent.SentBy, string(senior))
	equal(t, "mail id", sent.MailID, e.Key+"@maison.example")
	equal(t, "status", d.Conversation.Status, inbox.Waiting)
	equal(t, "owed", d.Conversation.WaitingSince.IsZero(), true)
	equal(t, "event", d.Events[len(d.Events)-1].Name, "reply.sent")
	equal(t, "found", len(h.rows(inbox.View{Search: "arrive"})), 1)
	h.sound()
}

func TestSending_IsNotThereTwiceWhenItsCopyIsRead(t *testing.T) {
	ctx := context.Background()
	copied := func(h *house, e inbox.OutboxEntry) channel.Upsert {
		u := mail("print-copy", ours, "Re: Colis perdu", "Il arrive. (copie)", h.clock.now())
		u.Message.Direction, u.Message.Recipients, u.Message.MailID = inbox.Outbound, []string{"lea@client.example"}, e.Key+"@maison.example"
		return u
	}
	done := store.SendResult{State: inbox.Sent, Receipt: channel.Receipt{Native: "print-r1"}}
	t.Run("after the end", func(t *testing.T) {
		h := newHouse(t)
		c := h.question()
		e := h.release(c, "Il arrive.")
		_, err := h.BeginSending(ctx, e.ID)
		h.must(err)
		h.must(h.EndSending(ctx, e.ID, done))
		equal(t, "duplicates", h.take(copied(h, e)).Duplicates, 1)
		equal(t, "again", h.take(copied(h, e)).Duplicates, 1)
		equal(t, "texts", h.texts(c), "Où est-il ?|Il arrive.")
		h.sound()
	})
	t.Run("before the end", func(t *testing.T) {
		h := newHouse(t)
		c := h.question()
		e := h.release(c, "Il arrive.")
		_, err := h.BeginSending(ctx, e.ID)
		h.must(err)
		h.take(copied(h, e))
		h.must(h.EndSending(ctx, e.ID, done))
		equal(t, "texts", h.texts(c), "Où est-il ?|Il arrive. (copie)")
		h.sound()
	})
	t.Run("as its header first", func(t *testing.T) {
		h := newHouse(t)
		c := h.question()
		e := h.release(c, "Il arrive.")
		_, err := h.BeginSending(ctx, e.ID)
		h.must(err)
		h.must(h.EndSending(ctx, e.ID, done))
		whole := copied(h, e)
		h.take(header(whole, "uid:5"))
		whole.Replaces = "uid:5"
		h.take(whole)
		equal(t, "texts", h.texts(c), "Où est-il ?|Il arrive.")
		h.sound()
	})
	t.Run("as the proof of an unknown one", func(t *testing.T) {
		h := newHouse(t)
		c := h.question()
		e := h.release(c, "Il arrive.")
		_, err := h.BeginSending(ctx, e.ID)
		h.must(err)
		h.reopen()
		lost, err := h.Interrupted(ctx)
		h.must(err)
		equal(t, "interrupted", len(lost), 1)
		equal(t, "state", h.only(inbox.View{}).Send, inbox.Unknown)
		h.take(copied(h, e))
		equal(t, "settled", h.only(inbox.View{}).Send, inbox.SendState(""))
		equal(t, "state", h.detail(c).Outbox[0].State, inbox.Sent)
		h.sound()
	})
}

func TestSending_ThatIsInDoubtIsNeverSentAgainByItself(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c := h.question()
	e := h.release(c, "Il arrive.")
	_, err := h.BeginSending(ctx, e.ID)
	h.must(err)
	h.must(h.EndSending(ctx, e.ID, store.SendResult{State: inbox.Unknown, Err: channel.Fail(channel.Ambiguous, "", errors.New("line broke"))}))
	due, err := h.DueReplies(ctx, h.clock.now().Add(24*time.Hour))
	h.must(err)
	equal(t, "due", len(due), 0)
	_, err = h.BeginSending(ctx, e.ID)
	h.fails(err, fault.Conflict, "fault.already-sending")
	_, err = h.Do(ctx, h.command(c, inbox.RetryReply{Outbox: e.ID}), senior)
	h.fails(err, fault.Conflict, "fault.reply-unknown")
	h.act(c, inbox.RetryReply{Outbox: e.ID, NotSent: true}, senior)
	_, err = h.BeginSending(ctx, e.ID)
	h.must(err)
	h.must(h.EndSending(ctx, e.ID, store.SendResult{State: inbox.Unknown, Err: errors.New("x")}))
	h.must(h.EndSending(ctx, e.ID, store.SendResult{State: inbox.Sent, Receipt: channel.Receipt{Native: "found"}}))
	equal(t, "texts", h.texts(c), "Où est-il ?|Il arrive.")
	h.sound()
}

func TestSending_WaitsAfterAPassingFault(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	e := h.release(h.question(), "Il arrive.")
	_, err := h.BeginSending(ctx, e.ID)
	h.must(err)
	later := h.clock.now().Add(time.Minute)
	h.must(h.EndSending(ctx, e.ID, store.SendResult{State: inbox.Queued, Again: later, Err: errors.New("no route")}))
	_, err = h.BeginSending(ctx, e.ID)
	h.fails(err, fault.Conflict, "fault.reply-not-due")
	next, err := h.NextReply(ctx)
	h.must(err)
	equal(t, "next", next, later)
	h.clock.pass(2 * time.Minute)
	begun, err := h.BeginSending(ctx, e.ID)
	h.must(err)
	equal(t, "attempts", begun.Attempts, 2)
	h.must(h.EndSending(ctx, e.ID, store.SendResult{State: inbox.Failed, Err: channel.Fail(channel.Invalid, "no such user", nil)}))
	failed, err := h.Replies(ctx, inbox.Failed)
	h.must(err)
	equal(t, "fault", failed[0].FaultKey, "fault.channel-invalid")
}

func TestSending_BringsTheBytesOfItsAttachments(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c := h.question()
	sum, size, err := h.PutBlob(ctx, strings.NewReader("étiquette"))
	h.must(err)
	draft := inbox.Draft{ID: inbox.DraftID(h.id()), Kind: inbox.PublicReply, Text: "Voici.", Attachments: []inbox.Attachment{{Name: "a.txt", Type: "text/plain", Size: size, Blob: sum}}}
	h.act(c, inbox.SaveDraft{Draft: draft}, senior)
	h.act(c, inbox.Reply{Draft: draft.ID, Seen: h.detail(c).Conversation.Heard}, senior)
	queued, err := h.Replies(ctx, inbox.Queued)
	h.must(err)
	out, err := h.Outgoing(ctx, queued[0].ID)
	h.must(err)
	equal(t, "files", len(out.Files), 1)
	equal(t, "bytes", bytes.Equal(out.Files[0].Data, []byte("étiquette")), true)
	equal(t, "blobs", h.sound().Blobs, 1)
}

func TestBounce_ReopensWhatCameBack(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c := h.question()
	e := h.release(c, "Il arrive.")
	_, err := h.BeginSending(ctx, e.ID)
	h.must(err)
	h.must(h.EndSending(ctx, e.ID, store.SendResult{State: inbox.Sent}))
	h.act(c, inbox.Resolve{}, senior)
	bounce := mail("b1", "mailer-daemon@client.example", "Undelivered", "550 no such user", h.clock.now())
	bounce.Message.Class = inbox.Bounce
	bounce.Message.Failure = &inbox.Failure{Recipient: "lea@client.example", Code: "5.1.1", Reason: "no such user", Permanent: true, OriginalID: "<" + e.Key + "@maison.example>"}
	h.take(bounce)
	d := h.detail(c)
	equal(t, "messages", len(d.Messages), 3)
	equal(t, "status", d.Conversation.Status, inbox.Open)
	equal(t, "bounced", d.Outbox[0].Bounced, "no such user")
	equal(t, "event", d.Events[len(d.Events)-1].Name, "reply.bounced")
	equal(t, "conversations", len(h.rows(inbox.View{})), 1)
	equal(t, "automatic", len(h.rows(inbox.View{Automatic: true})), 0)
	h.sound()
}

func TestAutoReply_JoinsWithoutReopening(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c := h.question()
	e := h.release(c, "Il arrive.")
	_, err := h.BeginSending(ctx, e.ID)
	h.must(err)
	h.must(h.EndSending(ctx, e.ID, store.SendResult{State: inbox.Sent}))
	away := answering(mail("a1", "lea@client.example", "Absente", "Je suis absente.", h.clock.now()), e.Key+"@maison.example")
	away.Message.Class = inbox.AutoReply
	h.take(away)
	d := h.detail(c)
	equal(t, "messages", len(d.Messages), 3)
	equal(t, "status", d.Conversation.Status, inbox.Waiting)
	news := mail("n1", "news@shop.example", "Promo", "-50 %", h.clock.now())
	news.Message.Class = inbox.Newsletter
	h.take(news)
	equal(t, "not a case", len(h.rows(inbox.View{})), 1)
	equal(t, "automatic", len(h.rows(inbox.View{Automatic: true})), 1)
	h.sound()
}
