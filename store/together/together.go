// Package together is how pushes that wait for the turn to write share one
// transaction: who goes with whom, how the parts are carried out, and what each
// is told. It only decides, so that the simulator (store/sim) runs the same rules
// as the store.
package together

import "slices"

// Part is a part of a push that waits for its transaction.
type Part interface {
	comparable
	Orders() int // how many orders are in it
}

// Line is the parts that wait, in the order in which they came. It is not safe
// for concurrent use.
type Line[P Part] struct{ parts []P }

// Join puts a part at the end of the line.
func (l *Line[P]) Join(p P) { l.parts = append(l.parts, p) }

// Len is how many parts wait.
func (l *Line[P]) Len() int { return len(l.parts) }

// Leave takes a part out of the line, and reports whether it was still there:
// else somebody carries it out.
func (l *Line[P]) Leave(p P) bool {
	i := slices.Index(l.parts, p)
	if i >= 0 {
		l.parts = slices.Delete(l.parts, i, i+1)
	}
	return i >= 0
}

// With takes a part out of the line, and of those that came before or after it
// as many as go with it into one transaction of at most so many orders, in the
// order in which they came. There is none where the part was carried out by
// another already.
func (l *Line[P]) With(p P, most int) []P {
	if !slices.Contains(l.parts, p) {
		return nil
	}
	var group []P
	room := most - p.Orders()
	l.parts = slices.DeleteFunc(l.parts, func(other P) bool {
		if other != p {
			if other.Orders() > room {
				room = 0 // nobody overtakes
				return false
			}
			room -= other.Orders()
		}
		group = append(group, other)
		return true
	})
	return group
}

// Work is how a part is carried out in an open transaction. Take does it; what
// Own says of an error is that it is the answer to that part alone (a gap in its
// numbers) and no failure of the transaction; Attempt undoes what was written by
// what fails in it.
type Work[P Part] struct {
	Take    func(i int, p P) error
	Own     func(error) bool
	Attempt func(func() error) error
}

// Carry carries out a group, the first first. What is wrong with one part of
// several is told with its number, and what that part wrote is undone: a single
// order has written nothing by then. Any other error ends the transaction.
func (w Work[P]) Carry(group []P) (problems []error, err error) {
	problems = make([]error, len(group))
	company := len(group) > 1
	for i, p := range group {
		take := func() error { return w.Take(i, p) }
		if company && p.Orders() > 1 {
			err = w.Attempt(take)
		} else {
			err = take()
		}
		if err != nil && (!company || !w.Own(err)) {
			return nil, err
		}
		problems[i] = err
	}
	return problems, nil
}

// Apart reports whether the parts of a group are carried out one by one after
// their transaction failed: so none suffers from another. What may go right a
// little later fails for all.
func Apart(parts int, failed error, transient bool) bool {
	return failed != nil && parts > 1 && !transient
}

// Told is what a part is told: why the transaction failed, and only after a
// commit what is wrong with the part itself. What it was refused for may have
// been written by its company, and is not there without the commit.
func Told(failed, problem error) error {
	if failed != nil {
		return failed
	}
	return problem
}
