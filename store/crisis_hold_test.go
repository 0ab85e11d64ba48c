package store_test

import (
	"context"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
)

// trolled is a comment that may be moderated, on an account of its own.
func (c *cell) trolled(ctx context.Context) (inbox.ConversationID, inbox.MessageID) {
	c.t.Helper()
	can := map[inbox.Action]inbox.Support{inbox.Block: inbox.Yes, inbox.Report: inbox.Yes}
	c.must(c.PutAccount(ctx, inbox.Account{
		ID: wall, Channel: inbox.ChannelMastodon, Name: "Le mur", Address: "@maison@social.example", AddedAt: noon(),
		Caps: inbox.Caps{Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Comment: {Reply: inbox.Yes, Actions: can}}},
	}, coordinator))
	c.takeFor(wall, comment("p1", "p1", "@troll@client.example", "Bande de nuls", noon()))
	for _, r := range c.rows(inbox.View{}) {
		if d := c.detail(r.ID); d.Messages[0].Account == wall {
			return r.ID, d.Messages[0].ID
		}
	}
	c.t.Fatal("the comment opened no conversation")
	return "", ""
}

func (c *cell) moderate(conversation inbox.ConversationID, message inbox.MessageID, a inbox.Action) inbox.Command {
	return inbox.Command{ID: inbox.CommandID(c.house.id()), Conversation: conversation, Act: inbox.Moderate{Message: message, Action: a, Ground: inbox.Insult}}
}

func TestFreeze_HoldsModerationToo(t *testing.T) {
	ctx := context.Background()
	c := newCell(t)
	question := c.question()
	conversation, message := c.trolled(ctx)
	ask := func(a inbox.Action) inbox.Command { return c.moderate(conversation, message, a) }
	_, err := c.Do(ctx, ask(inbox.Block), senior)
	c.must(err)
	c.begin()
	c.act(senior, "", crisis.SetFreeze{Scope: "all", Only: []inbox.AccountID{wall}, Reason: "Our account was hijacked"})
	c.clock.pass(time.Hour)
	t.Run("what was asked before waits", func(t *testing.T) {
		due, err := c.DueModerations(ctx, c.clock.now())
		c.must(err)
		equal(t, "due", len(due), 0)
		next, err := c.NextModeration(ctx)
		c.must(err)
		equal(t, "next", next.IsZero(), true)
		_, err = c.BeginModeration(ctx, c.house.moderation(conversation, 0).ID)
		c.fails(err, fault.Conflict, "crisis.frozen")
	})
	t.Run("what is asked now is refused with the reason", func(t *testing.T) {
		_, err := c.Do(ctx, ask(inbox.Report), senior)
		c.fails(err, fault.Conflict, "crisis.frozen-because")
		if f := fault.Of(err); f.Args["Reason"] != "Our account was hijacked" || f.Args["Name"] != "Sami" {
			t.Errorf("it says %v", f.Args)
		}
	})
	t.Run("another account is not held", func(t *testing.T) {
		c.release(question, "Réponse")
		c.clock.pass(time.Minute)
		due, err := c.DueReplies(ctx, c.clock.now())
		c.must(err)
		equal(t, "due", len(due), 1)
	})
	t.Run("lifted, nothing is done by itself", func(t *testing.T) {
		freeze := c.run().Freezes[0].ID
		c.act(lead, "", crisis.AskLift{Freeze: freeze, Reason: "over"})
		c.act(senior, "", crisis.Lift{Freeze: freeze})
		due, err := c.DueModerations(ctx, c.clock.now().Add(time.Hour))
		c.must(err)
		equal(t, "due", len(due), 0)
		m := c.house.moderation(conversation, 0)
		equal(t, "state", m.State, inbox.ModerationFailed)
		equal(t, "why", m.FaultKey, "crisis.moderation-held")
		_, err = c.Do(ctx, ask(inbox.Report), senior)
		c.must(err)
	})
	c.sound()
}
