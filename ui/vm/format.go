package vm

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"vigie/assets/locale"
)

// Formats writes times, sizes and counts the way a language does.
type Formats struct {
	Texts *locale.Texts
	Zone  *time.Location
}

// NewFormats writes in a language, with the clock of a zone; nil is local time.
func NewFormats(t *locale.Texts, zone *time.Location) Formats {
	if zone == nil {
		zone = time.Local
	}
	return Formats{Texts: t, Zone: zone}
}

// Ago is how long ago something was, for the end of a row: "4 min", "1 h", then
// the day.
func (f Formats) Ago(t, now time.Time) string {
	switch d := now.Sub(t); {
	case t.IsZero():
		return ""
	case d < time.Minute:
		return f.Texts.T("time.now", nil)
	case d < time.Hour:
		return f.count("time.minutes", int(d/time.Minute))
	case d < 24*time.Hour:
		return f.count("time.hours", int(d/time.Hour))
	default:
		return f.Day(t, now)
	}
}

func (f Formats) count(key string, n int) string { return f.Texts.T(key, map[string]any{"N": n}) }

// Span is a length of time: "11 min", "1 h 10", "3 d". Negative lengths are
// written without their sign.
func (f Formats) Span(d time.Duration) string {
	d = d.Abs()
	switch {
	case d < time.Minute:
		return f.Texts.T("time.under-a-minute", nil)
	case d < time.Hour:
		return f.count("time.minutes", int(d/time.Minute))
	case d < 48*time.Hour:
		h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
		if m == 0 {
			return f.count("time.hours", h)
		}
		return f.Texts.T("time.hours-minutes", map[string]any{"H": h, "M": fmt.Sprintf("%02d", m)})
	default:
		return f.count("time.days", int(d/(24*time.Hour)))
	}
}

// Clock is the time of day: "09:43".
func (f Formats) Clock(t time.Time) string { return t.In(f.Zone).Format("15:04") }

// Day is a day without its time: "12 Oct", with the year when it is another.
func (f Formats) Day(t, now time.Time) string {
	t, now = t.In(f.Zone), now.In(f.Zone)
	args := map[string]any{"Day": t.Day(), "Month": f.Texts.T("time.month-"+strconv.Itoa(int(t.Month())), nil), "Year": t.Year()}
	if t.Year() == now.Year() {
		return f.Texts.T("time.day-month", args)
	}
	return f.Texts.T("time.day-month-year", args)
}

// Moment is a time that a person may have to look up: the clock today, with
// the weekday this week, with the day before and after.
func (f Formats) Moment(t, now time.Time) string {
	if t.IsZero() {
		return ""
	}
	days := daysBetween(now.In(f.Zone), t.In(f.Zone))
	args := map[string]any{"Clock": f.Clock(t)}
	switch {
	case days == 0:
		return args["Clock"].(string)
	case days == -1:
		return f.Texts.T("time.yesterday-at", args)
	case days == 1:
		return f.Texts.T("time.tomorrow-at", args)
	case days > 1 && days < 7:
		args["Day"] = f.Weekday(t)
	default:
		args["Day"] = f.Day(t, now)
	}
	return f.Texts.T("time.day-at", args)
}

// Amid is a moment within a sentence or after a colon: "yesterday 14:05", where
// Moment begins with a capital.
func (f Formats) Amid(t, now time.Time) string {
	text := f.Moment(t, now)
	if days := daysBetween(now.In(f.Zone), t.In(f.Zone)); days != 1 && days != -1 {
		return text
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToLower(first)) + text[size:]
}

// Weekday is the short name of a day of the week: "Mon".
func (f Formats) Weekday(t time.Time) string {
	return f.Texts.T("time.weekday-"+strconv.Itoa(int(t.In(f.Zone).Weekday())), nil)
}

// daysBetween counts calendar days from a to b, both in one zone.
func daysBetween(a, b time.Time) int {
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC) }
	return int(midnight(b).Sub(midnight(a)).Hours() / 24)
}

// Size is an amount of bytes: "240 KB".
func (f Formats) Size(bytes int64) string {
	switch {
	case bytes < 1000:
		return f.Texts.T("time.size-b", map[string]any{"N": bytes})
	case bytes < 1000*1000:
		return f.Texts.T("time.size-kb", map[string]any{"N": (bytes + 500) / 1000})
	default:
		return f.Texts.T("time.size-mb", map[string]any{"N": f.decimal(float64(bytes) / 1e6)})
	}
}

// People is a number of followers: "940", "18.4k", "1.2M".
func (f Formats) People(n int64) string {
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10)
	case n < 1000*1000:
		return f.Texts.T("time.thousands", map[string]any{"N": f.decimal(float64(n) / 1e3)})
	default:
		return f.Texts.T("time.millions", map[string]any{"N": f.decimal(float64(n) / 1e6)})
	}
}

// decimal keeps one figure after the point below a hundred, and drops a zero.
func (f Formats) decimal(v float64) string {
	s := strconv.FormatFloat(v, 'f', 1, 64)
	if v >= 100 {
		s = strconv.FormatFloat(v, 'f', 0, 64)
	}
	s = strings.TrimSuffix(s, ".0")
	return strings.Replace(s, ".", f.Texts.T("time.decimal-point", nil), 1)
}
