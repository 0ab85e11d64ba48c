package tongue

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	most     = 320 // bytes of words that are looked at; enough to be sure
	wordMost = 22  // letters of one word that are looked at
	longest  = 5   // letters in a group
)

// Seen is what was found in a text.
type Seen struct {
	Words   int // that could be weighed
	Letters int // in them
	Groups  int // of letters, and whole words
	Foreign int // letters of scripts that neither French nor English use

	weight int32
	visit  func([]uint32, int32)
	word   [wordMost + 2]rune // that is being read, with its edges
	groups [(wordMost+2)*longest + 1]uint32
}

// Scan calls visit for every word of the text with the buckets of its groups of
// letters and of the whole word, and with what each weighs, at most Full. The
// buckets hold until visit returns. Addresses, @names, #tags, numbers and what is not letters
// count for nothing; case and typographic apostrophes make no difference.
func Scan(text string, visit func(buckets []uint32, weight int32)) Seen {
	seen := Seen{weight: Full, visit: visit}
	used := 0
	for len(text) > 0 && used < most {
		var token string
		token, text = next(text)
		if skipped(token) {
			continue
		}
		used += len(token)
		seen.weight = Full
		if token[0] == '#' || token[0] == '[' || seen.Words > 0 && isName(token) {
			seen.weight = half
		}
		seen.token(token)
	}
	return seen
}

// next cuts the first piece between white spaces off; a piece without end is
// cut after most bytes.
func next(text string) (token, rest string) {
	i := 0
	for i < len(text) && isSpace(text[i]) {
		i++
	}
	text = text[i:]
	for i = 0; i < len(text) && i < most && !isSpace(text[i]); i++ {
	}
	return text[:i], text[i:]
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// Full is what a group of letters weighs; one of a name or a tag weighs half,
// because those tell less of the language around them.
const Full = 2

const half = Full / 2

// isName says of a token inside a text that it begins with one capital.
func isName(token string) bool {
	return len(token) > 1 && token[0] >= 'A' && token[0] <= 'Z' && (token[1] < 'A' || token[1] > 'Z')
}

// skipped says of a token that it tells nothing of the language.
func skipped(token string) bool {
	token = strings.TrimLeft(token, "\"'(.«[")
	if token == "" || token[0] == '@' || token == "RT" {
		return true
	}
	head := token[:min(len(token), 4)]
	if strings.EqualFold(head, "http") || strings.EqualFold(head, "www.") {
		return true
	}
	return strings.Contains(token, "://")
}

// token takes the words of a token, split at what is no letter.
func (s *Seen) token(token string) {
	word := &s.word
	n := 1
	var before rune
	repeats, digit := 0, false
	flush := func() {
		if n > 1 && !digit {
			s.weigh(word[:n+1])
		}
		n, digit = 1, false
	}
	word[0] = edge
	for _, r := range token {
		if r = fold(r); r == before {
			repeats++
		} else {
			before, repeats = r, 0
		}
		switch {
		case repeats > 1 || n > wordMost: // "trooooop" is "troop"
		case r >= 'a' && r <= 'z' || isLatin(r):
			word[n] = r
			n++
			word[n] = edge
		case r >= '0' && r <= '9':
			digit = true
		case r == '\'' && n > 1: // it stays with what is before: l', n', don'
			word[n] = r
			n++
			word[n] = edge
			flush()
		case r >= utf8.RuneSelf && (r == '\ufe0f' || r == '\u200d' || unicode.Is(unicode.Mn, r)):
		default:
			if unicode.IsLetter(r) {
				s.Foreign++
			}
			flush()
		}
		if n <= wordMost {
			word[n] = edge
		}
	}
	if n <= wordMost {
		word[n] = edge
	}
	flush()
}

const edge = '_'

// fold brings a letter to the form that the table has.
func fold(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	case r == '’' || r == 'ʼ' || r == '‘' || r == '´':
		return '\''
	default:
		return unicode.ToLower(r)
	}
}

// isLatin says of a letter beyond a-z that it is of the Latin script.
func isLatin(r rune) bool {
	return r >= 0xdf && r <= 0x24f && r != 0xf7 || r >= 0x1e00 && r <= 0x1eff
}

// weigh visits the groups of a word with its two edges, and the word itself.
func (s *Seen) weigh(word []rune) {
	s.Words++
	s.Letters += len(word) - 2
	found := s.groups[:0]
	for i := range word {
		h := start
		for n, r := range word[i:min(len(word), i+longest)] {
			h = (h ^ uint32(r)) * prime
			if n > 0 || r != edge {
				found = append(found, spread(h)%Buckets)
			}
		}
	}
	h := start ^ 0x5bd1e995 // a whole word, another family than the groups
	for _, r := range word {
		h = (h ^ uint32(r)) * prime
	}
	found = append(found, spread(h)%Buckets)
	s.Groups += len(found)
	s.visit(found, s.weight)
}

// The constants of the FNV-1a hash (Fowler, Noll, Vo), over letters rather
// than bytes.
const (
	start uint32 = 2166136261
	prime uint32 = 16777619
)

// spread mixes the high bits into the low ones.
func spread(h uint32) uint32 {
	h ^= h >> 15
	h *= 0x2c1b3c6d
	return h ^ h>>13
}
