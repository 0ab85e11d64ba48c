package replica_test

import (
	"context"
	"testing"

	"vigie/crisis"
	"vigie/inbox"
)

func TestFreeze_IsKeptByADeskThatMissedIt(t *testing.T) {
	c := newCrew(t)
	ctx := context.Background()
	conversation := c.mail("m1", "camille@client.example", "Crème", "Allergie ?")
	a, b := c.join(sami), c.join(sami)
	id := c.storm()
	a.settle()
	b.settle()
	b.link.cut(true)
	a.inRun(id, "", crisis.SetFreeze{Scope: "all", Reason: "Our account was hijacked"})
	a.settle()
	b.act(conversation, inbox.SaveDraft{Draft: inbox.Draft{ID: "D1", Kind: inbox.PublicReply, Text: "Bonjour Camille"}})
	d, err := b.Workspace().Detail(ctx, conversation, 10)
	c.must(err)
	b.act(conversation, inbox.Reply{Draft: "D1", Seen: d.Conversation.Heard})
	c.online(b, a)
	expect(t, "to review", b.review(), "reply.send crisis.frozen-because")
	list, err := b.Review(ctx)
	c.must(err)
	if got := list[0].Fault.Args["Reason"]; got != "Our account was hijacked" {
		t.Errorf("the reason given is %v", got)
	}
	sent, err := c.house.Replies(ctx, inbox.Queued, inbox.Sending, inbox.Sent)
	c.must(err)
	if len(sent) != 0 {
		t.Errorf("in the outbox of the server: %+v", sent)
	}
	d, err = c.house.Detail(ctx, conversation, 10)
	c.must(err)
	if len(d.Drafts) != 1 || d.Drafts[0].Text != "Bonjour Camille" {
		t.Errorf("the text is not kept: %+v", d.Drafts)
	}
}
