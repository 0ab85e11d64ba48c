package collect_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/fake"
	"vigie/inbox/channel/secret"
	"vigie/inbox/collect"
)

// shelf keeps what a workspace would: batch and cursor together or not at all.
type shelf struct {
	mu       sync.Mutex
	accounts []inbox.Account
	cursors  map[inbox.AccountID]channel.Cursor
	texts    map[string]string // account/native -> text
	twice    int               // duplicates that were offered
	poison   []string
	health   map[inbox.AccountID][]inbox.Health
	refuse   []error // of the next Ingests; a nil one stores
	batches  int
}

func newShelf(accounts ...inbox.Account) *shelf {
	return &shelf{
		accounts: accounts, cursors: map[inbox.AccountID]channel.Cursor{}, texts: map[string]string{},
		health: map[inbox.AccountID][]inbox.Health{},
	}
}

func (s *shelf) Accounts(context.Context) ([]inbox.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.accounts), nil
}

func (s *shelf) Cursor(_ context.Context, acc inbox.AccountID) (channel.Cursor, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cursors[acc], nil
}

func (s *shelf) Health(context.Context) ([]inbox.Health, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []inbox.Health
	for _, hs := range s.health {
		out = append(out, hs[len(hs)-1])
	}
	return out, nil
}

func (s *shelf) PutHealth(_ context.Context, h inbox.Health) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.health[h.Account] = append(s.health[h.Account], h)
	return nil
}

func (s *shelf) Ingest(ctx context.Context, acc inbox.AccountID, b channel.Batch) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.refuse) > 0 {
		err := s.refuse[0]
		if s.refuse = s.refuse[1:]; err != nil {
			return 0, err
		}
	}
	fresh := 0
	for _, e := range b.Events {
		switch e := e.(type) {
		case channel.Upsert:
			key := string(acc) + "/" + e.Message.Native
			if _, known := s.texts[key]; known {
				s.twice++
			} else {
				fresh++
			}
			s.texts[key] = e.Message.Text
		case channel.Poison:
			s.poison = append(s.poison, e.Native)
		}
	}
	s.cursors[acc] = b.Next
	s.batches++
	return fresh, nil
}

func (s *shelf) count(acc inbox.AccountID) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for key := range s.texts {
		if len(key) > len(acc) && key[:len(acc)+1] == string(acc)+"/" {
			n++
		}
	}
	return n
}

func (s *shelf) state(acc inbox.AccountID) inbox.Health {
	s.mu.Lock()
	defer s.mu.Unlock()
	hs := s.health[acc]
	if len(hs) == 0 {
		return inbox.Health{State: inbox.Idle}
	}
	return hs[len(hs)-1]
}

func collector(s *shelf, c channel.Connector, change ...func(*collect.Options)) *collect.Collector {
	o := collect.Options{
		Store: s, Ingest: s.Ingest, Secrets: &secret.InMemory{}, Random: randomness(), Batch: 10,
		Connector: func(ch inbox.Channel) (channel.Connector, bool) { return c, ch == fake.Channel },
	}
	for _, f := range change {
		f(&o)
	}
	return collect.New(o)
}

func write(n *fake.Network, count int) {
	for i := range count {
		n.Write(fake.Post{Text: fmt.Sprintf("message %d", i)})
	}
}

// running starts Run and gives what stops it and waits for its end.
func running(t *testing.T, c *collect.Collector) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	}
}

// trap is a connector whose sessions misbehave as told.
type trap struct {
	channel.Connector
	open func(context.Context, inbox.Account) error // before opening
	poll func() error                               // before polling
	seen *[]inbox.AccountID                         // opened
	mute bool                                       // cannot stream
}

func (c trap) Open(ctx context.Context, acc inbox.Account, env channel.Env) (channel.Session, error) {
	if c.seen != nil {
		*c.seen = append(*c.seen, acc.ID)
	}
	if c.open != nil {
		if err := c.open(ctx, acc); err != nil {
			return nil, err
		}
	}
	s, err := c.Connector.(*fake.Connector).OpenSession(ctx, acc, env)
	if err != nil {
		return nil, err
	}
	if c.mute {
		return pollOnly{s, s, c.poll}, nil
	}
	return trapped{s, c.poll}, nil
}

type trapped struct {
	*fake.Session
	poll func() error
}

func (s trapped) Poll(ctx context.Context, cur channel.Cursor, limit int) (channel.Batch, error) {
	if s.poll != nil {
		if err := s.poll(); err != nil {
			return channel.Batch{}, err
		}
	}
	return s.Session.Poll(ctx, cur, limit)
}

type pollOnly struct {
	channel.Session
	inner *fake.Session
	poll  func() error
}

func (s pollOnly) Poll(ctx context.Context, cur channel.Cursor, limit int) (channel.Batch, error) {
	return trapped{s.inner, s.poll}.Poll(ctx, cur, limit)
}
