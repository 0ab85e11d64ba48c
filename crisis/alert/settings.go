package alert

import (
	"slices"

	"vigie/crisis/radar"
	"vigie/inbox/fault"
	"vigie/inbox/watch"
)

// Settings are how the early warning of a watch is set.
type Settings struct {
	Watch watch.ID `json:"watch"`
	// Budget is how many false alerts a week are accepted; 0 is the usual,
	// radar.DefaultBudget.
	Budget    float64          `json:"budget,omitempty"`
	Campaigns []radar.Campaign `json:"campaigns,omitempty"`
	// Deaf are authors who no longer count, as Voice gives them.
	Deaf []string `json:"deaf,omitempty"`
	// NoHolidays has public holidays count as working days.
	NoHolidays bool `json:"no_holidays,omitempty"`
	// Country is whose public holidays count, one of Countries; "" is France.
	Country string `json:"country,omitempty"`
	// Silent has no alerts made.
	Silent bool `json:"silent,omitempty"`
}

// France is the country whose holidays count where none was chosen.
const France = "FR"

// Countries are those whose public holidays are known, by ISO 3166 code.
func Countries() []string { return []string{France, "BE", "CA", "CH", "GB", "IE", "LU", "US"} }

// Holidays is the country whose public holidays count as weekends; "" is none.
func (s Settings) Holidays() string {
	switch {
	case s.NoHolidays:
		return ""
	case s.Country == "":
		return France
	}
	return s.Country
}

// Limits of the settings.
const (
	LeastBudget = 0.05
	MostBudget  = 20.0
	mostFactor  = 100.0
	mostListed  = 200
)

// Clean gives settings as they may be saved.
func (s Settings) Clean() (Settings, error) {
	if s.Watch == "" {
		return s, fault.New(fault.Invalid, "watch.no-id")
	}
	if s.Budget != 0 && !(s.Budget >= LeastBudget && s.Budget <= MostBudget) {
		return s, fault.New(fault.Invalid, "alert.budget-range", "Least", LeastBudget, "Most", MostBudget)
	}
	if s.Country != "" && !slices.Contains(Countries(), s.Country) {
		return s, fault.New(fault.Invalid, "alert.country-unknown", "Country", s.Country)
	}
	for _, c := range s.Campaigns {
		if !c.To.After(c.From) {
			return s, fault.New(fault.Invalid, "alert.campaign-end")
		}
		if !(c.Factor >= 1 && c.Factor <= mostFactor) {
			return s, fault.New(fault.Invalid, "alert.campaign-factor", "Most", mostFactor)
		}
	}
	if len(s.Campaigns) > mostListed {
		s.Campaigns = s.Campaigns[len(s.Campaigns)-mostListed:]
	}
	if len(s.Deaf) > mostListed {
		s.Deaf = s.Deaf[len(s.Deaf)-mostListed:]
	}
	return s, nil
}

// Hears reports whether an author counts.
func (s Settings) Hears(voice string) bool { return !slices.Contains(s.Deaf, voice) }

// Asked is the budget as a number.
func (s Settings) Asked() float64 {
	if s.Budget > 0 {
		return s.Budget
	}
	return radar.DefaultBudget
}

// Score is how earlier alerts of a watch were judged; badges are not counted.
type Score struct{ Right, Wrong, Open int }

// ScoreOf counts the alerts of a watch.
func ScoreOf(list []Alert, of watch.ID) Score {
	var s Score
	for _, a := range list {
		if a.Watch != of || a.Radar.Level == radar.Vigilance && a.State != Dismissed && a.State != Declared {
			continue
		}
		switch a.State {
		case Dismissed:
			s.Wrong++
		case Declared, Acknowledged, Watching:
			s.Right++
		default:
			s.Open++
		}
	}
	return s
}

// Known are the stretches of time that the house confirmed as crises: they
// teach nothing of what is usual.
func Known(list []Alert, of watch.ID) []radar.Span {
	var out []radar.Span
	for _, a := range list {
		if a.Watch != of || a.State != Declared {
			continue
		}
		from, to := a.Radar.Why.First, a.Radar.ClearedAt
		if from.IsZero() || from.After(a.Radar.RaisedAt) {
			from = a.Radar.RaisedAt
		}
		if a.Open() {
			to = a.Radar.UpdatedAt.AddDate(0, 1, 0)
		}
		out = append(out, radar.Span{From: from, To: to})
	}
	return out
}

// Standing is how the detector of a watch stood when it was last looked at.
type Standing struct {
	Watch watch.ID       `json:"watch"`
	AsOf  int64          `json:"as_of"` // ms since 1970
	Radar radar.Standing `json:"radar"`
	// Reading is how many percent of its history were read by a detector that is
	// being made from the messages; 0 is none, and Radar is of the one before it.
	Reading int `json:"reading,omitempty"`
}
