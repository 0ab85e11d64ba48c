package paper

// table is rows of cells with lines around them. least is the height of a row
// that is to be written in.
type table struct {
	widths []float64 // millimetres
	head   []string
	rows   [][]cell
	least  float64
}

type cell struct {
	text string
	more string // below it, in grey
	bold bool
	box  bool
}

// table writes a table; its head is on each page that it reaches.
func (s *sheet) table(t table) {
	s.gap(1)
	s.tableHead(t)
	for _, row := range t.rows {
		high := max(t.least, s.rowHeight(t, row))
		if s.y+high > height-bottom {
			s.page()
			s.tableHead(t)
		}
		x := left
		for i, c := range row {
			s.pdf.Rect(x, s.y, t.widths[i], high, "D")
			s.cell(c, x, t.widths[i])
			x += t.widths[i]
		}
		s.y += high
	}
}

func (s *sheet) tableHead(t table) {
	if len(t.head) == 0 {
		return
	}
	const high = 6.0
	s.room(high + 12)
	s.font(true, small, false)
	s.pdf.SetFillColor(232, 232, 232)
	x := left
	for i, text := range t.head {
		s.pdf.Rect(x, s.y, t.widths[i], high, "FD")
		s.pdf.Text(x+1.5, s.y+4.2, s.cut(text, t.widths[i]-3))
		x += t.widths[i]
	}
	s.y += high
}

const cellSize = 9.5

func (s *sheet) rowHeight(t table, row []cell) float64 {
	most := 0.0
	for i, c := range row {
		s.font(c.bold, cellSize, false)
		high := float64(len(s.wrap(c.text, t.widths[i]-3))) * leading(cellSize)
		if c.more != "" {
			high += leading(small)
		}
		most = max(most, high)
	}
	return most + 2.6
}

func (s *sheet) cell(c cell, x, wide float64) {
	y := s.y + 1.3
	if c.box {
		s.box(x+wide/2-boxSize/2-0.5, y+boxSize)
		return
	}
	s.font(c.bold, cellSize, false)
	for _, row := range s.wrap(c.text, wide-3) {
		s.pdf.Text(x+1.5, y+leading(cellSize)*0.76, row)
		y += leading(cellSize)
	}
	if c.more != "" {
		s.font(false, small, true)
		s.pdf.Text(x+1.5, y+leading(small)*0.76, s.cut(c.more, wide-3))
	}
}
