package story

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Words gives what two copies of a post have in common: its words without
// capitals and accents, without addresses, @names and the "RT @name:" before a
// quotation.
func Words(text string) []string {
	var out []string
	for _, field := range strings.Fields(text) {
		if strings.HasPrefix(field, "@") || isAddress(field) {
			continue
		}
		if len(out) == 0 && strings.EqualFold(strings.Trim(field, ":"), "rt") {
			continue
		}
		out = appendWords(out, field)
	}
	return out
}

func isAddress(s string) bool {
	return strings.Contains(s, "://") || strings.HasPrefix(s, "www.")
}

// appendWords splits at everything that is neither a letter nor a digit: an
// apostrophe ends a word ("l'allergie" has two).
func appendWords(out []string, field string) []string {
	start := -1
	for i, r := range field {
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		switch {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			out = append(out, plain(field[start:i]))
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, plain(field[start:]))
	}
	return out
}

// plain drops case and accents.
func plain(w string) string {
	ascii := true
	for i := range len(w) {
		if w[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(w)
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(w)) {
		if !unicode.IsMark(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// triples hashes each run of three words, without repetition, in order (FNV-1a,
// so that a replay finds the same).
func triples(words []string) []uint64 {
	if len(words) < 3 {
		return nil
	}
	out := make([]uint64, 0, len(words)-2)
	for i := 0; i+3 <= len(words); i++ {
		h := uint64(14695981039346656037)
		for _, w := range words[i : i+3] {
			for j := range len(w) {
				h = (h ^ uint64(w[j])) * 1099511628211
			}
			h = (h ^ ' ') * 1099511628211
		}
		out = append(out, h)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
