package inbox

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Mark is what stands before the colon in a search: the word "from" of
// "from:lea".
type Mark string

// The marks of a search.
const (
	MarkFrom       Mark = "from"
	MarkTo         Mark = "to"
	MarkSubject    Mark = "subject"
	MarkChannel    Mark = "channel"
	MarkAccount    Mark = "account"
	MarkTag        Mark = "tag"
	MarkDepartment Mark = "department"
	MarkAssignee   Mark = "assignee"
	MarkStatus     Mark = "status"
	MarkKind       Mark = "kind"
	MarkBefore     Mark = "before"
	MarkAfter      Mark = "after"
	MarkHas        Mark = "has"
)

// Marks lists every mark in the order in which they are offered.
func Marks() []Mark {
	return []Mark{
		MarkFrom, MarkTo, MarkSubject, MarkTag, MarkStatus, MarkAssignee, MarkDepartment, MarkAccount, MarkChannel, MarkKind,
		MarkAfter, MarkBefore, MarkHas,
	}
}

// Typed gives the ways to type a mark, folded, by language: the first one is
// the one to offer. An unknown language has the English ones.
func (m Mark) Typed(language string) []string {
	if language != "fr" {
		return []string{string(m)}
	}
	return map[Mark][]string{
		MarkFrom: {"de"}, MarkTo: {"à"}, MarkSubject: {"objet", "sujet"}, MarkChannel: {"canal"}, MarkAccount: {"compte"},
		MarkTag: {"étiquette"}, MarkDepartment: {"service"}, MarkAssignee: {"attribuée", "attribué"}, MarkStatus: {"statut"},
		MarkKind: {"type"}, MarkBefore: {"avant"}, MarkAfter: {"après"}, MarkHas: {"avec"},
	}[m]
}

// MarkOf finds a mark by what was typed before a colon, in any language, with
// or without accents.
func MarkOf(typed string) (Mark, bool) {
	typed = Fold(typed)
	for _, m := range Marks() {
		for _, name := range append(m.Typed("en"), m.Typed("fr")...) {
			if Fold(name) == typed {
				return m, true
			}
		}
	}
	return "", false
}

// longestMark is the number of runes after which a colon ends no mark.
const longestMark = 12

// cutMark takes a known mark with its colon off the start.
func cutMark(rest []rune) (mark Mark, typed string, after []rune) {
	end := slices.Index(rest, ':')
	if end <= 0 || end > longestMark {
		return "", "", rest
	}
	m, ok := MarkOf(string(rest[:end]))
	if !ok {
		return "", "", rest
	}
	return m, string(rest[:end]), rest[end+1:]
}

// Fold makes case and accents alike: "Éléonore" and "eleonore" are the same.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// Unfinished is the last term of a search as it is being typed: what it narrows
// and the beginning of its value.
type Unfinished struct {
	Before string // all that stands before the term
	Not    bool
	Mark   Mark   // empty for a word
	Typed  string // the mark as it was typed
	Text   string
}

// Typing gives the term at the end of a search. A search that ends with a space
// has none begun.
func Typing(typed string) Unfinished {
	pieces := cut(typed)
	if len(pieces) == 0 || strings.HasSuffix(typed, " ") && !openQuote(typed) {
		return Unfinished{Before: typed}
	}
	p := pieces[len(pieces)-1]
	return Unfinished{Before: string([]rune(typed)[:p.at-1]), Not: p.not, Mark: p.mark, Typed: p.typed, Text: p.text}
}

// openQuote reports whether a quote is begun and not ended.
func openQuote(typed string) bool {
	n := 0
	for _, r := range typed {
		if isQuote(r) {
			n++
		}
	}
	return n%2 == 1
}

// With gives the search with the value in place of what was begun, and a space
// to go on after it. A value of several words is quoted.
func (u Unfinished) With(mark, value string) string {
	out := u.Before
	if u.Not {
		out += "-"
	}
	if mark != "" {
		out += mark + ":"
	}
	if value == "" {
		return out
	}
	if strings.ContainsFunc(value, unicode.IsSpace) {
		value = `"` + strings.ReplaceAll(value, `"`, "") + `"`
	}
	return out + value + " "
}
