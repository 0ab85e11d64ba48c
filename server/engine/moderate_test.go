package engine_test

import (
	"context"
	"slices"
	"testing"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/fake"
	"vigie/inbox/channel/secret"
	"vigie/server/engine"
	"vigie/store"
)

// square is a workspace at work on a played network, with one message in it.
type square struct {
	t       *testing.T
	w       *store.Workspace
	network *fake.Network
	row     inbox.Row
	message inbox.MessageID
	ids     int
}

func newSquare(t *testing.T) *square {
	ctx, stop := context.WithCancel(context.Background())
	w := must(store.Open(ctx, t.TempDir(), store.Options{}))(t)
	network := fake.New(fake.Options{Kind: inbox.Mention})
	house(t, ctx, w, network.Account("acc"))
	e := engine.New(engine.Options{Workspace: w, Secrets: &secret.InMemory{}, Connector: func(inbox.Channel) (channel.Connector, bool) {
		return network.Connector(), true
	}})
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the engine ended with %v", err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	s := &square{t: t, w: w, network: network}
	network.Write(fake.Post{From: "troll", Text: "Bande de nuls"})
	until(t, "the message is there, and what its network allows", func() bool {
		rows, err := w.Rows(ctx, inbox.View{}, inbox.Place{}, 10)
		if err != nil || len(rows) != 1 {
			return false
		}
		s.row = rows[0]
		d, err := w.Detail(ctx, s.row.ID, 10)
		if err != nil || len(d.Messages) != 1 {
			return false
		}
		s.message = d.Messages[0].ID
		return d.Account.Caps.Kinds[inbox.Mention].Actions[inbox.Report] == inbox.Yes
	})
	return s
}

func (s *square) do(act inbox.Act) inbox.ModerationID {
	s.t.Helper()
	s.ids++
	id := inbox.CommandID("01" + string(rune('A'+s.ids)))
	return inbox.ModerationID(must(s.w.Do(context.Background(), inbox.Command{ID: id, Conversation: s.row.ID, Act: act}, "lea"))(s.t).ID)
}

func (s *square) reaches(id inbox.ModerationID, want inbox.ModerationState) inbox.Moderation {
	s.t.Helper()
	var got inbox.Moderation
	until(s.t, "the act is "+string(want), func() bool {
		d, err := s.w.Detail(context.Background(), s.row.ID, 10)
		if err != nil {
			return false
		}
		for _, m := range d.Moderations {
			if m.ID == id {
				got = m
			}
		}
		return got.State == want
	})
	return got
}

func (s *square) done() []inbox.Action {
	m := must(s.w.Message(context.Background(), s.message))(s.t)
	return s.network.Moderated(m.Native)
}

func TestEngine_DoesOnTheNetworkWhatWasAskedFor(t *testing.T) {
	s := newSquare(t)
	id := s.do(inbox.Moderate{Message: s.message, Action: inbox.Block, Ground: inbox.Insult})
	s.reaches(id, inbox.ModerationDone)
	back := s.do(inbox.RevertModeration{Moderation: id})
	s.reaches(back, inbox.ModerationDone)
	s.reaches(id, inbox.ModerationReverted)
	if got := s.done(); !slices.Equal(got, []inbox.Action{inbox.Block, inbox.Unblock}) {
		t.Errorf("on the network: %v", got)
	}
}

func TestEngine_NeverReportsTwiceByItself(t *testing.T) {
	s := newSquare(t)
	s.network.FailNext(fake.LoseAnswer)
	id := s.do(inbox.Moderate{Message: s.message, Action: inbox.Report, Ground: inbox.Hatred})
	if m := s.reaches(id, inbox.ModerationUnknown); m.FaultKey != "fault.channel-ambiguous" {
		t.Errorf("a person is told %q", m.FaultKey)
	}
	s.do(inbox.SettleModeration{Moderation: id})
	s.reaches(id, inbox.ModerationDone)
	if got := s.done(); len(got) != 1 {
		t.Errorf("on the network: %v", got)
	}
}

func TestEngine_SaysWhyTheNetworkRefused(t *testing.T) {
	s := newSquare(t)
	s.network.Revoke()
	id := s.do(inbox.Moderate{Message: s.message, Action: inbox.Block, Ground: inbox.Insult})
	if m := s.reaches(id, inbox.ModerationFailed); m.FaultKey != "fault.channel-auth-revoked" {
		t.Errorf("a person is told %q", m.FaultKey)
	}
	s.network.Restore()
	s.do(inbox.RetryModeration{Moderation: id})
	s.reaches(id, inbox.ModerationDone)
	d := must(s.w.Detail(context.Background(), s.row.ID, 10))(t)
	var names []string
	for _, e := range d.Events {
		names = append(names, e.Name)
	}
	if !slices.Equal(names, []string{"moderation.ask", "moderation.failed", "moderation.retry", "moderation.done"}) {
		t.Errorf("the history says %v", names)
	}
}
