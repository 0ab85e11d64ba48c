package engine

import (
	"testing"
	"time"

	"vigie/crisis/alert"
)

func TestHolidaysOf_FollowTheCountry(t *testing.T) {
	for country, days := range map[string]map[string]bool{
		"FR": {
			"2026-04-06": true, "2026-05-14": true, "2026-05-25": true, "2026-07-14": true, "2026-04-03": false,
			"2027-03-29": true, "2024-05-09": true, "2026-05-15": false, "2026-12-26": false,
		},
		"BE": {"2026-07-21": true, "2026-07-14": false},
		"CA": {"2026-07-01": true, "2026-07-04": false},
		"CH": {"2026-08-01": true, "2026-05-01": false},
		"GB": {"2026-12-28": true, "2027-05-03": true, "2027-05-01": false}, // Boxing Day made up for; early May is a Monday
		"IE": {"2026-03-17": true, "2026-07-14": false},
		"LU": {"2026-05-09": true, "2018-05-09": false, "2026-06-23": true},
		"US": {"2026-07-04": true, "2026-07-03": true, "2026-11-26": true, "2021-12-31": true}, // made up for the year before
	} {
		holiday := HolidaysOf(country)
		for day, want := range days {
			d, err := time.Parse(time.DateOnly, day)
			if err != nil {
				t.Fatal(err)
			}
			if got := holiday(d.Date()); got != want {
				t.Errorf("%s in %s: %v", day, country, got)
			}
		}
	}
}

func TestHolidaysOf_KnowsEveryCountryThatCanBeChosen(t *testing.T) {
	for _, c := range alert.Countries() {
		if h := HolidaysOf(c); h == nil || !h(2026, time.January, 1) {
			t.Errorf("%s has no holidays", c)
		}
	}
	if HolidaysOf("") != nil || HolidaysOf("ZZ") != nil {
		t.Error("a country that is not known has holidays")
	}
}
