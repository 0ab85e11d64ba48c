package letter

import (
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"
)

// attributes are those of a tag that matter for reading.
type attributes struct {
	href, src, alt string
	class, id      string
	kind           string // the attribute type
	width, height  int    // in pixels, -1 if not said
	hidden         bool
}

// attributes reads those of the current tag, at most 100.
func (p *page) attributes() attributes {
	a := attributes{width: -1, height: -1}
	for range 100 {
		key, value, more := p.tokens.TagAttr()
		switch string(key) {
		case "href":
			a.href = strings.TrimSpace(string(value))
		case "src":
			a.src = strings.TrimSpace(string(value))
		case "alt":
			a.alt = string(value)
		case "class":
			a.class = string(value)
		case "id":
			a.id = string(value)
		case "type":
			a.kind = string(value)
		case "width":
			a.width = pixels(string(value), a.width)
		case "height":
			a.height = pixels(string(value), a.height)
		case "hidden":
			a.hidden = true
		case "style":
			a.style(string(value))
		}
		if !more {
			break
		}
	}
	return a
}

func pixels(s string, unknown int) int {
	s = strings.TrimSuffix(strings.TrimSpace(s), "px")
	if n, err := strconv.Atoi(s); err == nil && n >= 0 {
		return n
	}
	return unknown
}

// style reads what hides an element. A font of size 0 is no sign, since it is
// the custom for closing gaps between the cells of a layout.
func (a *attributes) style(value string) {
	low := strings.ToLower(strings.Join(strings.Fields(value), ""))
	for _, sign := range []string{"display:none", "visibility:hidden", "mso-hide:all", "opacity:0;"} {
		if strings.Contains(low+";", sign) {
			a.hidden = true
		}
	}
	if strings.Contains(low, "overflow:hidden") && (zeroed(low, "max-height:0") || zeroed(low, "max-width:0")) {
		a.hidden = true
	}
	for _, part := range strings.Split(low, ";") {
		if v, ok := strings.CutPrefix(part, "width:"); ok {
			a.width = pixels(v, a.width)
		} else if v, ok := strings.CutPrefix(part, "height:"); ok {
			a.height = pixels(v, a.height)
		}
	}
}

// zeroed tells whether a property is truly 0 and not 0.5em.
func zeroed(style, property string) bool {
	_, after, found := strings.Cut(style, property)
	return found && !strings.HasPrefix(after, ".") && (after == "" || after[0] < '0' || after[0] > '9')
}

// image shows where a picture is; pixels that only tell the sender that the
// mail was opened are counted.
func (p *page) image(a attributes) {
	low := strings.ToLower(a.src)
	remote := strings.HasPrefix(low, "http:") || strings.HasPrefix(low, "https:") || strings.HasPrefix(low, "//")
	tiny := a.width >= 0 && a.width <= 2 || a.height >= 0 && a.height <= 2
	if remote && (a.hidden || tiny) {
		p.pixels++
		return
	}
	if a.hidden || a.src == "" && a.alt == "" {
		return
	}
	if remote {
		p.remote++
		if strings.HasPrefix(low, "//") {
			a.src = "https:" + a.src
		}
	}
	alt := oneLine(a.alt)
	if len(alt) > 300 {
		alt = strings.ToValidUTF8(alt[:300], "") + "…"
	}
	switch {
	case alt != "":
		p.picture("[image: "+alt+"]", a.src, remote)
	case remote && (a.width >= 0 && a.width < 40 || a.height >= 0 && a.height < 20):
		// An ornament without a name: nothing to read.
	default:
		p.picture("[image]", a.src, remote)
	}
}

func (p *page) picture(words, source string, remote bool) {
	start := p.out.place()
	p.out.word(words)
	if remote || strings.HasPrefix(strings.ToLower(source), "cid:") {
		p.out.image(start, words, source)
	}
}

// openMark notes containers by which mail programs say that their content is
// quoted or a signature.
func (p *page) openMark(tag atom.Atom, a attributes) {
	for i := range p.marks {
		if p.marks[i].tag == tag {
			p.marks[i].depth++
		}
	}
	quote, sign, ending := a.containers()
	if (quote || sign) && len(p.marks) < 50 && !void(tag) {
		if tag != atom.Span {
			p.out.block()
		}
		p.marks = append(p.marks, mark{tag: tag, depth: 1, quote: quote, ending: ending, start: p.out.place()})
	}
}

// containers knows the names that the programs give: Yahoo, Outlook (web and
// Windows), Thunderbird, Gmail, Apple, Proton, Zimbra, Zoho, Tutanota, GMX.
// Gmail's gmail_quote is not among them: answers written between the quotes lie
// within it, so there the attribution and the blockquotes decide.
func (a attributes) containers() (quote, sign, ending bool) {
	switch a.id {
	case "divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container":
		return true, false, true
	case "Signature", "signature", "ms-outlook-mobile-signature", "AppleMailSignature", "protonmail_signature_block":
		return false, true, false
	}
	if a.class == "" {
		return false, false, false
	}
	for _, class := range strings.Fields(a.class) {
		switch class {
		case "yahoo_quoted", "moz-cite-prefix", "gmail_attr", "protonmail_quote", "zmail_extra", "tutanota_quote",
			"gmx_quote", "moz-email-headers-table", "ydpyahoo_quoted":
			return true, false, false
		case "gmail_signature", "moz-signature", "protonmail_signature_block", "ms-outlook-mobile-signature":
			return false, true, false
		}
	}
	return false, false, false
}

func (p *page) closeMark(tag atom.Atom) {
	for i := len(p.marks) - 1; i >= 0; i-- {
		m := &p.marks[i]
		if m.tag != tag {
			continue
		}
		m.depth--
		if m.depth == 0 && !m.ending {
			p.out.marked(*m)
			p.marks = append(p.marks[:i], p.marks[i+1:]...)
		}
	}
}

func (p *page) closeMarks() {
	for _, m := range p.marks {
		if m.ending || m.quote {
			p.out.marked(m)
		}
	}
	p.endLink()
}
