package letter

import (
	"bytes"
	"strings"
)

// part is one MIME entity of a mail; body lies within the raw mail, undecoded.
type part struct {
	fields      fields
	body        []byte
	kind        string // media type, lower case
	params      map[string]string
	disposition string // "inline", "attachment" or empty
	name        string // as the sender wrote it, decoded
	parent      *part
	place       int // among its siblings
}

// describe reads the fields that say what a part is.
func (p *part) describe(preset string) {
	p.kind, p.params = mediaType(p.fields.get("Content-Type"))
	p.kind = strings.Map(tokenOnly, p.kind)
	if !strings.Contains(p.kind, "/") {
		p.kind = bareKind(p.kind, preset)
	}
	var params map[string]string
	p.disposition, params = mediaType(p.fields.get("Content-Disposition"))
	p.name = params["filename"]
	if p.name == "" {
		p.name = p.params["name"]
	}
	if p.name == "" {
		p.name = p.params["file"] // QUIRK: old Windows programs
	}
	if p.name == "" && p.disposition == "attachment" {
		p.name = params["name"]
	}
	if p.name != "" {
		p.name = words{fallback: p.params["charset"]}.decode(p.name)
	}
}

// tokenOnly drops what may not stand in the name of a media type.
func tokenOnly(c rune) rune {
	if c <= ' ' || c >= 0x7f || strings.ContainsRune(`()<>@,;:\"[]?=`, c) {
		return -1
	}
	return c
}

// bareKind repairs a type that has no subtype, as some programs write.
func bareKind(kind, preset string) string {
	switch kind {
	case "text", "":
		return preset
	case "html":
		return "text/html"
	case "multipart":
		return "multipart/mixed"
	}
	return "application/octet-stream"
}

func (p *part) multi() bool { return strings.HasPrefix(p.kind, "multipart/") }

// attached tells whether a part of text is meant as a file.
func (p *part) attached() bool {
	return p.disposition == "attachment" || p.name != ""
}

// within tells whether p lies, at any depth, in a part of that kind.
func (p *part) within(kind string) bool {
	for q := p.parent; q != nil; q = q.parent {
		if q.kind == kind {
			return true
		}
	}
	return false
}

// walk collects the leaves below p. What lies deeper or comes later than the
// bounds allow is kept as one leaf.
func (r *reader) walk(p *part, depth int) {
	if !p.multi() {
		r.leaves = append(r.leaves, p)
		return
	}
	if depth >= maxDepth {
		r.trouble(ProblemLimit, "depth")
		r.leaves = append(r.leaves, p)
		return
	}
	pieces := r.cutParts(p)
	if pieces == nil {
		p.kind = "text/plain"
		r.leaves = append(r.leaves, p)
		return
	}
	preset := "text/plain"
	if p.kind == "multipart/digest" {
		preset = "message/rfc822"
	}
	for i, piece := range pieces {
		if len(r.leaves) >= maxParts || r.visited >= 2*maxParts {
			r.trouble(ProblemLimit, "parts")
			rest := bytes.Join(pieces[i:], []byte("\n"))
			r.leaves = append(r.leaves, &part{body: rest, kind: "application/octet-stream", disposition: "attachment", parent: p, place: i})
			return
		}
		r.visited++
		child := &part{parent: p, place: i}
		clean := true
		child.fields, child.body, clean = splitPart(piece)
		if !clean {
			r.trouble(ProblemStructure, "part header")
		}
		child.describe(preset)
		r.walk(child, depth+1)
	}
}

// splitPart splits a part into header and body. A part may begin with the empty
// line that ends an empty header, which the header of a mail may not.
func splitPart(piece []byte) (fields, []byte, bool) {
	if end := lineEnd(piece, 0); len(bytes.TrimSpace(piece[:end])) == 0 {
		return nil, piece[end:], true
	}
	return splitHeader(piece)
}

// cutParts cuts the body of a multipart at its boundary; nil if it has none.
func (r *reader) cutParts(p *part) [][]byte {
	boundary := p.params["boundary"]
	if boundary != "" && len(boundary) <= 1000 {
		if pieces := cutAt(p.body, boundary); pieces != nil {
			return pieces
		}
	}
	r.trouble(ProblemStructure, "boundary")
	if boundary = guessBoundary(p.body); boundary != "" {
		return cutAt(p.body, boundary)
	}
	return nil
}

// cutAt gives the pieces between the delimiter lines of body. A missing last
// delimiter is forgiven; what follows it (the epilogue) is dropped only when it
// is blank, since some relays append text there.
func cutAt(body []byte, boundary string) [][]byte {
	delimiter := append([]byte("--"), boundary...)
	var pieces [][]byte
	start := -1
	for pos := 0; pos < len(body); {
		at, after, last := nextDelimiter(body, delimiter, pos)
		if at < 0 {
			break
		}
		if start >= 0 {
			pieces = append(pieces, dropLineEnd(body[start:max(start, at)]))
		}
		start, pos = after, after
		if last {
			start = -1
			if rest := body[after:]; len(bytes.TrimSpace(rest)) > 0 && !bytes.Contains(rest, delimiter) {
				return append(pieces, epilogue(rest))
			}
			if !bytes.Contains(body[after:], delimiter) {
				return pieces
			}
		}
		if len(pieces) > 4*maxParts {
			return append(pieces, body[after:])
		}
	}
	if start >= 0 && (len(pieces) == 0 || len(bytes.TrimSpace(body[start:])) > 0) {
		pieces = append(pieces, body[start:])
	}
	return pieces
}

// epilogue makes a part with an empty header of what follows the last
// delimiter.
func epilogue(rest []byte) []byte {
	return append([]byte{'\n'}, bytes.TrimSpace(rest)...)
}

// nextDelimiter finds the next delimiter line from pos on: where it begins,
// where the next line begins, and whether it is the closing one.
func nextDelimiter(body, delimiter []byte, pos int) (at, after int, last bool) {
	for pos < len(body) {
		i := bytes.Index(body[pos:], delimiter)
		if i < 0 {
			return -1, 0, false
		}
		at = pos + i
		pos = at + len(delimiter)
		if at > 0 && body[at-1] != '\n' {
			continue
		}
		end := lineEnd(body, at)
		tail := bytes.TrimRight(body[at+len(delimiter):end], " \t\r\n")
		switch {
		case len(tail) == 0:
			return at, end, false
		case bytes.Equal(tail, []byte("--")):
			return at, end, true
		}
	}
	return -1, 0, false
}

// dropLineEnd takes off the line end that belongs to the delimiter.
func dropLineEnd(b []byte) []byte {
	b = bytes.TrimSuffix(b, []byte{'\n'})
	return bytes.TrimSuffix(b, []byte{'\r'})
}

// guessBoundary takes the first line that looks like a delimiter and comes
// again.
func guessBoundary(body []byte) string {
	for pos, tries := 0, 0; pos < len(body) && tries < 10; {
		end := lineEnd(body, pos)
		line := bytes.TrimRight(body[pos:end], " \t\r\n")
		if len(line) > 4 && len(line) < 200 && bytes.HasPrefix(line, []byte("--")) && line[2] != '-' {
			tries++
			name, _ := fieldName(body[end:lineEnd(body, end)])
			if name > 0 || bytes.Contains(body[end:], line) {
				return string(bytes.TrimSuffix(line[2:], []byte("--")))
			}
		}
		pos = end
	}
	return ""
}
