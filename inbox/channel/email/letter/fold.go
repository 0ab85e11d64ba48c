package letter

import (
	"sort"
	"strings"
)

// kind says what a line of a letter is.
type kind uint8

const (
	fresh kind = iota // what the sender wrote
	empty
	quote
	signature
)

// line is one line of the text, its end included in the span.
type line struct {
	span
	kind kind
}

// folder sorts the lines of a text into what is new and what folds.
type folder struct {
	text  string
	lines []line
}

// fold splits the rendered text into Text, Quoted and Signature. Every line
// goes into exactly one of them.
func (r *reader) fold(t rendered) {
	f := newFolder(t.text)
	f.markQuotes(t.quotes)
	f.markHeads(forwards(r.letter.Subject))
	f.markSignatures(t.signs)
	f.settle()
	l := &r.letter
	l.Text, l.Links = f.gather(fresh, t.links)
	l.Quoted, l.QuotedLinks = f.gather(quote, t.links)
	l.Signature, l.SignatureLinks = f.gather(signature, t.links)
}

func newFolder(text string) *folder {
	f := &folder{text: text, lines: make([]line, 0, 1+strings.Count(text, "\n"))}
	for pos := 0; pos < len(text); {
		end := len(text)
		if i := strings.IndexByte(text[pos:], '\n'); i >= 0 {
			end = pos + i + 1
		}
		l := line{span: span{pos, end}}
		if strings.TrimSpace(text[pos:end]) == "" {
			l.kind = empty
		}
		f.lines = append(f.lines, l)
		pos = end
	}
	return f
}

// at gives a line without the blanks around it.
func (f *folder) at(i int) string {
	return strings.TrimSpace(f.text[f.lines[i].start:f.lines[i].end])
}

// markQuotes marks the lines that begin with > and those that HTML says are
// quoted.
func (f *folder) markQuotes(spans []span) {
	for i := range f.lines {
		if f.lines[i].kind != empty && quoteMark(f.at(i)) {
			f.lines[i].kind = quote
		}
	}
	for i := 1; i+1 < len(f.lines); i++ {
		// A program that wraps at the end breaks long quoted lines in two.
		if f.lines[i].kind == fresh && f.lines[i-1].kind == quote && f.lines[i+1].kind == quote &&
			f.lines[i-1].end-f.lines[i-1].start > 60 && f.lines[i].end-f.lines[i].start < 60 && lowerStart(f.at(i)) {
			f.lines[i].kind = quote
		}
	}
	f.markSpans(spans, quote)
}

// quoteMark tells whether a line is marked as quoted. ">:" is the end of an
// attribution that was wrapped, ">From" an escape of mailboxes.
func quoteMark(s string) bool {
	return s[0] == '>' && s != ">:" && !strings.HasPrefix(s, ">From ") && !(strings.HasPrefix(s, ">") && strings.HasSuffix(s, ":") && len(s) < 4)
}

func lowerStart(s string) bool { return s != "" && s[0] >= 'a' && s[0] <= 'z' }

// markSpans marks the lines that begin within spans.
func (f *folder) markSpans(spans []span, k kind) {
	for _, s := range spans {
		first := sort.Search(len(f.lines), func(i int) bool { return f.lines[i].end > s.start })
		if first < len(f.lines) && forwardMark(strings.ToLower(f.at(first))) {
			continue
		}
		for i := first; i < len(f.lines) && f.lines[i].start < s.end; i++ {
			if f.lines[i].kind == fresh {
				f.lines[i].kind = k
			}
		}
	}
}

// markHeads finds what introduces quotes. One that is followed by marked lines
// belongs to them; after any other, everything is quoted, as Outlook does it.
func (f *folder) markHeads(forwarded bool) {
	for i := 0; i < len(f.lines); i++ {
		if f.lines[i].kind != fresh {
			continue
		}
		low := f.text[f.lines[i].start:min(f.lines[i].end, f.lines[i].start+400)]
		if !strings.ContainsAny(low, ":-_=*0123456789") {
			continue
		}
		low = strings.ToLower(strings.TrimSpace(low))
		if forwardMark(low) || forwarded && f.headerBlock(i) > 0 {
			// What is forwarded is news to who reads it.
			i = f.skipBlock(i)
			forwarded = false
			continue
		}
		if count := f.attribution(i, low); count > 0 {
			if f.quotedAfter(i + count) {
				f.mark(i, i+count)
				i += count - 1
				continue
			}
			if f.strongAttribution(i, count) {
				f.mark(i, len(f.lines))
				return
			}
		}
		if separator(low) || f.headerBlock(i) > 0 {
			f.mark(f.ruleBefore(i), len(f.lines))
			return
		}
	}
}

// skipBlock gives the last line of the header block that follows i, if any.
func (f *folder) skipBlock(i int) int {
	for k := i; k < len(f.lines) && k < i+4; k++ {
		if n := f.headerBlock(k); n > 0 {
			return k + n - 1
		}
	}
	return i
}

// ruleBefore gives the rule of dashes or underscores just above line i, or i.
func (f *folder) ruleBefore(i int) int {
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		if f.lines[k].kind == empty {
			continue
		}
		if s := f.at(k); len(s) >= 4 && strings.Trim(s, "_-=*―") == "" {
			return k
		}
		break
	}
	return i
}

func (f *folder) mark(from, to int) {
	for i := from; i < to; i++ {
		if f.lines[i].kind != empty {
			f.lines[i].kind = quote

		}
	}
}

// quotedAfter tells whether the next line with text is marked as quoted.
func (f *folder) quotedAfter(i int) bool {
	for ; i < len(f.lines); i++ {
		if f.lines[i].kind != empty {
			return f.lines[i].kind == quote
		}
	}
	return false
}

// settle decides what of the marked lines folds: quotes stay open where the
// sender writes after them, since the answer is to what they say; and if
// nothing else is left, everything stays open.
func (f *folder) settle() {
	last := -1
	for i := range f.lines {
		if f.lines[i].kind == fresh {
			last = i
		}
	}
	if last < 0 {
		f.open(quote)
		if !f.any(fresh) {
			f.open(signature)
		}
		last = len(f.lines) - 1
	}
	for i := 0; i < last; i++ {
		if f.lines[i].kind == quote {
			f.lines[i].kind = fresh
		}
	}
	// Empty lines go with the line before them.
	before := fresh
	for i := range f.lines {
		if f.lines[i].kind == empty {
			f.lines[i].kind = before
		}
		before = f.lines[i].kind
	}
}

func (f *folder) open(k kind) {
	for i := range f.lines {
		if f.lines[i].kind == k {
			f.lines[i].kind = fresh
		}
	}
}

func (f *folder) any(k kind) bool {
	for i := range f.lines {
		if f.lines[i].kind == k {
			return true
		}
	}
	return false
}

// gather joins the lines of a kind and moves the links along.
func (f *folder) gather(k kind, links []Link) (string, []Link) {
	var b strings.Builder
	var moved []Link
	next := 0
	for i := 0; i < len(f.lines); {
		if f.lines[i].kind != k {
			i++
			continue
		}
		start := f.lines[i].start
		for i < len(f.lines) && f.lines[i].kind == k {
			i++
		}
		end := f.lines[i-1].end
		if b.Len() == 0 {
			for start < end && (f.text[start] == '\n' || f.text[start] == '\r') {
				start++
			}
		}
		for next < len(links) && links[next].Start < start {
			next++
		}
		shift := b.Len() - start
		for ; next < len(links) && links[next].Start < end; next++ {
			l := links[next]
			l.Start, l.End = l.Start+shift, min(l.End, end)+shift
			moved = append(moved, l)
		}
		b.WriteString(f.text[start:end])
	}
	text := strings.TrimRight(b.String(), " \t\n")
	for i := range moved {
		moved[i].End = min(moved[i].End, len(text))
	}
	return text, moved
}
