package main

import (
	"runtime"
	"testing"
	"time"
)

func TestCalm_GivesBackOnceABurstIsOver(t *testing.T) {
	var c calm
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var all uint64
	for _, look := range []struct {
		what  string
		after time.Duration
		more  uint64
		want  bool
	}{
		{"the start took much", calmLook, 80 << 20, false},
		{"now it is calm", calmLook, 1 << 20, true},
		{"little since", time.Hour, 1 << 20, false},
		{"desktops come", calmLook, 200 << 20, false},
		{"they came", calmLook, 2 << 20, true},
		{"a change at once", calmLook, 100 << 20, false},
		{"calm, but it was just done", calmLook, 0, false},
		{"later", calmFor, 0, true},
		{"nothing since", calmFor, 0, false},
	} {
		at, all = at.Add(look.after), all+look.more
		if got := c.due(at, all); got != look.want {
			t.Errorf("%s: %v", look.what, got)
		}
	}
}

func TestCalm_KnowsWhatWasAllocated(t *testing.T) {
	before := allocated()
	kept := make([]byte, 1<<20)
	if after := allocated(); after < before+1<<20 {
		t.Errorf("%d bytes, then %d", before, after)
	}
	runtime.KeepAlive(kept)
}
