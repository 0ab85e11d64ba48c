package feed

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// decode makes text of a body. A byte order mark is believed first, then the
// header, then what the document says of itself (RFC 7303); but bytes that are
// UTF-8 are taken for it whatever single-byte charset is declared, because
// servers declare one by default far more often than the bytes of another
// charset happen to form UTF-8.
func decode(body []byte, mediaType string) string {
	if text, ok := byMark(body); ok {
		return clean(text)
	}
	header := label(mediaType)
	for _, name := range []string{header, declared(body)} {
		if text, ok := decodeAs(body, name); ok {
			return clean(text)
		}
	}
	return clean(mixed(body))
}

// label gives the charset of a Content-Type.
func label(mediaType string) string {
	_, params, err := mime.ParseMediaType(mediaType)
	if err == nil {
		return params["charset"]
	}
	_, after, _ := strings.Cut(strings.ToLower(mediaType), "charset=")
	return strings.Trim(after, ` "';`)
}

// byMark decodes by a byte order mark, or by what the first "<" or "{" of a
// document in UTF-16 looks like.
func byMark(b []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		return mixed(b[3:]), true
	case bytes.HasPrefix(b, []byte("\x00\x00\xFE\xFF")), bytes.HasPrefix(b, []byte("\xFF\xFE\x00\x00")):
		return transformed(b, utf32.UTF32(utf32.BigEndian, utf32.UseBOM).NewDecoder())
	case bytes.HasPrefix(b, []byte("\xFE\xFF")), bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return transformed(b, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	case bytes.HasPrefix(b, []byte("\x00<")), bytes.HasPrefix(b, []byte("\x00{")):
		return transformed(b, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder())
	case bytes.HasPrefix(b, []byte("<\x00")), bytes.HasPrefix(b, []byte("{\x00")):
		return transformed(b, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder())
	default:
		return "", false
	}
}

func transformed(b []byte, t transform.Transformer) (string, bool) {
	out, _, err := transform.Bytes(t, b)
	return string(out), err == nil
}

// declared gives the charset that the document names: of its XML declaration
// or, for a page, of its meta element.
func declared(b []byte) string {
	head := strings.ToLower(string(b[:min(len(b), 1024)]))
	for _, mark := range []string{"encoding=", "charset="} {
		if _, after, found := strings.Cut(head, mark); found {
			after = strings.TrimLeft(after, `"' `)
			if end := strings.IndexAny(after, `"'?> ;/`); end >= 0 {
				return after[:end]
			}
		}
	}
	return ""
}

// decodeAs decodes with a named charset; false where the name says nothing or
// is surely wrong.
func decodeAs(b []byte, name string) (string, bool) {
	enc, canonical := charset.Lookup(name)
	switch {
	case enc == nil || name == "":
		return "", false
	case canonical == "utf-8":
		return string(b), utf8.Valid(b)
	case strings.HasPrefix(canonical, "utf-16"): // it can be read as bytes, so it is not
		return "", false
	case !canShift(canonical) && utf8.Valid(b):
		return string(b), true
	}
	text, ok := transformed(b, enc.NewDecoder())
	return text, ok && strings.Count(text, "\uFFFD") <= 2+len(text)/100
}

// canShift tells whether the ASCII bytes of a charset may stand for others.
func canShift(canonical string) bool { return canonical == "iso-2022-jp" || canonical == "replacement" }

// mixed decodes UTF-8 in which single bytes of windows-1252 may stand.
func mixed(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var out strings.Builder
	out.Grow(len(b) + len(b)/8)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(b[0])
		}
		out.WriteRune(r)
		b = b[n:]
	}
	return out.String()
}

// clean leaves out the characters that XML forbids.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if forbidden(r) {
			return -1
		}
		return r
	}, s)
}

func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF || r >= 0xD800 && r < 0xE000 || r == 0xFEFF
}
