package paper

import (
	"bytes"
	"strings"
	"time"

	"github.com/go-pdf/fpdf"
)

// Sizes of letters in points, and of the page in millimetres. A4, with room at
// the left for two holes.
const (
	small  = 8.5
	normal = 10.5
	title  = 20.0

	left     = 20.0
	right    = 16.0
	top      = 15.0
	bottom   = 18.0
	width    = 210.0 - left - right
	height   = 297.0
	boxSize  = 3.6
	boxWidth = 6.5
	family   = "paper"
)

// sheet is the paper that is written on. y is where the next line goes.
type sheet struct {
	pdf *fpdf.Fpdf
	y   float64
}

func newSheet(fonts Fonts, at time.Time) *sheet {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.SetCreationDate(at.UTC())
	pdf.SetModificationDate(at.UTC())
	pdf.SetCatalogSort(true)
	pdf.SetProducer("Vigie", true)
	pdf.SetMargins(left, top, right)
	pdf.SetAutoPageBreak(false, bottom)
	pdf.AddUTF8FontFromBytes(family, "", bytes.Clone(fonts.Regular))
	pdf.AddUTF8FontFromBytes(family, "B", bytes.Clone(fonts.Bold))
	pdf.SetLineWidth(0.25)
	return &sheet{pdf: pdf}
}

// footer is on every page. page has {{page}} and {{pages}} in it.
func (s *sheet) footer(text, page string) {
	const total = "{pages}"
	s.pdf.AliasNbPages(total)
	s.pdf.SetFooterFunc(func() {
		s.font(false, small, true)
		s.pdf.Line(left, height-13, left+width, height-13)
		s.pdf.Text(left, height-8.5, s.cut(text, width-40))
		number := strings.NewReplacer("{page}", itoa(s.pdf.PageNo()), "{pages}", total)
		// How wide the total will be is not known yet: as wide as the number is now.
		wide := s.pdf.GetStringWidth(strings.NewReplacer("{page}", itoa(s.pdf.PageNo()), "{pages}", itoa(s.pdf.PageNo())).Replace(page))
		s.pdf.Text(left+width-wide, height-8.5, number.Replace(page))
	})
	s.page()
}

func (s *sheet) page() {
	s.pdf.AddPage()
	s.y = top
}

func (s *sheet) bytes() ([]byte, error) {
	var out bytes.Buffer
	err := s.pdf.Output(&out)
	return out.Bytes(), err
}

func (s *sheet) font(bold bool, size float64, grey bool) {
	style := ""
	if bold {
		style = "B"
	}
	s.pdf.SetFont(family, style, size)
	tone := 0
	if grey {
		tone = 85 // dark enough for a copier
	}
	s.pdf.SetTextColor(tone, tone, tone)
	s.pdf.SetDrawColor(110, 110, 110)
}

// leading is the height of a line of letters, in millimetres.
func leading(size float64) float64 { return size * 0.3528 * 1.32 }

func (s *sheet) gap(mm float64) { s.y += mm }

// room begins a new page where the rest of this one is too short. What is
// longer than a page begins where it is.
func (s *sheet) room(mm float64) {
	if s.y+mm > height-bottom && s.y > top && mm < height-top-bottom {
		s.page()
	}
}

// heading begins a part.
func (s *sheet) heading(text string) {
	s.gap(5)
	s.room(28) // never alone at the foot of a page
	s.font(true, 13.5, false)
	s.pdf.Text(left, s.y+5, text)
	s.y += 7
	s.pdf.SetLineWidth(0.5)
	s.pdf.Line(left, s.y, left+width, s.y)
	s.pdf.SetLineWidth(0.25)
	s.y += 1.5
}

// cut shortens a text to a width.
func (s *sheet) cut(text string, most float64) string {
	text = plain(text)
	if s.pdf.GetStringWidth(text) <= most {
		return text
	}
	r := []rune(text)
	for len(r) > 0 && s.pdf.GetStringWidth(string(r)+"…") > most {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}
