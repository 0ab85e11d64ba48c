package sim

import (
	"errors"
	"maps"
	"slices"
	"time"

	"vigie/store/together"
	"vigie/store/wire"
)

// pushing is a push that waits for its transaction, or is in it.
type pushing struct {
	dev, epoch string
	orders     []wire.Order
	out        wire.Pushed
	reply      func(wire.Pushed, error)
	told       bool
}

// Orders is how many orders are in it.
func (p *pushing) Orders() int { return len(p.orders) }

// tell answers a push, once.
func (s *server) tell(p *pushing, err error) {
	if p.told {
		return
	}
	p.told = true
	if err != nil {
		p.out = wire.Pushed{}
	}
	if wrong := s.w.history.answered(p.dev, p.out.Answers); wrong != "" {
		s.w.found("I2: %s", wrong)
	}
	p.reply(p.out, err)
}

var (
	errAway   = errors.New("the database is away")           // a little later it may go right
	errBroken = errors.New("the transaction cannot be made") // it may be one push alone that breaks it
)

// push has orders wait for a transaction, which those of several desks share, as
// in the store: by the same rules (store/together).
func (s *server) push(node int, dev, epoch string, orders []wire.Order, reply func(wire.Pushed, error)) {
	p := &pushing{dev: dev, epoch: epoch, orders: orders, reply: reply}
	s.waiting[node].Join(p)
	if s.w.hit(HangUp, 10) { // its sender goes away; what is being carried out goes on
		s.w.in(s.w.between(0, time.Second), func() {
			p.told = true
			s.waiting[node].Leave(p)
		})
	}
	mine := s.together(node, func() []*pushing { return s.waiting[node].With(p, s.w.ordersTogether) })
	if s.w.hit(Crowd, 60) { // others have the turn for a while: who gets it takes this one along
		s.w.in(s.w.between(0, 3*time.Second), func() { s.queue(mine) })
		return
	}
	s.queue(mine)
}

// together is a transaction of a group of pushes. What fails is told to all, or
// makes each be carried out alone.
func (s *server) together(node int, who func() []*pushing) func() {
	var group []*pushing
	var problems []error
	work := func(t *tx) (bool, error) {
		if group = who(); len(group) == 0 {
			return false, nil
		}
		var err error
		if problems, err = t.carry(group); err != nil {
			s.failed(node, group, err)
			return true, err
		}
		if s.w.plant == TooEarly {
			for i, p := range group[1:] {
				s.tell(p, problems[1+i])
			}
		}
		return true, nil
	}
	return s.turn(node, work, func(t *tx) {
		kept, err := s.ends(node)
		if kept {
			t.commit()
		}
		switch {
		case errors.Is(err, errDead):
			s.w.restart(node)
		case err != nil:
			s.failed(node, group, err)
		default:
			for i, p := range group {
				s.tell(p, together.Told(nil, problems[i]))
			}
		}
	})
}

// carry carries a group out in an open transaction.
func (t *tx) carry(group []*pushing) ([]error, error) {
	if len(group) > 1 {
		t.s.w.report.Shared++
	}
	work := together.Work[*pushing]{
		Take: func(_ int, p *pushing) error { return t.takePush(p) },
		Own: func(err error) bool {
			var problem *wire.Problem
			return errors.As(err, &problem)
		},
		Attempt: t.attempt,
	}
	return work.Carry(group)
}

// takePush carries out one push in a transaction that may be others' too.
func (t *tx) takePush(p *pushing) error {
	t.foreign = p.epoch != "" && p.epoch != t.s.state.epoch
	p.out = wire.Pushed{}
	for _, o := range p.orders {
		if t.s.w.hit(Breaks, 2) {
			return errBroken
		}
		if err := t.take(p.dev, o, &p.out); err != nil {
			return err
		}
	}
	p.out.LastSeq = t.deviceOf(p.dev).lastSeq
	return nil
}

// attempt leaves nothing of what fails.
func (t *tx) attempt(f func() error) error {
	before := *t
	before.writes, before.ops, before.device = maps.Clone(t.writes), maps.Clone(t.ops), maps.Clone(t.device)
	before.answers, before.held = maps.Clone(t.answers), maps.Clone(t.held)
	before.order, before.ran, before.seqs, before.set = slices.Clone(t.order), slices.Clone(t.ran), slices.Clone(t.seqs), slices.Clone(t.set)
	err := f()
	if err != nil {
		*t = before
	}
	return err
}

// ends says how a transaction ends: whether what it wrote is kept, and what its
// node hears of that. One that dies over it hears nothing.
func (s *server) ends(node int) (kept bool, err error) {
	switch {
	case s.w.hit(NodeRestart, 2):
		return s.w.chance(50), errDead
	case s.w.hit(Breaks, 2):
		return false, errBroken
	case s.w.hit(OutcomeUnknown, 5):
		return s.w.chance(50), errAway
	default:
		return true, nil
	}
}

// failed deals with a group whose transaction failed.
func (s *server) failed(node int, group []*pushing, err error) {
	if together.Apart(len(group), err, errors.Is(err, errAway)) {
		for _, p := range slices.Backward(group) { // each in its turn, before who waits
			s.line = slices.Insert(s.line, 0, s.together(node, func() []*pushing { return []*pushing{p} }))
		}
		return
	}
	for _, p := range group {
		s.tell(p, together.Told(err, nil))
	}
}
