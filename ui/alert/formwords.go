package alert

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	domain "vigie/crisis/alert"
	"vigie/inbox"
)

// InDays reads a number of days from now; what is no number from 1 to 366 is
// the usual.
func InDays(now time.Time, typed string, usual int) time.Time {
	n, err := strconv.Atoi(strings.TrimSpace(typed))
	if err != nil || n < 1 || n > 366 {
		n = usual
	}
	return now.AddDate(0, 0, n)
}

// Factor reads how many times the usual, with a comma or a point; what is no
// number is the usual.
func Factor(typed string, usual float64) float64 {
	v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(typed), ",", ".", 1), 64)
	if err != nil {
		return usual
	}
	return v
}

// Post is a message with the network that it came from.
type Post struct {
	inbox.Message
	Channel inbox.Channel
}

// LoudestVoice is the author with most of the messages, as the settings name
// authors; of several the first by name.
func LoudestVoice(posts []Post) string {
	counts := map[string]int{}
	for _, m := range posts {
		counts[domain.Voice(m.Channel, m.Author.Handle)]++
	}
	names := slices.Collect(maps.Keys(counts))
	if len(names) == 0 {
		return ""
	}
	return slices.MinFunc(names, func(x, y string) int { return cmp.Or(counts[y]-counts[x], strings.Compare(x, y)) })
}
