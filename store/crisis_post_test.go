package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/store"
)

// posting is a cell whose playbook has a text for the house's wall, which takes
// posts.
func posting(t *testing.T) (*cell, crisis.Publish) {
	t.Helper()
	c := newCell(t)
	ctx := context.Background()
	c.wall(wall, inbox.Yes)
	text := strings.NewReplacer("      x: ", "      mastodon: ", "1.0.0", "1.0.1").Replace(stormText(t))
	var err error
	c.hash, err = c.PutPlaybook(ctx, text, coordinator)
	c.must(err)
	c.must(c.PublishPlaybook(ctx, c.hash, coordinator))
	c.begin()
	return c, crisis.Publish{Statement: "wait", Channel: "mastodon", Hash: c.run().Texts["wait"].Hash}
}

func (h *house) wall(id inbox.AccountID, post inbox.Support) {
	h.t.Helper()
	h.must(h.PutAccount(context.Background(), inbox.Account{
		ID: id, Channel: inbox.ChannelMastodon, Name: "Le mur", Address: "@maison@social.example", AddedAt: noon(),
		Caps: inbox.Caps{Post: post, MaxLength: 500, Unit: inbox.Graphemes, Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Comment: {Reply: inbox.Yes}}},
	}, coordinator))
}

// queued is the one post that waits.
func (c *cell) queued() inbox.OutboxEntry {
	c.t.Helper()
	list, err := c.Replies(context.Background(), inbox.Queued)
	c.must(err)
	if len(list) != 1 {
		c.t.Fatalf("%d wait in the outbox, want one", len(list))
	}
	return list[0]
}

func TestPost_LeavesOnceWithItsPermit(t *testing.T) {
	ctx := context.Background()
	const saying = "We have seen your messages about Cream. We are checking. Next word at 15:00."
	receipt := channel.Receipt{Native: "n1", At: noon(), Link: "https://social.example/@maison/n1"}
	t.Run("with the approved text, as evidence with its link", func(t *testing.T) {
		c, p := posting(t)
		c.approved()
		p.Text = "Words that nobody approved"
		c.act(senior, "", p)
		e := c.queued()
		equal(t, "text", e.Text, saying)
		equal(t, "account", e.Account, wall)
		equal(t, "kind", e.Kind, inbox.OwnPost)
		c.clock.pass(time.Minute)
		_, err := c.BeginSending(ctx, e.ID)
		c.must(err)
		_, err = c.BeginSending(ctx, e.ID)
		c.fails(err, fault.Conflict, "fault.already-sending")
		c.must(c.EndSending(ctx, e.ID, store.SendResult{State: inbox.Sent, Receipt: receipt}))
		pub := c.run().Publications[0]
		equal(t, "state", pub.State, crisis.Sent)
		equal(t, "link", pub.Link, receipt.Link)
		if len(pub.Evidence) != 1 || pub.Evidence[0].URL != receipt.Link {
			t.Errorf("evidence: %+v", pub.Evidence)
		}
		c.fails(c.try(senior, "", p), fault.Conflict, "crisis.publication-open")
		t.Run("and what people say to it joins it", func(t *testing.T) {
			c.takeFor(wall, comment("n2", "n1", "@camille@client.example", "Merci", noon()))
			d := c.detail(e.Conversation)
			equal(t, "messages", len(d.Messages), 2)
			equal(t, "ours", d.Messages[0].Text, saying)
		})
		c.sound()
	})
	t.Run("its copy that comes before the answer is not a second one", func(t *testing.T) {
		c, p := posting(t)
		c.approved()
		c.act(senior, "", p)
		e := c.queued()
		c.clock.pass(time.Minute)
		_, err := c.BeginSending(ctx, e.ID)
		c.must(err)
		echo := comment("n1", "n1", "@maison@social.example", saying, noon())
		echo.Message.Direction = inbox.Outbound
		c.takeFor(wall, echo)
		c.must(c.EndSending(ctx, e.ID, store.SendResult{State: inbox.Sent, Receipt: receipt}))
		rows := c.rows(inbox.View{})
		if len(rows) != 1 || rows[0].Messages != 1 {
			t.Errorf("the inbox shows %+v", rows)
		}
		c.sound()
	})
	t.Run("half-sent it is unknown, and never sent again", func(t *testing.T) {
		c, p := posting(t)
		c.approved()
		c.act(senior, "", p)
		e := c.queued()
		c.clock.pass(time.Minute)
		_, err := c.BeginSending(ctx, e.ID)
		c.must(err)
		c.reopen()
		_, err = c.Interrupted(ctx)
		c.must(err)
		equal(t, "state", c.run().Publications[0].State, crisis.Unsure)
		c.fails(c.try(senior, "", p), fault.Conflict, "crisis.publication-open")
		_, err = c.Do(ctx, inbox.Command{ID: inbox.CommandID(c.house.id()), Conversation: e.Conversation, Act: inbox.RetryReply{Outbox: e.ID, NotSent: true}}, senior)
		c.must(err)
		_, err = c.BeginSending(ctx, e.ID)
		c.fails(err, fault.Conflict, "crisis.permit-used")
		c.sound()
	})
	t.Run("taken back it leaves nothing to send", func(t *testing.T) {
		c, p := posting(t)
		c.approved()
		c.act(senior, "", p)
		e := c.queued()
		c.bySenior(e.Conversation, inbox.CancelReply{Outbox: e.ID})
		d := c.detail(e.Conversation)
		equal(t, "drafts", len(d.Drafts), 0)
		equal(t, "status", d.Conversation.Status, inbox.Resolved)
		equal(t, "state", c.run().Publications[0].State, crisis.Failed)
	})
}

func (c *cell) bySenior(on inbox.ConversationID, a inbox.Act) { c.house.act(on, a, senior) }

func TestPost_LeavesInNoOtherWay(t *testing.T) {
	ctx := context.Background()
	t.Run("not without approvals", func(t *testing.T) {
		c, p := posting(t)
		c.fails(c.try(senior, "", p), fault.Conflict, "crisis.not-approved")
	})
	t.Run("not by a draft that somebody calls a post", func(t *testing.T) {
		c, _ := posting(t)
		conversation := c.question()
		c.bySenior(conversation, inbox.SaveDraft{Draft: inbox.Draft{ID: "D", Kind: inbox.OwnPost, Text: "Nobody approved this"}})
		_, err := c.Do(ctx, inbox.Command{
			ID: inbox.CommandID(c.house.id()), Conversation: conversation, Act: inbox.Reply{Draft: "D", Seen: c.detail(conversation).Conversation.Heard},
		}, senior)
		c.fails(err, fault.Invalid, "fault.note-cannot-be-sent")
	})
	t.Run("not while another run holds the account", func(t *testing.T) {
		c, p := posting(t)
		c.approved()
		c.act(senior, "", p)
		first := c.id
		c.begin()
		c.act(senior, "", crisis.SetFreeze{Scope: "some", Only: []inbox.AccountID{wall}, Reason: "Cyber attack"})
		c.id = first
		c.clock.pass(time.Minute)
		_, err := c.BeginSending(ctx, c.queued().ID)
		c.fails(err, fault.Conflict, "crisis.frozen")
	})
	t.Run("not where the network takes no posts", func(t *testing.T) {
		c, p := posting(t)
		c.approved()
		c.wall(wall, inbox.No)
		c.fails(c.try(senior, "", p), fault.Unsupported, "crisis.by-hand-only")
	})
	t.Run("not where two accounts could", func(t *testing.T) {
		c, p := posting(t)
		c.approved()
		c.wall("01WALL2", inbox.Yes)
		c.fails(c.try(senior, "", p), fault.Invalid, "crisis.which-account")
		p.Account = "01WALL2"
		c.act(senior, "", p)
		equal(t, "account", c.queued().Account, p.Account)
	})
	t.Run("not longer than the account takes", func(t *testing.T) {
		c, p := posting(t)
		c.act(senior, "", crisis.Edit{Statement: "wait", Channel: "mastodon", Text: strings.Repeat("é", 501)})
		p.Hash = c.approved()
		c.fails(c.try(senior, "", p), fault.Invalid, "fault.reply-too-long")
	})
}
