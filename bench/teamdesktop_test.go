package bench

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"vigie/store"
	"vigie/store/replica"
	"vigie/store/wire"
)

// desktop is a simulated desktop: its line to the server and what decides when
// it speaks are the real ones, only the copy on the disk is left out.
type desktop struct {
	server *replica.HTTP
	wake   chan struct{}

	mu      sync.Mutex
	machine replica.Machine
	cursor  int64
	epoch   string
	heard   map[int64]time.Time // when it was poked, by revision
	has     []reached
	slowed  int // how often the server wanted time
}

// reached is that a desktop had all up to a revision.
type reached struct {
	rev int64
	at  time.Time
}

// connect has desktops at their places, each on connections of its own.
func (h *house) connect(ctx context.Context, address string, seats []store.Caller) (list []*desktop, leave func()) {
	h.b.Helper()
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	for _, c := range seats {
		d := &desktop{server: h.dial(c, address), wake: make(chan struct{}, 1), machine: replica.Machine{Chance: rand.Float64}}
		d.forget()
		list = append(list, d)
	}
	hello, err := list[0].server.Hello(ctx)
	h.check(err)
	now := h.revision(ctx, list[0], hello.Epoch)
	for _, d := range list {
		d.cursor, d.epoch = now, hello.Epoch
		all.Go(func() { d.run(ctx) })
		all.Go(func() { d.listen(ctx) })
		time.Sleep(2 * time.Millisecond)
	}
	return list, func() {
		cancel()
		for _, d := range list {
			d.server.Close()
		}
		all.Wait()
	}
}

// revision reads where the server stands.
func (h *house) revision(ctx context.Context, d *desktop, epoch string) int64 {
	h.b.Helper()
	done, err := d.server.Push(ctx, wire.Push{Epoch: epoch})
	h.check(err)
	return done.Rev
}

// run does what the machine says, as store/replica does.
func (d *desktop) run(ctx context.Context) {
	for ctx.Err() == nil {
		d.mu.Lock()
		step, rest := d.machine.Next(replica.Situation{Now: time.Now(), Ready: true})
		d.mu.Unlock()
		var err error
		more := false
		switch step {
		case replica.Rest:
			d.rest(ctx, rest)
			continue
		case replica.Greet:
			_, err = d.server.Hello(ctx)
		case replica.Pull:
			more, err = d.pull(ctx)
		default:
			return
		}
		d.mu.Lock()
		if err != nil {
			d.slowed++
		}
		d.machine.Did(step, time.Now(), more, err)
		d.mu.Unlock()
	}
}

func (d *desktop) rest(ctx context.Context, most time.Duration) {
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-d.wake:
	case <-t.C:
		d.mu.Lock()
		d.machine.Timed()
		d.mu.Unlock()
	}
}

func (d *desktop) pull(ctx context.Context) (bool, error) {
	page, err := d.server.Pull(ctx, wire.Pull{Cursor: d.cursor, Epoch: d.epoch, Limit: wire.MostRows, Schema: store.RowsVersion})
	if err != nil {
		return false, err
	}
	d.cursor = page.To
	d.mu.Lock()
	d.has = append(d.has, reached{page.To, time.Now()})
	d.mu.Unlock()
	return page.More, nil
}

func (d *desktop) listen(ctx context.Context) {
	for ctx.Err() == nil {
		_ = d.server.Wait(ctx, 0, d.poked) // it comes back, as desktops do
		time.Sleep(rand.N(time.Second))
	}
}

func (d *desktop) poked(p wire.Poke) {
	d.mu.Lock()
	if _, known := d.heard[p.Rev]; !known {
		d.heard[p.Rev] = time.Now()
	}
	d.machine.Poked(time.Now())
	d.mu.Unlock()
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// listening reports whether the stream has spoken.
func (d *desktop) listening() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.heard) > 0
}

// got says when a revision was here, and when it was heard of.
func (d *desktop) got(rev int64) (heard, here time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for r, at := range d.heard {
		if r >= rev && (heard.IsZero() || at.Before(heard)) {
			heard = at
		}
	}
	for _, r := range d.has {
		if r.rev >= rev {
			return heard, r.at
		}
	}
	return heard, time.Time{}
}

// forget drops what was measured so far.
func (d *desktop) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.heard, d.has = map[int64]time.Time{}, nil
}

// pusher is a desktop that only sends.
type pusher struct {
	by     store.Caller
	server *replica.HTTP
	seq    int64
}

// push sends n notes at once and gives the answers.
func (p *pusher) push(ctx context.Context, n int, on func(i int64) string) (wire.Pushed, error) {
	var q wire.Push
	for i := range int64(n) {
		seq := p.seq + 1 + i
		q.Orders = append(q.Orders, wire.Order{
			ID: newID(), Seq: seq, Name: "note.add", V: 1, Conversation: on(seq), Args: []byte(`{"text":"vu, je rappelle"}`), At: time.Now().UnixMilli(),
		})
	}
	done, err := p.server.Push(ctx, q)
	if err == nil {
		p.seq = done.LastSeq
	}
	return done, err
}
