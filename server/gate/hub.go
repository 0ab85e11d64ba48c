package gate

import (
	"context"
	"crypto/rand"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"vigie/inbox/team"
	"vigie/store"
	"vigie/store/wire"
)

const (
	// look is how often a server asks for the revision; what it wrote itself it
	// knows at once.
	look = 200 * time.Millisecond
	// presenceLife is how long a desktop's word of where its member is holds.
	presenceLife = 90 * time.Second
)

// hub tells everybody who is connected that something changed. It carries the
// revision and nothing else, so that a client who is slow misses nothing: each
// has one slot, and a full slot says all that there is to say.
type hub struct {
	house  House
	people Register
	now    func() time.Time
	log    *slog.Logger
	wake   chan struct{}
	rev    atomic.Int64

	mu      sync.Mutex
	clients map[*client]bool
	present map[string]present // by device
	moved   int64              // counts changes of present
	told    int64              // moved, when everybody was last poked

	near   Neighbours // nil: there are none
	name   string     // of this server, among them
	speak  chan struct{}
	unsaid map[string]wire.Presence // by device
	ask    bool                     // they are to be asked who is where
}

type client struct {
	store.Caller
	member team.Member   // as they stood lately
	poke   chan struct{} // one slot
	ended  chan struct{}
	once   sync.Once
}

func (c *client) end() { c.once.Do(func() { close(c.ended) }) }

// present is where a device's member is.
type present struct {
	wire.Presence
	until time.Time
	afar  bool // another server said so
}

func newHub(o Options) *hub {
	return &hub{
		house: o.House, people: o.Register, now: o.Now, log: o.Log, wake: make(chan struct{}, 1), clients: map[*client]bool{}, present: map[string]present{},
		near: o.Neighbours, name: rand.Text(), speak: make(chan struct{}, 1), unsaid: map[string]wire.Presence{},
	}
}

// hurry has run look at once.
func (h *hub) hurry() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

func (h *hub) run(ctx context.Context) {
	if h.near != nil {
		var all sync.WaitGroup
		defer all.Wait()
		all.Go(func() { h.saying(ctx) })
		all.Go(func() { h.overhearing(ctx) })
	}
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-h.wake:
		}
		if h.idle() {
			continue
		}
		h.lookRound(ctx)
	}
}

// lookRound tells whom what changed since the last time concerns.
func (h *hub) lookRound(ctx context.Context) {
	rev, err := h.house.Revision(ctx)
	if err != nil {
		if ctx.Err() == nil {
			h.log.WarnContext(ctx, "read the revision", "error", err)
		}
		return
	}
	if before := h.rev.Swap(rev); rev != before {
		h.poke(h.concerned(ctx, before, rev))
	}
	if h.stirred() {
		h.poke(store.Everybody())
	}
}

// concerned tells whom changes concern: the others need not ask. They look once
// a minute anyway.
func (h *hub) concerned(ctx context.Context, before, rev int64) store.Audience {
	if before == 0 {
		return store.Everybody()
	}
	a, err := h.house.Audience(ctx, before, rev)
	if err == nil && a.People() {
		err = h.lookUp(ctx)
	}
	if err != nil {
		if ctx.Err() == nil {
			h.log.WarnContext(ctx, "read whom changes concern", "error", err)
		}
		return store.Everybody()
	}
	return a
}

// lookUp reads anew how the members of the clients stand.
func (h *hub) lookUp(ctx context.Context) error {
	r, err := h.people.Roster(ctx)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		if m, known := r.Member(c.Member); known {
			c.member = m
		}
	}
	return nil
}

func (h *hub) idle() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.clients) == 0
}

func (h *hub) poke(whom store.Audience) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if whom.Everyone() {
		h.told = h.moved
	}
	for c := range h.clients {
		if !whom.Has(c.member) {
			continue
		}
		select {
		case c.poke <- struct{}{}:
		default:
		}
	}
}

// stands notes how a client's member stands now.
func (h *hub) stands(c *client, m team.Member) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.member = m
}

// join connects a client; leave ends it.
func (h *hub) join(who store.Caller, m team.Member) (c *client, leave func()) {
	c = &client{Caller: who, member: m, poke: make(chan struct{}, 1), ended: make(chan struct{})}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clients[c] = true
	h.hurry()
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.clients, c)
	}
}

// drop ends the connections of a device, and its presence.
func (h *hub) drop(device string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		if c.Device == device {
			c.end()
		}
	}
	h.move(device, nil)
	h.say(device, wire.Presence{})
}

// put says where a device's member is; an empty conversation is nowhere.
func (h *hub) put(device string, p wire.Presence) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if p.Conversation == "" {
		h.move(device, nil)
	} else {
		h.move(device, &present{Presence: p, until: h.now().Add(presenceLife)})
	}
	h.say(device, p)
	h.hurry()
}

// move changes present; a lease that only goes on is no change.
func (h *hub) move(device string, p *present) {
	before, was := h.present[device]
	switch {
	case p == nil && !was:
		return
	case p == nil:
		delete(h.present, device)
	default:
		h.present[device] = *p
		if was && before.Presence == p.Presence {
			return
		}
	}
	h.moved++
}

// stirred drops those who were not heard of, and reports whether anybody came,
// went or began to write since the last poke.
func (h *hub) stirred() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	for device, p := range h.present {
		if !now.Before(p.until) {
			h.move(device, nil)
		}
	}
	return h.moved != h.told
}

// others lists who is where, but for the asking member, with the number of the
// last change.
func (h *hub) others(c *client) ([]wire.Presence, int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []wire.Presence
	for device, p := range h.present {
		if device != c.Device && p.Member != string(c.Member) && !slices.Contains(out, p.Presence) {
			out = append(out, p.Presence)
		}
	}
	slices.SortFunc(out, func(a, b wire.Presence) int {
		return strings.Compare(a.Conversation+a.Member, b.Conversation+b.Member)
	})
	return out, h.moved
}

// count gives the connected clients.
func (h *hub) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.clients)
}
