package radar

import (
	"math"
	"slices"
	"time"
)

// silence is a bin in which nothing was said. What it teaches waits until
// something is said again: it may be that nobody listened.
type silence struct {
	at       time.Time
	expected float64
	excluded bool               // teaches no threshold in any case
	raw      map[Stream]float64 // the sums after it
}

// unlikely is how many expected mentions of a stretch without one say that
// nothing was collected: by chance that is 1 stretch in 160,000.
const unlikely = 12

// alike is how many times the one before a silence may be to be of its size.
const alike = 4

// Missed says that in a stretch nobody listened on any account: what is silent
// in it is no history. It holds for bins that were not taught yet; tell it
// before what came after the stretch is fed.
func (d *Detector) Missed(gap Span) { d.gaps = append(d.gaps, gap) }

func (d *Detector) missed(t time.Time) bool {
	for _, g := range d.gaps {
		if g.holds(t) {
			return true
		}
	}
	return false
}

// wait notes the open bin as one in which nothing was said.
func (d *Detector) wait(h Hour, excluded bool) {
	s := silence{at: d.bin, expected: d.meters[All].base.Expect(h), excluded: excluded, raw: make(map[Stream]float64, len(d.meters))}
	for name, m := range d.meters {
		s.raw[name] = m.raw
	}
	d.waiting = append(d.waiting, s)
}

// settleSilence teaches the bins that wait, but for those of a gap. A silence
// that follows another one of its size within a day is believed: less is said
// than was usual.
func (d *Detector) settleSilence() {
	total := 0.0
	for _, s := range d.waiting {
		if !d.missed(s.at) {
			total += s.expected
		}
	}
	believed := total < unlikely || d.since < BinsADay && total < alike*d.doubted
	if !believed {
		d.since, d.doubted = 0, total
	}
	for _, s := range d.waiting {
		if believed && !d.missed(s.at) {
			d.hush(s)
		}
	}
	d.waiting = d.waiting[:0]
	d.gaps = slices.DeleteFunc(d.gaps, func(g Span) bool { return !g.To.After(d.bin) })
}

// hush teaches a bin in which nothing was said.
func (d *Detector) hush(s silence) {
	if !s.excluded {
		for name, m := range d.meters {
			m.remember(s.raw[name])
		}
	}
	d.teach(d.set.Week(s.at), 1, map[Stream]float64{})
}

// Listening tells from the hours in which nothing came from any account whether
// nobody listened, by how often something came at that hour of the week before.
// The zero value with a Week is ready.
type Listening struct {
	Week        Calendar
	seen, heard [2][24]float64 // hours of each kind, and those in which something came
	hours       int
	since       int     // hours taught since the last gap
	doubted     float64 // how surprising that gap was
	silent      []time.Time
}

// In the first week nobody knows which hours are quiet. A silence that follows
// another one within three days, of its size, is believed: the house became quiet.
const (
	youngHours  = youngDays * 24
	againWithin = 3 * 24
)

// Hour takes the next hour in, and whether anything came in it. With the first
// one after a silence that is too unlikely to be true, the silence comes back.
func (l *Listening) Hour(at time.Time, heard bool) (gap Span, ok bool) {
	if !heard {
		l.silent = append(l.silent, at)
		return Span{}, false
	}
	surprise := l.surprise()
	again := l.since < againWithin && surprise < alike*l.doubted
	if l.hours >= youngHours && surprise >= unlikely && !again {
		gap, ok = Span{l.silent[0], at}, true
		l.since, l.doubted = 0, surprise
	} else {
		for _, t := range l.silent {
			l.learn(t, 0)
		}
	}
	l.silent = l.silent[:0]
	l.learn(at, 1)
	return gap, ok
}

// surprise is minus the logarithm of how likely the silence is.
func (l *Listening) surprise() float64 {
	total := 0.0
	for _, t := range l.silent {
		h := l.Week(t)
		c := class(h)
		total -= math.Log(1 - (l.heard[c][h.Of]+0.5)/(l.seen[c][h.Of]+1))
	}
	return total
}

func (l *Listening) learn(at time.Time, heard float64) {
	h := l.Week(at)
	c := class(h)
	l.seen[c][h.Of]++
	l.heard[c][h.Of] += heard
	l.hours++
	l.since++
}
