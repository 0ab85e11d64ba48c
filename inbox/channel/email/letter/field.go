package letter

import (
	"bytes"
	"strings"
)

// field is one header field as it stands in the mail, folded.
type field struct{ name, value string }

// fields are header fields in their order.
type fields []field

// get gives the first field of that name, unfolded and trimmed.
func (f fields) get(name string) string {
	for i := range f {
		if len(f[i].name) == len(name) && strings.EqualFold(f[i].name, name) {
			return unfold(f[i].value)
		}
	}
	return ""
}

// all gives every field of that name, unfolded and trimmed.
func (f fields) all(name string) []string {
	var found []string
	for i := range f {
		if len(f[i].name) == len(name) && strings.EqualFold(f[i].name, name) {
			found = append(found, unfold(f[i].value))
		}
	}
	return found
}

// has tells whether there is a field of that name.
func (f fields) has(name string) bool {
	for i := range f {
		if len(f[i].name) == len(name) && strings.EqualFold(f[i].name, name) {
			return true
		}
	}
	return false
}

// unfold joins the lines of a folded field.
func unfold(value string) string {
	if len(value) > maxFieldBytes {
		value = value[:maxFieldBytes]
	}
	value = strings.Trim(value, " \t\r\n")
	if strings.IndexByte(value, '\n') < 0 && strings.IndexByte(value, '\r') < 0 {
		return value
	}
	var b strings.Builder
	b.Grow(len(value))
	for i := 0; i < len(value); i++ {
		switch value[i] {
		case '\r', '\n':
			if i > 0 && value[i-1] != '\r' && value[i-1] != '\n' && i+1 < len(value) && !blank(value[i+1]) && value[i+1] != '\n' && value[i+1] != '\r' {
				b.WriteByte(' ')
			}
		default:
			b.WriteByte(value[i])
		}
	}
	return b.String()
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

// splitHeader reads the fields at the start of raw and gives the rest, the
// body. Lines that are no fields are skipped when fields follow; otherwise the
// body begins with them, since losing text is worse than showing a header.
// clean is false where such lines were met.
func splitHeader(raw []byte) (found fields, body []byte, clean bool) {
	clean = true
	spans, end, clean := fieldSpans(raw)
	text := string(raw[:end.header])
	found = make(fields, len(spans))
	for i, s := range spans {
		found[i] = field{name: text[s.start:s.nameEnd], value: text[s.colon+1 : s.end]}
	}
	return found, raw[end.body:], clean
}

type fieldSpan struct{ start, nameEnd, colon, end int }

type headerEnd struct{ header, body int }

// fieldSpans finds where the fields and the body lie.
func fieldSpans(raw []byte) ([]fieldSpan, headerEnd, bool) {
	spans := make([]fieldSpan, 0, 32)
	clean := true
	pos := skipBOM(raw)
	for pos < len(raw) {
		end := lineEnd(raw, pos)
		line := raw[pos:end]
		name, colon := fieldName(line)
		switch {
		case name > 0:
			end = foldedEnd(raw, end)
			if len(spans) < maxFields {
				spans = append(spans, fieldSpan{pos, pos + name, pos + colon, end})
			} else {
				clean = false
			}
		case len(bytes.TrimSpace(line)) == 0:
			if len(spans) > 0 || bytes.IndexByte(raw[:pos], ':') < 0 && !fieldsFollow(raw[end:]) {
				return spans, headerEnd{pos, end}, clean
			}
		case mailboxLine(line) && len(spans) == 0:
		default:
			clean = false
			if !fieldsFollow(raw[end:]) {
				return spans, headerEnd{pos, pos}, clean
			}
		}
		pos = end
	}
	return spans, headerEnd{pos, pos}, clean
}

func skipBOM(raw []byte) int {
	if bytes.HasPrefix(raw, []byte("\xEF\xBB\xBF")) {
		return 3
	}
	return 0
}

// lineEnd gives the place after the line that begins at pos.
func lineEnd(raw []byte, pos int) int {
	if i := bytes.IndexByte(raw[pos:], '\n'); i >= 0 {
		return pos + i + 1
	}
	return len(raw)
}

// foldedEnd gives the place after the lines that continue the field which so
// far ends at end. A line of blanks ends the header unless fields follow it.
func foldedEnd(raw []byte, end int) int {
	for end < len(raw) && blank(raw[end]) {
		next := lineEnd(raw, end)
		if len(bytes.TrimSpace(raw[end:next])) == 0 {
			if name, _ := fieldName(raw[next:lineEnd(raw, next)]); name == 0 {
				return end
			}
		}
		end = next
	}
	return end
}

// fieldName gives the length of the name that a field line begins with and the
// place of its colon, or 0. Blanks before the colon are an old custom.
func fieldName(line []byte) (name, colon int) {
	for name < len(line) && name < 200 && line[name] > ' ' && line[name] < 0x7f && line[name] != ':' {
		name++
	}
	colon = name
	for colon < len(line) && blank(line[colon]) {
		colon++
	}
	if name == 0 || colon >= len(line) || line[colon] != ':' {
		return 0, 0
	}
	return name, colon
}

// mailboxLine tells whether line is the separator of an mbox file.
func mailboxLine(line []byte) bool {
	return bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From "))
}

// fieldsFollow tells whether raw goes on with header fields within few lines.
func fieldsFollow(raw []byte) bool {
	for tries := 0; tries < 3 && len(raw) > 0; tries++ {
		end := lineEnd(raw, 0)
		if len(bytes.TrimSpace(raw[:end])) == 0 {
			return false
		}
		if name, _ := fieldName(raw[:end]); name > 0 && knownFieldName(string(raw[:name])) {
			return true
		}
		raw = raw[end:]
	}
	return false
}

// knownFieldName tells whether a name is surely one of a header: plain text
// does hold lines that look like fields.
func knownFieldName(name string) bool {
	name = strings.ToLower(name)
	if strings.HasPrefix(name, "x-") || strings.HasPrefix(name, "content-") || strings.HasPrefix(name, "list-") {
		return true
	}
	switch name {
	case "received", "return-path", "date", "from", "to", "cc", "subject", "message-id", "mime-version",
		"sender", "reply-to", "in-reply-to", "references", "delivered-to", "dkim-signature", "precedence",
		"auto-submitted", "user-agent", "thread-topic", "thread-index", "importance", "organization", "errors-to":
		return true
	}
	return false
}

// plainLineEnds gives raw with lone carriage returns made into line feeds where
// the whole mail is written that way, as old Macintosh programs did.
func plainLineEnds(raw []byte) []byte {
	head := raw[:min(len(raw), 64<<10)]
	if bytes.IndexByte(head, '\n') >= 0 || bytes.IndexByte(head, '\r') < 0 {
		return raw
	}
	return bytes.ReplaceAll(raw, []byte{'\r'}, []byte{'\n'})
}
