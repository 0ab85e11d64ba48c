package engine

import (
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/us"

	"vigie/crisis/alert"
)

// HolidaysOf tells the public holidays of a country (alert.Countries), with
// the days on which they are made up for; nil where the country is not known.
// The function may be used by several goroutines.
func HolidaysOf(country string) func(year int, month time.Month, day int) bool {
	list := holidays(country)
	if list == nil {
		return nil
	}
	var mu sync.Mutex
	years := map[int]map[[2]int]bool{}
	return func(year int, month time.Month, day int) bool {
		mu.Lock()
		defer mu.Unlock()
		days, ok := years[year]
		if !ok {
			days = daysOf(list, year)
			years[year] = days
		}
		return days[[2]int{int(month), day}]
	}
}

// daysOf are the days of a year on which a country rests. A holiday of the
// next year may be made up for in this one.
func daysOf(list []*cal.Holiday, year int) map[[2]int]bool {
	out := map[[2]int]bool{}
	for _, h := range list {
		for _, y := range []int{year, year + 1} {
			actual, observed := h.Calc(y)
			for _, d := range []time.Time{actual, observed} {
				if d.Year() == year {
					out[[2]int{int(d.Month()), d.Day()}] = true
				}
			}
		}
	}
	return out
}

// holidays are the national ones: what a region keeps besides is left out.
func holidays(country string) []*cal.Holiday {
	switch country {
	case alert.France:
		return fr.Holidays
	case "BE":
		return be.Holidays
	case "CA":
		return ca.Holidays
	case "CH":
		return switzerland()
	case "GB":
		return gb.Holidays
	case "IE":
		return ie.Holidays
	case "LU":
		return luxembourg()
	case "US":
		return us.Holidays
	}
	return nil
}

// switzerland are the days that nearly all its cantons keep: by law only the
// first of August is the whole country's.
func switzerland() []*cal.Holiday {
	return []*cal.Holiday{ch.Neujahr, ch.Karfreitag, ch.Ostermontag, ch.Auffahrt, ch.Pfingstmontag, ch.Bundesfeiertag, ch.Weihnachtstag}
}

// luxembourg are the eleven legal holidays of Luxembourg (Code du travail,
// L.232-2, with Europe Day since 2019).
func luxembourg() []*cal.Holiday {
	europe := &cal.Holiday{Name: "Journée de l’Europe", Month: time.May, Day: 9, Func: cal.CalcDayOfMonth, StartYear: 2019}
	national := &cal.Holiday{Name: "Fête nationale", Month: time.June, Day: 23, Func: cal.CalcDayOfMonth}
	return []*cal.Holiday{
		aa.NewYear, aa.EasterMonday, aa.WorkersDay, europe, aa.AscensionDay, aa.PentecostMonday,
		national, aa.AssumptionOfMary, aa.AllSaintsDay, aa.ChristmasDay, aa.ChristmasDay2,
	}
}
