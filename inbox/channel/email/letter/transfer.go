package letter

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// decoded gives the content of a leaf without its transfer encoding, at most
// limit bytes of it; clean is false where the encoding was broken.
func (p *part) decoded(limit int) (content []byte, clean bool) {
	switch encodingName(p.fields.get("Content-Transfer-Encoding")) {
	case "base64":
		return decodeBase64(p.body, limit)
	case "quoted-printable":
		return decodeQuoted(p.body, limit)
	case "x-uuencode", "uuencode", "x-uue", "uue":
		return decodeUU(p.body, limit)
	case "7bit", "8bit", "binary", "":
		return p.body[:min(len(p.body), limit)], true
	}
	return p.body[:min(len(p.body), limit)], false
}

// size gives how many bytes decoded would give, without keeping them.
func (p *part) size() int {
	switch encodingName(p.fields.get("Content-Transfer-Encoding")) {
	case "base64":
		return base64Digits(p.body) * 3 / 4
	case "quoted-printable":
		// =XX and =CRLF: an = takes two bytes more than it gives; CRLF takes a third.
		return max(0, len(p.body)-2*bytes.Count(p.body, []byte("="))-bytes.Count(p.body, []byte("=\r\n")))
	}
	return len(p.body)
}

func encodingName(s string) string {
	s, _, _ = strings.Cut(s, ";")
	s, _, _ = strings.Cut(s, "(")
	return strings.ToLower(strings.Trim(s, " \t\"'."))
}

func base64Value(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/'
}

// base64Digits counts the digits of base64 in b, taking all but blanks and
// padding for such: counting single bytes is many times quicker than looking
// at each.
func base64Digits(b []byte) int {
	n := len(b)
	for _, c := range []string{"\n", "\r", "=", " ", "\t"} {
		n -= bytes.Count(b, []byte(c))
	}
	return n
}

// decodeBase64 decodes whatever is base64 in b: blanks, foreign bytes, padding
// in the middle (two encoded texts joined) and missing padding are forgiven.
func decodeBase64(b []byte, limit int) ([]byte, bool) {
	clean := true
	if most := limit/3*4 + 4; len(b) > most*2 {
		b = b[:most*2]
	}
	digits := make([]byte, 0, len(b))
	out := make([]byte, 0, min(len(b)/4*3+3, limit))
	flush := func() {
		if len(digits)%4 == 1 {
			digits = digits[:len(digits)-1]
			clean = false
		}
		n := len(out)
		out = append(out, make([]byte, base64.RawStdEncoding.DecodedLen(len(digits)))...)
		got, _ := base64.RawStdEncoding.Decode(out[n:], digits)
		out = out[:n+got]
		digits = digits[:0]
	}
	for _, c := range b {
		switch {
		case base64Value(c):
			digits = append(digits, c)
		case c == '=':
			if len(digits) > 0 {
				flush()
			}
		case c == '\r', c == '\n', c == ' ', c == '\t':
		default:
			clean = false
		}
	}
	flush()
	if len(out) > limit {
		out = out[:limit]
	}
	return out, clean
}

// decodeQuoted decodes quoted-printable; an = that begins nothing stays.
func decodeQuoted(b []byte, limit int) ([]byte, bool) {
	clean := true
	out := make([]byte, 0, min(len(b), limit))
	for i := 0; i < len(b) && len(out) < limit; {
		eq := bytes.IndexByte(b[i:], '=')
		if eq < 0 {
			out = append(out, b[i:]...)
			break
		}
		out = append(out, b[i:i+eq]...)
		i += eq + 1
		if i+1 < len(b) {
			if hi, lo := hexDigit(b[i]), hexDigit(b[i+1]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		end := i
		for end < len(b) && (blank(b[end]) || b[end] == '\r') {
			end++
		}
		switch {
		case end >= len(b):
			i = end
		case b[end] == '\n':
			i = end + 1
		default:
			clean = false
			out = append(out, '=')
		}
	}
	return out[:min(len(out), limit)], clean
}

// decodeUU decodes the lines between begin and end.
func decodeUU(b []byte, limit int) ([]byte, bool) {
	out := make([]byte, 0, min(len(b)/4*3, limit))
	clean := true
	for pos := 0; pos < len(b) && len(out) < limit; {
		end := lineEnd(b, pos)
		line := bytes.TrimRight(b[pos:end], "\r\n")
		pos = end
		if bytes.HasPrefix(line, []byte("begin ")) || len(line) == 0 {
			continue
		}
		if bytes.Equal(line, []byte("end")) {
			break
		}
		n := int(line[0]-' ') & 0x3f
		for i := 1; n > 0; i += 4 {
			var v [4]byte
			for k := range v {
				if i+k < len(line) {
					v[k] = (line[i+k] - ' ') & 0x3f
				} else {
					clean = clean && k > 0
				}
			}
			three := [3]byte{v[0]<<2 | v[1]>>4, v[1]<<4 | v[2]>>2, v[2]<<6 | v[3]}
			out = append(out, three[:min(3, n)]...)
			n -= 3
		}
	}
	return out[:min(len(out), limit)], clean
}
