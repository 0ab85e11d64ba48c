package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/exercise"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// exerciseHost is the window as the place of exercises sees it.
type exerciseHost struct{ *berth }

// Depart opens another workspace.
func (h exerciseHost) Depart(work func(ctx context.Context) error) { h.depart(work) }

// rehearsing reports an exercise that is open.
func (w *Window) rehearsing() bool { return !w.house.none && w.house.house.Exercise.On }

func (w *Window) canRehearse() vm.Verdict {
	if w.house.none {
		return quiet()
	}
	return vm.Can()
}

// canJoin says whether there is an exercise of the team to go into.
func (w *Window) canJoin() vm.Verdict {
	if w.house.none || w.rehearsing() || !w.house.invited.On {
		return quiet()
	}
	return vm.Can()
}

// joinExercise goes into the exercise of the team.
func (w *Window) joinExercise() {
	w.Toast(w.texts.T("exercise.joining", nil))
	w.depart(w.env.Exercise.JoinExercise)
}

// exerciseWarnings is the band that stands on every screen of an exercise. It
// cannot be put away. Outside, the team's exercise is offered, until somebody
// puts it away.
func (w *Window) exerciseWarnings() []warning {
	if !w.rehearsing() {
		return w.invitation()
	}
	m := w.house.house.Exercise
	text := w.texts.T(band(m), map[string]any{"Title": m.Title, "Book": m.Book, "Sent": m.Sent, "All": m.All, "Pace": m.Pace, "Leader": m.Leader})
	return []warning{{id: "exercise", text: text, rank: vm.Mark, tone: kit.Special, grave: true, acts: []act{
		{"exercise.go", func(w *Window) { w.GoTo("exercise") }},
		{"exercise.leave", func(w *Window) { w.depart(w.env.Exercise.LeaveExercise) }},
	}}}
}

// band is the key of the words on the band.
func band(m exercise.Mark) string {
	switch {
	case m.Over:
		return "exercise.band-over"
	case m.Prepared:
		return "exercise.band-prepared"
	case m.Team:
		return "exercise.band-team"
	case m.Paused:
		return "exercise.band-paused"
	}
	return "exercise.band"
}

// invitation offers the exercise that the team takes part in.
func (w *Window) invitation() []warning {
	if !w.canJoin().OK {
		return nil
	}
	i, key := w.house.invited, "exercise.invited"
	if i.Prepared {
		key = "exercise.invited-prepared"
	}
	text := w.texts.T(key, map[string]any{"Title": i.Title, "Book": i.Book, "Leader": i.Leader})
	return []warning{{
		id: "exercise-on", text: text, brief: w.texts.T("exercise.invited-brief", nil), rank: vm.Noted, tone: kit.Special,
		acts: []act{{"exercise.join", (*Window).joinExercise}},
	}}
}

// marked puts the word for an exercise before a text that leaves the window:
// its title, a notification.
func (w *Window) marked(text string) string {
	if !w.rehearsing() {
		return text
	}
	return w.texts.T("exercise.marked", map[string]any{"Text": text})
}

// edge is the frame around the window while an exercise is open: a colour, and
// marks that are seen without it.
type edge struct {
	widget.BaseWidget
	on    bool
	sides [4]*canvas.Rectangle
	marks []*canvas.Rectangle
}

// The measures of the frame, in units.
const (
	edgeWide  = 4
	edgeMark  = 26 // between two marks
	edgeMarks = 220
)

func newEdge() *edge {
	e := &edge{}
	for i := range e.sides {
		e.sides[i] = kit.NewRect(0)
	}
	for range edgeMarks {
		e.marks = append(e.marks, kit.NewRect(0))
	}
	e.ExtendBaseWidget(e)
	return e
}

// set shows or hides the frame.
func (e *edge) set(on bool) {
	if e.on != on {
		e.on = on
		e.Refresh()
	}
}

// CreateRenderer draws four sides with marks on them.
func (e *edge) CreateRenderer() fyne.WidgetRenderer {
	var objs []fyne.CanvasObject
	for _, r := range e.sides {
		objs = append(objs, r)
	}
	for _, r := range e.marks {
		objs = append(objs, r)
	}
	return kit.Draw(e, kit.Drawing{
		Objects: objs,
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(0, 0) },
		Paint: func(l *kit.Look) {
			for _, r := range e.sides {
				l.Fill(r, kit.Violet)
				r.Hidden = !e.on
			}
			for _, r := range e.marks {
				l.Fill(r, kit.Panel)
			}
		},
		Arrange: e.arrange,
	})
}

// arrange lays the sides along the border, and short marks on them as on the
// edge of an airmail letter.
func (e *edge) arrange(_ *kit.Look, s fyne.Size) {
	kit.Place(e.sides[0], 0, 0, s.Width, edgeWide)
	kit.Place(e.sides[1], 0, s.Height-edgeWide, s.Width, edgeWide)
	kit.Place(e.sides[2], 0, 0, edgeWide, s.Height)
	kit.Place(e.sides[3], s.Width-edgeWide, 0, edgeWide, s.Height)
	n := 0
	put := func(x, y, w, h float32) {
		if n < len(e.marks) {
			e.marks[n].Hidden = !e.on
			kit.Place(e.marks[n], x, y, w, h)
			n++
		}
	}
	for x := float32(edgeMark); x < s.Width; x += edgeMark {
		put(x, 0, edgeMark/3, edgeWide)
		put(x, s.Height-edgeWide, edgeMark/3, edgeWide)
	}
	for y := float32(edgeMark); y < s.Height; y += edgeMark {
		put(0, y, edgeWide, edgeMark/3)
		put(s.Width-edgeWide, y, edgeWide, edgeMark/3)
	}
	for ; n < len(e.marks); n++ {
		e.marks[n].Hidden = true
	}
}
