package kit

import "strings"

// ellipsis ends a text that was cut.
const ellipsis = "…"

type wrapKey struct {
	text  string
	face  Face
	width float32
	lines int
}

// Wrap breaks s into lines of at most width. With lines > 0 there are no more
// than that many, and the last ends with … when text is left over. Line breaks
// in s are kept. The result is shared: do not change it.
func (l *Look) Wrap(s string, f Face, width float32, lines int) []string {
	k := wrapKey{s, f, width, lines}
	if v, ok := l.wrapped[k]; ok {
		return v
	}
	v := l.wrap(s, f, width, lines)
	if len(l.wrapped) > cacheLimit {
		clear(l.wrapped)
	}
	l.wrapped[k] = v
	return v
}

func (l *Look) wrap(s string, f Face, width float32, lines int) []string {
	var out []string
	for rest := range strings.SplitSeq(s, "\n") {
		words := strings.FieldsFunc(rest, breaks)
		if lines == 0 {
			words = l.chop(words, f, width)
		}
		if len(words) == 0 && lines == 0 {
			out = append(out, "") // an empty line keeps its place in a paragraph
		}
		for len(words) > 0 {
			if lines > 0 && len(out) == lines {
				out[lines-1] = l.cut(out[lines-1]+" "+words[0], f, width, true)
				return out
			}
			n := l.fit(words, f, width)
			out = append(out, l.cut(strings.Join(words[:n], " "), f, width, false))
			words = words[n:]
		}
	}
	return out
}

// chop breaks words that are wider than a line (addresses, mostly) into pieces:
// a paragraph shows everything, only a line of a row may be cut.
func (l *Look) chop(words []string, f Face, width float32) []string {
	var out []string
	for _, w := range words {
		for r := []rune(w); len(r) > 1 && l.Width(w, f) > width; r = []rune(w) {
			n := max(1, len([]rune(l.cut(w, f, width, true)))-1)
			if n >= len(r) {
				break
			}
			out = append(out, string(r[:n]))
			w = string(r[n:])
		}
		out = append(out, w)
	}
	return out
}

// breaks says where a line may end: at white space, except at the no-break
// spaces that French puts before its high punctuation.
func breaks(r rune) bool {
	return r == ' ' || r == '\t' || r == '\r'
}

// fit counts the words that go on one line: at least one.
func (l *Look) fit(words []string, f Face, width float32) int {
	space := l.Width(" ", f)
	x := l.Width(words[0], f)
	for i, w := range words[1:] {
		x += space + l.Width(w, f)
		if x > width {
			return i + 1
		}
	}
	return len(words)
}

// Cut shortens s to width with an ellipsis, or gives it back when it fits.
func (l *Look) Cut(s string, f Face, width float32) string {
	if l.Width(s, f) <= width {
		return s
	}
	if v := l.Wrap(s, f, width, 1); len(v) > 0 && !strings.ContainsAny(s, "\n") {
		return v[0]
	}
	return l.cut(s, f, width, false)
}

// cut searches by halves; force adds … even to what fits.
func (l *Look) cut(s string, f Face, width float32, force bool) string {
	if !force && measure(s, f) <= width {
		return s
	}
	r := []rune(s)
	lo, hi := 0, len(r)
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if measure(string(r[:mid])+ellipsis, f) <= width {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return strings.TrimRight(string(r[:lo]), " ") + ellipsis
}

// Spaced imitates letter-spacing with hair spaces, in capitals. Only for drawn
// headings: never for a text that is copied, searched or read out.
func Spaced(s string) string {
	return strings.Join(strings.Split(strings.ToUpper(s), ""), "\u200a")
}
