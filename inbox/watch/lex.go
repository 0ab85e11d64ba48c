package watch

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// symbol is one piece of a written query.
type symbol struct {
	kind   symbolKind
	text   string // as typed
	column int
	field  field
	quoted bool
	star   bool
	apart  int // of NEAR
}

type symbolKind uint8

const (
	symEnd symbolKind = iota
	symWord
	symField
	symOpen
	symClose
	symAnd
	symOr
	symNot
	symNear
)

const (
	usualApart = 10
	mostApart  = 100
	quotes     = "\"“”„«»"
)

// lexer cuts a written query.
type lexer struct {
	text []rune
	pos  int
}

func (l *lexer) next() (symbol, error) {
	for l.pos < len(l.text) && (unicode.IsSpace(l.text[l.pos]) || l.dash()) {
		l.pos++
	}
	if l.pos >= len(l.text) {
		return symbol{kind: symEnd, column: l.pos + 1}, nil
	}
	s := symbol{column: l.pos + 1}
	switch r := l.text[l.pos]; {
	case r == '(':
		s.kind = symOpen
	case r == ')':
		s.kind = symClose
	case r == '|':
		s.kind = symOr
	case r == '-' || r == '−':
		s.kind = symNot
	case isQuote(r):
		return l.quoted(s)
	default:
		return l.word(s)
	}
	s.text = string(l.text[l.pos])
	l.pos++
	return s, nil
}

// dash tells whether a dash stands alone: then it is punctuation.
func (l *lexer) dash() bool {
	r := l.text[l.pos]
	if r == '–' || r == '—' {
		return true
	}
	return (r == '-' || r == '−') && (l.pos+1 == len(l.text) || unicode.IsSpace(l.text[l.pos+1]))
}

func isQuote(r rune) bool { return strings.ContainsRune(quotes, r) }

// quoted reads "words in a row" with a star behind it or not.
func (l *lexer) quoted(s symbol) (symbol, error) {
	l.pos++
	end := slices.IndexFunc(l.text[l.pos:], isQuote)
	if end < 0 {
		return s, wrong("open-quote", s.column)
	}
	s.kind, s.quoted = symWord, true
	s.text = string(l.text[l.pos : l.pos+end])
	l.pos += end + 1
	if l.pos < len(l.text) && l.text[l.pos] == '*' {
		s.star = true
		l.pos++
	}
	return s, nil
}

// word reads up to a space, a parenthesis or a quote: a word, an operator or a
// field with its value.
func (l *lexer) word(s symbol) (symbol, error) {
	start := l.pos
	for l.pos < len(l.text) && !unicode.IsSpace(l.text[l.pos]) && !strings.ContainsRune("()|", l.text[l.pos]) && !isQuote(l.text[l.pos]) {
		l.pos++
		if l.text[l.pos-1] != ':' {
			continue
		}
		if f, ok := fieldOf(string(l.text[start : l.pos-1])); ok {
			return l.value(s, f)
		}
	}
	s.kind, s.text = symWord, string(l.text[start:l.pos])
	if o := operator(s.text); o != nil {
		o.column, o.text = s.column, s.text
		if o.kind == symNear && (o.apart < 1 || o.apart > mostApart) {
			return s, wrong("near-distance", s.column, "Most", mostApart)
		}
		return *o, nil
	}
	if before, found := strings.CutSuffix(s.text, "*"); found {
		s.star, s.text = true, before
	}
	return s, nil
}

// value reads what follows a field's colon.
func (l *lexer) value(s symbol, f field) (symbol, error) {
	if l.pos < len(l.text) && isQuote(l.text[l.pos]) {
		v, err := l.quoted(symbol{column: l.pos + 1})
		s.kind, s.field, s.text = symField, f, v.text
		return s, err
	}
	start := l.pos
	for l.pos < len(l.text) && !unicode.IsSpace(l.text[l.pos]) && !strings.ContainsRune("()", l.text[l.pos]) && !isQuote(l.text[l.pos]) {
		l.pos++
	}
	s.kind, s.field, s.text = symField, f, string(l.text[start:l.pos])
	return s, nil
}

func fieldOf(name string) (field, bool) {
	switch strings.ToLower(name) {
	case "lang", "langue", "language":
		return fieldLang, true
	case "from", "author", "auteur", "de":
		return fieldFrom, true
	case "channel", "canal":
		return fieldChannel, true
	case "site":
		return fieldSite, true
	}
	return "", false
}

// operator reads an operator's name; nil when the word is none.
func operator(word string) *symbol {
	switch word {
	case "AND", "ET":
		return &symbol{kind: symAnd}
	case "OR", "OU":
		return &symbol{kind: symOr}
	case "NOT", "SAUF", "NON":
		return &symbol{kind: symNot}
	case "NEAR", "PRES", "PRÈS":
		return &symbol{kind: symNear, apart: usualApart}
	}
	name, distance, found := strings.Cut(word, "/")
	switch strings.ToUpper(name) {
	case "NEAR", "PRES", "PRÈS":
	default:
		return nil
	}
	n, err := strconv.Atoi(distance)
	if !found || err != nil && strings.ContainsFunc(distance, func(r rune) bool { return !unicode.IsDigit(r) }) {
		return nil
	}
	if err != nil {
		n = 0 // out of all bounds
	}
	return &symbol{kind: symNear, apart: n}
}
