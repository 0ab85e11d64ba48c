package ui

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/sahilm/fuzzy"
	"golang.org/x/text/unicode/norm"

	"vigie/ui/kit"
)

// found is an entry of the palette that matches, with where it does.
type found struct {
	entry paletteEntry
	at    []int // runes of its text
	score int
}

// folded makes case and accents alike, rune by rune, so that a place in it is
// a place in the text.
func folded(s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		base := []rune(norm.NFD.String(string(r)))
		b.WriteRune(unicode.ToLower(base[0]))
	}
	return b.String()
}

// matching gives the entries that match the words, best group first and within
// a group the best first; without words, all in their order.
func matching(entries []paletteEntry, words string) []found {
	var out []found
	pattern := strings.Join(strings.Fields(folded(words)), "")
	if pattern == "" {
		for _, e := range entries {
			out = append(out, found{entry: e})
		}
		return out
	}
	texts := make([]string, len(entries))
	for i, e := range entries {
		texts[i] = folded(e.Text)
	}
	best := map[string]int{}
	take := func(f found) {
		if s, ok := best[f.entry.Group]; !ok || f.score > s {
			best[f.entry.Group] = f.score
		}
		out = append(out, f)
	}
	seen := map[int]bool{}
	for _, m := range fuzzy.Find(pattern, texts) {
		seen[m.Index] = true
		take(found{entry: entries[m.Index], at: runesAt(m.Str, m.MatchedIndexes), score: m.Score})
	}
	for i, e := range entries {
		texts[i] = folded(e.Also)
	}
	for _, m := range fuzzy.Find(pattern, texts) {
		if !seen[m.Index] {
			take(found{entry: entries[m.Index], score: m.Score})
		}
	}
	slices.SortStableFunc(out, func(a, b found) int {
		if a.entry.Group != b.entry.Group {
			return cmp.Or(cmp.Compare(best[b.entry.Group], best[a.entry.Group]), strings.Compare(a.entry.Group, b.entry.Group))
		}
		return cmp.Compare(b.score, a.score)
	})
	return out
}

// runesAt turns byte offsets into rune numbers.
func runesAt(s string, offsets []int) []int {
	var out []int
	n := 0
	for at := range s {
		if slices.Contains(offsets, at) {
			out = append(out, n)
		}
		n++
	}
	return out
}

// spans colours the runes that matched.
func (f found) spans(plain kit.Role) []kit.Span {
	var out []kit.Span
	for i, r := range []rune(norm.NFC.String(f.entry.Text)) {
		role, weight := plain, kit.Regular
		if slices.Contains(f.at, i) {
			role, weight = kit.Accent, kit.Semi
		}
		if n := len(out); n > 0 && out[n-1].Role == role {
			out[n-1].Text += string(r)
			continue
		}
		out = append(out, kit.Span{Text: string(r), Weight: weight, Role: role})
	}
	return out
}
