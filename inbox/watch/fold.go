package watch

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is one word of a text, by its bytes.
type token struct {
	start, end int
	sigil      rune // "#" or "@" when it stands right before the word
}

// words cuts a text into words and gives each with its folded form: lower case
// without accents. The form is valid during the call only. Scripts without
// spaces, and symbols such as emoji, give one word for each character. The
// time is linear in the text.
func words(text string, each func(t token, folded []byte)) {
	var form []byte
	begun, before := -1, rune(0)
	var sigil rune
	flush := func(end int) {
		if begun >= 0 && len(form) > 0 {
			each(token{start: begun, end: end, sigil: sigil}, form)
		}
		begun, form = -1, form[:0]
	}
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf { // most of most texts
			switch {
			case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z':
				if begun < 0 {
					begun, sigil = i, mark(before)
				}
				form = fold(form, "", rune(c))
			default:
				flush(i)
			}
			before = rune(c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		switch kindOf(r) {
		case inWord:
			if begun < 0 {
				begun, sigil = i, mark(before)
			}
			form = fold(form, text[i:i+n], r)
		case ofMark:
			// A mark belongs to the word that it stands in; alone it is nothing.
		case byItself:
			flush(i)
			begun, sigil = i, mark(before)
			form = fold(form, text[i:i+n], r)
			flush(i + n)
		case between:
			flush(i)
		}
		before = r
		i += n
	}
	flush(len(text))
}

func mark(before rune) rune {
	if before == '#' || before == '@' {
		return before
	}
	return 0
}

type runeKind uint8

const (
	between runeKind = iota
	inWord
	ofMark
	byItself
)

func kindOf(r rune) runeKind {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return inWord
		}
		return between
	case r == utf8.RuneError:
		return between
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) || r == '\u200d' || r == '\u200c' || r == '\u00ad' || r >= 0x1F3FB && r <= 0x1F3FF:
		return ofMark
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) || unicode.Is(unicode.So, r):
		return byItself
	case unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mc, r):
		return inWord
	default:
		return between
	}
}

// fold appends the folded form of one rune.
func fold(form []byte, written string, r rune) []byte {
	if r < utf8.RuneSelf {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(form, byte(r))
	}
	switch r {
	case 'œ', 'Œ':
		return append(form, "oe"...)
	case 'æ', 'Æ':
		return append(form, "ae"...)
	case 'ß', 'ẞ':
		return append(form, "ss"...)
	case 'ø', 'Ø':
		return append(form, 'o')
	case 'ł', 'Ł':
		return append(form, 'l')
	case 'đ', 'Đ', 'ð', 'Ð':
		return append(form, 'd')
	case 'ı':
		return append(form, 'i')
	case 'ς':
		return append(form, "σ"...)
	}
	whole := norm.NFKD.PropertiesString(written).Decomposition()
	if whole == nil {
		return utf8.AppendRune(form, unicode.ToLower(r))
	}
	for len(whole) > 0 {
		part, n := utf8.DecodeRune(whole)
		if k := kindOf(part); k == inWord || k == byItself {
			form = utf8.AppendRune(form, unicode.ToLower(part))
		}
		whole = whole[n:]
	}
	return form
}

// folded gives the words of a text in their folded form.
func folded(text string) []term {
	var all []term
	words(text, func(t token, form []byte) { all = append(all, term{text: string(form), sigil: t.sigil}) })
	return all
}
