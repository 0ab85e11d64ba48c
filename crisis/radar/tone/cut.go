package tone

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is a word, an emoji or an emoticon of a text.
type word struct {
	form string // folded: small letters, one apostrophe, "troooop" is "troop"
	from int    // where it is in the text, in bytes
	to   int
	// What is said of it beside its letters.
	loud  bool // all capitals
	drawn bool // "trooop"
	title bool // a capital first, inside a sentence: likely a name
	sign  bool // an emoji or an emoticon
	fresh bool // a full stop, a comma or the like comes before it
}

// text is a text cut into words.
type words struct {
	text     string
	words    []word
	shouts   int  // exclamation marks
	asks     int  // question marks
	dots     int  // "..." and "…"
	shouted  bool // most words are in capitals
	headline bool // most words begin with one
}

const (
	mostBytes = 24_000 // of a text that are looked at
	mostWords = 1_000
)

// cutter cuts a text; folded grows ahead of the words, which get their forms
// at the end, so that a text costs one string.
type cutter struct {
	out    words
	folded []byte
	starts []int
	fresh  bool
	ended  bool               // by a full stop or the like: a capital is nothing special
	signs  map[string]float64 // emoticons
}

func cut(text string, signs map[string]float64) words {
	text = text[:min(len(text), mostBytes)]
	n := len(text)/5 + 4
	c := cutter{folded: make([]byte, 0, len(text)+8), signs: signs, starts: make([]int, 0, n)}
	c.out.text, c.out.words = text, make([]word, 0, n)
	for at := 0; at < len(text) && len(c.out.words) < mostWords; {
		for at < len(text) && isSpace(text[at]) {
			at++
		}
		end := at
		for end < len(text) && !isSpace(text[end]) {
			end++
		}
		if end > at {
			c.piece(at, end)
		}
		at = end
	}
	c.finish()
	return c.out
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// finish gives every word its form, and sees whether all is in capitals.
func (c *cutter) finish() {
	folded := string(c.folded)
	loud, title, lettered := 0, 0, 0
	for i := range c.out.words {
		end := len(folded)
		if i+1 < len(c.starts) {
			end = c.starts[i+1]
		}
		w := &c.out.words[i]
		w.form = folded[c.starts[i]:end]
		if !w.sign && len(w.form) > 2 {
			lettered++
			if w.loud {
				loud++
			}
			if w.title {
				title++
			}
		}
	}
	c.out.shouted = loud*3 > lettered*2
	c.out.headline = title*2 > lettered
}

// piece takes what stands between two white spaces.
func (c *cutter) piece(at, end int) {
	p := c.out.text[at:end]
	if p[0] == '@' || len(p) > 3 && strings.EqualFold(p[:4], "http") || strings.Contains(p, "://") {
		return
	}
	if sign := c.emoticon(p); sign != "" {
		c.put(at, end, true)
		c.folded = append(c.folded, sign...)
		return
	}
	tag := p[0] == '#'
	for at < end {
		r, size := utf8.DecodeRuneInString(c.out.text[at:end])
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			at = c.letters(at, end, tag)
			continue
		case isEmoji(r):
			c.emoji(at, at+size, r)
		default:
			c.mark(r)
		}
		at += size
	}
}

// emoticon is the emoticon that a piece is, whatever ends it: ":(((", ":),".
func (c *cutter) emoticon(p string) string {
	if len(p) > 12 || p[0] >= utf8.RuneSelf {
		return ""
	}
	for len(p) > 1 {
		if _, known := c.signs[p]; known {
			return p
		}
		last := p[len(p)-1]
		if strings.IndexByte(".,!?;", last) < 0 && (len(p) < 3 || last != p[len(p)-2]) {
			return ""
		}
		p = p[:len(p)-1]
	}
	return ""
}

// mark counts a mark between words.
func (c *cutter) mark(r rune) {
	switch r {
	case '!', '！':
		c.out.shouts++
	case '?', '？':
		c.out.asks++
	case '…':
		c.out.dots++
	case '.', ',', ';', ':', '(', ')', '|', '"', '«', '»', '“', '”':
	default:
		return
	}
	c.fresh = true
	if r != ',' && r != ';' {
		c.ended = true
	}
}

func (c *cutter) put(from, to int, sign bool) {
	c.out.words = append(c.out.words, word{from: from, to: to, sign: sign, fresh: c.fresh})
	c.starts = append(c.starts, len(c.folded))
	c.fresh = false
}

func (c *cutter) emoji(from, to int, r rune) {
	c.put(from, to, true)
	c.folded = utf8.AppendRune(c.folded, r)
}

// letters takes one word and says where it ends. An elision (l', n', qu') is a
// word of its own; a tag ends where a capital begins ("#BoycottMarque").
func (c *cutter) letters(at, end int, tag bool) int {
	c.put(at, end, false)
	w := &c.out.words[len(c.out.words)-1]
	first, inside := len(c.folded), len(c.out.words) > 1 && !c.ended && !tag
	c.ended = false
	var before rune
	run, upper, lower := 0, 0, 0
	for at < end {
		r, size := utf8.DecodeRuneInString(c.out.text[at:end])
		if r == '’' || r == 'ʼ' || r == '‘' {
			r = '\''
		}
		capital := unicode.IsUpper(r)
		switch {
		case r == '\'' && elides(c.folded[first:]):
			c.folded = append(c.folded, '\'')
			w.to = at + size
			return w.to
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && !unicode.Is(unicode.Mn, r), tag && capital && lower > 1:
			w.to, w.loud, w.title = at, upper > 1 && lower == 0, inside && upper == 1 && lower > 1
			return max(at, c.ending(at, end))
		}
		if capital {
			upper++
			r = unicode.ToLower(r)
		} else {
			lower++
		}
		if r == before {
			run++
		} else {
			before, run = r, 0
		}
		if run < 2 {
			c.folded = utf8.AppendRune(c.folded, r)
		} else {
			w.drawn = true
		}
		at += size
	}
	w.to, w.loud, w.title = at, upper > 1 && lower == 0, inside && upper == 1 && lower > 1
	return at
}

// elides says of the beginning of a word that an apostrophe ends it in French.
func elides(b []byte) bool {
	switch string(b) {
	case "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu":
		return true
	}
	return false
}

// ending jumps over the second gender of an inclusive form: "content·e·s",
// "déçu(e)s", "mécontent.es".
func (c *cutter) ending(at, end int) int {
	rest := c.out.text[at:end]
	if r, _ := utf8.DecodeRuneInString(rest); r != '·' && r != '•' && r != '.' && r != '(' && r != '-' {
		return at
	}
	var letters [8]byte
	n := 0
	for i, r := range rest {
		switch {
		case r >= 'a' && r <= 'z' && n < len(letters):
			letters[n] = byte(r)
			n++
		case r == '·' || r == '•' || r == '.' || r == '(' || r == ')' || r == '-':
		case isEnding(letters[:n]):
			return at + i
		default:
			return at
		}
	}
	if isEnding(letters[:n]) {
		return end
	}
	return at
}

func isEnding(b []byte) bool {
	switch string(b) {
	case "e", "es", "s", "ne", "nes", "le", "les", "se", "ses", "euse", "euses", "trice", "trices", "ve", "ves":
		return true
	}
	return false
}

// isEmoji says of a rune that it is a picture rather than a mark.
func isEmoji(r rune) bool {
	return r >= 0x1f300 && r <= 0x1faff && (r < 0x1f3fb || r > 0x1f3ff) || r >= 0x2600 && r <= 0x27bf || r == 0x2b50
}
