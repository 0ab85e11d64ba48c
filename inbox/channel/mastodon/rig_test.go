package mastodon_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/channeltest"
	"vigie/inbox/channel/leaktest"
	"vigie/inbox/channel/mastodon"
	"vigie/inbox/channel/mastodon/mastotest"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// rig is one account on an instance, with the people outside.
type rig struct {
	t          testing.TB
	server     *mastotest.Server
	connector  *mastodon.Connector
	visibility string // of what people write
	account    inbox.Account
	token      string

	mu     sync.Mutex
	people int // how many were silenced
}

func newRig(t testing.TB, o mastotest.Options) *rig {
	t.Helper()
	s := mastotest.Start(t, o)
	return &rig{
		t: t, server: s, connector: mastodon.Hurried(), visibility: "public", token: mastotest.Token,
		account: inbox.Account{
			ID: "01ACCOUNT", Channel: inbox.ChannelMastodon, Name: "Marque", Address: mastotest.House,
			Settings: map[string]string{mastodon.FieldInstance: s.URL},
		},
	}
}

// Secret gives the account's token.
func (r *rig) Secret(_ context.Context, _ inbox.AccountID, field string) (string, error) {
	if field != mastodon.FieldToken {
		return "", fmt.Errorf("no secret %q", field)
	}
	return r.token, nil
}

func (r *rig) env() channel.Env {
	return channel.Env{Now: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler), Secrets: r}
}

// session opens the account.
func (r *rig) session() *mastodon.Session {
	r.t.Helper()
	s, err := r.connector.Open(context.Background(), r.account, r.env())
	if err != nil {
		r.t.Fatalf("open: %v", err)
	}
	r.t.Cleanup(func() { _ = s.Close() })
	return s.(*mastodon.Session)
}

func (r *rig) harness() channeltest.Harness {
	return channeltest.Harness{
		Connector: r.connector, Account: r.account, Env: r.env(), Customer: r,
		Edit:   func(_ channeltest.T, id, text string) { r.server.Edit(id, text, false) },
		Delete: func(_ channeltest.T, id string) { r.server.Delete(id, false) },
		WriteInApp: func(_ channeltest.T, p channeltest.Post) string {
			return r.server.WriteAsHouse(mastotest.Post{Text: p.Text, Parent: p.Answers, Visibility: r.visibility})
		},
		PostPoison: func(channeltest.T) { r.server.Write(mastotest.Post{Broken: true}) },
		Revoke:     func(channeltest.T) { r.server.Revoke() },
		Restore:    func(channeltest.T) { r.server.Restore() },
		Fail: func(_ channeltest.T, f channeltest.Fault) bool {
			r.server.FailNext(mastotest.Fault(f))
			return true
		},
		LoseCursors: func(channeltest.T) { r.server.LoseIDs() },
		Pause:       func(channeltest.T) func() { return r.server.Pause() },
		Why:         map[string]string{"Opener": "media stay on the network; only their addresses come"},
	}
}

// Post makes a person write to the house. Whoever was muted or blocked before
// is not heard any more, so another one writes.
func (r *rig) Post(_ channeltest.T, p channeltest.Post) string {
	from := p.From
	if from == "" {
		from = r.customer()
	}
	return r.server.Write(mastotest.Post{From: from, Text: p.Text, Parent: p.Answers, Visibility: r.visibility})
}

func (r *rig) customer() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		acct := fmt.Sprintf("camille%d@client.test", r.people)
		if r.server.Standing(acct) == "" {
			return acct
		}
		r.people++
	}
}

// Received is what reached people.
func (r *rig) Received(channeltest.T) (all []channeltest.Received) {
	for _, p := range r.server.Published() {
		all = append(all, channeltest.Received{Text: p.Text, Answers: p.Parent, Files: len(p.Media)})
	}
	return all
}

// drain reads an account to the end, as collect does.
func drain(t testing.TB, s *mastodon.Session, cur channel.Cursor) ([]channel.Event, channel.Cursor) {
	t.Helper()
	var all []channel.Event
	for range 200 {
		b, err := s.Poll(context.Background(), cur, 80)
		if err != nil {
			t.Fatalf("poll: %v", err)
		}
		all, cur = append(all, b.Events...), b.Next
		if !b.More {
			return all, cur
		}
	}
	t.Fatalf("polling does not end")
	return nil, nil
}

// upserts are the messages among events, by their native.
func upserts(events []channel.Event) map[string]inbox.Message {
	all := map[string]inbox.Message{}
	for _, e := range events {
		if u, ok := e.(channel.Upsert); ok {
			all[u.Message.Native] = u.Message
		}
	}
	return all
}

func removed(events []channel.Event) (all []string) {
	for _, e := range events {
		if r, ok := e.(channel.Removed); ok {
			all = append(all, r.Native)
		}
	}
	return all
}
