package watch

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"vigie/inbox/fault"
)

// Query is what to look for. The zero value matches nothing; others come from
// Parse. It is stored as its canonical text.
type Query struct {
	root  *node
	index *index
}

// op is what a node of a query is.
type op uint8

const (
	opWords op = iota // a word or several in a row
	opField           // lang:, from:, channel:, site:
	opAnd
	opOr
	opNot
	opNear
)

// node is one part of a query.
type node struct {
	op    op
	kids  []*node
	apart int // of opNear: words apart at most

	text   string // of words and fields: as it was typed, in one line
	words  []term
	prefix bool // the last word may go on
	ids    []int
	field  field
}

// term is one word in its folded form.
type term struct {
	text  string
	sigil rune // 0 is any
}

type field string

const (
	fieldLang    field = "lang"
	fieldFrom    field = "from"
	fieldChannel field = "channel"
	fieldSite    field = "site"
)

// IsZero reports whether nothing is asked.
func (q Query) IsZero() bool { return q.root == nil }

// String is the query in canonical writing, which Parse takes back to the same
// query.
func (q Query) String() string {
	if q.root == nil {
		return ""
	}
	return q.root.write(opOr)
}

// MarshalText gives the canonical text.
func (q Query) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText parses; an empty text is the zero query.
func (q *Query) UnmarshalText(text []byte) error {
	if strings.TrimSpace(string(text)) == "" {
		*q = Query{}
		return nil
	}
	// What was once allowed stays so: canonical writing may be longer.
	parsed, err := parse(string(text), bounds{length: 10 * longestQuery, depth: 3 * deepest, words: mostWords})
	if err != nil {
		return fmt.Errorf("read a query: %w", err)
	}
	*q = parsed
	return nil
}

// write gives the canonical text of a node within an operator that binds as
// loosely as around.
func (n *node) write(around op) string {
	switch n.op {
	case opWords:
		return n.writeWords()
	case opField:
		return string(n.field) + ":" + quotedUnlessPlain(n.text)
	case opNot:
		return "-" + n.kids[0].write(opNot)
	}
	var parts []string
	for i, k := range n.kids {
		around := n.op
		if n.op == opNear && i == 0 {
			around = opAnd // a NEAR b NEAR c is read from left to right
		}
		parts = append(parts, k.write(around))
	}
	joint := map[op]string{opAnd: " ", opOr: " OR ", opNear: " NEAR/" + strconv.Itoa(n.apart) + " "}[n.op]
	text := strings.Join(parts, joint)
	if loose(n.op) < loose(around) || n.op == opNear && around == opNear {
		return "(" + text + ")"
	}
	return text
}

// loose orders the operators: a higher one binds closer.
func loose(o op) int {
	return map[op]int{opOr: 0, opAnd: 1, opNear: 2, opNot: 3}[o]
}

func (n *node) writeWords() string {
	star := ""
	if n.prefix {
		star = "*"
	}
	if len(n.words) == 1 && plain(strings.TrimLeft(n.text, "#@")) && len(n.text)-len(strings.TrimLeft(n.text, "#@")) <= 1 && operator(n.text) == nil {
		return n.text + star
	}
	return `"` + n.text + `"` + star
}

func quotedUnlessPlain(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("()*", r) }) {
		return `"` + s + `"`
	}
	return s
}

// plain tells whether a word needs no quotes.
func plain(s string) bool {
	for _, r := range s {
		if k := kindOf(r); k != inWord && k != ofMark {
			return false
		}
	}
	return s != ""
}

// wants tells whether a query asks for something, and not only against it.
func (n *node) wants() bool {
	switch n.op {
	case opNot:
		return false
	case opAnd:
		for _, k := range n.kids {
			if k.wants() {
				return true
			}
		}
		return false
	case opOr:
		for _, k := range n.kids {
			if !k.wants() {
				return false
			}
		}
	}
	return true
}

// wrong is a mistake of the person who wrote the query. Column counts
// characters from 1.
func wrong(key string, column int, pairs ...any) error {
	return fault.New(fault.Invalid, "watch.query-"+key, append([]any{"Column", column}, pairs...)...)
}
