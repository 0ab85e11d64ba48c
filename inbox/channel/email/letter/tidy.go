package letter

import (
	"strings"
	"unicode/utf8"
)

// tidy makes text safe to show: line ends become \n, control characters and
// those that change the direction of reading go.
func tidy(s string) string {
	if tidyAlready(s) {
		return s
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	var b strings.Builder
	b.Grow(len(s))
	kept := 0 // from here on nothing was written yet
	for i := 0; i < len(s); {
		if harmless(s[i]) {
			i++
			continue
		}
		c, n := utf8.DecodeRuneInString(s[i:])
		instead, keep := shownAs(c, s[i+n:])
		if !keep {
			b.WriteString(s[kept:i])
			b.WriteString(instead)
			kept = i + n
		}
		i += n
	}
	b.WriteString(s[kept:])
	return b.String()
}

// harmless tells whether a byte begins no rune that tidy has to look at.
func harmless(c byte) bool {
	return c >= ' ' && c != 0x7f && c != 0xc2 && c != 0xe2 && c != 0xef || c == '\n' || c == '\t'
}

// shownAs gives what to write for a rune that is followed by rest, unless it is
// to be kept.
func shownAs(c rune, rest string) (instead string, keep bool) {
	switch {
	case c == '\r':
		if rest != "" && (rest[0] == '\n' || rest[0] == '\r') {
			return "", false
		}
		return "\n", false
	case c == '\f', c == '\v', c == 0x2028, c == 0x2029, c == 0x85:
		return "\n", false
	case c < ' ', c == 0x7f, c >= 0x80 && c < 0xa0, bidiControl(c):
		return "", false
	}
	return "", true
}

func tidyAlready(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' && c != '\n' && c != '\t' || c >= 0x7f {
			return false
		}
	}
	return true
}

// bidiControl tells whether a rune overrides the direction of text, by which a
// name or an address can be made to read as another.
func bidiControl(c rune) bool {
	return c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 || c == 0xfeff
}

// unflow joins the lines of format=flowed (RFC 3676).
func unflow(text string, delSpace bool) string {
	lines := strings.Split(text, "\n")
	var b strings.Builder
	b.Grow(len(text))
	open, depthBefore := false, 0 // the line before asks to be continued
	for i, line := range lines {
		depth := 0
		for depth < len(line) && line[depth] == '>' {
			depth++
		}
		content := strings.TrimPrefix(line[depth:], " ")
		joined := open && depth == depthBefore && content != "-- "
		if !joined {
			if i > 0 {
				b.WriteByte('\n')
			}
			if depth > 0 {
				b.WriteString(strings.Repeat(">", depth))
				b.WriteByte(' ')
			}
		}
		open = strings.HasSuffix(content, " ") && content != "-- "
		depthBefore = depth
		if open && delSpace {
			content = content[:len(content)-1]
		}
		b.WriteString(content)
	}
	return b.String()
}

// readableBytes gives s as it is, or with its bytes guessed where it is not
// UTF-8; for what stands outside of any text that declares its charset.
func readableBytes(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return guess([]byte(s))
}
