package store

import (
	"fmt"
	"slices"
	"strings"
)

// mergeable are the tables whose single rows are written many in a statement
// where they wait in line together: the intake's, and those of each order. What
// a row refers to stands before it, and in that order they are written.
func mergeable() []string {
	return words("contact identity contact_find conversation conversation_scope message message_text message_raw note event command answer")
}

// overtakes reports whether a statement may be sent before rows that wait: it
// changes a conversation or a device that was there before.
func overtakes(s statement, waiting []*gathered) bool {
	for _, table := range []string{"conversation", "device"} {
		if strings.HasPrefix(s.text, "UPDATE "+table+" SET") {
			return !slices.ContainsFunc(waiting, func(g *gathered) bool { return g.rank == slices.Index(mergeable(), table) })
		}
	}
	return false
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
// places, because nothing is read there, and what changes other rows by their
// keys may come before them.
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
			if !overtakes(s, run) {
				end()
			}
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

// The most that goes into one statement: a server wants to have it whole in its
// memory.
const (
	mostRowsAtOnce  = 1000
	mostBytesAtOnce = 4 << 20
)

// statements writes the rows, many in a statement.
func (g *gathered) statements() []statement {
	var out []statement
	for rows := g.rows; len(rows) > 0; {
		n := fitting(rows)
		out = append(out, g.many(rows[:n])...)
		rows = rows[n:]
	}
	return out
}

// fitting is how many of the rows go into one statement, one at least.
func fitting(rows [][]any) int {
	bytes := 0
	for i, row := range rows[:min(len(rows), mostRowsAtOnce)] {
		for _, v := range row {
			switch v := v.(type) {
			case string:
				bytes += len(v)
			case []byte:
				bytes += len(v)
			}
		}
		if bytes > mostBytesAtOnce {
			return max(1, i)
		}
	}
	return min(len(rows), mostRowsAtOnce)
}

// many writes rows in one statement, whose values are a list for each column:
// however many rows there are, the text is the same. Where a column has values
// of several types each row is written by itself.
func (g *gathered) many(rows [][]any) []statement {
	if len(rows) == 1 {
		return []statement{{g.text, rows[0]}}
	}
	var names, lists, wanted []string
	var args []any
	for i := range g.columns {
		list, of, ok := listOf(rows, i)
		if !ok {
			return g.singly(rows)
		}
		if of == "" {
			wanted = append(wanted, "NULL")
			continue
		}
		args = append(args, list)
		names = append(names, fmt.Sprintf("c%d", i))
		wanted = append(wanted, fmt.Sprintf("c%d", i))
		lists = append(lists, fmt.Sprintf("$%d::%s[]", len(args), of))
	}
	if len(args) == 0 {
		return g.singly(rows)
	}
	text := strings.TrimSuffix(g.head, "VALUES ") + "SELECT " + strings.Join(wanted, ", ") +
		" FROM unnest(" + strings.Join(lists, ", ") + ") AS r (" + strings.Join(names, ", ") + ")" + g.tail
	return []statement{{text, args}}
}

func (g *gathered) singly(rows [][]any) []statement {
	out := make([]statement, len(rows))
	for i, row := range rows {
		out[i] = statement{g.text, row}
	}
	return out
}

// listOf gives the values of a column as a list of their type, with the server's
// name of it: "" where all are null. ok is false where there are several.
func listOf(rows [][]any, column int) (list any, of string, ok bool) {
	var first any
	for _, row := range rows {
		if first = row[column]; first != nil {
			break
		}
	}
	switch first.(type) {
	case nil:
		return nil, "", true
	case int64:
		list, ok = valuesOf[int64](rows, column)
		return list, "bigint", ok
	case float64:
		list, ok = valuesOf[float64](rows, column)
		return list, "double precision", ok
	case string:
		list, ok = valuesOf[string](rows, column)
		return list, "text", ok
	case []byte:
		list, ok = valuesOf[[]byte](rows, column)
		return list, "bytea", ok
	default:
		return nil, "", false
	}
}

// valuesOf lists the values of a column that are of one type, or null.
func valuesOf[T any](rows [][]any, column int) ([]*T, bool) {
	out := make([]*T, len(rows))
	for i, row := range rows {
		if row[column] == nil {
			continue
		}
		v, ok := row[column].(T)
		if !ok {
			return nil, false
		}
		out[i] = &v
	}
	return out, true
}
