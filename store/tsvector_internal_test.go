package store

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// TestLexeme_FoldsEveryLetterAsItsDecompositionSays holds the quick way to fold
// a letter against the plain one.
func TestLexeme_FoldsEveryLetterAsItsDecompositionSays(t *testing.T) {
	folded := 0
	for r := range rune(unicode.MaxRune) {
		if !utf8.ValidRune(r) {
			continue
		}
		want := r
		if base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r))); r >= utf8.RuneSelf && base < utf8.RuneSelf {
			want = base
			folded++
		}
		if want = unicode.ToLower(want); accent(r) {
			want = -1
		}
		if got := bareLetter(r); got != want {
			t.Errorf("%U: %U, want %U", r, got, want)
		}
		if got, want := ofWord(r), unicode.In(r, unicode.L, unicode.N, unicode.Co); got != want {
			t.Errorf("%U is of a word: %v, want %v", r, got, want)
		}
	}
	if folded < 400 {
		t.Errorf("only %d letters were folded", folded)
	}
}

// TestVector_PutsNoWordTwiceInOnePlace makes a text that is longer than a vector
// can count: the server refuses a word whose places do not rise.
func TestVector_PutsNoWordTwiceInOnePlace(t *testing.T) {
	v := &vector{known: map[string]int{}}
	v.add(weightSubject, "Élan élan", strings.Repeat("un deux ", lastPosition))
	v.add(weightBody, "élan trois trois", strings.Repeat("quatre ", 10))
	places := map[string]int{}
	for _, w := range v.words {
		places[w.Word] = len(w.Positions)
		for i, p := range w.Positions[1:] {
			if p.Position <= w.Positions[i].Position {
				t.Errorf("%s stands at %d after %d", w.Word, p.Position, w.Positions[i].Position)
			}
		}
	}
	for word, want := range map[string]int{"elan": 3, "un": mostPositions, "deux": mostPositions, "trois": 1, "quatre": 1} {
		if places[word] != want {
			t.Errorf("%s has %d places, want %d", word, places[word], want)
		}
	}
}
