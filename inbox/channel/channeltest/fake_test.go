package channeltest_test

import (
	"crypto/rand"
	"log/slog"
	"testing"
	"time"

	"vigie/inbox/channel"
	"vigie/inbox/channel/channeltest"
	"vigie/inbox/channel/fake"
)

func TestFake_KeepsTheContract(t *testing.T) {
	t.Run("bodies at once", func(t *testing.T) {
		channeltest.Run(t, func(*testing.T) channeltest.Harness {
			h, _ := onFake(fake.Options{})
			return h
		})
	})
	t.Run("headers first", func(t *testing.T) {
		channeltest.Run(t, func(*testing.T) channeltest.Harness {
			h, _ := onFake(fake.Options{HeadersFirst: true})
			return h
		})
	})
}

// onFake makes a harness of a fresh fake network.
func onFake(o fake.Options) (channeltest.Harness, *fake.Network) {
	clock := func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }
	o.Now = clock
	n := fake.New(o)
	return channeltest.Harness{
		Connector:  n.Connector(),
		Account:    n.Account("01ACCOUNT"),
		Env:        channel.Env{Now: clock, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)},
		Customer:   fakeCustomer{n},
		Edit:       func(_ channeltest.T, id, text string) { n.Edit(id, text) },
		Delete:     func(_ channeltest.T, id string) { n.Delete(id) },
		WriteInApp: func(_ channeltest.T, p channeltest.Post) string { return n.WriteInApp(p.Answers, p.Text) },
		PostPoison: func(channeltest.T) { n.Write(fake.Post{Broken: true}) },
		Revoke:     func(channeltest.T) { n.Revoke() },
		Restore:    func(channeltest.T) { n.Restore() },
		Fail: func(_ channeltest.T, f channeltest.Fault) bool {
			n.FailNext(fakeFaults()[f])
			return true
		},
		LoseCursors: func(channeltest.T) { n.LoseCursors() },
		Pause:       func(channeltest.T) func() { return n.Pause() },
	}, n
}

func fakeFaults() map[channeltest.Fault]fake.Fault {
	return map[channeltest.Fault]fake.Fault{
		channeltest.Unreachable: fake.Unreachable, channeltest.RateLimit: fake.RateLimit,
		channeltest.LoseAnswer: fake.LoseAnswer, channeltest.LoseRequest: fake.LoseRequest,
	}
}

type fakeCustomer struct{ n *fake.Network }

func (c fakeCustomer) Post(_ channeltest.T, p channeltest.Post) string {
	w := fake.Post{From: p.From, Text: p.Text, Parent: p.Answers}
	if p.File != nil {
		return c.n.Attach(w, p.File.Name, p.File.Type, p.File.Data)
	}
	return c.n.Write(w)
}

func (c fakeCustomer) Received(channeltest.T) (all []channeltest.Received) {
	for _, d := range c.n.Deliveries() {
		all = append(all, channeltest.Received{Text: d.Text, Answers: d.Parent, Files: d.Files})
	}
	return all
}
