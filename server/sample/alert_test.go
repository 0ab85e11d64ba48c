package sample

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"vigie/crisis/alert"
	"vigie/server/engine"
	"vigie/store"
)

// TestSample_RingsWhileOneWatches plays the first minutes of a new sample, in
// its own time, begun at any point of the detector's bins.
func TestSample_RingsWhileOneWatches(t *testing.T) {
	for _, lang := range []string{"fr", "en"} {
		for minute := range 5 {
			t.Run(fmt.Sprint(lang, minute), func(t *testing.T) {
				begun := present().Add(time.Duration(minute) * time.Minute)
				before, rang := rings(t, lang, begun)
				if before {
					t.Error("it rings before anything arrived")
				}
				if rang == 0 || rang > 2*time.Minute {
					t.Errorf("it rang after %v", rang)
				}
			})
		}
	}
}

// rings makes a sample and plays it until an alert: after how long, and whether
// there was one before.
func rings(t *testing.T, lang string, begun time.Time) (before bool, after time.Duration) {
	t.Helper()
	dir, now := filepath.Join(t.TempDir(), "sample"), begun
	clock := func() time.Time { return now }
	if err := Create(t.Context(), dir, lang, clock, nil); err != nil {
		t.Fatal(err)
	}
	w, err := store.Open(t.Context(), dir, store.Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	e := engine.New(engine.Options{Workspace: w, Now: clock})
	for ; now.Sub(begun) <= 5*time.Minute; now = now.Add(15 * time.Second) {
		collected(t, w, clock)
		if err := e.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		list, err := w.Alerts(t.Context(), time.Time{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(list, alert.Alert.Rings) {
			return now.Equal(begun), now.Sub(begun)
		}
	}
	return false, 0
}
