package triage

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// maxChips is how many chips a row can draw.
const maxChips = 6

// maxFound is how many words of a search a row can mark.
const maxFound = 8

// Measures of a row: the text column, the margin at the right, the height.
const (
	rowText   = 58
	rowMargin = 14
	rowHeight = 101
)

// row draws one conversation of the list, of canvas objects only.
type row struct {
	widget.BaseWidget
	face      vm.RowFace
	chips     []vm.Chip
	state     kit.RowState
	there     bool
	avatar    *kit.AvatarMark
	under     *canvas.Rectangle
	name, ago *canvas.Text
	lines     [2]*canvas.Text
	marks     [maxChips]*kit.ChipMark
	waiting   [3]*canvas.Rectangle // stands for a row that is being read
	search    []inbox.Word         // of a search, marked in the lines
	found     [maxFound]*canvas.Rectangle
}

func newRow() *row {
	r := &row{
		avatar: kit.NewAvatarMark(kit.Panel), under: kit.NewRect(0),
		name: kit.NewText(kit.Strong()), ago: kit.NewText(kit.Face{Size: 11, Weight: kit.Digits}),
	}
	for i := range r.lines {
		r.lines[i] = kit.NewText(kit.Body())
	}
	for i := range r.marks {
		r.marks[i] = kit.NewChipMark()
	}
	for i := range r.waiting {
		r.waiting[i] = kit.NewRect(4)
	}
	for i := range r.found {
		r.found[i] = kit.MarkRect()
	}
	r.ExtendBaseWidget(r)
	return r
}

// MinSize is asked often, so it is not asked of the renderer.
func (r *row) MinSize() fyne.Size { return fyne.NewSize(220, rowHeight) }

// set shows a face, and returns at once when it is shown already.
func (r *row) set(face vm.RowFace, chips []vm.Chip, state kit.RowState) {
	if r.there && r.face == face && r.state == state {
		return
	}
	r.face, r.chips, r.state, r.there = face, chips, state, true
	r.draw()
}

// wait shows that the row is being read.
func (r *row) wait(state kit.RowState) {
	if !r.there && r.state == state {
		return
	}
	r.face, r.chips, r.state, r.there = vm.RowFace{}, nil, state, false
	r.draw()
}

func (r *row) draw() {
	l := kit.Current()
	r.paint(l)
	r.arrange(l, r.Size())
	canvas.Refresh(r)
}

// CreateRenderer draws the row.
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{r.under}
	for _, f := range r.found {
		objs = append(objs, f)
	}
	objs = append(objs, r.avatar.Objects()...)
	objs = append(objs, r.name, r.ago, r.lines[0], r.lines[1])
	for _, m := range r.marks {
		objs = append(objs, m.Objects()...)
	}
	for _, w := range r.waiting {
		objs = append(objs, w)
	}
	return kit.Draw(r, kit.Drawing{Objects: objs, Paint: r.paint, Arrange: r.arrange, Min: func(*kit.Look) fyne.Size { return r.MinSize() }})
}

func (r *row) paint(l *kit.Look) {
	l.Fill(r.under, kit.Line)
	for _, f := range r.found {
		kit.PaintMark(l, f)
		f.Hidden = true
	}
	for _, w := range r.waiting {
		l.Fill(w, kit.Track)
		w.Hidden = r.there
	}
	for _, o := range append(r.avatar.Objects(), r.name, r.ago, r.lines[0], r.lines[1]) {
		o.(interface{ Hide() }).Hide()
		if r.there {
			o.Show()
		}
	}
	if !r.there {
		return
	}
	r.avatar.Set(l, kit.Person{Name: r.face.Name, Mark: r.face.Network.Letter, MarkColor: r.face.Network.Color})
	l.Write(r.name, r.face.Name, kit.Ink)
	l.Write(r.ago, r.face.Time, kit.Faint)
	first := kit.Mute
	if r.face.Subject != "" {
		first = kit.Ink
	}
	l.Write(r.lines[0], "", first)
	l.Write(r.lines[1], "", kit.Mute)
}

func (r *row) arrange(l *kit.Look, s fyne.Size) {
	if s.Width == 0 {
		return
	}
	kit.Place(r.under, 0, rowHeight-1, s.Width, 1)
	if !r.there {
		r.arrangeWaiting(s)
		return
	}
	r.avatar.Place(l, 14, 10, 34)
	right := s.Width - rowMargin
	l.LineRight(r.ago, right, 10, 18)
	r.name.Text = l.Cut(r.face.Name, kit.Strong(), right-rowText-l.Width(r.face.Time, kit.Face{Size: 11, Weight: kit.Digits})-8)
	l.Line(r.name, rowText, 10, 18)
	for i, text := range r.words(l, right-rowText) {
		r.lines[i].Text = text
		l.Line(r.lines[i], rowText, 28+18*float32(i), 18)
	}
	r.arrangeFound(l)
	r.arrangeChips(l, right)
}

// arrangeFound puts a mark under each word of the search that is in sight.
func (r *row) arrangeFound(l *kit.Look) {
	n := 0
	for i, line := range r.lines {
		runes := []rune(line.Text)
		for _, at := range vm.Occurrences(line.Text, r.search) {
			if n == maxFound {
				return
			}
			x := l.Width(string(runes[:at.From]), kit.Body())
			r.found[n].Hidden = false
			kit.Place(r.found[n], rowText+x-1, 29+18*float32(i), l.Width(string(runes[:at.To]), kit.Body())-x+2, 16)
			n++
		}
	}
	for ; n < maxFound; n++ {
		r.found[n].Hidden = true
	}
}

// words are the two lines: a subject and the start of the message, or two lines
// of it where there is no subject.
func (r *row) words(l *kit.Look, width float32) [2]string {
	if r.face.Subject != "" {
		return [2]string{l.Cut(r.face.Subject, kit.Body(), width), l.Cut(r.face.Snippet, kit.Body(), width)}
	}
	var out [2]string
	copy(out[:], l.Wrap(r.face.Snippet, kit.Body(), width, 2))
	return out
}

func (r *row) arrangeChips(l *kit.Look, right float32) {
	x := float32(rowText)
	for i, m := range r.marks {
		if i >= len(r.chips) {
			m.Hide()
			continue
		}
		spec := chipSpec(r.chips[i])
		if x+spec.Width(l) > right {
			m.Hide()
			continue
		}
		m.Set(l, spec)
		x += m.Place(l, x, 69, kit.ChipHeight) + 5
	}
}

func (r *row) arrangeWaiting(s fyne.Size) {
	for _, m := range r.marks {
		m.Hide()
	}
	for i, w := range []float32{120, s.Width - rowText - 60, s.Width - rowText - 110} {
		kit.Place(r.waiting[i], rowText, 14+20*float32(i), max(20, w), 9)
	}
}

func chipSpec(c vm.Chip) kit.ChipSpec {
	return kit.ChipSpec{Text: c.Text, Icon: icon.Name(c.Icon), Tone: kit.Tone(c.Tone)}
}

// rows is what the kit's list shows of the view model's.
type rows struct {
	list *vm.List
	face func() vm.Faces
	// words are those of the search, to be marked.
	words func() []inbox.Word
	now   func() time.Time
	seen  func() // a row was asked for: see what is in sight
}

// Len counts the rows, with those that are still to be read.
func (r *rows) Len() int { return r.list.Len() }

// CreateRow makes a row to be filled.
func (r *rows) CreateRow() fyne.CanvasObject { return newRow() }

// Key is a row's conversation; empty while it is being read.
func (r *rows) Key(i int) string {
	v, _ := r.list.Row(i)
	return string(v.ID)
}

// Index is where a conversation is; -1 when it is not at hand.
func (r *rows) Index(key string) int { return r.list.Find(inbox.ConversationID(key)) }

// UpdateRow fills a row.
func (r *rows) UpdateRow(i int, o fyne.CanvasObject, state kit.RowState) {
	r.seen()
	v, ok := r.list.Row(i)
	if !ok {
		o.(*row).wait(state)
		return
	}
	face, chips := r.face().Face(v, r.now())
	face.Found = r.list.View().Search
	shown := o.(*row)
	if shown.face.Found != face.Found || !shown.there {
		shown.search = nil
		if face.Found != "" {
			shown.search = r.words()
		}
	}
	shown.set(face, chips, state)
}
