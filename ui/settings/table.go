package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// column is one column of a table: its heading and its share of the width.
type column struct {
	title string
	share float32
	// spare columns are left out where the table is narrow.
	spare bool
}

// table is a framed list with headings: accounts, members, replies. It is for
// tens of lines, not for thousands.
type table struct {
	widget.BaseWidget
	columns []column
	lines   []*line
	box     *canvas.Rectangle
	heads   []*canvas.Text
	rule    *canvas.Rectangle
}

const (
	headHeight = 38
	linePad    = 16
	leadRoom   = 46
	// narrowTable is the room for the columns below which spare ones are left out.
	narrowTable = 560
	columnGap   = 16
)

func newTable(columns []column, lines ...*line) *table {
	t := &table{columns: columns, lines: lines, box: kit.NewFrame(10), rule: kit.NewRect(0)}
	for range columns {
		t.heads = append(t.heads, kit.NewText(kit.Face{Size: 11, Weight: kit.Semi}))
	}
	for i, l := range lines {
		l.last = i == len(lines)-1
	}
	t.ExtendBaseWidget(t)
	return t
}

// led reports whether lines begin with a picture.
func (t *table) led() bool { return len(t.lines) > 0 && t.lines[0].lead != nil }

func (t *table) actsWidth() float32 {
	w := float32(0)
	for _, l := range t.lines {
		w = max(w, l.acts.Full())
	}
	return w
}

// places gives where each column begins and how wide it is.
func (t *table) places(width float32) (x, w []float32) {
	at, room := float32(linePad), width-2*linePad
	if t.led() {
		at, room = at+leadRoom, room-leadRoom
	}
	if a := t.actsWidth(); a > 0 {
		room -= a + columnGap
	}
	narrow := room < narrowTable
	sum := float32(0)
	for _, c := range t.columns {
		if !narrow || !c.spare {
			sum += c.share
			room -= columnGap
		}
	}
	room += columnGap
	for _, c := range t.columns {
		cw := float32(int(room * c.share / sum))
		if narrow && c.spare {
			x, w = append(x, at), append(w, 0)
			continue
		}
		x, w = append(x, at), append(w, cw)
		at += cw + columnGap
	}
	return x, w
}

// HeightFor is the height at a width.
func (t *table) HeightFor(width float32) float32 {
	_, w := t.places(width)
	h := float32(headHeight)
	for _, l := range t.lines {
		h += l.height(kit.Current(), w)
	}
	return h
}

// Held are the lines.
func (t *table) Held() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, l := range t.lines {
		out = append(out, l)
	}
	return out
}

// CreateRenderer draws frame, headings and lines.
func (t *table) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{t.box, t.rule}
	for _, h := range t.heads {
		objs = append(objs, h)
	}
	for _, l := range t.lines {
		objs = append(objs, l)
	}
	return kit.Draw(t, kit.Drawing{
		Objects: objs,
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(300, t.HeightFor(max(600, t.Size().Width))) },
		Paint: func(l *kit.Look) {
			l.Frame(t.box, kit.Panel, kit.Line)
			l.Fill(t.rule, kit.Line)
			for i, c := range t.columns {
				l.Write(t.heads[i], kit.Spaced(c.title), kit.Faint)
			}
			for _, one := range t.lines {
				one.Refresh()
			}
		},
		Arrange: t.arrange,
	})
}

func (t *table) arrange(l *kit.Look, s fyne.Size) {
	x, w := t.places(s.Width)
	kit.Place(t.box, 0, 0, s.Width, s.Height)
	kit.Place(t.rule, 0, headHeight-1, s.Width, 1)
	for i, h := range t.heads {
		h.Hidden = w[i] == 0
		h.Text = kit.Spaced(l.Cut(t.columns[i].title, kit.Face{Size: 11, Weight: kit.Semi}, w[i]))
		l.Line(h, x[i], 1, headHeight-2)
	}
	y := float32(headHeight)
	for _, one := range t.lines {
		one.x, one.w = x, w
		h := one.height(l, w)
		kit.Place(one, 0, y, s.Width, h)
		one.Refresh()
		y += h
	}
}
