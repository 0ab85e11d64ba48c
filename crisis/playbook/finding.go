package playbook

import (
	"cmp"
	"slices"
)

// Finding is one thing that is wrong, or that a careful author would change.
// What it says is a translation key with its placeholders.
type Finding struct {
	Pos
	Path    string // "steps.fronts.faits.verifier.due"
	Key     string
	Args    map[string]any
	Warning bool // the playbook can be run all the same
}

// Pos is a place in a file: line and column, in characters, from 1.
type Pos struct {
	Line int
	Col  int
}

// Findings are all findings of a file.
type Findings []Finding

// Errors reports whether one of them forbids a run.
func (f Findings) Errors() bool {
	return slices.ContainsFunc(f, func(x Finding) bool { return !x.Warning })
}

func (f Findings) sort() {
	slices.SortStableFunc(f, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
}

// nearest gives the name that was probably meant: at most two letters away, and
// nearer than half the word; "" when there is none.
func nearest(word string, names []string) string {
	best, least := "", 3
	for _, n := range names {
		if d := distance(word, n); d < least && 2*d < max(len(word), len(n)) {
			best, least = n, d
		}
	}
	return best
}

// distance counts the letters to insert, drop, change or swap with the next
// one (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := [3][]int{make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := range x {
		older, old, row := rows[0], rows[1], rows[2]
		row[0] = i + 1
		for j := range y {
			change := old[j]
			if x[i] != y[j] {
				change++
			}
			row[j+1] = min(old[j+1]+1, row[j]+1, change)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], older[j-1]+1)
			}
		}
		rows = [3][]int{old, row, older}
	}
	return rows[1][len(y)]
}
