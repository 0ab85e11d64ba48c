package feed

import (
	"strconv"
	"strings"
	"time"
)

// sentAt is when an item was published, by its author's clock: never later
// than we received it, and not before there were feeds.
func sentAt(it item, received time.Time) time.Time {
	for _, at := range []*time.Time{it.PublishedParsed, looseDate(it.Published), it.UpdatedParsed, looseDate(it.Updated)} {
		if at == nil || at.IsZero() || at.Year() < 1990 {
			continue
		}
		if at.After(received) {
			return received
		}
		return at.UTC()
	}
	return received
}

// looseDate reads a date by its words in any order, with months in the
// languages of most feeds here ("mar. 3 mars 2026, 10h05"); nil where there is
// none. A date without a zone is taken for UTC.
func looseDate(text string) *time.Time {
	var d looseParts
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" ,;()\t\n", r) })
	if len(words) > 12 {
		return nil
	}
	for _, w := range words {
		d.take(w)
	}
	if d.year == 0 || d.month == 0 || d.day == 0 {
		return nil
	}
	at := time.Date(d.year, d.month, d.day, d.hour, d.minute, d.second, 0, time.FixedZone("", d.offset))
	return &at
}

type looseParts struct {
	year, day, hour, minute, second int
	month                           time.Month
	offset                          int // seconds
}

func (d *looseParts) take(w string) {
	if n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSuffix(w, "er"), ".")); err == nil && w[0] != '+' && w[0] != '-' {
		switch {
		case n >= 1990 && n < 2200:
			d.year = n
		case n >= 1 && n <= 31 && d.day == 0:
			d.day = n
		}
		return
	}
	if h, m, ok := strings.Cut(strings.Replace(w, "h", ":", 1), ":"); ok {
		d.clock(h, m)
		return
	}
	if len(w) == 5 && (w[0] == '+' || w[0] == '-') {
		if n, err := strconv.Atoi(w); err == nil {
			d.offset = n / 100 * 3600
			d.offset += n % 100 * 60
		}
		return
	}
	if m := monthOf(w); m != 0 && d.month == 0 {
		d.month = m
	}
}

func (d *looseParts) clock(hour, rest string) {
	minute, second, _ := strings.Cut(rest, ":")
	h, err := strconv.Atoi(hour)
	if err != nil || h > 23 || h < 0 {
		return
	}
	m, _ := strconv.Atoi(minute) // "10h" has none
	s, _ := strconv.Atoi(second)
	if m >= 0 && m < 60 && s >= 0 && s < 61 {
		d.hour, d.minute, d.second = h, m, s
	}
}

// monthOf reads a month's name or its beginning in English, French, German,
// Spanish and Italian.
func monthOf(w string) time.Month {
	w = strings.TrimSuffix(w, ".")
	begins := [12][]string{
		{"jan", "ene", "gen", "jän"}, {"feb", "fév", "fev"}, {"mar", "mär", "maerz"}, {"apr", "avr", "abr"}, {"may", "mai", "mag"},
		{"jun", "juin", "giu"}, {"jul", "juil", "lug"}, {"aug", "aoû", "aou", "ago"}, {"sep", "set"}, {"oct", "okt", "ott"}, {"nov"},
		{"dec", "déc", "dez", "dic"},
	}
	weekday := w == "mardi" || w == "mar" || w == "martes" || w == "martedì" || strings.HasPrefix(w, "mart")
	for i, names := range begins {
		for _, b := range names {
			if strings.HasPrefix(w, b) && !weekday {
				return time.Month(i + 1)
			}
		}
	}
	return 0
}
