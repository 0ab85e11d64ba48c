package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Span is a run of text of one weight and role within a Flow.
type Span struct {
	Text   string
	Weight Weight
	Role   Role
}

// Flow is a line of text in several weights that wraps at words: an event in a
// conversation, or a match in a list. It can be centred.
type Flow struct {
	widget.BaseWidget
	spans   []Span
	size    float32
	centred bool
	width   float32
}

// NewFlow makes a flow; size is that of the text.
func NewFlow(size float32, spans ...Span) *Flow {
	f := &Flow{spans: spans, size: size}
	f.ExtendBaseWidget(f)
	return f
}

// Centred places each line in the middle, and gives the flow back.
func (f *Flow) Centred() *Flow { f.centred = true; return f }

// Set changes the text.
func (f *Flow) Set(spans ...Span) { f.spans = spans; f.Refresh() }

// AccessibilityLabel is the text of all spans.
func (f *Flow) AccessibilityLabel() string {
	var b strings.Builder
	for _, s := range f.spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// AccessibilityRole is a text.
func (f *Flow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// HeightFor is the height of the lines at a width.
func (f *Flow) HeightFor(width float32) float32 {
	return float32(len(flowLines(Current(), f.spans, f.size, width))) * 18
}

// CreateRenderer draws word by word.
func (f *Flow) CreateRenderer() fyne.WidgetRenderer { return &flowRenderer{f: f} }

type flowWord struct {
	span int
	text string
	x    float32
}

type flowLine struct {
	words []flowWord
	width float32
}

// flowLines breaks spans into lines. Words that touch across two spans stay together.
func flowLines(l *Look, spans []Span, size, width float32) []flowLine {
	lines := []flowLine{{}}
	x := float32(0)
	for i, s := range spans {
		face := Face{size, s.Weight}
		for word := range strings.SplitAfterSeq(s.Text, " ") {
			bare := strings.TrimRight(word, " ")
			w := l.Width(bare, face)
			if x > 0 && x+w > width {
				lines, x = append(lines, flowLine{}), 0
			}
			if bare != "" {
				last := &lines[len(lines)-1]
				last.words, last.width = append(last.words, flowWord{i, bare, x}), x+w
			}
			if x += w; len(bare) < len(word) && x > 0 {
				x += l.Width(" ", face)
			}
		}
	}
	return lines
}

type flowRenderer struct {
	f    *Flow
	objs []fyne.CanvasObject
}

func (r *flowRenderer) Destroy()                     {}
func (r *flowRenderer) Objects() []fyne.CanvasObject { return r.objs }

func (r *flowRenderer) MinSize() fyne.Size {
	w := r.f.width
	if w == 0 {
		w = 400
	}
	return fyne.NewSize(60, r.f.HeightFor(w))
}

func (r *flowRenderer) Layout(s fyne.Size) {
	l, n := Current(), 0
	r.f.width = s.Width
	for i, ln := range flowLines(l, r.f.spans, r.f.size, s.Width) {
		x0 := float32(0)
		if r.f.centred {
			x0 = whole((s.Width - ln.width) / 2)
		}
		for _, w := range ln.words {
			if n == len(r.objs) {
				r.objs = append(r.objs, &canvas.Text{})
			}
			t, span := r.objs[n].(*canvas.Text), r.f.spans[w.span]
			SetFace(t, Face{r.f.size, span.Weight})
			l.Write(t, w.text, span.Role)
			l.Line(t, x0+w.x, float32(i)*18, 18)
			n++
		}
	}
	r.objs = r.objs[:n]
}

func (r *flowRenderer) Refresh() {
	r.Layout(r.f.Size())
	canvas.Refresh(r.f)
}
