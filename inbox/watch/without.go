package watch

import (
	"strings"

	"vigie/inbox/fault"
)

// Without is a query that does not find messages with a word or, of several
// words, with these in a row. What cannot be a word is an Invalid fault.
func (q Query) Without(word string) (Query, error) {
	word = strings.TrimSpace(strings.ReplaceAll(word, `"`, " "))
	if word == "" {
		return q, fault.New(fault.Invalid, "alert.no-word")
	}
	if strings.ContainsAny(word, " \t\n'’-") {
		word = `"` + word + `"`
	}
	return Parse("(" + q.String() + ") -" + word)
}
