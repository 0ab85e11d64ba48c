package paper

import (
	"strconv"
	"strings"
)

// line is a paragraph in one style, or lines to write on.
type line struct {
	text   string
	size   float64 // points
	bold   bool
	grey   bool
	indent float64 // millimetres
	before float64 // millimetres
	box    bool    // to tick
	bar    bool    // a bar at its left, as of a quotation
	right  string  // at the right end of the first row
	rule   int     // rows to write on
	keep   bool    // stays with what follows
}

// block stays on one page.
type block []line

// rows breaks a line where its width ends.
func (s *sheet) rows(l line) []string {
	if l.rule > 0 {
		return make([]string, l.rule)
	}
	s.font(l.bold, l.size, l.grey)
	room := width - l.indent
	if l.box {
		room -= boxWidth
	}
	if l.bar {
		room -= 3
	}
	if l.right != "" {
		room -= s.rightWidth(l) + 4
		s.font(l.bold, l.size, l.grey)
	}
	return s.wrap(l.text, room)
}

// rightWidth takes up the style of what stands at the right, too: beside a
// heading it is a deadline, and as strong.
func (s *sheet) rightWidth(l line) float64 {
	strong := l.bold && l.size >= normal
	s.font(strong, small, !strong)
	return s.pdf.GetStringWidth(plain(l.right))
}

// wrap breaks a text at spaces; what has none and is too long is broken where
// it must be.
func (s *sheet) wrap(text string, room float64) []string {
	var out []string
	for _, paragraph := range strings.Split(plain(text), "\n") {
		row := ""
		for _, word := range strings.Split(paragraph, " ") {
			longer := join(row, word, " ")
			if s.pdf.GetStringWidth(longer) <= room {
				row = longer
				continue
			}
			if row != "" {
				out = append(out, row)
			}
			var whole []string
			whole, row = s.chop(word, room)
			out = append(out, whole...)
		}
		out = append(out, row)
	}
	return out
}

// chop breaks a word into rows, and gives what is left of it.
func (s *sheet) chop(word string, room float64) (rows []string, rest string) {
	r := []rune(word)
	for s.pdf.GetStringWidth(string(r)) > room && len(r) > 1 {
		n := 1
		for n < len(r)-1 && s.pdf.GetStringWidth(string(r[:n+1])) <= room {
			n++
		}
		rows, r = append(rows, string(r[:n])), r[n:]
	}
	return rows, string(r)
}

func (l line) height(rows int) float64 {
	if l.rule > 0 {
		return float64(l.rule) * 8
	}
	return l.before + float64(rows)*leading(l.size)
}

// put writes a block on one page; one that is longer than a page goes on on the
// next.
func (s *sheet) put(b block) {
	total := 0.0
	rows := make([][]string, len(b))
	for i, l := range b {
		rows[i] = s.rows(l)
		total += l.height(len(rows[i]))
		if l.keep {
			total += 14
		}
	}
	s.room(total)
	for i, l := range b {
		s.write(l, rows[i])
	}
}

func (s *sheet) write(l line, rows []string) {
	if l.rule > 0 {
		for range rows {
			s.y += 8
			s.pdf.Line(left+l.indent, s.y, left+width, s.y)
		}
		return
	}
	s.y += l.before
	x := left + l.indent
	for i, row := range rows {
		if s.y+leading(l.size) > height-bottom {
			s.page()
		}
		base := s.y + leading(l.size)*0.76
		if l.right != "" && i == 0 {
			s.pdf.Text(left+width-s.rightWidth(l), base, plain(l.right))
		}
		s.font(l.bold, l.size, l.grey)
		at := x
		if l.box {
			if i == 0 {
				s.box(x, base)
			}
			at += boxWidth
		}
		if l.bar {
			s.pdf.SetFillColor(170, 170, 170)
			s.pdf.Rect(x, s.y, 0.8, leading(l.size), "F")
			at += 3
		}
		s.pdf.Text(at, base, row)
		s.y += leading(l.size)
	}
}

// box is a square to tick, standing on a base line.
func (s *sheet) box(x, base float64) {
	s.pdf.SetLineWidth(0.35)
	s.pdf.SetDrawColor(0, 0, 0)
	s.pdf.Rect(x+0.5, base-boxSize+0.5, boxSize, boxSize, "D")
	s.pdf.SetLineWidth(0.25)
	s.pdf.SetDrawColor(110, 110, 110)
}

// frame is a row of fields to fill in by hand.
func (s *sheet) frame(labels []string) {
	if len(labels) == 0 {
		return
	}
	const high, most = 12.0, 4
	for len(labels) > 0 {
		n := min(len(labels), most)
		s.room(high)
		wide := width / float64(n)
		s.font(false, small, true)
		for i, text := range labels[:n] {
			x := left + float64(i)*wide
			s.pdf.Rect(x, s.y, wide, high, "D")
			s.pdf.Text(x+1.5, s.y+4, s.cut(text, wide-3))
		}
		s.y += high
		labels = labels[n:]
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
