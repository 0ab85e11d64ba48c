package replica_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// holds reports which files below a directory have a text in their bytes.
func holds(t *testing.T, dir, text string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(text)) {
			out = append(out, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestErasure_LeavesNoBytesAnywhere(t *testing.T) {
	c := newCrew(t)
	ctx := context.Background()
	id := c.mail("m1", "claire@client.example", "Colis zinzolin", "Le smaragdin est arrivé cassé.")
	other := c.mail("m2", "paul@client.example", "Facture", "Bonjour")
	a := c.join(sami)
	a.settle()
	a.act(id, inbox.AddNote{Text: "Elle dit que le smaragdin est cassé."})
	a.act(id, inbox.SaveDraft{Draft: inbox.Draft{ID: "01HZZZZZZZZZZZZZZZZZZZDRFT", Kind: inbox.PublicReply, Text: "Pour le smaragdin…"}})
	a.settle()
	a.same()
	if len(holds(t, a.dir, "smaragdin")) == 0 {
		t.Fatal("the test looks in the wrong place")
	}
	d, err := c.house.Detail(ctx, id, 9)
	c.must(err)
	c.must(c.house.Erase(ctx, d.Contact.ID, cleo))
	passed, devices, err := c.house.Erased(ctx)
	c.must(err)
	if passed != 0 || devices != 1 {
		t.Errorf("%d of %d passed before they could", passed, devices)
	}
	c.clock.pass(2 * time.Minute)
	a.settle()
	c.clock.pass(2 * time.Minute)
	a.settle()
	a.same()
	passed, _, err = c.house.Erased(ctx)
	c.must(err)
	if passed != 1 {
		t.Error("the device passed it, and it is not known")
	}
	for _, word := range []string{"smaragdin", "zinzolin", "claire@client"} {
		if found := holds(t, c.dir, word); len(found) > 0 {
			t.Errorf("%s is left on the server in %v", word, found)
		}
		if found := holds(t, a.dir, word); len(found) > 0 {
			t.Errorf("%s is left on the desktop in %v", word, found)
		}
	}
	rows, err := a.Workspace().Rows(ctx, inbox.View{Search: "smaragdin"}, inbox.Place{}, 9)
	c.must(err)
	if len(rows) != 0 {
		t.Error("it is found by its words")
	}
	if d, err := a.Workspace().Detail(ctx, other, 9); err != nil || len(d.Messages) != 1 {
		t.Errorf("another's message went too: %v", err)
	}
	out, err := c.house.Ingest(ctx, mailbox, channel.Batch{Events: []channel.Event{channel.Upsert{Message: inbox.Message{
		Native: "m1", Kind: inbox.Email, Direction: inbox.Inbound, Author: inbox.Author{Handle: "claire@client.example"},
		Text: "Le smaragdin est arrivé cassé.", SentAt: c.clock.now().Add(-time.Hour), ReceivedAt: c.clock.now(),
	}}}})
	c.must(err)
	if out.Inserted != 0 {
		t.Error("it was taken in again")
	}
	rep, err := c.house.Check(ctx)
	c.must(err)
	if !rep.OK() {
		t.Error(rep.Faults)
	}
}
