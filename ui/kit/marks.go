package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Range is a stretch of a text, in runes: from From on and before To.
type Range struct{ From, To int }

// MarkRect makes a mark, to be drawn under a text.
func MarkRect() *canvas.Rectangle { return NewRect(3) }

// PaintMark gives a mark its colour.
func PaintMark(l *Look, r *canvas.Rectangle) { l.Fill(r, Found) }

// underlay draws marks under a text body. The stock label does not tell where
// its words are, and a text that can tell cannot be selected: so a second text of
// the same kind, size and wrapping, which is never shown, is asked instead.
type underlay struct {
	widget.BaseWidget
	text  string
	marks []Range
	first float32 // how far down the first mark is; negative is nowhere
}

func newUnderlay() *underlay {
	u := &underlay{first: -1}
	u.Hidden = true
	u.ExtendBaseWidget(u)
	return u
}

// CreateRenderer draws a rectangle for each mark, or one a line where it wraps.
func (u *underlay) CreateRenderer() fyne.WidgetRenderer { return &underlayRenderer{u: u} }

type underlayRenderer struct {
	u    *underlay
	objs []fyne.CanvasObject
}

func (r *underlayRenderer) Destroy()                     {}
func (r *underlayRenderer) Objects() []fyne.CanvasObject { return r.objs }
func (r *underlayRenderer) MinSize() fyne.Size           { return fyne.Size{} }

func (r *underlayRenderer) Layout(s fyne.Size) {
	r.objs, r.u.first = nil, -1 // also for who asks where the first one is
	if len(r.u.marks) == 0 || s.Width == 0 {
		return
	}
	l := Current()
	for _, line := range linesOf(r.u.text, s) {
		for _, m := range r.u.marks {
			from, to := max(m.From, line.from), min(m.To, line.from+len(line.runes))
			if from >= to {
				continue
			}
			x := line.width(from - line.from)
			box := MarkRect()
			PaintMark(l, box)
			Place(box, line.at.X+x-1, line.at.Y, line.width(to-line.from)-x+2, line.height)
			if r.u.first < 0 {
				r.u.first = line.at.Y
			}
			r.objs = append(r.objs, box)
		}
	}
}

func (r *underlayRenderer) Refresh() {
	r.Layout(r.u.Size())
	canvas.Refresh(r.u)
}

// textLine is a line of a wrapped text as it is drawn.
type textLine struct {
	runes  []rune
	from   int // of its first rune in the text
	at     fyne.Position
	height float32
	size   float32
	style  fyne.TextStyle
}

// width is that of the first n runes.
func (t textLine) width(n int) float32 {
	return fyne.MeasureText(string(t.runes[:n]), t.size, t.style).Width
}

// linesOf wraps a text as a label of that size does.
func linesOf(text string, s fyne.Size) []textLine {
	probe := widget.NewRichText(&widget.TextSegment{Text: text, Style: widget.RichTextStyle{
		Inline: true, SizeName: theme.SizeNameText, ColorName: theme.ColorNameForeground,
	}})
	probe.Wrapping = fyne.TextWrapWord
	r := probe.CreateRenderer()
	probe.Resize(s)
	r.Refresh()
	var out []textLine
	rest, from := text, 0
	for _, o := range r.Objects() {
		t, ok := o.(*canvas.Text)
		if !ok {
			continue
		}
		at := strings.Index(rest, t.Text)
		if t.Text == "" || at < 0 {
			continue
		}
		from += len([]rune(rest[:at]))
		runes := []rune(t.Text)
		out = append(out, textLine{runes, from, t.Position(), t.MinSize().Height, t.TextSize, t.TextStyle})
		from += len(runes)
		rest = rest[at+len(t.Text):]
	}
	return out
}
