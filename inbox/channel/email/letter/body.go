package letter

import (
	"bytes"
	"strings"
)

// body renders the text of the letter and folds it.
func (r *reader) body() {
	var whole rendered
	for _, p := range r.chosen() {
		whole.join(r.render(p))
	}
	r.fold(whole)
}

// rendered is a text with what is known of its places, in bytes.
type rendered struct {
	text   string
	links  []Link
	quotes []span // what the HTML marks as quoted
	signs  []span // what the HTML marks as a signature
}

type span struct{ start, end int }

// join appends another text after an empty line.
func (t *rendered) join(next rendered) {
	if strings.TrimSpace(next.text) == "" {
		return
	}
	if t.text != "" {
		t.text = strings.TrimRight(t.text, "\n") + "\n\n"
	}
	at := len(t.text)
	t.text += next.text
	for _, l := range next.links {
		l.Start += at
		l.End += at
		t.links = append(t.links, l)
	}
	for _, s := range next.quotes {
		t.quotes = append(t.quotes, span{s.start + at, s.end + at})
	}
	for _, s := range next.signs {
		t.signs = append(t.signs, span{s.start + at, s.end + at})
	}
}

// chosen gives the leaves that are the text of the letter, in order: of
// alternatives one, and no files.
func (r *reader) chosen() []*part {
	var texts []*part
	for _, p := range r.leaves {
		if p.text() && !p.attached() && !p.reported() {
			r.letter.HTML = r.letter.HTML || p.kind == "text/html"
			texts = append(texts, p)
		}
	}
	var picked []*part
	for _, p := range texts {
		if better := preferred(p, texts); better == p {
			picked = append(picked, p)
		}
	}
	return picked
}

// text tells whether a leaf can be shown as text.
func (p *part) text() bool {
	return strings.HasPrefix(p.kind, "text/") && p.kind != "text/calendar" && p.kind != "text/x-vcard" &&
		p.kind != "text/vcard" && p.kind != "text/directory" && p.kind != "text/rfc822-headers" && p.kind != "text/css"
}

// reported tells whether a leaf is the returned mail of a report rather than
// its explanation.
func (p *part) reported() bool {
	return p.parent != nil && p.parent.kind == "multipart/report" && p.place > 0 && p.kind != "text/plain" && p.kind != "text/html"
}

// preferred gives the leaf to show among the alternatives that p is one of.
func preferred(p *part, texts []*part) *part {
	group := p.alternative()
	if group == nil {
		return p
	}
	best := p
	for _, q := range texts {
		if q != best && q.alternative() == group && q.branch(group) != best.branch(group) && q.worth() > best.worth() {
			best = q
		}
	}
	if best.branch(group) == p.branch(group) {
		return p
	}
	return best
}

// alternative gives the outermost multipart/alternative above p, or nil.
func (p *part) alternative() *part {
	var found *part
	for q := p.parent; q != nil; q = q.parent {
		if q.kind == "multipart/alternative" {
			found = q
		}
	}
	return found
}

// branch gives the child of group that p lies in.
func (p *part) branch(group *part) *part {
	q := p
	for q.parent != nil && q.parent != group {
		q = q.parent
	}
	return q
}

// worth ranks alternatives: plain text unless it is a stub, then HTML.
func (p *part) worth() int {
	size := len(bytes.TrimSpace(p.body))
	switch {
	case size == 0:
		return 0
	case p.kind == "text/plain" && !stub(p.body):
		return 4
	case p.kind == "text/html":
		return 3
	case p.kind == "text/plain":
		return 2
	}
	return 1
}

// stub tells whether a plain alternative only says that there is a better one.
func stub(body []byte) bool {
	if len(body) > 600 {
		return false
	}
	low := strings.ToLower(string(body))
	return len(strings.TrimSpace(low)) < 3 || strings.Contains(low, "html") || strings.Contains(low, "view this email") ||
		strings.Contains(low, "navigateur") || strings.Contains(low, "in your browser")
}

// render gives the text of one leaf.
func (r *reader) render(p *part) rendered {
	limit := min(r.budget, maxText)
	if p.kind == "text/html" {
		limit = min(2*r.budget, maxHTML)
	}
	if limit <= 0 {
		r.trouble(ProblemLimit, "text")
		return rendered{}
	}
	content, clean := p.decoded(limit)
	if !clean {
		r.trouble(ProblemEncoding, encodingName(p.fields.get("Content-Transfer-Encoding")))
	}
	if len(content) == limit {
		r.trouble(ProblemLimit, "text")
	}
	charset := p.params["charset"]
	if p.kind == "text/html" && charset == "" {
		charset = metaCharset(content)
	}
	text, ok := toUTF8(content, charset)
	if !ok {
		r.trouble(ProblemCharset, charset)
	}
	var out rendered
	switch p.kind {
	case "text/html":
		out = r.renderHTML(text)
	default:
		out = renderPlain(text, p.params)
	}
	r.budget -= len(out.text)
	return out
}

// metaCharset finds the charset that an HTML page declares for itself.
func metaCharset(content []byte) string {
	head := bytes.ToLower(content[:min(len(content), 2048)])
	i := bytes.Index(head, []byte("charset="))
	if i < 0 {
		return ""
	}
	label := bytes.TrimLeft(head[i+len("charset="):], `"' `)
	end := bytes.IndexAny(label, `"' />;`)
	if end < 0 || end > 40 {
		return ""
	}
	return string(label[:end])
}

// renderPlain tidies plain text and joins the lines of format=flowed.
func renderPlain(text string, params map[string]string) rendered {
	text = tidy(text)
	if strings.EqualFold(params["format"], "flowed") {
		text = unflow(text, strings.EqualFold(params["delsp"], "yes"))
	}
	return rendered{text: text, links: bareLinks(text, nil)}
}
