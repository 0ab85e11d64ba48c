package replica_test

import (
	"context"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

// What was erased while a member did not see it goes from their outbox when it
// comes into sight again, before the server is told that it is gone.
func TestErasure_OutOfSightReachesTheOutboxOnceItIsSeenAgain(t *testing.T) {
	c := newCrew(t)
	ctx := context.Background()
	c.must(c.house.PutMember(ctx, team.Member{
		ID: lea, Name: "Léa", Handle: "lea", Profile: team.Senior, Departments: []team.DepartmentID{press}, Sees: team.Own,
	}, cleo))
	id := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a, b := c.join(sami), c.join(lea)
	step := func() {
		t.Helper()
		c.clock.pass(2 * time.Minute)
		a.settle()
		b.settle()
	}
	lend := func() (back func()) {
		t.Helper()
		step()
		e := a.act(id, inbox.Propose{To: press, Asked: inbox.AskAnswer, Reason: "presse", DueAt: c.clock.now().Add(time.Hour)})
		step()
		return func() { a.act(id, inbox.Withdraw{Handover: inbox.HandoverID(e.ID)}) }
	}
	back := lend()
	b.act(id, inbox.AddNote{Text: "Elle parle d’un smaragdin."})
	step()
	back()
	step()
	d, err := c.house.Detail(ctx, id, 9)
	c.must(err)
	c.must(c.house.Erase(ctx, d.Contact.ID, cleo))
	step()
	lend()
	if _, err := b.Workspace().Row(ctx, id); err != nil {
		t.Fatalf("she does not see it again: %v", err)
	}
	if found := holds(t, b.dir, "smaragdin"); len(found) > 0 {
		t.Errorf("her words are left in %v", found)
	}
}
