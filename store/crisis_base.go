package store

import (
	"fmt"

	"vigie/crisis"
)

// made says that an event was made on this copy and is not from the server yet.
const made = `EXISTS (SELECT 1 FROM shadow s WHERE s.kind = 'crisis_event' AND s.id = e.id AND s.row = '')`

// heard is the last event of a run that a member saw, as the server numbers
// them: what was made on a copy meanwhile has numbers that the server may give
// to what somebody else did.
func (x *writing) heard(run crisis.RunID, base int64) (int64, error) {
	if !x.w.copied() {
		return base, nil
	}
	last, err := first(x, plain[int64], `SELECT COALESCE(MAX(e.seq), 0) FROM crisis_event e WHERE e.run = ? AND NOT `+made, run)
	if err != nil {
		return 0, fmt.Errorf("read what the server said of a run: %w", err)
	}
	return min(base, last), nil
}

// seen is the same on the copy itself: behind what the server said the member
// also saw what was made here, up to the first event that came from elsewhere.
func (x *writing) seen(run crisis.RunID, base int64) (int64, error) {
	if !x.w.copied() {
		return base, nil
	}
	const none = 1 << 62
	foreign, err := first(x, plain[int64], `SELECT COALESCE(MIN(e.seq), ?) FROM crisis_event e WHERE e.run = ? AND e.seq > ? AND NOT `+made, int64(none), run, base)
	if err != nil {
		return 0, fmt.Errorf("read what others did in a run: %w", err)
	}
	if foreign != none {
		return base, nil
	}
	last, err := first(x, plain[int64], `SELECT COALESCE(MAX(e.seq), 0) FROM crisis_event e WHERE e.run = ?`, run)
	if err != nil {
		return 0, fmt.Errorf("read the last event of a run: %w", err)
	}
	return max(base, last), nil
}
