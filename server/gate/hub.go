package gate

import (
	"cmp"
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
	listed  int64              // moved, when list was made
	list    []wire.Presence    // present, in order, each once
	told    int64              // moved, when everybody was last poked

	near   Neighbours // nil: there are none
	name   string     // of this server, among them
	speak  chan struct{}
	unsaid map[string]wire.Presence // by device
	ask    bool                     // they are to be asked who is where
}

type client struct {
	store.Caller
	member team.Member // as they stood lately
	bell   bell
}

// bell is how a client is told. Neither waits, nor asks the hub for anything.
type bell interface {
	ring() // there may be news
	end()  // its device may not listen any more
}

// door is the bell of a client that waits at it.
type door struct {
	poke  chan struct{} // one slot
	ended chan struct{}
	once  sync.Once
}

func newDoor() *door { return &door{poke: make(chan struct{}, 1), ended: make(chan struct{})} }

func (d *door) ring() {
	select {
	case d.poke <- struct{}{}:
	default:
	}
}

func (d *door) end() { d.once.Do(func() { close(d.ended) }) }

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
		if whom.Has(c.member) {
			c.bell.ring()
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
func (h *hub) join(who store.Caller, m team.Member, b bell) (c *client, leave func()) {
	c = &client{Caller: who, member: m, bell: b}
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

// rewire gives a client that waited at a door another bell.
func (h *hub) rewire(c *client, from *door, to bell) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c.bell = to
	select {
	case <-from.ended:
		to.end()
	default:
	}
}

// ringAll wakes everybody, so that they see that the server closes.
func (h *hub) ringAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		c.bell.ring()
	}
}

// drop ends the connections of a device, and its presence.
func (h *hub) drop(device string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		if c.Device == device {
			c.bell.end()
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
	if h.listed != h.moved {
		h.list, h.listed = everywhere(h.present), h.moved
	}
	var out []wire.Presence
	for _, p := range h.list {
		if p.Member != string(c.Member) {
			out = append(out, p)
		}
	}
	return out, h.moved
}

// everywhere lists who is where, in order, each once: a member may have several
// devices.
func everywhere(all map[string]present) []wire.Presence {
	out := make([]wire.Presence, 0, len(all))
	for _, p := range all {
		out = append(out, p.Presence)
	}
	slices.SortFunc(out, func(a, b wire.Presence) int {
		writing := 0
		if a.Writing != b.Writing {
			writing = 1
			if b.Writing {
				writing = -1
			}
		}
		return cmp.Or(strings.Compare(a.Conversation, b.Conversation), strings.Compare(a.Member, b.Member), writing)
	})
	return slices.Compact(out)
}

// count gives the connected clients.
func (h *hub) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.clients)
}
