package letter

import (
	"encoding/base64"
	"strings"
)

// words decodes header text: encoded words (RFC 2047) and undeclared 8-bit.
type words struct {
	fallback string // charset of the body, a good guess for raw bytes
	trouble  func(ProblemKind, string)
}

// decode gives s as readable text.
func (w words) decode(s string) string {
	if !strings.Contains(s, "=?") {
		return w.rawBytes(s)
	}
	var out strings.Builder
	var pending []byte // bytes of neighbouring words, as characters may be cut between them
	charset := ""
	flush := func() {
		if len(pending) > 0 {
			text, ok := toUTF8(pending, charset)
			if !ok && w.trouble != nil {
				w.trouble(ProblemCharset, charset)
			}
			out.WriteString(text)
			pending = pending[:0]
		}
	}
	for s != "" {
		start := strings.Index(s, "=?")
		if start < 0 {
			break
		}
		label, content, after, ok := cutWord(s[start:])
		if !ok {
			flush()
			out.WriteString(w.rawBytes(s[:start+2]))
			s = s[start+2:]
			continue
		}
		between := s[:start]
		if len(pending) == 0 || strings.Trim(between, " \t") != "" {
			flush()
			out.WriteString(w.rawBytes(between))
		} else if !strings.EqualFold(label, charset) {
			flush()
		}
		charset = label
		pending = append(pending, content...)
		if len(content) == 0 {
			flush()
		}
		s = after
	}
	flush()
	out.WriteString(w.rawBytes(s))
	return out.String()
}

// rawBytes gives text that stands in a header without being encoded.
func (w words) rawBytes(s string) string {
	if ascii(s) {
		return s
	}
	text, _ := toUTF8([]byte(s), w.fallback)
	return text
}

// cutWord takes =?charset?encoding?text?= off s, forgiving blanks in the text.
func cutWord(s string) (charset string, content []byte, rest string, ok bool) {
	parts := strings.SplitN(s[2:min(len(s), 4096)], "?", 3)
	if len(parts) < 3 || len(parts[1]) != 1 || parts[0] == "" || len(parts[0]) > 60 {
		return "", nil, "", false
	}
	end := strings.Index(parts[2], "?=")
	if end < 0 {
		return "", nil, "", false
	}
	charset, _, _ = strings.Cut(parts[0], "*")
	text := parts[2][:end]
	rest = s[2+len(parts[0])+1+2+end+2:]
	switch parts[1] {
	case "Q", "q":
		content = unquoteWord(text)
	case "B", "b":
		content = looseBase64(text)
	default:
		return "", nil, "", false
	}
	return charset, content, rest, true
}

// unquoteWord decodes the Q encoding.
func unquoteWord(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '_':
			out = append(out, ' ')
		case s[i] == '=' && i+2 < len(s) && hexDigit(s[i+1]) >= 0 && hexDigit(s[i+2]) >= 0:
			out = append(out, byte(hexDigit(s[i+1])<<4|hexDigit(s[i+2])))
			i += 2
		default:
			out = append(out, s[i])
		}
	}
	return out
}

// looseBase64 decodes as much as it can: missing padding and foreign bytes are
// forgiven.
func looseBase64(s string) []byte {
	clean := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '+', c == '/':
			clean = append(clean, c)
		}
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(out, clean)
	return out[:n]
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
