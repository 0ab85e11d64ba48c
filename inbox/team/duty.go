package team

import (
	"slices"
	"time"

	"vigie/inbox/fault"
)

// Duty is who hears of alerts when: shifts of a week that comes again. Nobody
// on duty means everybody who may judge alerts.
type Duty struct {
	Zone   string  `json:"zone,omitempty"` // IANA name; "" is UTC
	Shifts []Shift `json:"shifts,omitempty"`
}

// Shift is a stretch of hours on some days of the week.
type Shift struct {
	Member MemberID       `json:"member"`
	Days   []time.Weekday `json:"days"`
	// From and To are minutes after midnight, 0 to 1440; a To that is not
	// later than From is on the next day.
	From int `json:"from"`
	To   int `json:"to"`
}

const (
	dayMinutes = 24 * 60
	mostShifts = 100
)

// Clean gives a duty as it may be saved.
func (d Duty) Clean() (Duty, error) {
	if _, err := time.LoadLocation(d.Zone); err != nil {
		return d, fault.New(fault.Invalid, "fault.radar-zone", "Zone", d.Zone)
	}
	if len(d.Shifts) > mostShifts {
		return d, fault.New(fault.Invalid, "team.duty-many", "Most", mostShifts)
	}
	for _, s := range d.Shifts {
		if !s.sound() {
			return d, fault.New(fault.Invalid, "team.duty-shift")
		}
	}
	return d, nil
}

func (s Shift) sound() bool {
	within := func(m int) bool { return m >= 0 && m <= dayMinutes }
	odd := func(d time.Weekday) bool { return d < time.Sunday || d > time.Saturday }
	return s.Member != "" && len(s.Days) > 0 && !slices.ContainsFunc(s.Days, odd) && within(s.From) && within(s.To)
}

// At gives who is on duty at a moment, each once, in the order of the shifts.
func (d Duty) At(t time.Time) []MemberID {
	zone, err := time.LoadLocation(d.Zone)
	if err != nil {
		zone = time.UTC
	}
	t = t.In(zone)
	var out []MemberID
	for _, s := range d.Shifts {
		if s.covers(t) && !slices.Contains(out, s.Member) {
			out = append(out, s.Member)
		}
	}
	return out
}

// covers goes by the hands of the clock, so that a shift of eight to twelve is
// that on the day the clocks change too.
func (s Shift) covers(t time.Time) bool {
	now := t.Hour()*60 + t.Minute()
	today, yesterday := slices.Contains(s.Days, t.Weekday()), slices.Contains(s.Days, (t.Weekday()+6)%7)
	if s.From < s.To {
		return today && now >= s.From && now < s.To
	}
	return today && now >= s.From || yesterday && now < s.To
}
