// Package curve counts what is said around a run: all mentions and the negative
// ones, beside what was usual at that hour, with the acts of the run as marks.
// It is pure, and a picture for people: alerts are judged by crisis/radar.
package curve

import (
	"math"
	"slices"
	"time"
)

// Mention is one thing that was said.
type Mention struct {
	At       time.Time
	Negative bool
}

// Series is a curve. All, Negative, Low and High have a value a step; Low and
// High are empty where nobody knows what is usual.
type Series struct {
	About    string        // whose mentions: the name of the watch; empty is the run's own conversations
	From     time.Time     // where the first step begins
	Step     time.Duration // of one value
	All      []int
	Negative []int
	Low      []float64 // of all mentions, what is usual at that hour
	High     []float64
	Marks    []Mark
	Cut      bool // there was more than could be read: the end is missing
}

// Mark is an act of the run on the curve.
type Mark struct {
	At   time.Time
	What What
}

// What a mark is.
type What string

// The marks.
const (
	Begun  What = "begun"
	Out    What = "out" // a statement went public
	Closed What = "closed"
)

// Around a run is shown, too, how it began and how it died away.
const (
	lead  = 2 * time.Hour
	after = 2 * time.Hour
	// mostSteps is how many values are told apart at the width of a pane.
	mostSteps = 60
)

// Window is the stretch of time that the curve of a run shows, and its step. It
// ends now while the run goes on: ended is zero then, as alerted is without an
// alert.
func Window(begun, ended, alerted, now time.Time) (from, to time.Time, step time.Duration) {
	from = begun
	if from.IsZero() {
		from = now
	}
	if !alerted.IsZero() && alerted.Before(from) && from.Sub(alerted) < 7*24*time.Hour {
		from = alerted
	}
	from, to = from.Add(-lead), now
	if !ended.IsZero() && ended.Add(after).Before(now) {
		to = ended.Add(after)
	}
	for _, step = range []time.Duration{10 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 24 * time.Hour} {
		if to.Sub(from) <= mostSteps*step {
			break
		}
	}
	return from.Truncate(step), to, step
}

// Of counts mentions step by step.
func Of(from, to time.Time, step time.Duration, mentions []Mention) Series {
	n := 1
	if to.After(from) {
		n = int((to.Sub(from) + step - 1) / step)
	}
	n = min(n, 10*mostSteps)
	s := Series{From: from, Step: step, All: make([]int, n), Negative: make([]int, n)}
	for _, m := range mentions {
		i := int(m.At.Sub(from) / step)
		if m.At.Before(from) || i >= n {
			continue
		}
		s.All[i]++
		if m.Negative {
			s.Negative[i]++
		}
	}
	return s
}

// Acts puts the acts of a run on the curve: its beginning, what went public and
// its end; those outside the window are left out.
func (s Series) Acts(begun, ended time.Time, out []time.Time) Series {
	add := func(at time.Time, w What) {
		if !at.Before(s.From) && at.Before(s.From.Add(time.Duration(len(s.All))*s.Step)) {
			s.Marks = append(s.Marks, Mark{at, w})
		}
	}
	add(begun, Begun)
	for _, at := range out {
		add(at, Out)
	}
	add(ended, Closed)
	slices.SortStableFunc(s.Marks, func(a, b Mark) int { return a.At.Compare(b.At) })
	return s
}

// UsualDays is how many days before the curve say what is usual.
const UsualDays = 14

// Usual adds the band of what is expected: for each hour of the day, the mean of
// the days before and two standard deviations about it. hours are mentions by
// the hour since 1970. Without three days it stays empty.
func (s Series) Usual(hours map[int64]int, first time.Time) Series {
	begin := s.From.Unix() / 3600
	days := min(UsualDays, int(s.From.Sub(first).Hours()/24))
	if first.IsZero() || days < 3 {
		return s
	}
	hoursOf := max(1, int64(s.Step/time.Hour)) // of a step
	share := min(1, s.Step.Hours())            // of an hour
	for i := range s.All {
		at := s.From.Add(time.Duration(i)*s.Step).Unix() / 3600
		back := (at-begin)/24 + 1 // whole days, so that the crisis is not its own usual
		sum, squares := 0.0, 0.0
		for d := range days {
			n := 0.0
			for h := range hoursOf {
				n += float64(hours[at+h-24*(back+int64(d))])
			}
			sum, squares = sum+n, squares+n*n
		}
		mean := sum / float64(days)
		spread := 2 * math.Sqrt(max(0, squares/float64(days)-mean*mean)*share)
		s.Low = append(s.Low, max(0, mean*share-spread))
		s.High = append(s.High, mean*share+spread)
	}
	return s
}

// Peak is the step in which most was said, and how much.
func (s Series) Peak() (at time.Time, all, negative int) {
	for i, n := range s.All {
		if n > all {
			at, all, negative = s.From.Add(time.Duration(i)*s.Step), n, s.Negative[i]
		}
	}
	return at, all, negative
}

// Total counts the curve.
func (s Series) Total() (all, negative int) {
	for i, n := range s.All {
		all, negative = all+n, negative+s.Negative[i]
	}
	return all, negative
}
