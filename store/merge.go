package store

import (
	"fmt"
	"slices"
	"strings"
)

// mergeable are the tables whose single rows are written many in a statement
// where they wait in line together: the intake's. What a row refers to stands
// before it, and in that order they are written.
func mergeable() []string {
	return words("contact identity contact_find conversation conversation_scope message message_text message_raw")
}

// insertion is an INSERT of one row, taken apart.
type insertion struct {
	rank       int    // in mergeable
	head, tail string // before and after the row
	columns    int
	upserts    bool // it changes a row that is there, by its first column
}

// insertionOf takes a statement apart; false is any other statement.
func insertionOf(s statement) (insertion, bool) {
	const begin, values = "INSERT INTO ", "VALUES ("
	rest, ok := strings.CutPrefix(s.text, begin)
	if !ok {
		return insertion{}, false
	}
	table, _, _ := strings.Cut(rest, " ")
	head, rest, ok := strings.Cut(s.text, values)
	if !ok {
		return insertion{}, false
	}
	row, tail, ok := strings.Cut(rest, ")")
	i := insertion{rank: slices.Index(mergeable(), table), head: head + "VALUES ", tail: tail, columns: len(s.args)}
	if !ok || i.rank < 0 || row != placeholders(1, i.columns) || strings.Contains(tail, "$") {
		return insertion{}, false
	}
	conflict := strings.TrimSpace(tail)
	i.upserts = strings.Contains(conflict, "DO UPDATE")
	if _, bytes := s.args[0].([]byte); bytes && i.upserts {
		return insertion{}, false // no key to compare
	}
	return i, conflict == "" || strings.HasPrefix(conflict, "ON CONFLICT")
}

// placeholders are those of one row, from a number on: "$1, $2".
func placeholders(from, columns int) string {
	var b strings.Builder
	for i := range columns {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}

// gathered are rows for one statement.
type gathered struct {
	insertion
	text string
	rows [][]any
	keys map[any]bool // where they change rows that are there
}

// merged makes statements of many rows of those of one row, which cost several
// times as much. Between two statements of another kind inserts may change
// places, because nothing is read there.
func merged(line []statement) []statement {
	var out []statement
	var run []*gathered
	end := func() {
		slices.SortStableFunc(run, func(a, b *gathered) int { return a.rank - b.rank })
		for _, g := range run {
			out = append(out, g.statements()...)
		}
		run = nil
	}
	known := map[string]insertion{}
	for _, s := range line {
		i, ok := known[s.text]
		if !ok || i.columns != len(s.args) {
			if i, ok = insertionOf(s); ok {
				known[s.text] = i
			}
		}
		if !ok {
			end()
			out = append(out, s)
			continue
		}
		at := slices.IndexFunc(run, func(g *gathered) bool { return g.text == s.text })
		if at >= 0 && i.upserts && run[at].keys[s.args[0]] {
			end() // one statement may change a row only once
			at = -1
		}
		if at < 0 {
			at = len(run)
			run = append(run, &gathered{insertion: i, text: s.text, keys: map[any]bool{}})
		}
		run[at].rows = append(run[at].rows, s.args)
		if i.upserts {
			run[at].keys[s.args[0]] = true
		}
	}
	end()
	return out
}

// statements writes the rows, in few sizes: the server keeps each prepared.
func (g *gathered) statements() []statement {
	var out []statement
	rows := g.rows
	for _, size := range []int{100, 25, 5, 1} {
		for ; len(rows) >= size; rows = rows[size:] {
			out = append(out, statement{g.many(size), slices.Concat(rows[:size]...)})
		}
	}
	return out
}

func (g *gathered) many(rows int) string {
	var b strings.Builder
	b.WriteString(g.head)
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("(" + placeholders(1+i*g.columns, g.columns) + ")")
	}
	b.WriteString(g.tail)
	return b.String()
}
