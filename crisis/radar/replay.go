package radar

import (
	"iter"
	"slices"
	"time"
)

// Replay runs a detector over a history as if it were live: nothing later than
// a moment is known at that moment, thresholds included. Mentions come in the
// order of their time; until is when the history ends. Each alert comes once,
// as it stood last, in the order in which they were raised.
func Replay(s Settings, mentions iter.Seq[Mention], until time.Time) []Alert {
	d := New(s)
	var out []Alert
	take := func(changed []Alert) {
		for _, a := range changed {
			if i := slices.IndexFunc(out, func(x Alert) bool { return x.ID == a.ID }); i >= 0 {
				out[i] = a
			} else {
				out = append(out, a)
			}
		}
	}
	for m := range mentions {
		take(d.Feed(m))
	}
	take(d.Advance(until))
	return out
}
