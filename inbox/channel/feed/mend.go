package feed

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// mend makes XML well-formed where programs get it wrong, outside CDATA: a "<"
// that begins no markup, an "&" that begins no entity, the entities of HTML,
// references to characters that XML does not have. Entities that the document
// declares itself are not expanded.
func mend(text string) string {
	var out strings.Builder
	out.Grow(len(text) + len(text)/16)
	scan, from := scanner{text: text}, 0
	for {
		m, ok := scan.next()
		if !ok {
			break
		}
		out.WriteString(mendData(text[from:m.start]))
		from = m.end
		switch m.kind {
		case aside:
		case literal:
			out.WriteString(text[m.start:m.end])
			if !strings.HasSuffix(text[m.start:m.end], "]]>") {
				out.WriteString("]]>")
			}
		default:
			out.WriteString(mendEntities(text[m.start:m.end]))
		}
	}
	out.WriteString(mendData(text[from:]))
	return out.String()
}

func mendData(s string) string { return mendEntities(strings.ReplaceAll(s, "<", "&lt;")) }

// mendEntities writes every reference as one that XML knows.
func mendEntities(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	var out strings.Builder
	out.Grow(len(s) + 16)
	for {
		at := strings.IndexByte(s, '&')
		if at < 0 {
			out.WriteString(s)
			return out.String()
		}
		out.WriteString(s[:at])
		s = s[at:]
		end := strings.IndexByte(s[:min(len(s), 40)], ';')
		if end < 2 {
			out.WriteString("&amp;")
			s = s[1:]
			continue
		}
		out.WriteString(reference(s[:end+1]))
		s = s[end+1:]
	}
}

// reference gives an entity in a form that XML knows; what is none is text.
func reference(entity string) string {
	switch entity {
	case "&amp;", "&lt;", "&gt;", "&quot;", "&apos;":
		return entity
	}
	if entity[1] == '#' {
		digits, base := entity[2:len(entity)-1], 10
		if strings.HasPrefix(digits, "x") || strings.HasPrefix(digits, "X") {
			digits, base = digits[1:], 16
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err == nil && (n == 0 || n > utf8.MaxRune || forbidden(rune(n))) {
			return ""
		}
	}
	if meant := html.UnescapeString(entity); meant != entity {
		return escape(meant)
	}
	return "&amp;" + mendEntities(entity[1:])
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

// unescape reads the value of an attribute.
func unescape(s string) string { return html.UnescapeString(s) }

// shield puts the content of the elements that hold text into CDATA, so that
// unbalanced HTML in them is no longer XML's concern: the second try for an
// item that could not be read.
func shield(item string) string {
	for _, name := range []string{"title", "description", "summary", "content", "encoded", "body"} {
		item = shieldElement(item, name)
	}
	return item
}

// shieldElement wraps what lies between the first start tag and the last end
// tag of that name.
func shieldElement(item, name string) string {
	from, to := -1, -1
	scan := scanner{text: item}
	for {
		m, ok := scan.next()
		if !ok {
			break
		}
		if m.kind > closeTag || m.local() != name {
			continue
		}
		if m.kind == openTag && from < 0 && !m.alone {
			from = m.end
		}
		if m.kind == closeTag && from >= 0 {
			to = m.start
		}
	}
	if from < 0 || to < from || strings.Contains(item[from:to], "<![CDATA[") {
		return item
	}
	inner := strings.ReplaceAll(html.UnescapeString(item[from:to]), "]]>", "]]&gt;")
	return item[:from] + "<![CDATA[" + inner + "]]>" + item[to:]
}
