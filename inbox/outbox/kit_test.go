package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/fake"
	"vigie/inbox/channel/secret"
	"vigie/inbox/fault"
	"vigie/inbox/outbox"
)

var errDead = errors.New("the program is dead")

// world is a workspace and a network in which the program can die at any step.
// What the store committed before stays; what comes after does not happen.
type world struct {
	mu       sync.Mutex
	entries  []inbox.OutboxEntry
	accounts []inbox.Account
	history  []string // states an entry went through, "id:state"
	network  *fake.Network

	steps   int
	crashAt int // 0 never
	dead    bool
	die     func()

	endFails  []error
	sessions  int
	panicNext bool
	noFinder  bool
	plain     error // what Reply returns instead of sending
	finds     int
}

func newWorld() *world {
	n := fake.New(fake.Options{})
	return &world{network: n, accounts: []inbox.Account{n.Account("a")}, die: func() {}}
}

// step is a moment at which the program may die.
func (w *world) step() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.steps++
	if w.steps == w.crashAt {
		w.dead = true
		w.die()
	}
	if w.dead {
		return errDead
	}
	return nil
}

func (w *world) queue(texts ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, text := range texts {
		id := fmt.Sprintf("r%d", len(w.entries)+1)
		w.entries = append(w.entries, inbox.OutboxEntry{ID: inbox.OutboxID(id), Account: "a", Key: "KEY-" + id, Text: text, State: inbox.Queued, QueuedAt: time.Now(), NotBefore: time.Now()})
	}
}

func (w *world) entry(id inbox.OutboxID) inbox.OutboxEntry {
	w.mu.Lock()
	defer w.mu.Unlock()
	return *w.find(id)
}

func (w *world) find(id inbox.OutboxID) *inbox.OutboxEntry {
	i := slices.IndexFunc(w.entries, func(e inbox.OutboxEntry) bool { return e.ID == id })
	return &w.entries[i]
}

func (w *world) Accounts(context.Context) ([]inbox.Account, error) {
	if err := w.step(); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.accounts), nil
}

func (w *world) DueReplies(_ context.Context, now time.Time) ([]inbox.OutboxEntry, error) {
	if err := w.step(); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.entries), func(e inbox.OutboxEntry) bool { return e.State != inbox.Queued || e.NotBefore.After(now) }), nil
}

func (w *world) NextReply(context.Context) (time.Time, error) {
	if err := w.step(); err != nil {
		return time.Time{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var next time.Time
	for _, e := range w.entries {
		if e.State == inbox.Queued && (next.IsZero() || e.NotBefore.Before(next)) {
			next = e.NotBefore
		}
	}
	return next, nil
}

func (w *world) Replies(_ context.Context, states ...inbox.SendState) ([]inbox.OutboxEntry, error) {
	if err := w.step(); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.entries), func(e inbox.OutboxEntry) bool { return !slices.Contains(states, e.State) }), nil
}

func (w *world) Outgoing(_ context.Context, id inbox.OutboxID) (channel.Outgoing, error) {
	if err := w.step(); err != nil {
		return channel.Outgoing{}, err
	}
	return channel.Outgoing{Entry: w.entry(id)}, nil
}

func (w *world) BeginSending(_ context.Context, id inbox.OutboxID) (inbox.OutboxEntry, error) {
	if err := w.step(); err != nil {
		return inbox.OutboxEntry{}, err
	}
	w.mu.Lock()
	e := w.find(id)
	if e.State != inbox.Queued {
		w.mu.Unlock()
		return inbox.OutboxEntry{}, fault.New(fault.Conflict, "fault.reply-not-queued")
	}
	e.State = inbox.Sending
	e.Attempts++
	w.history = append(w.history, string(id)+":sending")
	begun := *e
	w.mu.Unlock()
	return begun, w.step() // committed, but perhaps nobody lives to know
}

func (w *world) End(_ context.Context, id inbox.OutboxID, e outbox.Ended) error {
	if err := w.step(); err != nil {
		return err
	}
	w.mu.Lock()
	if len(w.endFails) > 0 {
		err := w.endFails[0]
		w.endFails = w.endFails[1:]
		w.mu.Unlock()
		return err
	}
	entry := w.find(id)
	entry.State, entry.Native, entry.NotBefore = e.State, e.Receipt.Native, e.Again
	if e.Err != nil {
		entry.FaultKey = channel.FaultOf(e.Err).Key
	}
	w.history = append(w.history, string(id)+":"+string(e.State))
	w.mu.Unlock()
	return w.step()
}

func (w *world) Interrupted(context.Context) ([]inbox.OutboxEntry, error) {
	if err := w.step(); err != nil {
		return nil, err
	}
	w.mu.Lock()
	var out []inbox.OutboxEntry
	for i, e := range w.entries {
		if e.State == inbox.Sending {
			w.entries[i].State = inbox.Unknown
			out = append(out, w.entries[i])
		}
	}
	w.mu.Unlock()
	return out, w.step()
}

// connector is the fake network's, with a death before and after each call.
type connector struct{ w *world }

func (c connector) Descriptor() channel.Descriptor { return c.w.network.Connector().Descriptor() }

func (c connector) Open(ctx context.Context, acc inbox.Account, env channel.Env) (channel.Session, error) {
	if err := c.w.step(); err != nil {
		return nil, err
	}
	c.w.mu.Lock()
	c.w.sessions++
	c.w.mu.Unlock()
	s, err := c.w.network.Connector().OpenSession(ctx, acc, env)
	if err != nil {
		return nil, err
	}
	if c.w.noFinder {
		return blind{session{s, c.w}}, nil
	}
	return session{s, c.w}, nil
}

type session struct {
	*fake.Session
	w *world
}

func (s session) Reply(ctx context.Context, out channel.Outgoing) (channel.Receipt, error) {
	if err := s.w.step(); err != nil {
		return channel.Receipt{}, err
	}
	if s.w.plain != nil {
		return channel.Receipt{}, s.w.plain
	}
	r, err := s.Session.Reply(ctx, out)
	if s.w.panicNext {
		s.w.panicNext = false
		panic("a defect after the sending")
	}
	if died := s.w.step(); died != nil {
		return channel.Receipt{}, died
	}
	return r, err
}

func (s session) FindSent(ctx context.Context, out channel.Outgoing) (*channel.Receipt, error) {
	s.w.mu.Lock()
	s.w.finds++
	s.w.mu.Unlock()
	if err := s.w.step(); err != nil {
		return nil, err
	}
	return s.Session.FindSent(ctx, out)
}

// blind cannot look up what it sent.
type blind struct{ s session }

func (b blind) Verify(ctx context.Context) (channel.Identity, error) { return b.s.Verify(ctx) }
func (b blind) Caps() inbox.Caps                                     { return b.s.Caps() }
func (b blind) Close() error                                         { return b.s.Close() }
func (b blind) Reply(ctx context.Context, out channel.Outgoing) (channel.Receipt, error) {
	return b.s.Reply(ctx, out)
}

func (w *world) sender(change ...func(*outbox.Options)) *outbox.Sender {
	o := outbox.Options{
		Store: w, End: w.End, Secrets: &secret.InMemory{}, Random: rand.NewChaCha8([32]byte{3}),
		Connector: func(ch inbox.Channel) (channel.Connector, bool) { return connector{w}, ch == fake.Channel },
	}
	for _, f := range change {
		f(&o)
	}
	return outbox.New(o)
}

func (w *world) deliveries(key string) int {
	n := 0
	for _, d := range w.network.Deliveries() {
		if d.Key == key {
			n++
		}
	}
	return n
}
