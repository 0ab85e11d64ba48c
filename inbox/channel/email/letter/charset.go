package letter

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// toUTF8 decodes b, which says of itself to be in the charset of that label;
// empty for nothing said. ok is false where the label was unknown or surely
// wrong, so that the charset was guessed.
func toUTF8(b []byte, label string) (text string, ok bool) {
	label = strings.ToLower(strings.Trim(label, " \t\"'<>;"))
	if text, found := byMark(b); found {
		return text, true
	}
	plain := asciiBytes(b)
	if plain && !shifting(b, label) {
		return string(b), true
	}
	switch label {
	case "utf-7", "unicode-1-1-utf-7", "utf7", "csunicode11utf7":
		return decodeUTF7(b), true
	case "", "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us", "unknown-8bit", "x-unknown", "unknown", "x-user-defined", "default", "8bit", "binary":
		text = guess(b)
		return text, label == "" || plain
	case "utf-8", "utf8", "unicode-1-1-utf-8", "cp65001", "utf8mb4":
		if utf8.Valid(b) {
			return undouble(string(b)), true
		}
		return repairUTF8(b), false
	}
	enc := encodingOf(label)
	if enc == nil {
		return guess(b), false
	}
	if !plain && utf8.Valid(b) && singleByte(label) {
		// QUIRK: programs that send UTF-8 under the name of a single-byte
		// charset are far more common than texts whose high bytes all happen
		// to form UTF-8.
		return undouble(string(b)), false
	}
	return decodeWith(b, enc)
}

// decodeWith decodes b and tells whether hardly anything was unreadable.
func decodeWith(b []byte, enc encoding.Encoding) (string, bool) {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return guess(b), false
	}
	if bad := bytes.Count(out, []byte("\uFFFD")); bad > 2+len(out)/100 {
		if bytes.Contains(b, []byte("\uFFFD")) {
			return string(out), true
		}
		return guess(b), false
	}
	return string(out), true
}

// byMark decodes text that begins with a byte order mark.
func byMark(b []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")) && utf8.Valid(b):
		return string(b[3:]), true
	case bytes.HasPrefix(b, []byte("\xFF\xFE")), bytes.HasPrefix(b, []byte("\xFE\xFF")):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(b)
		return string(out), err == nil
	}
	return "", false
}

// shifting tells whether ASCII bytes of that charset may stand for other
// characters.
func shifting(b []byte, label string) bool {
	switch {
	case bytes.IndexByte(b, 0x1b) >= 0:
		return true
	case strings.Contains(label, "utf-7") || label == "utf7":
		return bytes.IndexByte(b, '+') >= 0
	case strings.HasPrefix(label, "hz"):
		return bytes.Contains(b, []byte("~{"))
	}
	return strings.HasPrefix(label, "utf-16") || strings.HasPrefix(label, "utf-32")
}

// encodingOf finds a decoder: the names that browsers know, as mail names its
// charsets after them in practice (iso-8859-1 is windows-1252), then IANA's.
func encodingOf(label string) encoding.Encoding {
	switch label {
	case "cp850", "ibm850":
		return charmap.CodePage850
	case "cp437", "ibm437":
		return charmap.CodePage437
	case "hz-gb-2312", "hz":
		return simplifiedchinese.HZGB2312
	case "cp932", "windows-932", "x-ms-cp932":
		label = "shift_jis"
	case "cp936", "windows-936":
		label = "gbk"
	case "cp949", "windows-949":
		label = "euc-kr"
	case "cp950", "windows-950":
		label = "big5"
	case "latin-1", "iso-latin-1", "iso8859_1", "iso_8859_1", "8859_1", "ansi":
		label = "iso-8859-1"
	case "latin-9", "latin9", "iso8859_15", "iso_8859_15":
		label = "iso-8859-15"
	case "iso-2022-jp-2", "iso-2022-jp-1", "iso-2022-jp-3", "cp50220", "cp50221", "csiso2022jp":
		label = "iso-2022-jp"
	}
	if strings.HasPrefix(label, "cp125") {
		label = "windows-125" + label[len("cp125"):]
	}
	if enc, err := htmlindex.Get(label); err == nil {
		if name, _ := htmlindex.Name(enc); name != "replacement" && name != "x-user-defined" {
			return enc
		}
		return nil
	}
	if enc, err := ianaindex.MIME.Encoding(label); err == nil {
		return enc
	}
	return nil
}

func singleByte(label string) bool {
	for _, prefix := range []string{"iso-8859", "iso8859", "windows-12", "cp12", "latin", "koi8", "macintosh", "ansi", "l1", "iso_8859"} {
		if strings.HasPrefix(label, prefix) {
			return true
		}
	}
	return false
}

// repairUTF8 reads text that is UTF-8 but for some bytes: those are taken as
// windows-1252, unless there are many, and then the whole is guessed.
func repairUTF8(b []byte) string {
	good, bad := 0, 0
	for rest := b; len(rest) > 0; {
		c, n := utf8.DecodeRune(rest)
		switch {
		case c == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		rest = rest[n:]
	}
	if bad > good {
		return guess(b)
	}
	var out strings.Builder
	out.Grow(len(b) + 2*bad)
	for rest := b; len(rest) > 0; {
		c, n := utf8.DecodeRune(rest)
		switch {
		case c != utf8.RuneError || n > 1:
			out.Write(rest[:n])
		case len(rest) < 4 && !utf8.FullRune(rest):
			out.WriteRune(utf8.RuneError) // cut at the end
			return out.String()
		default:
			out.WriteRune(charmap.Windows1252.DecodeByte(rest[0]))
		}
		rest = rest[n:]
	}
	return out.String()
}

// undouble repairs text that was taken for windows-1252 and encoded into UTF-8
// a second time ("Ã©"), only if all of its foreign characters fit that.
func undouble(s string) string {
	if !doubled(s) {
		return s
	}
	back := make([]byte, 0, len(s))
	high := 0
	for _, c := range s {
		switch {
		case c < 0x80:
			back = append(back, byte(c))
		case c <= 0xff && c < 0xa0: // controls that windows-1252 leaves open
			back = append(back, byte(c))
			high++
		default:
			one, fits := charmap.Windows1252.EncodeRune(c)
			if !fits {
				return s
			}
			back = append(back, one)
			high++
		}
	}
	if high < 2 || !utf8.Valid(back) {
		return s
	}
	return string(back)
}

// doubled tells whether s has a sign of a second encoding: Ã, Â or â. In UTF-8
// all three begin with the same byte, which is quickly looked for.
func doubled(s string) bool {
	for {
		i := strings.IndexByte(s, 0xC3)
		if i < 0 || i+1 == len(s) {
			return false
		}
		switch s[i+1] {
		case 0x83, 0x82, 0xA2:
			return true
		}
		s = s[i+1:]
	}
}

// asciiBytes tells whether b holds nothing but ASCII.
func asciiBytes(b []byte) bool {
	for len(b) >= 8 {
		if (b[0]|b[1]|b[2]|b[3]|b[4]|b[5]|b[6]|b[7])&0x80 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// decodeUTF7 reads RFC 2152 text; what does not fit it stays as it is.
func decodeUTF7(b []byte) string {
	var out strings.Builder
	for i := 0; i < len(b); i++ {
		if b[i] != '+' {
			out.WriteByte(b[i])
			continue
		}
		end := i + 1
		for end < len(b) && base64Value(b[end]) {
			end++
		}
		switch {
		case end == i+1:
			out.WriteByte('+')
			if end < len(b) && b[end] == '-' {
				i = end
			}
			continue
		default:
			units := looseBase64(string(b[i+1 : end]))
			wide, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().Bytes(units[:len(units)/2*2])
			if err == nil {
				out.Write(wide)
			}
		}
		if end < len(b) && b[end] == '-' {
			end++
		}
		i = end - 1
	}
	return out.String()
}
