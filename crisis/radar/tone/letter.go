package tone

import (
	"strings"
	"unicode"
)

// mostSigned is how many words may come after a word that closes a letter: a
// name, a shop, a town.
const mostSigned = 8

// signsOff says of a word that it closes a letter, alone on one of its last
// lines: "Best,", "Cheers". The lists have the formulas of several words.
func (ws words) signsOff(at int) bool {
	w := ws.words[at]
	if at == 0 || len(ws.words)-at > mostSigned || !closes(w.form) || !ws.brokenAfter(ws.words[at-1]) {
		return false
	}
	return at == len(ws.words)-1 || ws.brokenAfter(w)
}

// brokenAfter says that a line ends between a word and the next one.
func (ws words) brokenAfter(w word) bool {
	rest := ws.text[w.to:]
	next := strings.IndexFunc(rest, unicode.IsLetter)
	return strings.Contains(rest[:max(next, 0)], "\n")
}

func closes(form string) bool {
	switch form {
	case "best", "cheers", "warmly", "faithfully", "respectfully", "love", "amitiés", "bises", "bisous", "chaleureusement", "fidèlement":
		return true
	}
	return false
}
