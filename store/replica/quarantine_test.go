package replica_test

import (
	"context"
	"errors"
	"testing"

	"vigie/inbox"
	"vigie/inbox/channel"
)

func TestReplica_SaysHowManyMessagesTheServerCouldNotRead(t *testing.T) {
	c := newCrew(t)
	c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	d := c.join(sami)
	d.settle()
	ctx := context.Background()
	says := func(what string, want int) {
		t.Helper()
		d.settle()
		d.same()
		health, err := d.Workspace().Health(ctx)
		c.must(err)
		if len(health) != 1 || health[0].Quarantined != want {
			t.Errorf("%s: %+v", what, health)
		}
	}
	says("before", 0)
	_, err := c.house.Ingest(ctx, mailbox, channel.Batch{Events: []channel.Event{
		channel.Poison{Native: "x1", Raw: []byte("\x00garbage"), Cause: errors.New("no header"), At: c.clock.now()},
		channel.Poison{Native: "x2", Raw: []byte("\x00rubbish"), Cause: errors.New("no header"), At: c.clock.now()},
	}})
	c.must(err)
	says("two came", 2)
	c.must(c.house.PutHealth(ctx, inbox.Health{Account: mailbox, State: inbox.Live})) // a collector knows nothing of it
	says("collected again", 2)
	late := c.join(lea) // and one that joins later has it from the first copy
	late.settle()
	health, err := late.Workspace().Health(ctx)
	c.must(err)
	if health[0].Quarantined != 2 {
		t.Errorf("a new computer says %+v", health)
	}
	list, err := c.house.Quarantine(ctx)
	c.must(err)
	_, err = c.house.ReleaseQuarantined(ctx, list[0].ID, channel.Upsert{Message: inbox.Message{
		Native: list[0].Native, Kind: inbox.Email, Direction: inbox.Inbound, Author: inbox.Author{Handle: "max@client.example"},
		Subject: "Lisible", Text: "enfin", SentAt: c.clock.now(), ReceivedAt: c.clock.now(),
	}})
	c.must(err)
	says("one could be read after all", 1)
}
