package letter

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// renderHTML makes readable text of an HTML page. It reads the page as a
// stream of tags, since a tree of it may be made to be as deep or as costly as
// its sender likes.
func (r *reader) renderHTML(page string) rendered {
	p := newPage(page, true)
	if !p.read() {
		// An element that hides its content was never closed, or nothing was
		// left: showing what was hidden is better than showing nothing.
		p = newPage(page, false)
		p.read()
	}
	r.letter.RemoteImages += p.remote
	r.letter.TrackingPixels += p.pixels
	if p.out.full {
		r.trouble(ProblemLimit, "text")
	}
	t := p.out.finish()
	t.links = bareLinks(t.text, t.links)
	return t
}

// page is the state of reading one HTML page.
type page struct {
	tokens *html.Tokenizer
	hiding bool // leave out what the page hides

	out     sheet
	skip    atom.Atom // element whose content is left out
	skipTag string    // its name where it has no atom
	skipped int       // how many of that name are open
	hidden  bool      // it is left out because it is hidden, not because of its kind
	lists   []list
	pre     int
	marks   []mark // containers that say what their content is
	links   []openLink
	remote  int
	pixels  int
}

type list struct {
	ordered bool
	number  int
}

// mark is an open container that holds quoted text or a signature.
type mark struct {
	tag    atom.Atom
	depth  int // of elements with the same tag within it
	quote  bool
	ending bool // it counts to the end of the page
	start  int
}

type openLink struct {
	target string
	start  int
}

func newPage(text string, hiding bool) *page {
	p := &page{tokens: html.NewTokenizer(strings.NewReader(text)), hiding: hiding}
	p.tokens.SetMaxBuf(maxHTML)
	p.out.fresh = true
	return p
}

// read goes through the page; false if something hidden has no end or nothing
// is left to show.
func (p *page) read() bool {
	for {
		switch p.tokens.Next() {
		case html.ErrorToken:
			p.closeMarks()
			return !p.hiding || !(p.hidden && p.skipped > 0) && !p.out.empty()
		case html.TextToken:
			if p.skipped == 0 {
				p.text(html.UnescapeString(string(p.tokens.Raw())))
			}
		case html.StartTagToken:
			p.tag(true, false)
		case html.SelfClosingTagToken:
			p.tag(true, true)
		case html.EndTagToken:
			p.tag(false, false)
		}
		if p.out.full {
			p.closeMarks()
			return true
		}
	}
}

// tag acts on one tag.
func (p *page) tag(open, closed bool) {
	name, more := p.tokens.TagName()
	tag := atom.Lookup(name)
	if p.skipped > 0 {
		p.passSkipped(tag, string(name), open && !closed)
		return
	}
	if !open {
		p.end(tag)
		return
	}
	var a attributes
	if more {
		a = p.attributes()
	}
	switch {
	case dropped(tag):
		if !closed && !void(tag) {
			p.skip, p.skipTag, p.skipped, p.hidden = tag, string(name), 1, false
		}
	case tag == atom.Img:
		p.image(a)
	case p.hiding && a.hidden && !void(tag) && tag != atom.Body && tag != atom.Html:
		if !closed {
			p.skip, p.skipTag, p.skipped, p.hidden = tag, string(name), 1, true
		}
	default:
		p.start(tag, a)
	}
}

func (p *page) passSkipped(tag atom.Atom, name string, open bool) {
	if tag != p.skip || tag == 0 && name != p.skipTag {
		return
	}
	if open {
		p.skipped++
	} else {
		p.skipped--
	}
}

// dropped tells whether an element has nothing for a reader.
func dropped(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Title, atom.Template, atom.Svg, atom.Math, atom.Object, atom.Embed,
		atom.Iframe, atom.Noframes, atom.Audio, atom.Video, atom.Canvas, atom.Applet, atom.Link, atom.Meta, atom.Base:
		return true
	}
	return false
}

func void(tag atom.Atom) bool {
	switch tag {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta,
		atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// start acts on an opening tag.
func (p *page) start(tag atom.Atom, a attributes) {
	p.openMark(tag, a)
	switch tag {
	case atom.Br:
		p.out.newline()
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table, atom.Dl, atom.Figure:
		p.out.paragraph()
	case atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Address, atom.Center,
		atom.Form, atom.Fieldset, atom.Tr, atom.Dt, atom.Dd, atom.Body, atom.Caption, atom.Nav, atom.Aside:
		p.out.block()
	case atom.Td, atom.Th:
		p.out.cell()
	case atom.Hr:
		p.out.block()
		p.out.word("――――――――")
		p.out.block()
	case atom.Blockquote:
		p.out.paragraph()
		p.out.quoted = min(p.out.quoted+1, 20)
	case atom.Pre, atom.Textarea:
		p.out.paragraph()
		p.pre++
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		p.openList(tag == atom.Ol)
	case atom.Li:
		p.bullet()
	case atom.A:
		p.endLink()
		p.links = append(p.links, openLink{target: a.href, start: p.out.place()})
	}
}

func (p *page) openList(ordered bool) {
	if len(p.lists) == 0 {
		p.out.paragraph()
	} else {
		p.out.block()
	}
	if len(p.lists) < 20 {
		p.lists = append(p.lists, list{ordered: ordered})
	}
}

func (p *page) bullet() {
	p.out.block()
	mark, indent := "• ", 0
	if n := len(p.lists); n > 0 {
		indent = 2 * (n - 1)
		if l := &p.lists[n-1]; l.ordered {
			l.number++
			mark = strconv.Itoa(l.number) + ". "
		}
	}
	p.out.lead = strings.Repeat(" ", indent) + mark
}

// end acts on a closing tag.
func (p *page) end(tag atom.Atom) {
	switch tag {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table, atom.Dl, atom.Figure:
		p.out.paragraph()
	case atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Address, atom.Center,
		atom.Form, atom.Fieldset, atom.Tr, atom.Li, atom.Dt, atom.Dd, atom.Caption, atom.Nav, atom.Aside:
		p.out.block()
	case atom.Blockquote:
		p.out.paragraph()
		p.out.quoted = max(p.out.quoted-1, 0)
	case atom.Pre, atom.Textarea:
		p.out.paragraph()
		p.pre = max(p.pre-1, 0)
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		if n := len(p.lists); n > 0 {
			p.lists = p.lists[:n-1]
		}
		if len(p.lists) == 0 {
			p.out.paragraph()
		} else {
			p.out.block()
		}
	case atom.A:
		p.endLink()
	}
	p.closeMark(tag)
}

// endLink closes the open link, if any: links do not nest.
func (p *page) endLink() {
	n := len(p.links)
	if n == 0 {
		return
	}
	open := p.links[n-1]
	p.links = p.links[:n-1]
	p.out.link(open.start, open.target)
}

// text writes what stands between tags.
func (p *page) text(s string) {
	s = tidy(s)
	if p.pre == 0 {
		p.out.words(s)
		return
	}
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			p.out.newline()
		}
		p.out.word(line)
	}
}
