package replica_test

import (
	"context"
	"os"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/store/replica"
	"vigie/store/wire"
)

// copyOutbox gives a second computer the disk of a desk, with its number.
func (d *desk) copyOutbox() *desk {
	d.c.t.Helper()
	dir := d.c.t.TempDir()
	d.c.must(d.Close())
	d.c.must(os.CopyFS(dir, os.DirFS(d.dir)))
	twin := &desk{c: d.c, dir: dir, who: d.who, link: &link{w: d.c.house, by: d.link.by}}
	d.open()
	twin.open()
	return twin
}

// standings lists how the orders of a desk stand, by what they say.
func (d *desk) standings() map[string]replica.Standing {
	d.c.t.Helper()
	list, err := d.Entries(context.Background())
	d.c.must(err)
	out := map[string]replica.Standing{}
	for _, e := range list {
		out[string(e.Order.Args)] = e.Standing
	}
	return out
}

func TestDevice_ThatWasCopiedIsFoundOutAlsoByARestoredServer(t *testing.T) {
	c := newCrew(t)
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a := c.join(sami)
	a.settle()
	a.act(id, inbox.AddNote{Text: "Des deux."})
	a.settle()
	twin := a.copyOutbox()
	dir := c.backup()
	a.act(id, inbox.AddNote{Text: "De l’original, oublié."})
	a.settle()
	c.restore(dir, a, twin)
	twin.act(id, inbox.AddNote{Text: "De la copie, sous le même numéro."})
	for range 4 {
		twin.settle()
		a.settle()
		c.clock.pass(2 * time.Minute)
	}
	d, err := c.house.Detail(context.Background(), id, 9)
	c.must(err)
	if len(d.Notes) != 2 {
		t.Fatalf("%d notes are on the server, want that of both and that of the copy", len(d.Notes))
	}
	if a.phase() != replica.Forked {
		t.Errorf("the original is %s: nobody noticed that its note is nowhere", a.phase())
	}
	s := a.standings()
	if s[`{"text":"De l’original, oublié."}`] != replica.Waiting || s[`{"text":"Des deux."}`] != replica.Taken {
		t.Errorf("it does not say what the server never heard of: %v", s)
	}
}

func TestServer_OfAnotherEpochIsToldAllThatIsKept(t *testing.T) {
	c := newCrew(t)
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a := c.join(sami)
	a.settle()
	const many = wire.MostOrders + 30
	for range many {
		a.act(id, inbox.AddNote{Text: "Noté."})
	}
	a.settle()
	c.restore(c.backup(), a)
	a.link.pushed = nil
	for range 3 {
		a.settle()
		c.clock.pass(2 * time.Minute)
	}
	if n := len(a.link.pushed); n != many || a.link.pushed[0] != 1 || a.link.pushed[many-1] != many {
		t.Errorf("%d orders were told, want each of %d once", n, many)
	}
	a.same()
	a.link.pushed = nil
	a.reopen()
	a.settle()
	if n := len(a.link.pushed); n != 0 {
		t.Errorf("%d were told once more", n)
	}
}
