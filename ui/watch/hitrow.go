package watch

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
	"vigie/ui/vm"
)

// Measures of a row of the hits.
const (
	hitHeight = 86
	hitLeft   = 64
	hitMargin = 20
	hitLines  = 2
	mostMarks = 6
)

// hitFace is what the row of a hit says.
type hitFace struct {
	name, subject, where string
	right, state         string
	text                 string
	tone                 kit.Tone
	mark                 vm.Network
	marks                [mostMarks]vm.Range
}

// hitRow draws one hit: who, where, and the passage with its words marked.
type hitRow struct {
	widget.BaseWidget
	face               hitFace
	state              kit.RowState
	avatar             *kit.AvatarMark
	chip               *kit.ChipMark
	line               *canvas.Rectangle
	under              [mostMarks]*canvas.Rectangle
	texts              [hitLines]*canvas.Text
	name, where, right *canvas.Text
}

func newHitRow() *hitRow {
	r := &hitRow{
		avatar: kit.NewAvatarMark(kit.Background), chip: kit.NewChipMark(), line: kit.NewRect(0),
		name: kit.NewText(kit.Strong()), where: kit.NewText(kit.Small()), right: kit.NewText(digits()),
	}
	for i := range r.under {
		r.under[i] = kit.MarkRect()
	}
	for i := range r.texts {
		r.texts[i] = kit.NewText(kit.Body())
	}
	r.ExtendBaseWidget(r)
	return r
}

// MinSize is asked often, so it is not asked of the renderer.
func (r *hitRow) MinSize() fyne.Size { return fyne.NewSize(320, hitHeight) }

// AccessibilityLabel is the text of the row.
func (r *hitRow) AccessibilityLabel() string {
	return strings.Join([]string{r.face.name, r.face.subject, r.face.text, r.face.where, r.face.state}, " ")
}

func (r *hitRow) set(f hitFace, state kit.RowState) {
	if r.face == f && r.state == state {
		return
	}
	r.face, r.state = f, state
	l := kit.Current()
	r.paint(l)
	r.arrange(l, r.Size())
	canvas.Refresh(r)
}

// CreateRenderer draws the row.
func (r *hitRow) CreateRenderer() fyne.WidgetRenderer {
	objs := append([]fyne.CanvasObject{r.line}, r.avatar.Objects()...)
	for _, m := range r.under {
		objs = append(objs, m)
	}
	for _, t := range r.texts {
		objs = append(objs, t)
	}
	objs = append(objs, r.name, r.where, r.right)
	return kit.Draw(r, kit.Drawing{
		Objects: append(objs, r.chip.Objects()...), Paint: r.paint, Arrange: r.arrange,
		Min: func(*kit.Look) fyne.Size { return r.MinSize() },
	})
}

func (r *hitRow) paint(l *kit.Look) {
	f := r.face
	l.Fill(r.line, kit.Line)
	r.avatar.Set(l, kit.Person{Name: f.name, Mark: f.mark.Letter, MarkColor: f.mark.Color})
	l.Write(r.name, f.name, kit.Ink)
	l.Write(r.where, f.where, kit.Mute)
	l.Write(r.right, f.right, kit.Faint)
	for i := range r.texts {
		l.Write(r.texts[i], r.texts[i].Text, kit.Ink)
	}
	for i := range r.under {
		kit.PaintMark(l, r.under[i])
	}
	r.chip.Set(l, kit.ChipSpec{Text: f.state, Tone: f.tone})
}

func (r *hitRow) arrange(l *kit.Look, s fyne.Size) {
	if s.Width == 0 {
		return
	}
	f := r.face
	kit.Place(r.line, 0, hitHeight-1, s.Width, 1)
	r.avatar.Place(l, 20, 12, 32)
	right := s.Width - hitMargin
	l.LineRight(r.right, right, 9, 18)
	name := f.name
	if f.subject != "" {
		name += " · " + f.subject
	}
	r.name.Text = l.Cut(name, kit.Strong(), right-hitLeft-l.Width(f.right, digits())-10)
	l.Line(r.name, hitLeft, 9, 18)
	r.passage(l, right)
	chip := kit.ChipSpec{Text: f.state, Tone: f.tone}.Width(l)
	r.where.Text = l.Cut(f.where, kit.Small(), right-hitLeft-chip-10)
	l.Line(r.where, hitLeft, 64, 16)
	if f.state != "" {
		r.chip.Place(l, right-chip, 62, kit.ChipHeight)
	}
}

// passage places the lines of the text and the marks under them.
func (r *hitRow) passage(l *kit.Look, right float32) {
	lines := l.Wrap(r.face.text, kit.Body(), right-hitLeft, hitLines)
	for i := range r.under {
		r.under[i].Hidden = true
	}
	rest, from, used := r.face.text, 0, 0
	for i := range r.texts {
		r.texts[i].Text = ""
		if i >= len(lines) {
			continue
		}
		y := float32(28 + 17*i)
		r.texts[i].Text = lines[i]
		l.Line(r.texts[i], hitLeft, y, 18)
		bare := strings.TrimSuffix(lines[i], "…")
		at := strings.Index(rest, bare)
		if at < 0 {
			continue
		}
		from += len([]rune(rest[:at]))
		used = r.markLine(l, []rune(bare), from, y, used)
		from += len([]rune(bare))
		rest = rest[at+len(bare):]
	}
}

// markLine places the marks of one line, whose first rune is from in the text.
func (r *hitRow) markLine(l *kit.Look, line []rune, from int, y float32, used int) int {
	for _, m := range r.face.marks {
		a, b := max(m.From, from)-from, min(m.To, from+len(line))-from
		if a >= b || used == len(r.under) {
			continue
		}
		x := l.Width(string(line[:a]), kit.Body())
		kit.Place(r.under[used], hitLeft+x-1, y+1, l.Width(string(line[:b]), kit.Body())-x+2, 16)
		r.under[used].Hidden = false
		used++
	}
	return used
}
