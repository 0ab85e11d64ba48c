package story

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Words gives what two copies of a post have in common: its words without
// capitals and accents, without addresses, @names and the "RT @name:" before a
// quotation.
func Words(text string) []string {
	var out []string
	for _, field := range strings.Fields(text) {
		if strings.HasPrefix(field, "@") || isAddress(field) {
			continue
		}
		if len(out) == 0 && strings.EqualFold(strings.Trim(field, ":"), "rt") {
			continue
		}
		out = appendWords(out, field)
	}
	return out
}

func isAddress(s string) bool {
	return strings.Contains(s, "://") || strings.HasPrefix(s, "www.")
}

// appendWords splits at everything that is neither a letter nor a digit: an
// apostrophe ends a word ("l'allergie" has two).
func appendWords(out []string, field string) []string {
	start := -1
	for i, r := range field {
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		switch {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			out = append(out, plain(field[start:i]))
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, plain(field[start:]))
	}
	return out
}

// plain drops case and accents.
func plain(w string) string {
	ascii := true
	for i := range len(w) {
		if w[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(w)
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(w)) {
		if !unicode.IsMark(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// reader reads the words and runs of one text after another into the same
// memory.
type reader struct {
	words []uint64 // a hash of each
	runs  []uint64 // of three words, sorted, each once
}

// read takes a text in, as Words does.
func (r *reader) read(text string) {
	r.words, r.runs = r.words[:0], r.runs[:0]
	for field := range strings.FieldsSeq(text) {
		if field[0] == '@' || isAddress(field) {
			continue
		}
		if len(r.words) == 0 && strings.EqualFold(strings.Trim(field, ":"), "rt") {
			continue
		}
		r.field(field)
	}
	for i := 0; i+3 <= len(r.words); i++ {
		r.runs = append(r.runs, mixed(mixed(r.words[i], r.words[i+1]), r.words[i+2]))
	}
	slices.Sort(r.runs)
	r.runs = slices.Compact(r.runs)
}

// whole is a hash of all words.
func (r *reader) whole() uint64 {
	var h uint64
	for _, w := range r.words {
		h = mixed(h, w)
	}
	return h
}

func (r *reader) field(field string) {
	start := -1
	for i, c := range field {
		inside := 'a' <= c && c <= 'z' || c >= utf8.RuneSelf && unicode.IsMark(c) || unicode.IsLetter(c) || unicode.IsDigit(c)
		switch {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			r.words = append(r.words, hashed(field[start:i]))
			start = -1
		}
	}
	if start >= 0 {
		r.words = append(r.words, hashed(field[start:]))
	}
}

// FNV-1a, so that a replay finds the same.
const (
	fnvFrom = 14695981039346656037
	fnvBy   = 1099511628211
)

// hashed is the hash of a word as plain writes it.
func hashed(word string) uint64 {
	h := uint64(fnvFrom)
	for i := range len(word) {
		c := word[i]
		if c >= utf8.RuneSelf {
			return hashedWide(word)
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		h = (h ^ uint64(c)) * fnvBy
	}
	return h
}

// latin is what the letters from À (U+00C0) to ÿ are without case and accents;
// a space is a letter that is not among them.
const latin = "aaaaaa ceeeeiiii nooooo  uuuuy  aaaaaa ceeeeiiii nooooo  uuuuy y"

// hashedWide hashes a word with letters beyond ASCII.
func hashedWide(word string) uint64 {
	h := uint64(fnvFrom)
	for _, c := range word {
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c < utf8.RuneSelf:
		case 0xC0 <= c && c <= 0xFF && latin[c-0xC0] != ' ':
			c = rune(latin[c-0xC0])
		default:
			return hashedPlain(plain(word))
		}
		h = (h ^ uint64(c)) * fnvBy
	}
	return h
}

func hashedPlain(word string) uint64 {
	h := uint64(fnvFrom)
	for i := range len(word) {
		h = (h ^ uint64(word[i])) * fnvBy
	}
	return h
}

// mixed is one hash of two, in their order.
func mixed(a, b uint64) uint64 {
	a = (a ^ b>>32) * 0x9E3779B97F4A7C15
	a ^= a >> 29
	a = (a + b) * 0xBF58476D1CE4E5B9
	return a ^ a>>32
}
