package store_test

import (
	"context"
	"strings"
	"testing"

	"vigie/crisis"
	"vigie/inbox/fault"
)

// parental is a cell in a run whose second step is a run of the storm.
func parental(t *testing.T) (*cell, crisis.Start) {
	t.Helper()
	c := newCell(t)
	ctx := context.Background()
	child := c.start()
	text := stormText(t)
	at := strings.Index(text, "  - {id: proof,")
	end := at + strings.Index(text[at:], "\n")
	text = text[:at] + "  - {id: proof, type: playbook, title: Run the storm, role: cm, due: 15m, playbook: storm}" + text[end:]
	text = strings.Replace(text, "id: storm\n", "id: parent\n", 1)
	var err error
	c.hash, err = c.PutPlaybook(ctx, text, coordinator)
	c.must(err)
	c.must(c.PublishPlaybook(ctx, c.hash, coordinator))
	start := c.start()
	start.Book.ID = "parent"
	c.id, err = c.StartRun(ctx, start, lead)
	c.must(err)
	c.act(senior, "hold", crisis.Complete{})
	child.Parent = &crisis.Parent{Run: c.id, Step: "proof"}
	return c, child
}

func TestSubRun_EndsTheStepThatStartedIt(t *testing.T) {
	ctx := context.Background()
	t.Run("when it is over", func(t *testing.T) {
		c, start := parental(t)
		id, err := c.StartRun(ctx, start, senior)
		c.must(err)
		equal(t, "child", c.run().Steps["proof"].Child, id)
		equal(t, "before", c.run().Steps["proof"].Open(), true)
		_, err = c.StartRun(ctx, start, senior)
		c.fails(err, fault.Conflict, "crisis.has-child")
		parent := c.id
		c.id = id
		c.act(lead, "", crisis.StandDown{Reason: "a false alarm"})
		c.id = parent
		equal(t, "after", c.run().Steps["proof"].State, crisis.Done)
		equal(t, "next", c.run().Steps["grade"].State, crisis.Ready)
		events, err := c.RunEvents(ctx, parent)
		c.must(err)
		if b := crisis.Verify(events); b != nil {
			t.Error(b)
		}
		c.sound()
	})
	t.Run("a discarded one leaves room for another", func(t *testing.T) {
		c, start := parental(t)
		start.Proposed = true
		id, err := c.StartRun(ctx, start, senior)
		c.must(err)
		parent := c.id
		c.id = id
		c.act(lead, "", crisis.Discard{Reason: "the wrong one"})
		c.id = parent
		equal(t, "child", c.run().Steps["proof"].Child, "")
		_, err = c.StartRun(ctx, start, senior)
		c.must(err)
	})
	t.Run("while it goes on, closing the parent asks", func(t *testing.T) {
		c, start := parental(t)
		_, err := c.StartRun(ctx, start, senior)
		c.must(err)
		c.fails(c.try(lead, "", crisis.StandDown{Reason: "over"}), fault.Conflict, "crisis.children-open")
		c.act(lead, "", crisis.Watch{})
		c.fails(c.try(lead, "", crisis.Close{}), fault.Conflict, "crisis.children-open")
		c.act(lead, "", crisis.Close{Anyway: true})
		equal(t, "state", c.run().State, crisis.Closed)
	})
	t.Run("only a step for it starts one", func(t *testing.T) {
		c, start := parental(t)
		start.Parent.Step = "grade"
		_, err := c.StartRun(ctx, start, senior)
		c.fails(err, fault.NotFound, "crisis.no-step")
	})
}
