package replica_test

import (
	"context"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/store/replica"
)

func TestDesks_SeeWhatTheOtherDoes(t *testing.T) {
	c := newCrew(t)
	first := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a, b := c.join(sami), c.join(lea)
	a.settle()
	b.settle()
	a.same()
	b.same()

	a.act(first, inbox.Claim{})
	a.act(first, inbox.AddNote{Text: "J’appelle le transporteur."})
	if n := a.State().Waiting; n != 0 && a.phase() == replica.Synced {
		t.Errorf("%d wait while synced", n)
	}
	second := c.mail("m2", "paul@client.example", "Facture", "Bonjour, ma facture ?")
	a.settle()
	b.settle()
	a.same()
	b.same()
	row, err := b.Workspace().Row(context.Background(), first)
	c.must(err)
	if row.Assignee != sami {
		t.Errorf("Léa sees %q", row.Assignee)
	}
	if d, err := b.Workspace().Detail(context.Background(), second, 9); err != nil || len(d.Messages) != 1 || d.Messages[0].Text != "Bonjour, ma facture ?" {
		t.Errorf("got %+v, %v", d.Messages, err)
	}
	found, err := b.Workspace().Rows(context.Background(), inbox.View{Search: "facture"}, inbox.Place{}, 9)
	c.must(err)
	if len(found) != 1 {
		t.Errorf("%d found by its words", len(found))
	}
	rep, err := b.Workspace().Check(context.Background())
	c.must(err)
	if !rep.OK() {
		t.Error(rep.Faults)
	}
}

func TestDesk_WorksOfflineAndReconciles(t *testing.T) {
	c := newCrew(t)
	first := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a, b := c.join(sami), c.join(lea)
	a.settle()
	b.settle()
	a.link.cut(true)
	a.act(first, inbox.Label{Add: []string{"colis"}})
	a.act(first, inbox.Prioritise{Priority: inbox.High})
	a.act(first, inbox.AddNote{Text: "Hors ligne."})
	b.act(first, inbox.Label{Add: []string{"urgent"}})
	b.settle()
	a.settle()
	if s := a.State(); s.Phase != replica.Offline || s.Waiting != 3 {
		t.Errorf("offline desk says %+v", s)
	}
	row, err := a.Workspace().Row(context.Background(), first)
	c.must(err)
	if row.Priority != inbox.High || len(row.Tags) != 1 {
		t.Errorf("offline it shows %+v", row.Conversation)
	}
	a.reopen()
	a.link.cut(false)
	c.clock.pass(2 * time.Minute)
	a.settle()
	b.settle()
	a.same()
	b.same()
	if s := a.State(); s.Phase != replica.Synced || s.Waiting != 0 || s.Review != 0 {
		t.Errorf("after it: %+v", s)
	}
	row, err = b.Workspace().Row(context.Background(), first)
	c.must(err)
	if row.Priority != inbox.High || len(row.Tags) != 2 {
		t.Errorf("tags of both and priority: %v %v", row.Tags, row.Priority)
	}
}

func TestDesk_LosesTheAnswerAndDoesNothingTwice(t *testing.T) {
	c := newCrew(t)
	first := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a := c.join(sami)
	a.settle()
	a.link.lose = 2
	a.act(first, inbox.AddNote{Text: "Une seule fois."})
	for range 4 {
		a.settle()
		c.clock.pass(2 * time.Minute)
	}
	if a.link.pushes < 3 {
		t.Errorf("only %d pushes", a.link.pushes)
	}
	d, err := c.house.Detail(context.Background(), first, 9)
	c.must(err)
	if len(d.Notes) != 1 {
		t.Errorf("%d notes", len(d.Notes))
	}
	a.same()
}

func TestSettle_TriesAtOnceWhatAFailureHeldBack(t *testing.T) {
	c := newCrew(t)
	first := c.mail("m1", "claire@client.example", "Colis perdu", "Où est mon colis ?")
	a := c.join(sami)
	a.settle()
	a.link.cut(true)
	a.act(first, inbox.AddNote{Text: "Hors ligne."})
	for range 6 { // each makes the pause before the next longer
		a.settle()
	}
	if a.phase() != replica.Offline {
		t.Fatalf("it is %s", a.phase())
	}
	a.link.cut(false)
	a.settle()
	if s := a.State(); s.Phase != replica.Synced || s.Waiting != 0 {
		t.Errorf("a person asked, and it says %+v", s)
	}
}
