//go:build unix

package killtest_test

import (
	"os"
	"strings"
	"testing"
)

// The whole matrix is every desktop point with every server point, the same
// node and another. It takes long; without VIGIE_KILL=all each point is there
// at least once, on each engine. VIGIE_KILL may also be a part of a story's
// name.
func stories() []story {
	all := os.Getenv("VIGIE_KILL")
	var out []story
	for i, server := range serverPoints() {
		for j, desk := range deskPoints() {
			for _, other := range []bool{false, true} {
				s := story{desk, server, other}
				short := j == i%len(deskPoints()) && other == (i%2 == 0)
				if all == "" && short || all == "all" || all != "" && strings.Contains(s.String(), all) {
					out = append(out, s)
				}
			}
		}
	}
	return out
}

func TestKill_OnSQLite(t *testing.T)     { killAll(t, false) }
func TestKill_OnPostgreSQL(t *testing.T) { killAll(t, true) }

// killAll tells the stories one after the other in one house, so that each
// stands on what the deaths before it left; a migration begins a new house.
func killAll(t *testing.T, served bool) {
	if served {
		stand.Server(t) // or skip
	}
	var h *house
	for _, s := range stories() {
		if h == nil && s.server != serverMigrate {
			h = newHouse(t, served)
		}
		if !t.Run(s.String(), func(t *testing.T) {
			if s.server == serverMigrate {
				newHouse(t, served).tell(s)
				return
			}
			h.t = t
			h.tell(s)
		}) {
			h = nil
		}
	}
}
