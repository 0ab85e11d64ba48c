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

// rehearsalHouse is the house of an exercise.
func rehearsalHouse(t *testing.T) *cell {
	t.Helper()
	h := bareHouse(t, database(t))
	h.open()
	h.must(h.MarkExercise(context.Background(), "01EX"))
	h.furnish()
	c := &cell{house: h}
	for _, m := range cellMembers() {
		h.must(h.PutMember(context.Background(), m, "")) // as the program lays it out
	}
	var err error
	c.hash, err = h.PutPlaybook(context.Background(), stormText(t), coordinator)
	h.must(err)
	h.must(h.PublishPlaybook(context.Background(), c.hash, coordinator))
	return c
}

func TestExercise_NothingLeavesItsWorkspace(t *testing.T) {
	ctx := context.Background()
	c := rehearsalHouse(t)
	conversation := c.question()
	e := c.release(conversation, "Nous arrivons.")

	t.Run("a sender gets nothing to send", func(t *testing.T) {
		_, err := c.BeginSending(ctx, e.ID)
		c.fails(err, fault.Forbidden, "exercise.nothing-leaves")
		_, err = c.BeginModeration(ctx, "01MODERATION")
		c.fails(err, fault.Forbidden, "exercise.nothing-leaves")
	})
	t.Run("the reply is recorded as one of the exercise", func(t *testing.T) {
		c.must(c.RehearseSending(ctx, e.ID))
		sent, err := c.Replies(ctx, inbox.Sent)
		c.must(err)
		equal(t, "sent", len(sent), 1)
		equal(t, "native", sent[0].Native, store.Rehearsed+string(e.ID))
		said := c.detail(conversation).Messages
		if last := said[len(said)-1]; last.Direction != inbox.Outbound || !strings.HasPrefix(last.Native, store.Rehearsed) {
			t.Errorf("the conversation ends with %+v", last)
		}
	})
	t.Run("each of its runs is an exercise, whatever the order says", func(t *testing.T) {
		c.begin() // says nothing of an exercise
		equal(t, "exercise", c.run().Exercise, true)
		c.approved()
		c.act(senior, "", crisis.Publish{Statement: "wait", Channel: "reply", Conversation: conversation, Hash: c.run().Texts["wait"].Hash})
		equal(t, "publication", c.run().Publications[0].State, crisis.Rehearsed)
		waiting, err := c.Replies(ctx, inbox.Queued, inbox.Sending)
		c.must(err)
		equal(t, "queued", len(waiting), 0)
	})
	t.Run("nobody in it changes who is who", func(t *testing.T) {
		c.fails(c.PutMember(ctx, cellMembers()[0], coordinator), fault.Forbidden, "exercise.people-of-house")
	})
	t.Run("it stays one", func(t *testing.T) {
		c.must(c.PutSetting(ctx, "exercise", ""))
		c.reopen()
		id, err := c.Exercise(ctx)
		c.must(err)
		equal(t, "id", id, "01EX")
	})
}

func TestExercise_IsNeverMadeOfARealWorkspace(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	h.fails(h.MarkExercise(ctx, "01EX"), fault.Invalid, "exercise.not-empty")
	id, err := h.Exercise(ctx)
	h.must(err)
	equal(t, "id", id, "")
	h.question()
	e := h.release(h.only(inbox.View{}).ID, "Oui")
	h.fails(h.RehearseSending(ctx, e.ID), fault.Forbidden, "exercise.only-there")
	_, err = h.BeginSending(ctx, e.ID)
	h.must(err)
}

func TestRehearsal_KeepsTheLastOfEachPlaybook(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	first, second := h.clock.now().Add(-48*time.Hour), h.clock.now().Add(-time.Hour)
	h.must(h.PutRehearsal(ctx, "storm", second, senior))
	h.must(h.PutRehearsal(ctx, "storm", first, senior)) // told late by a desktop that was offline
	h.must(h.PutRehearsal(ctx, "leak", first, senior))
	got, err := h.Rehearsals(ctx)
	h.must(err)
	equal(t, "playbooks", len(got), 2)
	equal(t, "storm", got["storm"].UnixMilli(), second.UnixMilli())
	equal(t, "leak", got["leak"].UnixMilli(), first.UnixMilli())
	h.fails(h.PutRehearsal(ctx, "", first, senior), fault.Invalid, "fault.command-incomplete")
	h.fails(h.PutRehearsal(ctx, "storm", h.clock.now().Add(48*time.Hour), senior), fault.Invalid, "fault.command-incomplete")
}
