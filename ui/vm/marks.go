package vm

import (
	"strings"
	"unicode"

	"vigie/inbox"
)

// Range is a stretch of a text, in runes: from From on and before To.
type Range struct{ From, To int }

// token is a word of a text, folded, with where it stands.
type token struct {
	text string
	at   Range
}

// tokens cuts a text as the full-text index does: at all that is neither letter
// nor digit.
func tokens(text string) []token {
	var out []token
	var word []rune
	flush := func(end int) {
		if len(word) > 0 {
			out = append(out, token{inbox.Fold(string(word)), Range{end - len(word), end}})
			word = nil
		}
	}
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || len(word) > 0 && unicode.Is(unicode.Mn, r) {
			word = append(word, r)
		} else {
			flush(n)
		}
		n++
	}
	flush(n)
	return out
}

// mostOccurrences bounds the places that are marked in one text.
const mostOccurrences = 200

// Occurrences finds where the words of a search stand in a text, accents and
// case apart, in their order. People are not looked for: they stand in no text.
func Occurrences(text string, words []inbox.Word) []Range {
	if len(words) == 0 || text == "" {
		return nil
	}
	var looked [][]token
	var open []bool
	for _, w := range words {
		if t := tokens(w.Text); w.Field != inbox.People && len(t) > 0 {
			looked, open = append(looked, t), append(open, w.Prefix)
		}
	}
	all := tokens(text)
	var out []Range
	for i := 0; i < len(all) && len(out) < mostOccurrences; i++ {
		for k, word := range looked {
			if follows(all[i:], word, open[k]) {
				last := i + len(word) - 1
				out = append(out, Range{all[i].at.From, all[last].at.To})
				i = last
				break
			}
		}
	}
	return out
}

// follows reports whether a text begins with the words, the last of which may be
// a beginning.
func follows(text, words []token, prefix bool) bool {
	if len(text) < len(words) {
		return false
	}
	for i, w := range words {
		same := text[i].text == w.text
		if prefix && i == len(words)-1 {
			same = strings.HasPrefix(text[i].text, w.text)
		}
		if !same {
			return false
		}
	}
	return true
}

// Words are those that the list was searched for, to be marked where they stand.
func (t *Triage) Words() []inbox.Word {
	terms, err := inbox.ParseTerms(t.List.View().Search)
	if err != nil {
		return nil
	}
	return terms.Words
}
