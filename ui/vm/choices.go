package vm

import (
	"strconv"
	"strings"
	"time"
)

// Moment is a time to choose, with what it is called.
type Moment struct {
	ID   string
	Text string
	At   time.Time
}

// clock gives a time of day, some days from now.
func (f Formats) at(now time.Time, days, hour, minute int) time.Time {
	t := now.In(f.Zone)
	return time.Date(t.Year(), t.Month(), t.Day()+days, hour, minute, 0, 0, f.Zone)
}

// SnoozeChoices are the times to put a conversation aside to.
func (f Formats) SnoozeChoices(now time.Time) []Moment {
	var out []Moment
	if later := now.Add(3 * time.Hour).Truncate(5 * time.Minute); later.Before(f.at(now, 0, 20, 0)) {
		out = append(out, f.moment("later", later))
	}
	out = append(out, f.moment("tomorrow", f.at(now, 1, 9, 0)))
	monday := (int(time.Monday)-int(now.In(f.Zone).Weekday())+6)%7 + 1
	if monday > 1 {
		out = append(out, f.moment("monday", f.at(now, monday, 9, 0)))
	}
	return append(out, f.moment("week", f.at(now, 7, 9, 0)))
}

func (f Formats) moment(id string, at time.Time) Moment {
	return Moment{ID: id, Text: f.Texts.T("time.choice-"+id, map[string]any{"Clock": f.Clock(at)}), At: at}
}

// DueChoices are the times by which another department can be asked to answer.
func (f Formats) DueChoices(now time.Time) []Moment {
	out := []Moment{f.moment("half-hour", now.Add(30*time.Minute)), f.moment("two-hours", now.Add(2*time.Hour))}
	if evening := f.at(now, 0, 18, 0); evening.Sub(now) > 2*time.Hour {
		out = append(out, f.moment("today", evening))
	}
	return append(out, f.moment("tomorrow", f.at(now, 1, 9, 0)))
}

// Typed reads a time that a person typed: "14:30" (today, or tomorrow when that
// is past), "14h30", "2 h", "30 min", "3 d", "25/12 9:00", "2026-12-25". ok is
// false for what is none, or not after now.
func (f Formats) Typed(s string, now time.Time) (at time.Time, ok bool) {
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	for _, read := range []func(string, time.Time) (time.Time, bool){f.typedSpan, f.typedClock, f.typedDay} {
		if at, ok = read(s, now); ok {
			return at, at.After(now)
		}
	}
	return time.Time{}, false
}

func (f Formats) typedSpan(s string, now time.Time) (time.Time, bool) {
	digits := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if digits <= 0 {
		return time.Time{}, false
	}
	n, err := strconv.Atoi(s[:digits])
	if err != nil || n > 9999 {
		return time.Time{}, false
	}
	unit := s[digits:]
	if unit == "h" && f.Texts.Language() == "fr" {
		return time.Time{}, false // "14h" is a time of day; "14 h" is a length
	}
	switch strings.TrimSpace(unit) {
	case "m", "min", "mn":
		return now.Add(time.Duration(n) * time.Minute), true
	case "h":
		return now.Add(time.Duration(n) * time.Hour), true
	case "d", "j", "days", "jours", "day", "jour":
		return f.at(now, n, 9, 0), true
	default:
		return time.Time{}, false
	}
}

func (f Formats) typedClock(s string, now time.Time) (time.Time, bool) {
	h, m, ok := clock(s)
	if !ok {
		return time.Time{}, false
	}
	at := f.at(now, 0, h, m)
	if !at.After(now) {
		at = f.at(now, 1, h, m)
	}
	return at, true
}

// clock reads "14:30", "14h30", "14h".
func clock(s string) (hour, minute int, ok bool) {
	h, m, found := strings.Cut(strings.Replace(s, "h", ":", 1), ":")
	if !found {
		return 0, 0, false
	}
	if m == "" {
		m = "0"
	}
	hour, err1 := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	return hour, minute, err1 == nil && err2 == nil && hour >= 0 && hour < 24 && minute >= 0 && minute < 60
}

func (f Formats) typedDay(s string, now time.Time) (time.Time, bool) {
	day, rest, _ := strings.Cut(s, " ")
	hour, minute := 9, 0
	if rest != "" {
		var ok bool
		if hour, minute, ok = clock(rest); !ok {
			return time.Time{}, false
		}
	}
	for _, layout := range []string{"2006-01-02", "2/1/2006", "2/1"} {
		t, err := time.ParseInLocation(layout, day, f.Zone)
		if err != nil {
			continue
		}
		if t.Year() == 0 {
			t = time.Date(now.In(f.Zone).Year(), t.Month(), t.Day(), 0, 0, 0, 0, f.Zone)
			if t.Before(f.at(now, 0, 0, 0)) {
				t = t.AddDate(1, 0, 0)
			}
		}
		return time.Date(t.Year(), t.Month(), t.Day(), hour, minute, 0, 0, f.Zone), true
	}
	return time.Time{}, false
}
