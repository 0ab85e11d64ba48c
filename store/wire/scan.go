package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Rows travel by the hundred thousand when a desktop gets its first copy. They
// are read and written here without reflection and without maps, at a fraction
// of what encoding/json takes; what is rare is left to it.

var errJSON = errors.New("not the JSON of a row")

// scan walks over JSON.
type scan struct {
	raw []byte
	at  int
	// whole is raw as a string, where it was made one: texts are parts of it
	// then, and not copied one by one.
	whole string
}

// space passes what stands between two tokens.
func (s *scan) space() {
	for s.at < len(s.raw) && (s.raw[s.at] == ' ' || s.raw[s.at] == '\n' || s.raw[s.at] == '\t' || s.raw[s.at] == '\r') {
		s.at++
	}
}

// next passes one byte, if it is the next token.
func (s *scan) next(b byte) bool {
	if s.space(); s.at < len(s.raw) && s.raw[s.at] == b {
		s.at++
		return true
	}
	return false
}

// done reports whether nothing follows.
func (s *scan) done() bool {
	s.space()
	return s.at == len(s.raw)
}

// text passes a string and gives it with its quotes, as it stands.
func (s *scan) text() ([]byte, error) {
	if s.space(); s.at >= len(s.raw) || s.raw[s.at] != '"' {
		return nil, errJSON
	}
	from := s.at
	for i := from + 1; ; {
		end := bytes.IndexByte(s.raw[i:], '"')
		if end < 0 {
			return nil, errJSON
		}
		i += end
		slashes := 0
		for s.raw[i-1-slashes] == '\\' {
			slashes++
		}
		if i++; slashes%2 == 0 {
			s.at = i
			return s.raw[from:i], nil
		}
	}
}

// value passes any value and gives it as it stands. Only where it ends is
// certain: who uses it reads it.
func (s *scan) value() ([]byte, error) {
	s.space()
	from := s.at
	for depth := 0; s.at < len(s.raw); {
		switch b := s.raw[s.at]; b {
		case '"':
			if _, err := s.text(); err != nil {
				return nil, err
			}
		case '{', '[':
			depth++
			s.at++
		case '}', ']':
			if depth == 0 {
				return s.plain(from)
			}
			depth--
			s.at++
		case ',':
			if depth == 0 {
				return s.plain(from)
			}
			s.at++
		default:
			s.at++
			continue
		}
		if depth == 0 {
			return s.raw[from:s.at], nil
		}
	}
	if from < s.at && s.raw[from] != '{' && s.raw[from] != '[' {
		return s.plain(from)
	}
	return nil, errJSON
}

// plain gives a number or a word that ends here.
func (s *scan) plain(from int) ([]byte, error) {
	if v := bytes.TrimRight(s.raw[from:s.at], " \n\t\r"); len(v) > 0 {
		return v, nil
	}
	return nil, errJSON
}

// fields calls f for each field of an object, at its value, which f passes.
func (s *scan) fields(f func(name []byte) error) error {
	if !s.next('{') {
		return errJSON
	}
	if s.next('}') {
		return nil
	}
	for {
		name, err := s.text()
		if err != nil {
			return err
		}
		if !s.next(':') || bytes.ContainsFunc(name, unicode.IsControl) {
			return errJSON
		}
		if err := f(name[1 : len(name)-1]); err != nil {
			return err
		}
		if s.next('}') {
			return nil
		}
		if !s.next(',') {
			return errJSON
		}
	}
}

// list calls f at each value of an array.
func (s *scan) list(f func() error) error {
	if !s.next('[') {
		return errJSON
	}
	if s.next(']') {
		return nil
	}
	for {
		if err := f(); err != nil {
			return err
		}
		if s.next(']') {
			return nil
		}
		if !s.next(',') {
			return errJSON
		}
	}
}

// asItStands reports whether what stands between quotes is the text itself.
func asItStands(raw []byte) bool {
	return bytes.IndexByte(raw, '\\') < 0 && !controls(raw) && utf8.Valid(raw)
}

func controls(raw []byte) bool {
	odd := false
	for _, b := range raw {
		odd = odd || b < ' '
	}
	return odd
}

// unquote reads a string with its quotes.
func unquote(quoted []byte) (string, error) {
	raw := quoted[1 : len(quoted)-1]
	if asItStands(raw) {
		return string(raw), nil
	}
	var b strings.Builder
	b.Grow(len(raw))
	for i := 0; i < len(raw); {
		end := bytes.IndexByte(raw[i:], '\\')
		if end < 0 {
			end = len(raw) - i
		}
		b.Write(raw[i : i+end])
		if i += end; i == len(raw) {
			break
		}
		escaped := strings.IndexByte(`"\/nrtbf`, raw[i+1])
		if escaped < 0 {
			return unquoteRare(quoted)
		}
		b.WriteByte("\"\\/\n\r\t\b\f"[escaped])
		i += 2
	}
	if controls(raw) || !utf8.Valid(raw) {
		return unquoteRare(quoted)
	}
	return b.String(), nil
}

// words passes a string and gives what it says.
func (s *scan) words() (string, error) {
	quoted, err := s.text()
	if err != nil {
		return "", err
	}
	return unquote(quoted)
}

// unquoteRare reads what unquote does not: \u escapes, and bytes that are no
// text.
func unquoteRare(quoted []byte) (v string, err error) {
	err = json.Unmarshal(quoted, &v)
	return v, err
}

// Columns calls take for each column of a row, in the order in which they came.
// A value is a string, an int64, nil, or json.RawMessage for anything else;
// what take does not know it passes over. name is not to be kept.
func Columns(row []byte, take func(name []byte, value any) error) error {
	s := scan{raw: row, whole: string(row)}
	err := s.fields(func(name []byte) error {
		v, err := s.column()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return take(name, v)
	})
	if err == nil && !s.done() {
		err = errJSON
	}
	return err
}

func (s *scan) column() (any, error) {
	if s.space(); s.at < len(s.raw) && s.raw[s.at] == '"' {
		quoted, err := s.text()
		if err != nil {
			return nil, err
		}
		if raw := quoted[1 : len(quoted)-1]; s.whole != "" && asItStands(raw) {
			return s.whole[s.at-1-len(raw) : s.at-1], nil
		}
		return unquote(quoted)
	}
	raw, err := s.value()
	if err != nil || string(raw) == "null" {
		return nil, err
	}
	if n, ok := wholeNumber(raw); ok {
		return n, nil
	}
	if !json.Valid(raw) {
		return nil, errJSON
	}
	return json.RawMessage(raw), nil
}

// wholeNumber reads a number as JSON has it: no plus sign, no zeros before it.
func wholeNumber(raw []byte) (int64, bool) {
	digits := bytes.TrimPrefix(raw, []byte("-"))
	if len(digits) == 0 || digits[0] == '+' || digits[0] == '0' && len(digits) > 1 {
		return 0, false
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	return n, err == nil
}

// Column reads one column of a row as Columns does; nil is none. What stands
// before it is passed by unread, and what comes after it is not looked at.
func Column(row []byte, name string) any {
	var found any
	s := scan{raw: row}
	_ = s.fields(func(n []byte) error {
		if string(n) != name {
			_, err := s.value()
			return err
		}
		v, err := s.column()
		if found = v; err != nil {
			return err
		}
		return errJSON // the rest is not wanted
	})
	return found
}

// AppendText writes a string as JSON. Bytes that are no text become U+FFFD.
func AppendText(to []byte, s string) []byte {
	const hex = "0123456789abcdef"
	to = append(to, '"')
	from := 0
	for i := 0; i < len(s); {
		b := s[i]
		if b >= ' ' && b != '"' && b != '\\' && b < utf8.RuneSelf {
			i++
			continue
		}
		size := 1
		if b >= utf8.RuneSelf {
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
		}
		to = append(to, s[from:i]...)
		switch {
		case b >= utf8.RuneSelf:
			to = append(to, `\ufffd`...)
		case b == '"' || b == '\\':
			to = append(to, '\\', b)
		case b == '\n':
			to = append(to, '\\', 'n')
		default:
			to = append(to, '\\', 'u', '0', '0', hex[b>>4], hex[b&15])
		}
		i += size
		from = i
	}
	return append(append(to, s[from:]...), '"')
}
