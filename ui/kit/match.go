package kit

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// typePause is the pause after which typing starts a new word in a list.
const typePause = time.Second

// filterFrom is the number of options above which a list has a filter field.
const filterFrom = 8

// fold makes case and accents alike: "Éléonore" and "eleonore" are the same.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func startsWith(text, typed string) bool {
	return strings.HasPrefix(fold(text), fold(typed))
}

// matches gives the options that contain every word, those first that begin with
// the first word, otherwise in their own order.
func matches(options []Option, words string) []int {
	parts := strings.Fields(fold(words))
	var first, rest []int
	for i, o := range options {
		text := fold(o.Text + " " + o.Note)
		ok := true
		for _, p := range parts {
			ok = ok && strings.Contains(text, p)
		}
		switch {
		case !ok:
		case len(parts) > 0 && strings.HasPrefix(text, parts[0]):
			first = append(first, i)
		default:
			rest = append(rest, i)
		}
	}
	return append(first, rest...)
}
