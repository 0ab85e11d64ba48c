package sim

import (
	"errors"
	"maps"
	"slices"
	"time"

	"vigie/inbox/team"
	"vigie/store/replica"
	"vigie/store/wire"
)

// desk is one computer of a member: an outbox on a disk that is never lost, a
// copy that may be, and the machine that keeps them in step.
type desk struct {
	w         *world
	name      string
	dev       string
	member    team.MemberID
	entries   []replica.Entry
	lastSeq   int64
	told      string // the epoch in which the server was told all that is kept
	copy      *copied
	older     *copied // what a loss of power leaves of the copy
	skew      time.Duration
	offset    time.Duration
	machine   replica.Machine // given a time that never jumps, as the monotonic clock does
	life      int             // grows when the program ends
	running   bool
	busy      bool // a step is under way
	naps      int
	call      int // the call under way, 0 is none
	cut       bool
	retelling bool            // a server of another epoch is being told all that is kept
	doubting  bool            // a server that knows other orders under our numbers is being shown all that is kept
	erasing   bool            // the chain of pages that comes has bytes removed
	whole     int64           // where the last chain of pages ended: kept with the outbox
	forsaken  map[string]bool // conversations that were erased out of sight, as docs/sync.md has it
	damaged   bool            // its copy was damaged behind its back
	summed    time.Time
	ended     bool
}

func (d *desk) now() time.Time { return d.w.now.Add(d.skew) }

func (d *desk) who() team.Member { return d.w.server.member(d.member) }

// start starts the program: what waits is put upon the copy again.
func (d *desk) start() {
	d.machine = replica.Machine{Chance: d.w.rnd.Float64}
	d.running, d.ended, d.busy, d.call, d.retelling, d.doubting = true, false, false, 0, false, false
	d.life++
	d.w.tell("%s starts at %d, whole to %d", d.name, d.copy.cursor, d.whole)
	if d.copy.ready {
		d.copy.rebase(d, replica.ToReplay(d.entries, d.copy.taken))
		d.forget()
		d.erasing = d.copy.cursor != d.whole
	}
	d.look()
}

// crash ends the program at once and starts it again a while later.
func (d *desk) crash() {
	d.running = false
	d.life++
	life := d.life
	if d.w.hit(PowerLoss, 50) && d.older != nil {
		d.copy = d.older.clone()
		d.w.tell("%s loses power: its copy is at %d", d.name, d.copy.cursor)
	}
	d.w.tell("%s is killed", d.name)
	d.w.in(d.w.between(time.Second, 3*time.Minute), func() {
		if d.life == life {
			d.start()
		}
	})
}

// later runs something as long as the program lives.
func (d *desk) later(wait time.Duration, do func()) {
	life := d.life
	d.w.in(wait, func() {
		if d.life == life && d.running {
			do()
		}
	})
}

func (d *desk) waiting() int {
	n := 0
	for _, e := range d.entries {
		if e.Standing == replica.Waiting {
			n++
		}
	}
	return n
}

// look has the machine say what is next, and does it.
func (d *desk) look() {
	if d.busy || !d.running || d.ended {
		return
	}
	step, wait := d.machine.Next(replica.Situation{Now: d.w.now, Waiting: d.waiting(), Ready: d.copy.ready})
	switch step {
	case replica.Stop:
		d.ended = true
	case replica.Rest:
		d.naps++
		nap := d.naps
		d.later(max(wait, time.Millisecond), func() {
			if d.naps == nap && !d.busy {
				d.machine.Timed()
				d.look()
			}
		})
	default:
		d.busy = true
		d.do(step)
	}
}

func (d *desk) do(step replica.Step) {
	switch step {
	case replica.Greet:
		d.greet()
	case replica.Push:
		d.push()
	case replica.Refill:
		d.refill()
	default:
		d.pull()
	}
}

// after tells the machine how a step went.
func (d *desk) after(step replica.Step, more bool, err error) {
	d.machine.Did(step, d.w.now, more, err)
	if d.machine.TakeReset() {
		d.copy, d.older, d.damaged = newCopy(), nil, false
		d.w.tell("%s empties its copy: %v", d.name, err)
	}
	d.busy = false
	d.later(0, d.look)
}

func (d *desk) poked(rev int64) {
	if d.running && rev > d.copy.cursor {
		d.machine.Poked(d.w.now)
		d.look()
	}
}

// greet learns how the server's clock goes.
func (d *desk) greet() {
	asked := d.now()
	ask(d, func(int) (time.Time, error) { return d.w.server.now(), nil }, func(at time.Time, err error) {
		if err == nil {
			d.offset = at.Sub(asked.Add(d.now().Sub(asked) / 2))
		}
		d.after(replica.Greet, false, err)
	})
}

// push sends what waits and keeps the answers, as replica does.
func (d *desk) push() {
	want := d.machine.Want()
	orders, whole := replica.ToPush(d.entries, want, d.w.ordersAtOnce)
	if !whole {
		d.machine.Lost()
		d.keep(replica.Unheard(d.entries, want))
		d.after(replica.Push, false, nil)
		return
	}
	epoch := d.copy.epoch
	d.w.history.leaves(orders, d.w.now)
	d.send(func(node int, reply func(wire.Pushed, error)) { d.w.server.push(node, d.dev, epoch, orders, reply) }, func(p wire.Pushed, err error) {
		if err == nil && d.crashes() {
			return // before the answers are kept
		}
		d.w.tell("%s pushed %d orders in %s, wanted from %d: %+v %v", d.name, len(orders), epoch, want, p, err)
		more, err := d.disowned(err)
		if err == nil && !more {
			if wrong := d.w.history.told(p.Answers, d.w.now); wrong != "" {
				d.w.found("I10: %s", wrong)
			}
			d.keep(replica.Learn(d.entries, p.Answers, d.now()))
			more = d.goOn(want, p.Answers, epoch)
		}
		d.after(replica.Push, more, err)
	})
}

// keep writes entries as they stand now.
func (d *desk) keep(changed []replica.Entry) {
	for _, c := range changed {
		i := slices.IndexFunc(d.entries, func(e replica.Entry) bool { return e.Order.Seq == c.Order.Seq })
		d.entries[i] = c
	}
	d.forsake()
}

// refill has the first copy come, chunk by chunk.
func (d *desk) refill() {
	c := d.copy
	token, from, epoch, scope := c.token, c.from, c.epoch, c.scopeEpoch
	ask(d, func(int) (chunk, error) { return d.w.server.bootstrap(d.dev, token, from, epoch, scope) }, func(got chunk, err error) {
		if err != nil {
			d.after(replica.Refill, false, err)
			return
		}
		d.w.tell("%s gets a chunk of %s, from %d, done %v", d.name, got.epoch, got.from, got.done)
		c.takeAll(got.puts)
		c.token, c.from, c.epoch, c.scopeEpoch = got.token, got.from, got.epoch, got.scopeEpoch
		if got.done {
			c.ready, c.cursor, c.token = true, got.from, ""
			d.whole, d.erasing = got.from, false
			d.forget()
		}
		switch {
		case d.crashes():
		case got.done:
			d.after(replica.Refill, false, nil)
		default:
			d.refill()
		}
	})
}

// pull takes one page.
func (d *desk) pull() {
	c := d.copy
	p := wire.Pull{Cursor: c.cursor, Epoch: c.epoch, ScopeEpoch: c.scopeEpoch, Limit: 3 + d.w.rnd.IntN(40), Sums: d.now().Sub(d.summed) > 24*time.Hour}
	asked, mid := d.w.now, c.cursor != d.whole
	ask(d, func(int) (page, error) {
		got, err := d.w.server.pull(d.dev, p)
		if err == nil && !mid {
			d.acknowledges(p.Cursor)
		}
		return got, err
	}, func(got page, err error) {
		if err == nil {
			d.w.history.read(got, c.epoch == d.w.server.state.epoch, asked, d.w.now)
			err = d.takePage(got)
		}
		if !errors.Is(err, errDead) {
			d.after(replica.Pull, got.more, err)
		}
	})
}

var errDead = errors.New("the program ended")

// takePage applies a page, and on the last one puts what waits upon it.
func (d *desk) takePage(p page) error {
	if d.crashes() {
		return errDead
	}
	d.w.tell("%s gets a page from %d to %d of %s, last %d, more %v, gone %v, with %v", d.name, d.copy.cursor, p.to, d.copy.epoch, p.lastSeq, p.more, p.gone, p.puts)
	d.blank(p)
	c := d.copy
	if d.w.faults[PowerLoss] && !d.w.calm {
		d.older = c.clone()
	}
	c.takeGone(p.gone)
	c.takeAll(p.puts)
	d.passed(c.cursor, p.to)
	c.cursor = p.to
	d.erasing = d.erasing || p.erases()
	if p.more {
		return nil
	}
	waiting := replica.ToReplay(d.entries, p.lastSeq)
	c.rebase(d, waiting)
	c.taken = p.lastSeq
	d.cleanse()
	c.check(d, waiting)
	if d.crashes() {
		return errDead
	}
	d.whole = p.to
	d.trim()
	d.regained(p.lastSeq)
	return d.compare(p, waiting)
}

// compare has a copy that differs come anew.
func (d *desk) compare(p page, waiting []wire.Order) error {
	if p.sums == nil || len(waiting) > 0 {
		return nil
	}
	d.summed = d.now()
	diff := differ(d.copy.rows, p.whole, false)
	if !maps.Equal(sumsOf(d.copy.rows), p.sums) {
		if !d.damaged {
			d.w.found("I5: %s differs: %s", d.name, diff)
		}
		return &wire.Problem{Code: wire.CodeResync}
	}
	if diff != "" {
		d.w.found("I14: %s differs and its checksums do not: %s", d.name, diff)
	}
	d.damaged = false // what was damaged came again by itself
	return nil
}

// crashes reports that the program ended just here.
func (d *desk) crashes() bool {
	if !d.w.hit(Crash, 4) {
		return false
	}
	d.crash()
	return true
}
