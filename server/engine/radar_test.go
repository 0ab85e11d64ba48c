package engine

import (
	"testing"
	"time"
)

func TestFrenchHoliday_FollowsEaster(t *testing.T) {
	for day, want := range map[string]bool{
		"2026-04-06": true, "2026-05-14": true, "2026-05-25": true, "2026-07-14": true, "2026-04-05": false,
		"2027-03-29": true, "2024-05-09": true, "2026-05-15": false, "2026-12-26": false,
	} {
		d, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := FrenchHoliday(d.Date()); got != want {
			t.Errorf("%s: %v", day, got)
		}
	}
}
