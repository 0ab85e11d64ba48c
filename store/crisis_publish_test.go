package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/store"
)

func TestPublication_LeavesAsRepliesDoWithItsPermit(t *testing.T) {
	ctx := context.Background()
	ready := func(t *testing.T) (*cell, crisis.Publish) {
		c := newCell(t)
		conversation := c.question()
		c.begin()
		return c, crisis.Publish{Statement: "wait", Channel: "reply", Conversation: conversation, Hash: c.run().Texts["wait"].Hash}
	}
	queued := func(c *cell) []inbox.OutboxEntry {
		list, err := c.Replies(ctx, inbox.Queued)
		c.must(err)
		return list
	}
	t.Run("not before it is approved", func(t *testing.T) {
		c, p := ready(t)
		c.fails(c.try(senior, "", p), fault.Conflict, "crisis.not-approved")
		equal(t, "queued", len(queued(c)), 0)
	})
	t.Run("once", func(t *testing.T) {
		c, p := ready(t)
		c.approved()
		c.act(senior, "", p)
		list := queued(c)
		equal(t, "queued", len(list), 1)
		c.clock.pass(time.Minute)
		_, err := c.BeginSending(ctx, list[0].ID)
		c.must(err)
		c.must(c.EndSending(ctx, list[0].ID, store.SendResult{State: inbox.Sent}))
		equal(t, "state", c.run().Publications[0].State, crisis.Sent)
		c.fails(c.try(senior, "", p), fault.Conflict, "crisis.publication-open")
	})
	t.Run("an edit meanwhile voids it", func(t *testing.T) {
		c, p := ready(t)
		c.approved()
		c.act(senior, "", p)
		c.act(senior, "", crisis.Edit{Statement: "wait", Channel: "x", Text: "Other."})
		c.clock.pass(time.Minute)
		id := queued(c)[0].ID
		_, err := c.BeginSending(ctx, id)
		c.fails(err, fault.Conflict, "crisis.text-moved")
		equal(t, "state", c.run().Publications[0].State, crisis.Failed)
		equal(t, "queued", len(queued(c)), 0)
		t.Run("and trying again does not bring it back", func(t *testing.T) {
			_, err := c.Do(ctx, inbox.Command{ID: inbox.CommandID(c.house.id()), Conversation: p.Conversation, Act: inbox.RetryReply{Outbox: id}}, senior)
			c.must(err)
			_, err = c.BeginSending(ctx, id)
			c.fails(err, fault.Conflict, "crisis.permit-used")
		})
	})
	t.Run("half-sent it is unknown until somebody says", func(t *testing.T) {
		c, p := ready(t)
		c.approved()
		c.act(senior, "", p)
		c.clock.pass(time.Minute)
		_, err := c.BeginSending(ctx, queued(c)[0].ID)
		c.must(err)
		c.reopen()
		_, err = c.Interrupted(ctx)
		c.must(err)
		equal(t, "state", c.run().Publications[0].State, crisis.Unsure)
		equal(t, "queued", len(queued(c)), 0)
	})
	t.Run("an exercise sends nothing", func(t *testing.T) {
		c := newCell(t)
		conversation := c.question()
		s := c.start()
		s.Exercise = true
		var err error
		c.id, err = c.StartRun(ctx, s, lead)
		c.must(err)
		c.approved()
		c.act(senior, "", crisis.Publish{Statement: "wait", Channel: "reply", Conversation: conversation, Hash: c.run().Texts["wait"].Hash})
		equal(t, "state", c.run().Publications[0].State, crisis.Rehearsed)
		equal(t, "queued", len(queued(c)), 0)
	})
	t.Run("what no connector can do is published by hand", func(t *testing.T) {
		c, p := ready(t)
		c.approved()
		p.Conversation = ""
		c.fails(c.try(senior, "", p), fault.Unsupported, "crisis.by-hand-only")
	})
}

func TestFreeze_HoldsWhatIsNotSent(t *testing.T) {
	c := newCell(t)
	ctx := context.Background()
	conversation := c.question()
	c.release(conversation, "Réponse")
	c.begin()
	c.act(senior, "hold", crisis.Complete{})
	c.clock.pass(time.Hour)
	list, err := c.DueReplies(ctx, c.clock.now())
	c.must(err)
	equal(t, "due while frozen", len(list), 0)
	next, err := c.NextReply(ctx)
	c.must(err)
	equal(t, "next while frozen", next.IsZero(), true)
	held, err := c.Replies(ctx, inbox.Queued)
	c.must(err)
	equal(t, "held", len(held), 1)
	_, err = c.BeginSending(ctx, held[0].ID)
	c.fails(err, fault.Conflict, "crisis.frozen")
	t.Run("the run's own approved word may leave", func(t *testing.T) {
		h := c.approved()
		c.act(senior, "", crisis.Publish{Statement: "wait", Channel: "reply", Conversation: conversation, Hash: h})
		c.clock.pass(time.Minute)
		list, err := c.DueReplies(ctx, c.clock.now())
		c.must(err)
		equal(t, "due", len(list), 1)
		_, err = c.BeginSending(ctx, list[0].ID)
		c.must(err)
		c.must(c.EndSending(ctx, list[0].ID, store.SendResult{State: inbox.Sent}))
	})
	t.Run("lifting gives drafts back and sends nothing", func(t *testing.T) {
		freeze := c.run().Freezes[0].ID
		c.act(lead, "", crisis.AskLift{Freeze: freeze, Reason: "over"})
		c.act(senior, "", crisis.Lift{Freeze: freeze, Gave: []crisis.GivenBack{{Conversation: "not mine to say"}}})
		gave := c.run().Freezes[0].Gave
		if len(gave) != 1 || gave[0].Conversation != conversation || gave[0].Author == "" {
			t.Errorf("the run says that %+v came back", gave)
		}
		list, err := c.DueReplies(ctx, c.clock.now().Add(time.Hour))
		c.must(err)
		equal(t, "due", len(list), 0)
		drafts := c.detail(conversation).Drafts
		equal(t, "drafts", len(drafts), 1)
		equal(t, "text", drafts[0].Text, "Réponse")
	})
}

func TestAnswerInRun_AnswersWhatIsLinkedWithTheApprovedWord(t *testing.T) {
	c := newCell(t)
	ctx := context.Background()
	c.take(
		mail("b1", "lea@client.example", "Crème", "Allergie ?", noon()), mail("b2", "max@client.example", "La crème", "Et moi ?", noon()),
		mail("b3", "zoe@client.example", "Autre chose", "Bonjour", noon()),
	)
	var links []crisis.Link
	var all []inbox.ConversationID
	for _, r := range c.rows(inbox.View{}) {
		all = append(all, r.ID)
		if r.Subject != "Autre chose" {
			links = append(links, crisis.Link{Kind: "conversation", ID: string(r.ID)})
		}
	}
	c.begin()
	c.act(senior, "", crisis.LinkTo{Links: links})
	o := crisis.Order{Run: c.id, Base: c.run().Seq, Act: crisis.Publish{Statement: "wait", Channel: "reply", Hash: c.approved()}}
	o.Base = c.run().Seq
	p := o.Act.(crisis.Publish)
	p.FirstName, p.Text = "Words", "that nobody approved"
	o.Act = p
	out, err := c.AnswerInRun(ctx, o, all, senior, nil)
	c.must(err)
	refused := 0
	for _, r := range out {
		if r.Err != nil {
			refused++
			c.fails(r.Err, fault.Forbidden, "crisis.not-linked")
		}
	}
	equal(t, "refused", refused, 1)
	list, err := c.Replies(ctx, inbox.Queued)
	c.must(err)
	equal(t, "queued", len(list), 2)
	for _, e := range list {
		if !strings.HasSuffix(e.Text, "we are checking Cream. Next word at 15:00.") || strings.ContainsAny(e.Text, "{}") || strings.Contains(e.Text, "Words") {
			t.Errorf("the text is %q", e.Text)
		}
	}
	t.Run("twice it answers nobody again", func(t *testing.T) {
		out, err := c.AnswerInRun(ctx, o, nil, senior, nil)
		c.must(err)
		equal(t, "outcomes", len(out), 2)
		for _, r := range out {
			c.fails(r.Err, fault.Conflict, "crisis.publication-open")
		}
	})
	if rep, err := c.Check(ctx); err != nil || len(rep.Faults) > 0 {
		t.Errorf("%v %v", rep.Faults, err)
	}
}
