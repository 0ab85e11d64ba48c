package team_test

import (
	"slices"
	"testing"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

func TestDuty_TellsWhoIsOn(t *testing.T) {
	week := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	d := team.Duty{Zone: "Europe/Paris", Shifts: []team.Shift{
		{Member: "lea", Days: week, From: 8 * 60, To: 19 * 60},
		{Member: "marc", Days: []time.Weekday{time.Friday}, From: 19 * 60, To: 8 * 60},
		{Member: "ines", Days: []time.Weekday{time.Saturday, time.Sunday}, From: 0, To: 24 * 60},
		{Member: "ines", Days: []time.Weekday{time.Saturday}, From: 8 * 60, To: 9 * 60},
	}}
	for at, want := range map[string][]team.MemberID{
		"2026-11-20T07:00:00Z": {"lea"},          // Friday, eight in Paris
		"2026-11-20T06:59:00Z": nil,              // one minute early
		"2026-11-20T18:00:00Z": {"marc"},         // the evening begins
		"2026-11-21T06:30:00Z": {"marc", "ines"}, // the night runs into Saturday
		"2026-11-21T07:30:00Z": {"ines"},         // named by two shifts
		"2026-11-23T22:00:00Z": nil,              // Monday night: nobody
		"2026-10-25T00:30:00Z": {"ines"},         // the clocks go back
	} {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.At(when); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", at, got, want)
		}
	}
}

func TestDuty_RefusesWhatIsNoShift(t *testing.T) {
	sound := team.Shift{Member: "lea", Days: []time.Weekday{time.Monday}, From: 60, To: 120}
	change := func(f func(*team.Shift)) team.Shift { s := sound; f(&s); return s }
	if _, err := (team.Duty{Shifts: []team.Shift{sound}}).Clean(); err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]team.Duty{
		"nobody":  {Shifts: []team.Shift{change(func(s *team.Shift) { s.Member = "" })}},
		"no day":  {Shifts: []team.Shift{change(func(s *team.Shift) { s.Days = nil })}},
		"day 9":   {Shifts: []team.Shift{change(func(s *team.Shift) { s.Days = []time.Weekday{9} })}},
		"hour 30": {Shifts: []team.Shift{change(func(s *team.Shift) { s.To = 30 * 60 })}},
		"zone":    {Zone: "Europe/Brest-sur-Mer"},
		"many":    {Shifts: slices.Repeat([]team.Shift{sound}, 101)},
	} {
		if _, err := d.Clean(); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
