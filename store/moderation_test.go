package store_test

import (
	"context"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/store"
)

// insulted is a comment on the wall, on which everything may be done.
func insulted(t *testing.T) (*house, inbox.ConversationID, inbox.MessageID) {
	t.Helper()
	h := newHouse(t)
	can := map[inbox.Action]inbox.Support{inbox.Report: inbox.Yes, inbox.Block: inbox.Yes, inbox.Unblock: inbox.Yes, inbox.Like: inbox.Yes}
	h.must(h.PutAccount(context.Background(), inbox.Account{
		ID: wall, Channel: inbox.ChannelMastodon, Name: "Le mur", Address: "@maison@social.example", AddedAt: noon(),
		Caps: inbox.Caps{Kinds: map[inbox.Kind]inbox.KindCaps{inbox.Comment: {Reply: inbox.Yes, Actions: can}}},
	}, coordinator))
	h.takeFor(wall, comment("p1", "p1", "@troll@client.example", "Bande de nuls", noon()))
	c := h.only(inbox.View{}).ID
	return h, c, h.detail(c).Messages[0].ID
}

func (h *house) moderation(c inbox.ConversationID, at int) inbox.Moderation {
	h.t.Helper()
	list := h.detail(c).Moderations
	if at >= len(list) {
		h.t.Fatalf("%d acts of moderation, want more than %d", len(list), at)
	}
	return list[at]
}

func TestModeration_IsOnDiskBeforeTheNetworkIsTold(t *testing.T) {
	h, c, m := insulted(t)
	ctx := context.Background()
	asked := h.act(c, inbox.Moderate{Message: m, Action: inbox.Block, Ground: inbox.Insult, Words: "Encore"}, senior)
	equal(t, "act", asked.Facts["action"], "block")
	due, err := h.DueModerations(ctx, h.clock.now())
	h.must(err)
	equal(t, "due within the undo delay", len(due), 0)
	next, err := h.NextModeration(ctx)
	h.must(err)
	equal(t, "next", next, h.clock.now().Add(inbox.DefaultRules().UndoDelay))
	h.clock.pass(time.Minute)
	due, err = h.DueModerations(ctx, h.clock.now())
	h.must(err)
	equal(t, "due", len(due), 1)
	begun, err := h.BeginModeration(ctx, due[0].ID)
	h.must(err)
	equal(t, "attempts", begun.Attempts, 1)
	h.reopen()
	equal(t, "state", h.moderation(c, 0).State, inbox.ModerationActing)
	_, err = h.BeginModeration(ctx, due[0].ID)
	h.fails(err, fault.Conflict, "fault.nothing-changed")
	h.sound()
}

func TestModeration_TellsWhatBecameOfIt(t *testing.T) {
	h, c, m := insulted(t)
	ctx := context.Background()
	begin := func(act inbox.Act) inbox.ModerationID {
		id := inbox.ModerationID(h.act(c, act, senior).ID)
		h.clock.pass(time.Minute)
		_, err := h.BeginModeration(ctx, id)
		h.must(err)
		return id
	}
	last := func() inbox.Event { d := h.detail(c); return d.Events[len(d.Events)-1] }

	id := begin(inbox.Moderate{Message: m, Action: inbox.Block, Ground: inbox.Insult})
	h.must(h.EndModeration(ctx, id, store.ModerationEnd{State: inbox.ModerationAsked, Again: h.clock.now().Add(time.Hour), Err: channel.Fail(channel.Temporary, "", nil)}))
	equal(t, "tried again", h.moderation(c, 0).FaultKey, "fault.channel-temporary")
	h.clock.pass(time.Hour)
	_, err := h.BeginModeration(ctx, id)
	h.must(err)
	for range 2 {
		h.must(h.EndModeration(ctx, id, store.ModerationEnd{State: inbox.ModerationDone}))
	}
	equal(t, "event", last().Name, "moderation.done")
	equal(t, "of whom", last().Facts["handle"], "@troll@client.example")
	equal(t, "state", h.moderation(c, 0).State, inbox.ModerationDone)

	back := begin(inbox.RevertModeration{Moderation: id})
	h.must(h.EndModeration(ctx, back, store.ModerationEnd{State: inbox.ModerationDone}))
	equal(t, "the first", h.moderation(c, 0).State, inbox.ModerationReverted)
	equal(t, "the way back", h.moderation(c, 1).Action, inbox.Unblock)

	told := begin(inbox.Moderate{Message: m, Action: inbox.Report, Ground: inbox.Hatred})
	h.must(h.EndModeration(ctx, told, store.ModerationEnd{State: inbox.ModerationFailed, Err: channel.Fail(channel.Forbidden, "", nil)}))
	equal(t, "event", last().Name, "moderation.failed")
	equal(t, "why", last().Facts["fault"], "fault.channel-forbidden")
	h.act(c, inbox.RetryModeration{Moderation: told}, senior)
	equal(t, "asked again", h.moderation(c, 2).State, inbox.ModerationAsked)
	err = h.EndModeration(ctx, told, store.ModerationEnd{State: inbox.ModerationDone})
	h.fails(err, fault.Conflict, "fault.nothing-changed")
	h.sound()
}

func TestModeration_InterruptedIsRepeatedOrAskedAbout(t *testing.T) {
	h, c, m := insulted(t)
	ctx := context.Background()
	for _, act := range []inbox.Action{inbox.Block, inbox.Report} {
		id := inbox.ModerationID(h.act(c, inbox.Moderate{Message: m, Action: act, Ground: inbox.Hatred}, senior).ID)
		h.clock.pass(time.Minute)
		_, err := h.BeginModeration(ctx, id)
		h.must(err)
	}
	h.reopen()
	h.must(h.InterruptedModerations(ctx))
	equal(t, "a block", h.moderation(c, 0).State, inbox.ModerationAsked)
	equal(t, "a report", h.moderation(c, 1).State, inbox.ModerationUnknown)
	due, err := h.DueModerations(ctx, h.clock.now())
	h.must(err)
	equal(t, "due", len(due), 1)
	h.sound()
}

func TestModeration_FollowsItsMessage(t *testing.T) {
	h, c, m := insulted(t)
	h.takeFor(wall, comment("p2", "p1", "@lea@client.example", "Moi je les aime", noon().Add(time.Minute)))
	h.act(c, inbox.Moderate{Message: m, Action: inbox.Report, Ground: inbox.Insult}, junior)
	h.act(c, inbox.Split{Messages: []inbox.MessageID{m}}, senior)
	equal(t, "where it was", len(h.detail(c).Moderations), 0)
	for _, r := range h.rows(inbox.View{}) {
		if r.ID != c {
			c = r.ID
			break
		}
	}
	proposed := h.moderation(c, 0)
	equal(t, "where it is", proposed.State, inbox.ModerationProposed)
	h.act(c, inbox.AllowModeration{Moderation: proposed.ID}, senior)
	equal(t, "allowed", h.moderation(c, 0).Allowed, senior)
	h.sound()
}
