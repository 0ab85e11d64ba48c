package radar

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"
)

func crisisWorld() *world {
	w := newWorld(7).usual(22, 12)
	w.grow(w.day(21), 30*time.Minute, 3*time.Hour, 60, 0.8)
	slices.SortStableFunc(w.mentions, func(a, b Mention) int { return a.At.Compare(b.At) })
	return w
}

func TestDetector_CloneGoesItsOwnWay(t *testing.T) {
	w := crisisWorld()
	plain, cloned := New(Settings{}), New(Settings{})
	var want, got []Alert
	for i, m := range w.mentions {
		if i%500 == 499 { // the one that is left behind is fed nonsense
			old := cloned
			cloned = cloned.Clone()
			for n := range 30 {
				old.Feed(Mention{ID: fmt.Sprint("x", n), At: m.At, Author: fmt.Sprint("y", n), Negative: true, Text: m.Text})
			}
			old.Advance(m.At.Add(24 * time.Hour))
		}
		want = append(want, plain.Feed(m)...)
		got = append(got, cloned.Feed(m)...)
	}
	a, _ := json.Marshal(want)
	b, _ := json.Marshal(got)
	if len(want) == 0 || string(a) != string(b) {
		t.Errorf("%d and %d alerts, or other ones", len(want), len(got))
	}
}

func TestDetector_NowNeedNotWaitForTheBin(t *testing.T) {
	w := crisisWorld()
	d := New(Settings{})
	raised, seen := time.Time{}, time.Time{}
	for _, m := range w.mentions {
		if seen.IsZero() && m.At.After(w.day(21)) {
			if s := d.Now(); s.Alert != nil && s.Alert.ClearedAt.IsZero() && s.Alert.RaisedAt.After(w.day(21)) {
				seen = m.At
			}
		}
		for _, a := range d.Feed(m) {
			if raised.IsZero() && a.RaisedAt.After(w.day(21)) {
				raised = a.RaisedAt
			}
		}
	}
	if raised.IsZero() || seen.IsZero() || seen.After(raised) || raised.Sub(seen) > Bin {
		t.Errorf("seen at %v, raised at %v", seen, raised)
	}
	s := d.Now()
	if p := s.Streams[Negative]; len(p.Curve) < 20*BinsADay/CurveStep || slices.Max(p.Curve) < p.Threshold || s.Learning {
		t.Errorf("the curve has %d values, the threshold is %v", len(p.Curve), p.Threshold)
	}
}

func TestAlert_PointsToItsMessages(t *testing.T) {
	w := crisisWorld()
	known := map[string]Mention{}
	for _, m := range w.mentions {
		known[m.ID] = m
	}
	alerts := w.replay(Settings{})
	last := alerts[len(alerts)-1]
	rose := last.Why.Points[len(last.Why.Points)-1].At.Add(Bin)
	for _, r := range last.Reasons {
		if r.Key == "radar.observed" {
			if len(r.Posts) == 0 {
				t.Error("nothing to look at")
			}
			for _, id := range r.Posts {
				if m := known[id]; last.Why.Stream == Negative && !m.Negative || rose.Sub(m.At) > time.Hour {
					t.Errorf("%s is not of the hour, or not negative", id)
				}
			}
		}
	}
}
