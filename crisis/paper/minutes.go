package paper

import (
	"fmt"
	"io"
	"strings"
	"time"

	"vigie/crisis"
	"vigie/crisis/minutes"
)

// Minutes writes the minutes of a run, the main courante, as a PDF of A4 pages:
// when, who, what, the text as it was published, and what did not simply count.
// An exercise has its band on every page. Times are those of the location. The
// same log, words and time give the same bytes.
func Minutes(out io.Writer, log minutes.Log, lines []minutes.Line, fonts Fonts, words Words, in *time.Location) error {
	s := newSheet(fonts, log.Header.At)
	w := &record{sheet: s, words: words, in: in, exercise: log.Header.Exercise}
	title := w.t("crisis.log-title", "Title", log.Header.Book.Title)
	s.pdf.SetTitle(title, true)
	s.footer(title, w.t("paper.page"))
	w.band()
	w.head(title, log, lines)
	w.lines(lines)
	raw, err := s.bytes()
	if err == nil {
		_, err = out.Write(raw)
	}
	if err != nil {
		return fmt.Errorf("print the minutes of run %s: %w", log.Header.Run, err)
	}
	return nil
}

// record writes the minutes of one run.
type record struct {
	*sheet
	words    Words
	in       *time.Location
	exercise bool
	day      string // of the last line
}

func (w *record) t(key string, pairs ...any) string {
	return (&writer{words: w.words}).t(key, pairs...)
}

// band says on each page that it was an exercise.
func (w *record) band() {
	if !w.exercise {
		return
	}
	const high = 9.0
	w.pdf.SetFillColor(255, 240, 190)
	w.pdf.Rect(left, w.y, width, high, "F")
	w.pdf.SetFillColor(0, 0, 0) // a new page begins with the colour of the last
	w.font(true, normal, false)
	w.pdf.Text(left+3, w.y+6, w.cut(w.t("crisis.log-exercise"), width-6))
	w.y += high + 3
}

// turn begins a page, with its band.
func (w *record) turn() {
	w.page()
	w.band()
}

func (w *record) head(title string, log minutes.Log, lines []minutes.Line) {
	w.put(block{{text: title, bold: true, size: title2}})
	h := log.Header
	about := h.Book.ID + " " + h.Book.Version + " · " + string(h.Run)
	w.put(block{{text: about, size: small, grey: true}})
	if n := len(lines); n > 0 {
		span := w.t("paper.minutes-span", "From", w.moment(lines[0].At), "To", w.moment(lines[n-1].At), "Count", n)
		w.put(block{{text: span, size: small, grey: true}})
	}
	w.put(block{{text: w.t("paper.minutes-head", "Hash", h.Head), size: small, grey: true}})
	w.gap(2)
}

// title2 is the size of a title that may be long.
const title2 = 16.0

// Where the parts of a line stand, in millimetres from the left.
const (
	whatAt   = 24.0
	pageRoom = height - bottom
)

func (w *record) moment(at time.Time) string {
	return w.date(at) + " " + at.In(w.in).Format("15:04")
}

func (w *record) date(at time.Time) string {
	at = at.In(w.in)
	return w.t("time.day-month-year", "Day", at.Day(), "Month", w.t("time.month-"+itoa(int(at.Month()))), "Year", at.Year())
}

func (w *record) lines(lines []minutes.Line) {
	for _, l := range lines {
		w.dayOf(l)
		w.one(l)
	}
}

// dayOf writes a new day above its lines.
func (w *record) dayOf(l minutes.Line) {
	day := w.date(l.At)
	if day == w.day {
		return
	}
	w.day = day
	if w.y+16 > pageRoom {
		w.turn()
	}
	w.gap(2)
	w.font(true, normal, false)
	w.pdf.Text(left, w.y+4.5, day)
	w.y += 6
	w.pdf.Line(left, w.y, left+width, w.y)
	w.y += 1
}

// one writes a line: its time at the left, who and what, and below it what was
// said, wrapped and over as many pages as it needs.
func (w *record) one(l minutes.Line) {
	first := strings.TrimSpace(l.Who + " " + l.What)
	if l.Verdict != crisis.Counts {
		first += " (" + w.t("crisis.verdict-"+strings.ReplaceAll(string(l.Verdict), "_", "-")) + ")"
	}
	if l.Red {
		first += " – " + w.t("paper.minutes-red")
	}
	room := width - whatAt
	w.font(true, cellSize, false)
	head := w.wrap(first, room)
	w.font(false, cellSize, false)
	var said []string
	if l.Step != "" {
		said = w.wrap(l.Step, room)
	}
	if l.Detail != "" {
		said = append(said, w.wrap(l.Detail, room)...)
	}
	if w.y+float64(len(head)+min(1, len(said)))*leading(cellSize)+2 > pageRoom {
		w.turn()
	}
	at := l.At.In(w.in).Format("15:04:05")
	if !l.Claimed.IsZero() {
		at += " (" + l.Claimed.In(w.in).Format("15:04") + ")"
	}
	w.font(false, small, true)
	w.pdf.Text(left, w.y+leading(cellSize)*0.76, w.cut(at, whatAt-1))
	w.rows(head, true, l.Red)
	w.rows(said, false, l.Red)
	w.y += 1.6
}

// rows writes rows of a line; a red one has a bar beside it.
func (w *record) rows(rows []string, bold, red bool) {
	for _, row := range rows {
		if w.y+leading(cellSize) > pageRoom {
			w.turn()
		}
		if red {
			w.pdf.SetFillColor(190, 30, 30)
			w.pdf.Rect(left+whatAt-2, w.y, 0.8, leading(cellSize), "F")
		}
		w.font(bold, cellSize, false)
		w.pdf.Text(left+whatAt, w.y+leading(cellSize)*0.76, row)
		w.y += leading(cellSize)
	}
}
