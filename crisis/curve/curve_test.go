package curve_test

import (
	"testing"
	"time"

	"vigie/crisis/curve"
)

func noon() time.Time { return time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC) }

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestWindow_ShowsHowItBeganAndEnded(t *testing.T) {
	from, to, step := curve.Window(noon(), time.Time{}, noon().Add(-30*time.Minute), noon().Add(3*time.Hour))
	equal(t, "from", from, noon().Add(-150*time.Minute))
	equal(t, "to", to, noon().Add(3*time.Hour))
	equal(t, "step", step, 10*time.Minute)
	_, to, step = curve.Window(noon(), noon().Add(50*time.Hour), time.Time{}, noon().Add(500*time.Hour))
	equal(t, "closed, to", to, noon().Add(52*time.Hour))
	equal(t, "closed, step", step, time.Hour)
	_, _, step = curve.Window(noon(), time.Time{}, time.Time{}, noon().AddDate(1, 0, 0))
	equal(t, "of a year", step, 24*time.Hour)
}

func TestOf_CountsWithinTheWindow(t *testing.T) {
	s := curve.Of(noon(), noon().Add(30*time.Minute), 10*time.Minute, []curve.Mention{
		{noon().Add(-time.Second), true}, {noon(), true}, {noon().Add(9 * time.Minute), false}, {noon().Add(25 * time.Minute), false},
		{noon().Add(29 * time.Minute), true}, {noon().Add(28 * time.Minute), false}, {noon().Add(30 * time.Minute), true},
	})
	equal(t, "steps", len(s.All), 3)
	equal(t, "first", s.All[0], 2)
	equal(t, "first negative", s.Negative[0], 1)
	at, all, negative := s.Peak()
	equal(t, "peak", at, noon().Add(20*time.Minute))
	equal(t, "most", all, 3)
	equal(t, "of it negative", negative, 1)
	all, negative = s.Total()
	equal(t, "total", all, 5)
	equal(t, "negative", negative, 2)
}

func TestActs_AreMarksWithinTheWindow(t *testing.T) {
	s := curve.Of(noon(), noon().Add(3*time.Hour), 10*time.Minute, nil)
	s = s.Acts(noon().Add(10*time.Minute), noon().Add(2*time.Hour), []time.Time{noon().Add(40 * time.Minute), noon().Add(9 * time.Hour)})
	equal(t, "marks", len(s.Marks), 3)
	equal(t, "second", s.Marks[1].What, curve.Out)
	equal(t, "last", s.Marks[2].What, curve.Closed)
	equal(t, "while it goes on", len(curve.Of(noon(), noon().Add(time.Hour), time.Minute, nil).Acts(noon(), time.Time{}, nil).Marks), 1)
}

func TestUsual_IsWhatTheDaysBeforeSaid(t *testing.T) {
	hours := map[int64]int{}
	for d := 1; d <= 14; d++ {
		hours[noon().AddDate(0, 0, -d).Unix()/3600] = 12 // at noon, and at no other hour
	}
	hours[noon().Unix()/3600] = 900 // the crisis teaches nothing
	s := curve.Of(noon(), noon().Add(26*time.Hour), 30*time.Minute, nil).Usual(hours, noon().AddDate(0, 0, -30))
	equal(t, "values", len(s.High), len(s.All))
	equal(t, "at noon", s.High[0], 6)
	equal(t, "at one", s.High[2], 0)
	equal(t, "at noon of the next day", s.High[48], 6)
	long := curve.Of(noon().Add(-3*time.Hour), noon().Add(9*time.Hour), 6*time.Hour, nil).Usual(hours, noon().AddDate(0, 0, -30))
	equal(t, "six hours with noon in them", long.High[0], 12)
	equal(t, "six hours without", long.High[1], 0)
	if s := curve.Of(noon(), noon().Add(time.Hour), 30*time.Minute, nil).Usual(hours, noon().AddDate(0, 0, -2)); len(s.High) > 0 {
		t.Error("two days are taken for what is usual")
	}
}
