package letter

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// sheet collects the text of a page line by line.
type sheet struct {
	text    []byte
	breaks  int    // line ends asked for before the next word
	fresh   bool   // at the start of a line
	space   bool   // a blank is due before the next word
	divided bool   // a divider of cells is due, if the line goes on
	lead    string // bullet of the next line
	quoted  int    // depth of quotes
	before  int    // depth of quotes of the line before
	full    bool
	links   []Link
	quotes  []span
	signs   []span
}

// empty tells whether nothing readable was written.
func (s *sheet) empty() bool { return len(s.text) == 0 }

// place gives where the next word will stand, writing what is due before it.
func (s *sheet) place() int { return len(s.text) }

// newline ends the line, as <br> does.
func (s *sheet) newline() {
	if s.breaks < 2 || s.fresh && s.breaks == 0 {
		s.breaks++
	}
	s.fresh, s.space = true, false
}

// block makes what follows begin on a line of its own.
func (s *sheet) block() {
	if !s.fresh {
		s.breaks = max(s.breaks, 1)
		s.fresh, s.space = true, false
	}
}

// paragraph makes what follows come after an empty line.
func (s *sheet) paragraph() {
	s.breaks = max(s.breaks, 2)
	s.fresh, s.space = true, false
}

// cell sets off what follows from the cell before it in the row.
func (s *sheet) cell() {
	s.divided = !s.fresh
	s.space = false
}

// words writes text, its blanks being of no meaning.
func (s *sheet) words(text string) {
	for text != "" {
		i := 0
		for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t') {
			i++
		}
		if i > 0 {
			s.space = !s.fresh
			text = text[i:]
			continue
		}
		end := strings.IndexAny(text, " \n\t")
		if end < 0 {
			end = len(text)
		}
		if w := visible(text[:end]); w != "" {
			s.word(w)
		}
		text = text[end:]
	}
}

// visible takes out the runes without width by which newsletters pad their
// preview; joiners within a word stay, since scripts and emoji need them.
func visible(word string) string {
	if ascii(word) {
		return word
	}
	const padding = "\u200b\u200c\u200d\u00ad\u034f\u2007\u2060\u00a0"
	if strings.Trim(word, padding) == "" {
		return strings.Map(func(c rune) rune {
			if c == 0xa0 {
				return ' '
			}
			return -1
		}, word)
	}
	return strings.Map(func(c rune) rune {
		if c == 0x200b || c == 0xad || c == 0x2060 {
			return -1
		}
		return c
	}, word)
}

// word writes text as it is, after what is due before it.
func (s *sheet) word(text string) {
	if len(s.text) > maxText {
		s.full = true
		return
	}
	if strings.Trim(text, " ") == "" {
		s.space = s.space || !s.fresh && text != ""
		return
	}
	switch {
	case s.fresh:
		s.startLine()
	case s.divided:
		s.text = append(s.text, " | "...)
		text = strings.TrimLeft(text, " ")
	case s.space:
		s.text = append(s.text, ' ')
	}
	s.space, s.divided = false, false
	s.text = append(s.text, text...)
}

func (s *sheet) startLine() {
	if len(s.text) > 0 {
		for i := range max(1, s.breaks) {
			s.text = append(s.text, '\n')
			if i+1 < s.breaks {
				s.text = append(s.text, strings.Repeat(">", min(s.before, s.quoted))...)
			}
		}
	}
	if s.quoted > 0 {
		s.text = append(s.text, strings.Repeat(">", s.quoted)...)
		s.text = append(s.text, ' ')
	}
	s.text = append(s.text, s.lead...)
	s.lead, s.breaks, s.fresh, s.before = "", 0, false, s.quoted
}

// from gives where the first word after place stands.
func (s *sheet) from(place int) int {
	for place < len(s.text) && (s.text[place] == '\n' || s.text[place] == ' ' || s.text[place] == '>' || s.text[place] == '|') {
		place++
	}
	if bytes.HasPrefix(s.text[min(place, len(s.text)):], []byte("• ")) {
		place += len("• ")
	}
	return place
}

// link notes that the text since start points to target.
func (s *sheet) link(start int, target string) {
	start = s.from(start)
	if start >= len(s.text) || len(s.links) >= maxLinks {
		return
	}
	words := string(s.text[start:])
	if l, ok := makeLink(words, target); ok {
		l.Start, l.End = start, len(s.text)
		s.links = append(s.links, l)
	}
}

// image notes the place of a picture.
func (s *sheet) image(start int, words, source string) {
	start = s.from(start)
	if end := len(s.text); end-start >= len(words) && len(s.links) < maxLinks {
		s.links = append(s.links, Link{Text: words, Target: source, Start: end - len(words), End: end, Image: true})
	}
}

// marked notes the text since a container was opened.
func (s *sheet) marked(m mark) {
	if m.start >= len(s.text) {
		return
	}
	if m.quote {
		s.quotes = append(s.quotes, span{s.from(m.start), len(s.text)})
	} else {
		s.signs = append(s.signs, span{s.from(m.start), len(s.text)})
	}
}

func (s *sheet) finish() rendered {
	text := string(s.text)
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "?") // one byte for one, so that places hold
	}
	return rendered{text: text, links: s.links, quotes: s.quotes, signs: s.signs}
}
