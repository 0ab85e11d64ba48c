package letter

import (
	"strconv"
	"strings"
	"time"
)

// headerDate gives the Date, or where it is absent or unreadable the date of
// the newest Received field that has one.
func headerDate(f fields) time.Time {
	if t := readDate(f.get("Date")); !t.IsZero() {
		return t
	}
	for i, v := range f.all("Received") {
		if at := strings.LastIndexByte(v, ';'); at >= 0 && i < 20 {
			if t := readDate(v[at+1:]); !t.IsZero() {
				return t
			}
		}
	}
	return time.Time{}
}

// readDate reads an RFC 5322 date in whatever order and language of it is met:
// it looks for a day, a month name, a year, a time and a zone. An unknown zone
// counts as UTC.
func readDate(s string) time.Time {
	if s == "" || len(s) > 200 {
		return time.Time{}
	}
	if t, err := time.Parse(time.RFC3339, strings.TrimSpace(s)); err == nil {
		return t
	}
	d := dateParts{day: -1, year: -1, hour: -1}
	s, _, _ = strings.Cut(s, "(")
	for _, word := range strings.FieldsFunc(s, func(c rune) bool { return c == ' ' || c == ',' || c == '\t' || c == '\r' || c == '\n' }) {
		d.take(word)
	}
	if d.day < 1 || d.day > 31 || d.month == 0 || d.year < 0 {
		return time.Time{}
	}
	if d.hour < 0 {
		d.hour = 0
	}
	return time.Date(d.year, d.month, d.day, d.hour, d.minute, d.second, 0, time.FixedZone("", d.offset))
}

type dateParts struct {
	day, year            int
	month                time.Month
	hour, minute, second int
	offset               int // seconds east of UTC
}

func (d *dateParts) take(word string) {
	switch {
	case (word[0] == '+' || word[0] == '-') && len(word) >= 3:
		d.zone(word)
	case strings.Contains(word, ":"):
		d.clock(word)
	case strings.Count(word, "-") == 2 || strings.Count(word, "/") == 2:
		for _, w := range strings.FieldsFunc(word, func(c rune) bool { return c == '-' || c == '/' }) {
			d.take(w)
		}
	case word[0] >= '0' && word[0] <= '9':
		d.number(word)
	default:
		d.name(word)
	}
}

func (d *dateParts) number(word string) {
	n, err := strconv.Atoi(strings.TrimRight(word, "."))
	switch {
	case err != nil || n > 9999:
	case len(word) == 4 && d.year < 0:
		d.year = n
	case d.day < 0 && n <= 31:
		d.day = n
	case d.month == 0 && n <= 12 && n > 0 && len(word) <= 2 && d.year >= 0:
		d.month = time.Month(n)
	case d.year < 0 && n < 50:
		d.year = 2000 + n
	case d.year < 0 && n < 1000: // RFC 5322, 4.3: three digits count from 1900
		d.year = 1900 + n
	}
}

func (d *dateParts) clock(word string) {
	if d.hour >= 0 {
		return
	}
	if i := strings.IndexAny(word, "+-"); i > 0 {
		d.zone(word[i:])
		word = word[:i]
	}
	parts := strings.Split(strings.TrimRight(word, "Zz"), ":")
	var n [3]int
	for i := 0; i < len(parts) && i < 3; i++ {
		whole, _, _ := strings.Cut(parts[i], ".")
		v, err := strconv.Atoi(whole)
		if err != nil || v < 0 || v > 60 {
			return
		}
		n[i] = v
	}
	if n[0] < 25 {
		d.hour, d.minute, d.second = n[0], n[1], n[2]
	}
}

func (d *dateParts) zone(word string) {
	digits := strings.Replace(word[1:], ":", "", 1)
	n, err := strconv.Atoi(digits)
	if err != nil {
		return
	}
	if len(digits) <= 2 {
		n *= 100
	}
	if n/100 > 15 || n%100 > 59 || n < 0 {
		return
	}
	d.offset = (n/100*60 + n%100) * 60
	if word[0] == '-' {
		d.offset = -d.offset
	}
}

func (d *dateParts) name(word string) {
	low := strings.ToLower(strings.Trim(word, ".\"'"))
	if d.month == 0 {
		if m := monthOf(low); m != 0 {
			d.month = m
			return
		}
	}
	switch low {
	case "est":
		d.offset = -5 * 3600
	case "edt":
		d.offset = -4 * 3600
	case "cst":
		d.offset = -6 * 3600
	case "cdt":
		d.offset = -5 * 3600
	case "mst":
		d.offset = -7 * 3600
	case "mdt":
		d.offset = -6 * 3600
	case "pst":
		d.offset = -8 * 3600
	case "pdt":
		d.offset = -7 * 3600
	case "cet", "met":
		d.offset = 3600
	case "cest", "mest":
		d.offset = 2 * 3600
	case "pm":
		if d.hour >= 1 && d.hour < 12 {
			d.hour += 12
		}
	case "am":
		if d.hour == 12 {
			d.hour = 0
		}
	}
}

// monthOf knows the English names and those French ones that mailers write.
func monthOf(low string) time.Month {
	if len(low) < 3 {
		return 0
	}
	switch low[:3] {
	case "jan":
		return time.January
	case "feb", "fev":
		return time.February
	case "mar":
		return time.March
	case "apr", "avr":
		return time.April
	case "may", "mai":
		return time.May
	case "jun":
		return time.June
	case "jul":
		return time.July
	case "aug", "aou":
		return time.August
	case "sep":
		return time.September
	case "oct", "okt":
		return time.October
	case "nov":
		return time.November
	case "dec", "dez":
		return time.December
	}
	switch {
	case strings.HasPrefix(low, "fév"):
		return time.February
	case strings.HasPrefix(low, "juin"):
		return time.June
	case strings.HasPrefix(low, "juil"):
		return time.July
	case strings.HasPrefix(low, "aoû"):
		return time.August
	case strings.HasPrefix(low, "déc"):
		return time.December
	}
	return 0
}
