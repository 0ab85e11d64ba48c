package store

import (
	"strings"
	"testing"

	"vigie/inbox"
)

// TestRows_PagesOfTheUsualSizesAreNotPreparedAnew: a placeholder behind LIMIT has
// SQLite prepare the statement each time.
func TestRows_PagesOfTheUsualSizesAreNotPreparedAnew(t *testing.T) {
	for _, v := range []inbox.View{{}, {Sort: inbox.DueFirst}, {Tag: "vip"}, {Search: "douzaine"}} {
		terms, err := inbox.ParseTerms(v.Search)
		if err != nil {
			t.Fatal(err)
		}
		q := queryOf(v, terms, sqliteEngine(), true)
		for _, size := range []int{20, 50, 200, 2000, 7} {
			for _, s := range stretches(v, inbox.Place{}, q) {
				text, values := rowsSQL(q, s, size)
				if bound := strings.Contains(text, "LIMIT ?"); bound != (size == 7) {
					t.Errorf("%+v: a page of %d binds its size: %v", v, size, bound)
				}
				if n := strings.Count(text, "?"); n != len(values) {
					t.Errorf("%+v: a page of %d has %d values for %d places", v, size, len(values), n)
				}
			}
		}
	}
}
