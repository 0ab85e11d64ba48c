package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestWindow_TwoEndEqualWithTheNetworkCut has two members at two real windows
// of one server work while the network between does what networks do.
func TestWindow_TwoEndEqualWithTheNetworkCut(t *testing.T) {
	program := binary(t)
	o := newOffice(t, buildServer(t))
	sam, cleo := o.sit(program, "sami", sami, 800), o.sit(program, "cleo", chief, 800)
	sam.picture("two-windows-1-sami")

	sam.strand.turn(weather{hole: true})
	sam.until("Sami took one", func() bool {
		sam.key("j", "t")
		return sam.mine() > 0
	})
	sam.still()
	sam.writes("Ecrit dans le noir")
	sam.picture("two-windows-2-in-the-hole")

	cleo.strand.turn(weather{delay: 300 * time.Millisecond, cut: 2500})
	cleo.key("j")
	cleo.still()
	cleo.writes("Ecrit par morceaux")
	cleo.until("her connections were reset", func() bool {
		cleo.key("F5")
		return cleo.strand.resets() > 0
	})
	if strings.Contains(fmt.Sprint(rowsIn(t, o.dir)), "Ecrit dans le noir") {
		t.Error("what Sami wrote came through the hole")
	}
	sam.strand.turn(weather{oneWay: true}) // his note may arrive, and he does not hear that it did
	sam.writes("Ecrit a moitie")
	time.Sleep(3 * time.Second) // of that weather: whether anything arrives in it is open
	sam.strand.turn(weather{cut: 4000})
	sam.until("his connections were reset", func() bool {
		sam.key("F5")
		return sam.strand.resets() > 0
	})
	cleo.strand.turn(weather{})
	sam.strand.turn(weather{})

	notes := []string{"Ecrit dans le noir", "Ecrit par morceaux", "Ecrit a moitie"}
	sam.until("both windows have what the server has", func() bool {
		sam.key("F5")
		cleo.key("F5")
		server := rowsIn(t, o.dir)
		text := fmt.Sprint(server)
		arrived := !slices.ContainsFunc(notes, func(n string) bool { return !strings.Contains(text, n) })
		return arrived && maps.Equal(server, rowsIn(t, sam.copied)) && maps.Equal(server, rowsIn(t, cleo.copied))
	})
	for _, n := range notes {
		times := 0
		for key, row := range rowsIn(t, o.dir) {
			if strings.HasPrefix(key, "note ") && strings.Contains(row, n) {
				times++
			}
		}
		if times != 1 {
			t.Errorf("%q is noted on the server %d times", n, times)
		}
	}
	sam.still()
	cleo.still()
	sam.picture("two-windows-3-sami")
	cleo.picture("two-windows-3-cleo")
	sam.quit()
	cleo.quit()
}
