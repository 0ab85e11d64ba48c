package inbox_test

import (
	"testing"
	"time"

	"vigie/inbox"
)

func every(start time.Time, gap time.Duration, n int) []time.Time {
	out := make([]time.Time, n)
	for i := range out {
		out[i] = start.Add(time.Duration(i) * gap)
	}
	return out
}

func TestNormalGap_IsToldFromTheArrivals(t *testing.T) {
	start := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	t.Run("too few arrivals say nothing", func(t *testing.T) {
		if _, ok := inbox.NormalGap(every(start, 24*time.Hour, 12)); ok {
			t.Error("twelve arrivals were enough")
		}
	})
	t.Run("a burst of one day says nothing", func(t *testing.T) {
		if _, ok := inbox.NormalGap(every(start, time.Minute, 500)); ok {
			t.Error("one day was enough")
		}
	})
	t.Run("a steady account may be silent for its step", func(t *testing.T) {
		if gap, ok := inbox.NormalGap(every(start, 6*time.Hour, 100)); !ok || gap != 6*time.Hour {
			t.Errorf("got %v %v", gap, ok)
		}
	})
	t.Run("nights are normal", func(t *testing.T) {
		var at []time.Time
		for day := range 20 {
			at = append(at, every(start.AddDate(0, 0, day), 10*time.Minute, 60)...)
		}
		gap, ok := inbox.NormalGap(at)
		if !ok || gap != 14*time.Hour+10*time.Minute {
			t.Errorf("got %v %v", gap, ok)
		}
	})
	t.Run("one long gap is not", func(t *testing.T) {
		at := append(every(start, time.Hour, 200), every(start.AddDate(0, 0, 12), time.Hour, 200)...)
		if gap, ok := inbox.NormalGap(at); !ok || gap != time.Hour {
			t.Errorf("got %v %v", gap, ok)
		}
	})
	t.Run("the order does not matter and nothing is changed", func(t *testing.T) {
		at := every(start, 6*time.Hour, 100)
		at[0], at[99] = at[99], at[0]
		was := at[0]
		if gap, ok := inbox.NormalGap(at); !ok || gap != 6*time.Hour || !at[0].Equal(was) {
			t.Errorf("got %v %v", gap, ok)
		}
	})
}

func TestSilent_NeedsALastMessage(t *testing.T) {
	now := time.Date(2026, 3, 12, 9, 0, 0, 0, time.UTC)
	if inbox.Silent(time.Time{}, now, time.Hour) || inbox.Silent(now.Add(-time.Hour), now, time.Hour) || !inbox.Silent(now.Add(-2*time.Hour), now, time.Hour) {
		t.Error("silence is not told rightly")
	}
}
