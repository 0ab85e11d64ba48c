package inbox_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
)

// drafted is a desk on which Léa has typed an answer.
func drafted(t *testing.T) *desk {
	d := newDesk(t)
	d.do("lea", inbox.Claim{})
	d.do("lea", inbox.SaveDraft{Draft: inbox.Draft{ID: "draft", Kind: inbox.PublicReply, Text: "Bonjour Claire,", Seen: d.conv().Heard}})
	return d
}

func TestSaveDraft_ChangesNothingElse(t *testing.T) {
	d := newDesk(t)
	before := d.conv()
	d.do("lea", inbox.SaveDraft{Draft: inbox.Draft{ID: "draft", Text: "Bonj"}})
	if d.conv().Version != before.Version {
		t.Error("typing moved the conversation's version")
	}
	if d.state.Draft.Author != "lea" || d.state.Draft.Conversation != before.ID || d.state.Draft.SavedAt.IsZero() {
		t.Errorf("draft %+v", d.state.Draft)
	}
	d.refuse("nadia", inbox.SaveDraft{Draft: inbox.Draft{ID: "draft", Text: "Autre"}}, "fault.draft-of-another")
	d.refuse("lea", inbox.SaveDraft{Draft: inbox.Draft{ID: "draft", Text: strings.Repeat("x", 65<<10)}}, "fault.text-too-long")
}

func TestReply_IsQueuedBeforeAnythingLeaves(t *testing.T) {
	d := drafted(t)
	d.do("lea", inbox.Reply{Draft: "draft", Seen: d.conv().Heard})
	e := d.state.Outbox[0]
	if e.State != inbox.Queued || !e.NotBefore.Equal(d.at.Add(d.state.Rules.UndoDelay)) {
		t.Errorf("entry %+v", e)
	}
	if !slices.Equal(e.To, []string{"claire@mail.example"}) || e.Subject != "Re: Mixeur en panne" {
		t.Errorf("to %v, subject %q", e.To, e.Subject)
	}
	if e.InReplyTo != "a1@mail.example" || !slices.Equal(e.References, []string{"a0@mail.example", "a1@mail.example"}) {
		t.Errorf("in reply to %q, references %v", e.InReplyTo, e.References)
	}
	if c := d.conv(); c.Status != inbox.Waiting || !c.DueAt.IsZero() {
		t.Errorf("conversation %+v", c)
	}
	d.refuse("lea", inbox.Reply{Draft: "draft", Seen: d.conv().Heard}, "fault.draft-gone")
}

func TestReply_IsGuarded(t *testing.T) {
	t.Run("the author wrote again", func(t *testing.T) {
		d := drafted(t)
		seen := d.conv().Heard
		again := inbox.Message{ID: "m2", Kind: inbox.Email, Direction: inbox.Inbound, Text: "Trouvé !", SentAt: d.at}
		c := d.conv()
		_, d.state.Conversation = inbox.Arrive(inbox.Arrival{Message: again, Known: &c, Account: d.state.Account, Rules: d.state.Rules, ID: "x"})
		d.refuse("lea", inbox.Reply{Draft: "draft", Seen: seen}, "fault.conversation-moved")
		d.refuse("agence", inbox.Reply{Draft: "draft", Seen: seen, Anyway: true}, "fault.may-not-send-anyway")
		d.do("lea", inbox.Reply{Draft: "draft", Seen: seen, Anyway: true})
	})
	t.Run("a colleague’s reply is about to leave", func(t *testing.T) {
		d := drafted(t)
		seen := d.conv().Heard
		d.do("lea", inbox.Reply{Draft: "draft", Seen: seen})
		first := d.state.Outbox[0]
		d.state.Draft = inbox.Draft{}
		d.do("agence", inbox.SaveDraft{Draft: inbox.Draft{ID: "second", Kind: inbox.PublicReply, Text: "Chère Claire,", Seen: seen}})
		d.refuse("agence", inbox.Reply{Draft: "second", Seen: seen}, "fault.reply-under-way")
		d.refuse("agence", inbox.Reply{Draft: "second", Seen: seen, Anyway: true}, "fault.may-not-send-anyway")
		known := inbox.Reply{Draft: "second", Seen: seen, Known: []inbox.OutboxID{first.ID}}
		t.Run("the second is free once it is taken back", func(t *testing.T) {
			free := *d
			e := first
			e.State = inbox.Cancelled
			free.state.Outbox = []inbox.OutboxEntry{e}
			free.do("agence", inbox.Reply{Draft: "second", Seen: seen})
		})
		d.do("agence", known)
	})
	t.Run("one’s own reply is about to leave", func(t *testing.T) {
		d := drafted(t)
		seen := d.conv().Heard
		d.do("lea", inbox.Reply{Draft: "draft", Seen: seen})
		d.state.Draft = inbox.Draft{}
		d.do("lea", inbox.SaveDraft{Draft: inbox.Draft{ID: "more", Kind: inbox.PublicReply, Text: "PS", Seen: seen}})
		d.do("lea", inbox.Reply{Draft: "more", Seen: seen})
	})
	t.Run("an empty text", func(t *testing.T) {
		d := drafted(t)
		d.state.Draft.Text = "  "
		d.refuse("lea", inbox.Reply{Draft: "draft", Seen: d.conv().Heard}, "fault.text-empty")
	})
	t.Run("a note", func(t *testing.T) {
		d := drafted(t)
		d.state.Draft.Kind = inbox.NoteDraft
		d.refuse("lea", inbox.Reply{Draft: "draft", Seen: d.conv().Heard}, "fault.note-cannot-be-sent")
	})
	t.Run("a paused account", func(t *testing.T) {
		d := drafted(t)
		d.state.Account.Paused = true
		d.refuse("lea", inbox.Reply{Draft: "draft", Seen: d.conv().Heard}, "fault.account-paused")
	})
	t.Run("a network that takes no answers", func(t *testing.T) {
		d := drafted(t)
		d.state.Account.Caps.Kinds = nil
		d.refuse("lea", inbox.Reply{Draft: "draft", Seen: d.conv().Heard}, "caps.reply-not-possible")
	})
	t.Run("too many bytes of files", func(t *testing.T) {
		d := drafted(t)
		d.state.Draft.Attachments = []inbox.Attachment{{Size: 2 << 20}}
		d.refuse("lea", inbox.Reply{Draft: "draft", Seen: d.conv().Heard}, "fault.attachments-too-large")
	})
}

func TestReply_ThenSnoozeOrResolve(t *testing.T) {
	d := drafted(t)
	d.do("lea", inbox.Reply{Draft: "draft", Seen: d.conv().Heard, Then: inbox.Snoozed, Until: noon.Add(24 * time.Hour)})
	if d.conv().Status != inbox.Snoozed {
		t.Errorf("status %q", d.conv().Status)
	}
	d = drafted(t)
	d.do("lea", inbox.Reply{Draft: "draft", Seen: d.conv().Heard, Then: inbox.Resolved})
	if d.conv().Status != inbox.Resolved {
		t.Errorf("status %q", d.conv().Status)
	}
}

func TestCancelReply_BringsTheTextBack(t *testing.T) {
	d := drafted(t)
	d.do("lea", inbox.Reply{Draft: "draft", Seen: d.conv().Heard})
	id := d.state.Outbox[0].ID
	d.do("lea", inbox.CancelReply{Outbox: id})
	if d.state.Outbox[0].State != inbox.Cancelled || d.state.Draft.Text != "Bonjour Claire," || d.state.Draft.Gone {
		t.Errorf("entry %+v, draft %+v", d.state.Outbox[0], d.state.Draft)
	}
	if c := d.conv(); c.Status != inbox.Open || c.DueAt.IsZero() {
		t.Errorf("nothing is owed any more: %+v", c)
	}
	d.refuse("lea", inbox.CancelReply{Outbox: id}, "fault.already-sending")
}

func TestUndo_OfAReplyOnlyWhileItWaits(t *testing.T) {
	d := drafted(t)
	before := d.conv()
	d.do("lea", inbox.Reply{Draft: "draft", Seen: before.Heard})
	sent := d.last().ID
	t.Run("not when it is on its way", func(t *testing.T) {
		d.state.Outbox[0].State = inbox.Sending
		d.refuse("lea", inbox.Undo{Event: sent}, "fault.already-sending")
		d.state.Outbox[0].State = inbox.Queued
	})
	d.do("lea", inbox.Undo{Event: sent})
	if d.state.Outbox[0].State != inbox.Cancelled || d.state.Draft.Gone || d.conv().Status != before.Status || !d.conv().DueAt.Equal(before.DueAt) {
		t.Errorf("entry %+v, draft %+v, conversation %+v", d.state.Outbox[0], d.state.Draft, d.conv())
	}
}

func TestRetry_NeverSendsBlindly(t *testing.T) {
	d := drafted(t)
	d.do("lea", inbox.Reply{Draft: "draft", Seen: d.conv().Heard})
	id := d.state.Outbox[0].ID
	d.refuse("lea", inbox.RetryReply{Outbox: id}, "fault.nothing-changed")
	d.state.Outbox[0].State = inbox.Unknown
	d.refuse("lea", inbox.RetryReply{Outbox: id}, "fault.reply-unknown")
	d.do("lea", inbox.RetryReply{Outbox: id, NotSent: true})
	if d.state.Outbox[0].State != inbox.Queued || d.state.Outbox[0].Key != string(id) {
		t.Errorf("entry %+v", d.state.Outbox[0])
	}
	d.state.Outbox[0].State = inbox.Unknown
	d.do("lea", inbox.SettleReply{Outbox: id})
	if d.state.Outbox[0].State != inbox.Sent {
		t.Errorf("entry %+v", d.state.Outbox[0])
	}
}
