package replica_test

import (
	"context"
	"testing"
	"time"

	"vigie/inbox"
)

func TestErasure_WinsOverAReplyThatWaits(t *testing.T) {
	c := newCrew(t)
	ctx := context.Background()
	id := c.mail("m1", "claire@client.example", "Colis", "Cassé.")
	a := c.join(sami)
	a.settle()
	row, err := a.Workspace().Row(ctx, id)
	c.must(err)
	a.link.cut(true)
	draft := inbox.Draft{ID: "01HZZZZZZZZZZZZZZZZZZZDRF2", Kind: inbox.PublicReply, Text: "Bonjour Claire.", To: []string{"claire@client.example"}}
	a.act(id, inbox.SaveDraft{Draft: draft})
	a.act(id, inbox.Reply{Draft: draft.ID, Seen: row.Heard})
	d, err := c.house.Detail(ctx, id, 9)
	c.must(err)
	c.must(c.house.Erase(ctx, d.Contact.ID, cleo))
	a.link.cut(false)
	c.clock.pass(2 * time.Minute)
	a.settle()
	list, err := a.Review(ctx)
	c.must(err)
	if len(list) != 1 || list[0].Order.Name != "reply.send" {
		t.Errorf("to review: %+v, want the reply to who was forgotten", list)
	}
}
