package store

import (
	"slices"
	"strconv"
)

// limitTo ends a query after n rows. The usual numbers stand in its text: SQLite
// looks at the value of a placeholder behind LIMIT when it plans, and so prepares
// the statement anew each time that one is bound (sqlite3ExprIsInteger), which
// took a third of a list. Other numbers are values, so that the texts are few.
func limitTo(n int) (text string, values []any) {
	if slices.Contains([]int{5, 20, 50, 100, 200, 1000, 2000, 5000}, n) {
		return "LIMIT " + strconv.Itoa(n), nil
	}
	return "LIMIT ?", []any{n}
}
