package sim

import (
	"errors"
	"time"

	"vigie/store/replica"
	"vigie/store/wire"
)

var errCut = errors.New("out of reach")

// deadline is when a desktop gives a call up.
const deadline = 30 * time.Second

// ask is a call that a node answers at once, from what is committed.
func ask[T any](d *desk, serve func(node int) (T, error), done func(T, error)) {
	d2 := d
	sendTo(d2, func(node int, reply func(T, error)) { reply(serve(node)) }, done)
}

// send is a push: it is answered after its commit.
func (d *desk) send(serve func(node int, reply func(wire.Pushed, error)), done func(wire.Pushed, error)) {
	sendTo(d, serve, done)
}

// sendTo brings a call to a node and its answer back, as far as the network
// does. done is called once, with the answer or with why there is none, unless
// the program ends before. A call that came may be carried out although its
// sender gave it up, and may be carried out twice.
func sendTo[T any](d *desk, serve func(node int, reply func(T, error)), done func(T, error)) {
	w := d.w
	w.n++
	call := w.n
	d.call = call
	over := func(v T, err error) {
		if d.call == call {
			d.call = 0
			done(v, err)
		}
	}
	var none T
	d.later(deadline, func() { over(none, errCut) })
	if d.cut {
		d.later(w.between(time.Millisecond, 2*time.Second), func() { over(none, errCut) })
		return
	}
	times := 1
	if w.hit(Duplicate, 10) {
		times = 2
	}
	for range times {
		if w.hit(Drop, 10) {
			continue
		}
		w.in(w.delay(), func() {
			arrive(d, serve, func(v T, err error) {
				if w.hit(LostAnswer, 10) || d.cut {
					return
				}
				d.later(w.delay(), func() { over(v, err) })
			})
		})
	}
}

// arrive has a call come to one of the nodes.
func arrive[T any](d *desk, serve func(int, func(T, error)), reply func(T, error)) {
	w, s := d.w, d.w.server
	var none T
	node := w.rnd.IntN(2)
	switch {
	case !s.up[node]:
		reply(none, errCut)
	case w.hit(Busy, 5):
		reply(none, &replica.Pause{For: w.between(time.Second, 20*time.Second), Cause: errCut})
	case s.state.devices[d.dev].revoked:
		reply(none, &wire.Problem{Code: wire.CodeRevoked})
	case w.hit(TokenOver, 5):
		reply(none, &wire.Problem{Code: wire.CodeSignIn})
	default:
		serve(node, reply)
	}
}

// delay is how long something is under way.
func (w *world) delay() time.Duration {
	switch {
	case w.hit(Delay, 5):
		return w.between(time.Second, 2*time.Minute) // overtaken by what is sent later
	case w.hit(Reorder, 30):
		return w.between(0, 3*time.Second)
	default:
		return w.between(time.Millisecond, 30*time.Millisecond)
	}
}
