package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// cell is what stands in a column of a line: a chip, or a strong line with a
// quiet one under it, or a text of up to three lines.
type cell struct {
	chip  kit.ChipSpec
	tip   string
	title string
	text  string
	role  kit.Role // of the text; Background is Mute
}

// line is one line of a table.
type line struct {
	widget.BaseWidget
	lead  fyne.CanvasObject
	cells []cell
	acts  *kit.Acts
	last  bool
	x, w  []float32
	rule  *canvas.Rectangle
	chips []*kit.Chip
	title []*kit.Text
	texts []*kit.Paragraph
}

const (
	leastLine = 57
	underChip = 4
)

// newLine makes a line; lead may be nil, acts stand at the right.
func newLine(lead fyne.CanvasObject, cells []cell, acts ...fyne.CanvasObject) *line {
	l := &line{lead: lead, cells: cells, acts: kit.NewActs(acts...), rule: kit.NewRect(0)}
	for _, c := range cells {
		l.chips = append(l.chips, kit.NewChip(c.chip))
		l.title = append(l.title, kit.NewLine(c.title, kit.Strong(), kit.Ink))
		l.texts = append(l.texts, kit.NewParagraph(c.text, kit.Body(), textRole(c)))
	}
	l.ExtendBaseWidget(l)
	return l
}

// set changes what stands in the cells; their number stays.
func (l *line) set(cells []cell) {
	l.cells = cells
	for i, c := range cells {
		l.chips[i].Set(c.chip)
		l.title[i].SetText(c.title)
		l.texts[i].Set(c.text, textRole(c))
	}
	l.Refresh()
}

// textRole is the role of a cell's text: quiet unless it says otherwise.
func textRole(c cell) kit.Role {
	if c.role == kit.Background {
		return kit.Mute
	}
	return c.role
}

// shelf keeps the lines of a table from one drawing to the next, so that a
// button that has the focus keeps it while the words around it change.
type shelf struct{ kept map[string]shelved }

type shelved struct {
	line    *line
	version string
}

// line gives the line of an id with new cells. It is made anew when its
// version changed: then its acts are other ones.
func (s *shelf) line(id, version string, cells []cell, make func() *line) *line {
	if k, ok := s.kept[id]; ok && k.version == version {
		k.line.set(cells)
		return k.line
	}
	if s.kept == nil {
		s.kept = map[string]shelved{}
	}
	l := make()
	s.kept[id] = shelved{l, version}
	return l
}

// height is that of the highest cell.
func (l *line) height(k *kit.Look, w []float32) float32 {
	h := float32(leastLine)
	for i := range l.cells {
		h = max(h, l.cellHeight(k, i, w[i])+22)
	}
	return h
}

func (l *line) cellHeight(_ *kit.Look, i int, width float32) float32 {
	if width == 0 {
		return 0
	}
	h := float32(0)
	if l.cells[i].chip.Text != "" {
		h += kit.ChipHeight
		if l.cells[i].text != "" {
			h += underChip
		}
	}
	if l.cells[i].title != "" {
		h += 18
	}
	if l.cells[i].text != "" {
		h += l.texts[i].HeightFor(width)
	}
	return h
}

// Held are the acts.
func (l *line) Held() []fyne.CanvasObject { return []fyne.CanvasObject{l.acts} }

// CreateRenderer draws the cells.
func (l *line) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{l.rule, l.acts}
	if l.lead != nil {
		objs = append(objs, l.lead)
	}
	for i := range l.cells {
		objs = append(objs, l.chips[i], l.title[i], l.texts[i])
	}
	return kit.Draw(l, kit.Drawing{
		Objects: objs,
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(300, leastLine) },
		Paint: func(k *kit.Look) {
			k.Fill(l.rule, kit.Line)
			l.rule.Hidden = l.last
			for i, c := range l.cells {
				out := i < len(l.w) && l.w[i] == 0
				l.chips[i].Hidden, l.title[i].Hidden, l.texts[i].Hidden = out || c.chip.Text == "", out || c.title == "", out || c.text == ""
				l.chips[i].Refresh()
				l.title[i].Refresh()
				l.texts[i].Refresh()
			}
			if l.lead != nil {
				l.lead.Refresh()
			}
		},
		Arrange: l.arrange,
	})
}

func (l *line) arrange(k *kit.Look, s fyne.Size) {
	if len(l.x) != len(l.cells) {
		return // not yet told where its columns are
	}
	kit.Place(l.rule, 0, s.Height-1, s.Width, 1)
	if l.lead != nil {
		kit.Place(l.lead, linePad, float32(int((s.Height-34)/2)), 34, 34)
	}
	for i := range l.cells {
		l.place(k, i, s.Height)
	}
	a := l.acts.Full()
	kit.Place(l.acts, s.Width-linePad-a, float32(int((s.Height-kit.ButtonHeight)/2)), a, kit.ButtonHeight)
}

func (l *line) place(k *kit.Look, i int, height float32) {
	x, w := l.x[i], l.w[i]
	y := float32(int((height - l.cellHeight(k, i, w)) / 2))
	if l.cells[i].chip.Text != "" {
		kit.Place(l.chips[i], x, y, min(w, l.chips[i].MinSize().Width), kit.ChipHeight)
		y += kit.ChipHeight + underChip
	}
	if l.cells[i].title != "" {
		kit.Place(l.title[i], x, y, w, 18)
		y += 18
	}
	if l.cells[i].text != "" {
		kit.Place(l.texts[i], x, y, w, l.texts[i].HeightFor(w))
	}
}
