package feed

import "strings"

// mark is one piece of markup in a text: what lies between two of them is
// character data.
type mark struct {
	kind       markKind
	start, end int
	name       string // of a tag, with its prefix, as written
	alone      bool   // of a start tag: <a/>
}

type markKind uint8

const (
	openTag markKind = iota
	closeTag
	literal // CDATA
	aside   // comment, declaration, instruction
)

// scanner finds the markup of a text without asking that it be well-formed,
// in time that grows with its length only.
type scanner struct {
	text string
	pos  int
	// What was looked for in vain needs not be looked for again.
	noComment, noInstruction, noDeclaration, noLiteral bool
}

// next gives the next mark; false at the end. A "<" that begins no markup is
// passed over as character data.
func (s *scanner) next() (mark, bool) {
	for {
		at := strings.IndexByte(s.text[s.pos:], '<')
		if at < 0 {
			s.pos = len(s.text)
			return mark{}, false
		}
		start := s.pos + at
		if m, ok := s.read(start); ok {
			s.pos = m.end
			return m, true
		}
		s.pos = start + 1
	}
}

func (s *scanner) read(start int) (mark, bool) {
	rest := s.text[start:]
	switch {
	case strings.HasPrefix(rest, "<![CDATA["):
		return s.literal(start), true
	case strings.HasPrefix(rest, "<!--"):
		return s.until(start, 4, "-->", &s.noComment)
	case strings.HasPrefix(rest, "<?"):
		return s.until(start, 2, "?>", &s.noInstruction)
	case strings.HasPrefix(rest, "<!"):
		return s.declaration(start)
	default:
		return tag(rest, start)
	}
}

// literal passes CDATA. One without an end goes as far as the text that it may
// be the content of.
func (s *scanner) literal(start int) mark {
	if !s.noLiteral {
		if end := strings.Index(s.text[start:], "]]>"); end >= 0 {
			return mark{kind: literal, start: start, end: start + end + 3}
		}
		s.noLiteral = true
	}
	for at := start; ; at += 2 {
		next := strings.Index(s.text[at:], "</")
		if next < 0 {
			return mark{kind: literal, start: start, end: len(s.text)}
		}
		at += next
		if m, ok := tag(s.text[at:min(len(s.text), at+60)], at); ok && holder(m.local()) {
			return mark{kind: literal, start: start, end: at}
		}
	}
}

// holder tells whether an element of that name may hold CDATA, or holds one
// that does.
func holder(local string) bool {
	switch local {
	case "title", "description", "encoded", "content", "summary", "item", "entry", "channel", "rss", "rdf", "feed":
		return true
	}
	return false
}

func (s *scanner) until(start, skip int, end string, none *bool) (mark, bool) {
	if *none {
		return mark{}, false
	}
	at := strings.Index(s.text[start+skip:], end)
	if at < 0 {
		*none = true
		return mark{}, false
	}
	return mark{kind: aside, start: start, end: start + skip + at + len(end)}, true
}

// declaration passes a DOCTYPE with its inner declarations, which are not
// heeded: an entity of the document's own is never expanded.
func (s *scanner) declaration(start int) (mark, bool) {
	if s.noDeclaration {
		return mark{}, false
	}
	depth := 0
	for i := start; i < len(s.text); i++ {
		switch s.text[i] {
		case '[':
			depth++
		case ']':
			depth--
		case '>':
			if depth <= 0 {
				return mark{kind: aside, start: start, end: i + 1}, true
			}
		}
	}
	s.noDeclaration = true
	return mark{}, false
}

// tag reads a start or end tag. It ends at the first ">" outside quotes; a
// "<" before that says that it was none.
func tag(rest string, start int) (mark, bool) {
	m := mark{kind: openTag, start: start}
	i := 1
	if i < len(rest) && rest[i] == '/' {
		m.kind, i = closeTag, 2
	}
	from := i
	for i < len(rest) && nameByte(rest[i], i == from) {
		i++
	}
	if i == from {
		return mark{}, false
	}
	m.name = rest[from:i]
	quote := byte(0)
	for ; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '<':
			return mark{}, false
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			m.end = start + i + 1
			m.alone = m.kind == openTag && rest[i-1] == '/'
			return m, true
		}
	}
	return mark{}, false
}

func nameByte(c byte, first bool) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c >= 0x80:
		return true
	default:
		return !first && (c >= '0' && c <= '9' || c == ':' || c == '-' || c == '.')
	}
}

// local is a tag's name without its prefix, in lower case.
func (m mark) local() string {
	name := m.name
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return strings.ToLower(name)
}

// attribute gives the value of an attribute of a start tag as it is written.
func attribute(tag, name string) string {
	for rest := tag; ; {
		at := strings.Index(rest, name)
		if at < 0 {
			return ""
		}
		before, after := rest[:at], strings.TrimLeft(rest[at+len(name):], " \t\r\n")
		rest = rest[at+len(name):]
		value, is := strings.CutPrefix(after, "=")
		if !is || before == "" || !strings.ContainsAny(before[len(before)-1:], " \t\r\n:") {
			continue
		}
		value = strings.TrimLeft(value, " \t\r\n")
		if value == "" {
			return ""
		}
		if end := strings.IndexByte(value[1:], value[0]); (value[0] == '"' || value[0] == '\'') && end >= 0 {
			return value[1 : end+1]
		}
		return strings.Trim(value[:max(strings.IndexAny(value, " \t\r\n>"), 0)], `"'/`)
	}
}
