package feed

import (
	"slices"
	"time"
)

const (
	fewestDates = 5             // below, nothing can be said
	mostDates   = 100           // the newest ones count
	leastGap    = 6 * time.Hour // nights are no silence
	silentAfter = 3             // times the normal gap
)

// NormalGap is how long a place usually stays silent between two messages:
// nine gaps in ten of the last hundred are no longer. It is at least six
// hours, and 0 (unknown) with fewer than five dates. The dates need no order;
// dates of the same moment, as after an import, count once.
func NormalGap(dates []time.Time) time.Duration {
	sorted := slices.DeleteFunc(slices.Clone(dates), time.Time.IsZero)
	slices.SortFunc(sorted, time.Time.Compare)
	sorted = slices.CompactFunc(sorted, time.Time.Equal)
	if len(sorted) < fewestDates {
		return 0
	}
	sorted = sorted[max(0, len(sorted)-mostDates):]
	gaps := make([]time.Duration, len(sorted)-1)
	for i := range gaps {
		gaps[i] = sorted[i+1].Sub(sorted[i])
	}
	slices.Sort(gaps)
	return max(leastGap, gaps[(len(gaps)*9-1)/10])
}

// Patience is how long a place may be silent before it is worth a word: three
// times its normal gap; 0 is unknown.
func Patience(dates []time.Time) time.Duration { return silentAfter * NormalGap(dates) }

// Silent tells whether a place is silent beyond what is normal for it: three
// times its normal gap since its last message. Where that is unknown it is
// not.
func Silent(dates []time.Time, now time.Time) bool {
	patience := Patience(dates)
	if patience == 0 {
		return false
	}
	return now.Sub(slices.MaxFunc(dates, time.Time.Compare)) > patience
}
