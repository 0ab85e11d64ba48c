package engine

import (
	"slices"
	"strings"
	"time"

	"vigie/crisis/radar"
	"vigie/crisis/radar/tone"
	"vigie/inbox"
	"vigie/store"
)

// MentionOf makes a mention of a message, with its tone read.
func MentionOf(s store.Said, tones *tone.Reader) radar.Mention {
	text := Spoken(s.Message)
	read := tones.Read(text)
	if s.Tone != "" { // a person knows better
		read.Tone = s.Tone
	}
	m := radar.Mention{
		ID: string(s.Message.ID), At: s.Message.SentAt, Author: s.Message.Author.Handle, Channel: string(s.Channel),
		Text: text, Negative: read.Tone == tone.Negative, Unsure: read.Tone == tone.Unknown, Words: read.Words, Risk: shown(read.Risks),
		Weighty: slices.ContainsFunc(s.ContactTags, weighs),
	}
	if f := s.Message.Author.Followers; f != nil {
		n := int64(*f)
		m.Followers = &n
	}
	return m
}

// Spoken is what a message says: its subject and what is new in it.
func Spoken(m inbox.Message) string {
	if m.Subject == "" {
		return m.Text
	}
	return m.Subject + "\n" + m.Text
}

// shown writes the stems of a list as people read them.
func shown(stems []string) []string {
	out := make([]string, len(stems))
	for i, s := range stems {
		out[i] = s
		if stem, cut := strings.CutSuffix(s, "*"); cut {
			out[i] = stem + "…"
		}
	}
	return out
}

// weighs tells the tags of people whose word carries: the press and the
// authorities, in both languages.
func weighs(tag string) bool {
	switch strings.ToLower(tag) {
	case "journalist", "journaliste", "press", "presse", "authority", "autorité":
		return true
	}
	return false
}

// FrenchHoliday tells the eleven public holidays of France, by the law of
// 1951 and after (Code du travail, L3133-1); those that move follow Easter.
func FrenchHoliday(year int, month time.Month, day int) bool {
	switch [2]int{int(month), day} {
	case [2]int{1, 1}, [2]int{5, 1}, [2]int{5, 8}, [2]int{7, 14}, [2]int{8, 15}, [2]int{11, 1}, [2]int{11, 11}, [2]int{12, 25}:
		return true
	}
	d := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	for _, after := range []int{1, 39, 50} { // Easter Monday, Ascension, Whit Monday
		if d.Equal(easter(year).AddDate(0, 0, after)) {
			return true
		}
	}
	return false
}

// easter is the Sunday of Easter in the Gregorian calendar (Butcher's rule).
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}
