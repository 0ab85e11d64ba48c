package feed

import "strings"

// The bounds of one feed.
const (
	maxItems  = 5000      // of one feed; the first ones are read
	maxItem   = 1 << 20   // bytes of one item
	maxHead   = 256 << 10 // bytes that are not of an item
	maxNested = 1000      // elements in one another; a parser may not be made to go deeper
)

// sheaf is a feed of XML, cut into its items.
type sheaf struct {
	root    string // its start tag as it came, and the name to close it with
	name    string
	channel string // RSS: the start tag of the channel
	head    string // what lies outside the items
	items   []stalk
	gone    []string // ids of the items that were deleted (RFC 6721)
}

// stalk is one item as it came.
type stalk struct {
	text string
	deep bool // elements lie deeper in one another than maxNested
	open bool // it has no end
}

// splitter is the state of cutting.
type splitter struct {
	text   string
	sheaf  sheaf
	head   strings.Builder
	item   string // what an item is called in this format
	begun  int    // where the open item begins; -1 for none
	name   string // of the open item, as written
	depth  int    // within the open item
	deep   bool
	copied int // the head was copied up to here
}

// split cuts a feed; false where it is none. It asks for no more than that
// the root and the items can be found.
func split(text string) (sheaf, bool) {
	p := splitter{text: text, begun: -1}
	scan := scanner{text: text}
	for {
		m, ok := scan.next()
		if !ok {
			break
		}
		if p.item == "" {
			if !p.root(m) {
				return sheaf{}, false
			}
			continue
		}
		p.take(m)
	}
	if p.item == "" {
		return sheaf{}, false
	}
	if p.begun >= 0 {
		p.end(len(text), true)
	}
	p.outside(len(text))
	p.sheaf.head = p.head.String()
	return p.sheaf, true
}

// root looks for the root; false when this is something else.
func (p *splitter) root(m mark) bool {
	if m.kind != openTag {
		return true
	}
	switch m.local() {
	case "rss", "rdf":
		p.item = "item"
	case "feed":
		p.item = "entry"
	case "channel": // QUIRK: a feed without its root
		p.item = "item"
		p.sheaf.root, p.sheaf.name, p.sheaf.channel, p.copied = `<rss version="2.0">`, "rss", p.text[m.start:m.end], m.end
		return true
	default:
		return m.local() != "html" && m.local() != "body" && m.local() != "head"
	}
	p.sheaf.root, p.sheaf.name, p.copied = p.text[m.start:m.end], m.name, m.end
	if m.alone {
		p.sheaf.root = strings.TrimSuffix(p.sheaf.root, "/>") + ">"
	}
	return true
}

func (p *splitter) take(m mark) {
	isItem := (m.kind == openTag || m.kind == closeTag) && m.local() == p.item
	switch {
	case isItem && m.kind == openTag:
		if p.begun >= 0 {
			p.end(m.start, true) // items do not nest: the last one has no end
		}
		p.outside(m.start)
		p.begun, p.name, p.depth, p.deep = m.start, m.name, 0, false
		if m.alone {
			p.end(m.end, false)
		}
	case isItem && p.begun >= 0:
		p.end(m.end, false)
	case isItem:
		p.outside(m.start)
		p.copied = m.end
	case p.begun >= 0:
		p.within(m)
	default:
		p.between(m)
	}
}

// within counts how deep an item goes.
func (p *splitter) within(m mark) {
	switch {
	case m.kind == openTag && !m.alone:
		p.depth++
		p.deep = p.deep || p.depth > maxNested
	case m.kind == closeTag:
		p.depth--
	}
}

// between takes a mark of the head.
func (p *splitter) between(m mark) {
	switch name := m.local(); {
	case m.kind == openTag && name == "channel" && p.item == "item":
		p.outside(m.start)
		p.copied = m.end
		if p.sheaf.channel == "" {
			p.sheaf.channel = strings.TrimSuffix(strings.TrimSuffix(p.text[m.start:m.end], ">"), "/") + ">"
		}
	case m.kind == closeTag && (name == "channel" || m.name == p.sheaf.name):
		p.outside(m.start)
		p.copied = m.end
	case m.kind == openTag && name == "deleted-entry":
		if ref := attribute(p.text[m.start:m.end], "ref"); ref != "" && len(p.sheaf.gone) < maxItems {
			p.sheaf.gone = append(p.sheaf.gone, unescape(ref))
		}
	}
}

// outside copies into the head what lies before a place.
func (p *splitter) outside(to int) {
	if to > p.copied && p.head.Len() < maxHead {
		p.head.WriteString(p.text[p.copied:min(to, p.copied+maxHead-p.head.Len())])
	}
	p.copied = max(p.copied, to)
}

// end closes the open item.
func (p *splitter) end(at int, open bool) {
	if len(p.sheaf.items) < maxItems {
		text := p.text[p.begun:at]
		if open {
			text += "</" + p.name + ">"
		}
		p.sheaf.items = append(p.sheaf.items, stalk{text: text, deep: p.deep, open: open})
	}
	p.begun, p.copied = -1, max(p.copied, at)
}

// wrap makes a feed of one item, or of the head alone.
func (s sheaf) wrap(inner string) string {
	open, end := s.root, "</"+s.name+">"
	if s.channel != "" {
		open, end = open+s.channel, "</"+tagName(s.channel)+">"+end
	}
	return open + inner + end
}

func tagName(startTag string) string {
	m, ok := tag(startTag, 0)
	if !ok {
		return "channel"
	}
	return m.name
}
