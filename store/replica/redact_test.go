package replica_test

import (
	"context"
	"testing"

	"vigie/crisis"
)

func TestErase_RedactsTheLogOnEveryDesk(t *testing.T) {
	c := newCrew(t)
	ctx := context.Background()
	conversation := c.mail("m1", "camille@client.example", "Crème", "Allergie ?")
	a := c.join(sami)
	id := c.storm()
	a.settle()
	a.inRun(id, "", crisis.Note{Text: "camille@client.example called us"})
	a.settle()
	d, err := c.house.Detail(ctx, conversation, 10)
	c.must(err)
	c.must(c.house.Erase(ctx, d.Contact.ID, cleo))
	a.settle()
	events, err := a.Workspace().RunEvents(ctx, id)
	c.must(err)
	if b := crisis.Verify(events); b != nil {
		t.Error(b)
	}
	if last := events[len(events)-1]; last.Kind != crisis.KindNote || !last.Erased() {
		t.Errorf("the desk still has %s", last.Payload)
	}
}
