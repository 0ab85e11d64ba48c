package inbox

import (
	"slices"
	"time"
)

// How an account's normal gap is told: from the arrivals of the last
// SilencePeriod, at least leastGaps of them, over at least leastSpan.
const (
	SilencePeriod = 30 * 24 * time.Hour
	leastGaps     = 12
	leastSpan     = 7 * 24 * time.Hour
	// spreads is the k of median + k·MAD.
	spreads = 6
	// recurring: a gap that came this often in the period is normal, however
	// long. There are four week-ends in it.
	recurring = 4
	// leastGap keeps a busy account from being called silent over lunch.
	leastGap = time.Hour
)

// NormalGap is the longest silence that is still normal for an account, from
// the times of its arrivals in any order: the median of the gaps plus six
// times their median absolute deviation, but no less than the fourth longest
// gap, because nights and week-ends are normal too. False is too little
// history to say.
func NormalGap(arrivals []time.Time) (time.Duration, bool) {
	at := slices.SortedFunc(slices.Values(arrivals), time.Time.Compare)
	if len(at) <= leastGaps || at[len(at)-1].Sub(at[0]) < leastSpan {
		return 0, false
	}
	gaps := make([]time.Duration, len(at)-1)
	for i := range gaps {
		gaps[i] = at[i+1].Sub(at[i])
	}
	slices.Sort(gaps)
	middle := gaps[len(gaps)/2]
	off := make([]time.Duration, len(gaps))
	for i, g := range gaps {
		off[i] = (g - middle).Abs()
	}
	slices.Sort(off)
	return max(leastGap, middle+spreads*off[len(off)/2], gaps[len(gaps)-recurring]), true
}

// Silent reports whether an account has been silent for longer than normal.
func Silent(last, now time.Time, normal time.Duration) bool {
	return !last.IsZero() && now.Sub(last) > normal
}
