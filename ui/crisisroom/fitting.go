package crisisroom

import (
	"cmp"
	"slices"
	"strings"

	"vigie/crisis/alert"
)

// offered are the playbooks in the order in which they are proposed: for an
// alert, those whose topics people speak of come first, then those that say
// that alerts concern them.
func (s *Screen) offered() []Book {
	out := slices.Clone(s.books)
	i := slices.IndexFunc(s.alerts, func(a alert.Alert) bool { return a.ID == s.alert })
	var said map[string]int
	if i >= 0 {
		said = saidIn(s.alerts[i])
	}
	if s.alert != "" {
		slices.SortStableFunc(out, func(a, b Book) int { return cmp.Compare(fit(b, said), fit(a, said)) })
	}
	return out
}

// saidIn gives the words of an alert and by how many authors each was said:
// those of harm, the most frequent, and those of the story that is repeated.
func saidIn(a alert.Alert) map[string]int {
	out := map[string]int{}
	for _, w := range append(slices.Clone(a.Radar.Why.Risk), a.Radar.Why.Words...) {
		out[plainWord(w.Word)] = max(out[plainWord(w.Word)], w.N)
	}
	if st := a.Radar.Why.Story; st != nil {
		for _, w := range strings.Fields(st.Title) {
			out[plainWord(w)] = max(out[plainWord(w)], st.Authors)
		}
	}
	return out
}

// fit is how well a playbook suits what is said: 0 for one that no alert
// concerns, more for each author who speaks of one of its topics.
func fit(b Book, said map[string]int) int {
	best := 0
	for _, t := range b.Playbook.Triggers {
		if t.Kind != "alert" {
			continue
		}
		n := 1
		for _, topic := range t.Topics {
			for word, authors := range said {
				if alike(plainWord(topic), word) {
					n += authors
				}
			}
		}
		best = max(best, n)
	}
	return best
}

// sameStem is how many first letters make two words the same: topics are
// written once for both languages.
const sameStem = 5

func alike(a, b string) bool {
	if min(len(a), len(b)) < sameStem {
		return a == b
	}
	return a[:sameStem] == b[:sameStem]
}
