package replica_test

import (
	"context"
	"os"
	"testing"

	"vigie/crisis"
)

// storm starts a run on the server's side, with sami as community manager and
// cleo in the lead.
func (c *crew) storm() crisis.RunID {
	c.t.Helper()
	ctx := context.Background()
	text, err := os.ReadFile("../../crisis/testdata/storm.en.yaml")
	c.must(err)
	hash, err := c.house.PutPlaybook(ctx, string(text), cleo)
	c.must(err)
	c.must(c.house.PublishPlaybook(ctx, hash, cleo))
	id, err := c.house.StartRun(ctx, crisis.Start{
		Book: crisis.Pin{ID: "storm", Version: "1.0.0", Hash: hash}, Vars: map[string]string{"product": "Cream", "hour": "15:00"},
		Roles: map[string]crisis.Binding{
			"lead": {Holder: cleo}, "cm": {Holder: sami, Backup: lea}, "quality": {Holder: lea}, "head": {Holder: lea}, "legal": {Holder: cleo},
		},
	}, cleo)
	c.must(err)
	return id
}

func (d *desk) run(id crisis.RunID) *crisis.Run {
	d.c.t.Helper()
	r, _, err := d.Workspace().Run(context.Background(), id)
	d.c.must(err)
	return r
}

func (d *desk) inRun(id crisis.RunID, step string, a crisis.Act) {
	d.c.t.Helper()
	d.c.must(d.Workspace().ActInRun(context.Background(), crisis.Order{Run: id, Step: step, Base: d.run(id).Seq, Act: a}, d.who))
}

// What is made on a copy is numbered there too; the server gives those numbers
// to what others do meanwhile, which nobody there has seen.
func TestRun_ManyActsOfTheOneWhoIsCutOffAreAllKept(t *testing.T) {
	c := newCrew(t)
	a, b := c.join(sami), c.join(lea)
	a.settle()
	b.settle()
	id := c.storm()
	a.settle()
	a.inRun(id, "hold", crisis.Complete{})
	a.settle()
	b.settle()
	b.link.cut(true)
	for _, text := range []string{"one", "two", "three", "four"} {
		b.inRun(id, "", crisis.Note{Text: text})
	}
	proof := []crisis.Evidence{{Kind: "link", URL: "https://example.org/b"}}
	b.inRun(id, "proof", crisis.Complete{Evidence: proof, Note: "by the one who is cut off"})
	a.inRun(id, "proof", crisis.Complete{Evidence: proof, Note: "by the one who is not"})
	a.settle()
	c.online(b, a)
	if n := len(a.run(id).Steps["proof"].Done); n != 2 {
		t.Errorf("%d completions of the step are kept", n)
	}
	if list, err := b.Review(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("refused: %+v, %v", list, err)
	}
}

func TestRun_IsLedByTwoDesksOfWhichOneIsCutOff(t *testing.T) {
	c := newCrew(t)
	a, b := c.join(sami), c.join(lea)
	a.settle()
	b.settle()
	id := c.storm()
	a.settle()
	b.settle()
	a.inRun(id, "hold", crisis.Complete{})
	a.settle()
	b.settle()
	b.link.cut(true)
	proof := []crisis.Evidence{{Kind: "link", URL: "https://example.org/b"}}
	b.inRun(id, "proof", crisis.Complete{Evidence: proof, Note: "by the one who is cut off"})
	b.inRun(id, "grade", crisis.Choose{Option: "n3", Reason: "press"})
	if s := b.run(id).Steps["grade"].State; s != crisis.Done {
		t.Fatalf("what was done offline is not shown: %s", s)
	}
	a.inRun(id, "proof", crisis.Complete{Evidence: proof, Note: "by the one who is not"})
	a.inRun(id, "grade", crisis.Choose{Option: "n2"})
	a.settle()
	c.online(b, a)
	events, err := c.house.RunEvents(context.Background(), id)
	c.must(err)
	if broken := crisis.Verify(events); broken != nil {
		t.Error(broken)
	}
	r := a.run(id)
	if n := len(r.Steps["proof"].Done); n != 2 {
		t.Errorf("%d completions of the step are kept", n)
	}
	if s := r.Steps["grade"].State; s != crisis.Disputed {
		t.Errorf("two decisions come to %s", s)
	}
	if len(b.review()) > 0 {
		t.Errorf("what was done offline is refused: %v", b.review())
	}
}

func TestRun_WhatNeedsTheServerIsNotShownAsDone(t *testing.T) {
	c := newCrew(t)
	a := c.join(cleo)
	id := c.storm()
	a.settle()
	a.link.cut(true)
	a.inRun(id, "", crisis.HandLead{To: sami, Epoch: 1})
	if got := a.run(id).Lead; got != cleo {
		t.Errorf("offline, the lead is %s", got)
	}
	c.online(a)
	if got := a.run(id).Lead; got != sami {
		t.Errorf("the lead is %s", got)
	}
}
