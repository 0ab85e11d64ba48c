package replica_test

import (
	"testing"
	"time"

	"vigie/store/replica"
)

// A change that the server tells of while a page is on its way may not be on
// that page: the desktop looked at it a minute late.
func TestPoke_DuringAPullIsFollowedByAnother(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	m := replica.Machine{Chance: func() float64 { return 0 }}
	s := replica.Situation{Now: now, Ready: true}
	next := func(want replica.Step) {
		t.Helper()
		if got, _ := m.Next(s); got != want {
			t.Fatalf("it does %s, not %s", got, want)
		}
	}
	next(replica.Greet)
	m.Did(replica.Greet, now, false, nil)
	next(replica.Pull)
	m.Poked(now)
	m.Did(replica.Pull, now, false, nil)
	next(replica.Pull)
	m.Did(replica.Pull, now, false, nil)
	t.Run("and one that was told before it is not asked for twice", func(t *testing.T) {
		next(replica.Rest)
		m.Poked(now)
		m.Poked(now)
		next(replica.Pull)
		m.Did(replica.Pull, now, false, nil)
		next(replica.Rest)
	})
}
