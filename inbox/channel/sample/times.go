package sample

import (
	"math/rand/v2"
	"time"
)

// moment draws a time of the past two months, in the rhythm of people: few at
// night, a peak before work, at noon and after dinner, quieter week-ends.
func (w *writer) moment() time.Time {
	hours := []int{1, 0, 0, 0, 0, 1, 3, 8, 12, 13, 12, 10, 12, 10, 9, 9, 9, 10, 12, 13, 15, 13, 8, 3}
	all := make([]int, 24)
	for h := range all {
		all[h] = h
	}
	for {
		day := w.now.AddDate(0, 0, -w.rng.IntN(Days))
		at := time.Date(day.Year(), day.Month(), day.Day(), weighted(w.rng, all, hours), w.rng.IntN(60), w.rng.IntN(60), 0, w.now.Location())
		free := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
		if free && w.rng.IntN(5) < 2 || at.After(w.now.Add(-8*time.Hour)) || at.Before(w.now.AddDate(0, 0, -Days)) {
			continue
		}
		return at
	}
}

// span draws a duration between two, the short ones more often.
func span(rng *rand.Rand, least, most time.Duration) time.Duration {
	x := rng.Float64()
	return least + time.Duration(x*x*float64(most-least))
}

// atWork is when the house answers something that came at a time: within some
// hours, when the office is open.
func (w *writer) atWork(at time.Time) time.Time {
	at = at.Add(span(w.rng, 12*time.Minute, 6*time.Hour))
	for at.Weekday() == time.Sunday || at.Hour() < 8 || at.Hour() >= 19 {
		next := at
		if at.Hour() >= 19 || at.Weekday() == time.Sunday {
			next = at.AddDate(0, 0, 1)
		}
		at = time.Date(next.Year(), next.Month(), next.Day(), 8, 20, 0, 0, at.Location()).Add(span(w.rng, 0, 3*time.Hour))
	}
	return at
}

// turns draws how many messages a conversation has, 1 to 9.
func (w *writer) turns() int {
	return weighted(w.rng, []int{1, 2, 3, 4, 5, 6, 7, 8, 9}, []int{30, 34, 18, 8, 4, 2, 2, 1, 1})
}

// past reports whether something can have happened by now.
func (w *writer) past(at time.Time) bool { return at.Before(w.now.Add(-4 * time.Minute)) }
