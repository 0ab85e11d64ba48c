package story

import (
	"strings"
	"testing"
)

// What is compared is the words as Words writes them, without writing them.
func TestReader_HashesTheWordsThatWordsGives(t *testing.T) {
	texts := []string{
		"RT @lea: L'allergie à la crème ŒUVRE straße Ǆ — 12e jour www.x.test, http://y.test/z FIN",
		"Ça m'a coûté cher ; çà et là, naïve Élève Ÿ ñandú ħ ø Æ æ ð þ × ÷", "ΑΒΓ άέή Привет ё й 日本語 한국어 e\u0301te\u0301", "", "rt: rt", "\xff\xfe a\xffb", "İstanbul ı K",
	}
	for c := rune(0); c < 0x600; c++ {
		texts = append(texts, "a"+string(c)+"b "+string(c))
	}
	var r reader
	for _, text := range texts {
		r.read(text)
		words := Words(text)
		if len(words) != len(r.words) {
			t.Fatalf("%q: %d words, %q", text, len(r.words), words)
		}
		for i, w := range words {
			if hashedPlain(w) != r.words[i] {
				t.Errorf("%q: the hash is not that of %q", text, w)
			}
		}
	}
	if r.read("un deux trois quatre"); len(r.runs) != 2 || strings.Join(Words("un deux"), " ") != "un deux" {
		t.Errorf("%d runs of four words", len(r.runs))
	}
}
