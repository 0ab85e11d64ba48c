package radar

import (
	"math"
	"slices"
)

// The sum of what is too much: C = max(0, C + min(r, burst) - slack), where r
// is how many standard deviations a bin lies above what was expected. The cut
// makes a burst of any size worth no more than a few bins, while a crisis pays
// in every bin; one of a small brand by less than a whole deviation, which is
// why the slack is below one (docs/early-warning.md).
const (
	burst   = 4.0
	slack   = 0.8
	mostSum = 150.0
)

// Excess is r of one bin.
func Excess(count, mu, deviation float64) float64 {
	return math.Min(burst, (count-mu)/math.Sqrt(deviation*deviation+0.1))
}

// Pile adds a bin's excess to the sum.
func Pile(sum, r float64) float64 {
	return math.Min(mostSum, math.Max(0, sum+r-slack))
}

// together is how many bins apart two crossings are one episode: six hours.
const together = 72

// Episodes counts how often the sums reached a threshold.
func Episodes(sums []float64, threshold float64) int {
	n, last := 0, -together-1
	for i, c := range sums {
		if c < threshold {
			continue
		}
		if i-last >= together {
			n++
		}
		last = i
	}
	return n
}

// margin is what is put on top of a learnt threshold: the coming weeks are
// never quite like the past.
const margin = 1.25

// Threshold is the smallest value that sums of the past reached in at most
// allowed episodes, with a margin. It never falls below least.
func Threshold(sums []float64, allowed int, least float64) float64 {
	if len(sums) == 0 {
		return least
	}
	low, high := 0.0, slices.Max(sums)+1e-9
	if Episodes(sums, high) > allowed {
		return math.Max(high*margin, least)
	}
	above := peaks(sums)
	for range 30 {
		mid := (low + high) / 2
		if above.episodes(mid) > allowed {
			low = mid
			above = slices.DeleteFunc(above, func(p peak) bool { return p.sum < mid }) // never asked for again
		} else {
			high = mid
		}
	}
	return math.Max(high*margin, least)
}

// peak is a sum that is not zero, and its place.
type peak struct {
	at  int
	sum float64
}

type peakList []peak

func peaks(sums []float64) peakList {
	var out peakList
	for i, c := range sums {
		if c > 0 {
			out = append(out, peak{i, c})
		}
	}
	return out
}

// episodes is Episodes of the sums that are in the list.
func (l peakList) episodes(threshold float64) int {
	n, last := 0, -together-1
	for _, p := range l {
		if p.sum < threshold {
			continue
		}
		if p.at-last >= together {
			n++
		}
		last = p.at
	}
	return n
}
