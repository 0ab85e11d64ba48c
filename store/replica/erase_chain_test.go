package replica_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/store/replica"
)

// A desktop that dies between two pages has seen an erasure and not carried it
// out: it may not count as one that did, and does so after its next start.
func TestErasure_IsProvedByNobodyWhoDiedHalfWay(t *testing.T) {
	c := newCrew(t)
	ctx := context.Background()
	id := c.mail("m1", "claire@client.example", "Colis zinzolin", "Le smaragdin est arrivé cassé.")
	a := c.join(sami)
	a.settle()
	a.act(id, inbox.AddNote{Text: "Elle dit que le smaragdin est cassé."})
	a.settle()
	d, err := c.house.Detail(ctx, id, 9)
	c.must(err)
	c.must(c.house.Erase(ctx, d.Contact.ID, cleo))
	for _, name := range []string{"m2", "m3", "m4"} {
		c.mail(name, "paul@client.example", "Facture "+name, "Bonjour")
	}

	a.link.rows = 3
	pages := 0
	a.hook = func(at string) error {
		if at != replica.AfterPage {
			return nil
		}
		if pages++; pages == 2 {
			return errDead
		}
		return nil
	}
	c.clock.pass(2 * time.Minute)
	if err := a.Settle(ctx); !errors.Is(err, errDead) {
		t.Fatalf("it lived: %v", err)
	}
	a.hook = nil
	a.reopen()
	a.link.asked = nil
	c.clock.pass(2 * time.Minute)
	a.link.rows = 0
	a.settle()
	if len(a.link.asked) == 0 || !a.link.asked[0].Mid {
		t.Errorf("after the start it says to have passed what it has not: %+v", a.link.asked)
	}
	c.clock.pass(2 * time.Minute)
	a.settle()
	if last := a.link.asked[len(a.link.asked)-1]; last.Mid {
		t.Errorf("it never says to have passed: %+v", last)
	}
	passed, _, err := c.house.Erased(ctx)
	c.must(err)
	if passed != 1 {
		t.Errorf("%d passed", passed)
	}
	for _, word := range []string{"smaragdin", "zinzolin", "claire@client"} {
		if found := holds(t, a.dir, word); len(found) > 0 {
			t.Errorf("%s is left on the desktop in %v", word, found)
		}
	}
	a.same()
}
