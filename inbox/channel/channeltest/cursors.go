package channeltest

import (
	"slices"

	"vigie/inbox/channel"
)

func cursorCases() []Case {
	return []Case{
		{"the same cursor read twice gives the same messages", replaysACursor},
		{"a crash between fetching and storing loses nothing", survivesACrash},
		{"a worthless cursor is read from the start without duplicates", losesCursors},
		{"a garbled cursor is refused as lost", refusesGarbage},
	}
}

func replaysACursor(t T, h Harness) {
	p := begin(t, h)
	p.postMany(6)
	p.drain()
	first := p.shelf.natives()
	p.cursor = nil
	p.drain()
	sameNatives(t, "read again from the start", p.shelf.natives(), first)

	before := p.cursor
	p.postMany(2)
	p.drain()
	second := p.shelf.natives()
	p.cursor = before
	p.drain()
	sameNatives(t, "read again from the middle", p.shelf.natives(), second)
}

func survivesACrash(t T, h Harness) {
	p := begin(t, h)
	p.limit = 3
	markers := p.postMany(7)
	for round := 0; round < 100; round++ {
		if _, err := p.poll(); err != nil { // fetched, then the power fails
			t.Fatalf("poll: %v", err)
		}
		p.reopen()
		b, err := p.poll()
		if err != nil {
			t.Fatalf("poll after a crash: %v", err)
		}
		p.keep(b)
		if !b.More {
			break
		}
	}
	for _, m := range markers {
		p.sees(m)
	}
	if len(p.shelf.order) != len(markers) {
		t.Errorf("kept %d messages, %d were posted", len(p.shelf.order), len(markers))
	}
}

func losesCursors(t T, h Harness) {
	p := begin(t, h)
	p.need(h.LoseCursors != nil, "LoseCursors")
	old := p.postMany(5)
	p.drain()
	before := p.shelf.natives()
	p.h.LoseCursors(t)
	_, marker := p.post()
	p.drainOrRestart()
	p.sees(marker)
	for _, m := range old {
		p.sees(m)
	}
	if got := p.shelf.natives(); len(got) != len(before)+1 {
		t.Errorf("after the cursor was lost %d messages are kept, want %d", len(got), len(before)+1)
	}
	for _, n := range before {
		if !slices.Contains(p.shelf.natives(), n) {
			t.Errorf("message %q is gone after the cursor was lost", n)
		}
	}
	p.midwayLoss()
}

// midwayLoss loses the cursors while a reading is half done.
func (p *play) midwayLoss() {
	p.t.Helper()
	p.limit = 2
	markers := p.postMany(6)
	b, err := p.poll()
	if err != nil {
		p.t.Fatalf("poll: %v", err)
	}
	p.keep(b)
	p.h.LoseCursors(p.t)
	p.drainOrRestart()
	for _, m := range markers {
		p.sees(m)
	}
}

// drainOrRestart reads on as collect does: after CursorLost from the start.
func (p *play) drainOrRestart() {
	p.t.Helper()
	b, err := p.poll()
	switch {
	case channel.ReasonOf(err) == channel.CursorLost:
		p.cursor = nil
	case err != nil:
		p.t.Fatalf("poll after the cursors were lost: %v", err)
	default:
		p.keep(b)
	}
	p.drain()
}

func refusesGarbage(t T, h Harness) {
	p := begin(t, h)
	_, marker := p.post()
	for _, garbage := range []string{"x", "[]", `{"v":99}`, `{"v":-1}`} {
		p.cursor = channel.Cursor(garbage)
		if _, err := p.poll(); channel.ReasonOf(err) != channel.CursorLost {
			t.Errorf("cursor %q: %v, want %q", garbage, err, channel.CursorLost)
		}
	}
	p.cursor = nil
	p.drain()
	p.sees(marker)
}
