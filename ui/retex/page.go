package retex

import (
	"fmt"

	"fyne.io/fyne/v2"

	"vigie/ui/kit"
	"vigie/ui/place"
)

const mostTimeline = 150

// drawRun shows the retrospective of the run in sight. The page is built once a
// run and state; after that only what the log says is written anew, so that
// nobody loses the caret.
func (s *Screen) drawRun() {
	s.panes.Collapse(2, false)
	mark := fmt.Sprint(s.room.Run.ID, s.room.Run.State, s.host.Texts().Language())
	if mark != s.built {
		s.build()
		s.built = mark
	}
	s.facts.Set(s.factsOf()...)
	s.todos.Set(s.todosOf()...)
	s.fillFields()
	s.drawSide()
	s.page.Refresh()
	s.scroll.Refresh()
}

// build makes the page of a run.
func (s *Screen) build() {
	s.facts, s.todos, s.fields = kit.NewColumn(6), kit.NewColumn(6), map[string]*field{}
	objs := []fyne.CanvasObject{kit.NewBox(s.facts)}
	objs = append(objs, s.questions()...)
	actions := kit.NewColumn(8, s.todos, kit.NewActs().Left(place.Button(s.host, kit.Secondary, "retex.add-action")))
	objs = append(objs, kit.NewHeading(s.t("retex.actions")).Flush(), kit.NewBox(actions))
	s.page.Set(append(objs, s.details()...)...)
	var head []fyne.CanvasObject
	if s.room.Run.Exercise {
		head = append(head, kit.NewBanner(kit.Special, s.t("retex.exercise-band")))
	}
	s.stage.SetCentre(kit.NewDock(s.scroll).Head(append(head, s.head())...))
	s.scroll.ScrollToTop()
}

// head is the title, whole however narrow the window is, with what can be done.
func (s *Screen) head() fyne.CanvasObject {
	r := s.room.Run
	acts := []fyne.CanvasObject{place.Button(s.host, kit.Secondary, "retex.export")}
	if s.room.Open() {
		acts = append(acts, kit.NewButton(kit.Primary, s.t("retex.publish"), s.publish).WithKey("Ctrl ⏎"))
	}
	column := kit.NewColumn(8, kit.NewTitled(r.Book.Title+" "+r.Book.Version, acts...), s.badges(r))
	return kit.NewSheet(kit.Panel, column).Pad(20, 12).Lines(false, true)
}

// factsOf are the figures and the curve.
func (s *Screen) factsOf() []fyne.CanvasObject {
	f, now := s.formats(), s.host.Now()
	objs := []fyne.CanvasObject{kit.NewHeading(s.t("retex.facts"))}
	for _, fact := range f.Figures(s.room, now) {
		row := kit.NewKeyValue(fact.Label, fact.Value)
		if fact.Bad {
			row.Set(fact.Value, kit.Caution)
		}
		objs = append(objs, row)
	}
	return append(objs, s.counted.Of(s.room.Run, false)...)
}

// details are what the log has of steps, decisions, words and people.
func (s *Screen) details() []fyne.CanvasObject {
	f, now := s.formats(), s.host.Now()
	var objs []fyne.CanvasObject
	add := func(key string, lines []Line) {
		if len(lines) > 0 {
			objs = append(objs, kit.NewHeading(s.t(key)).Flush(), kit.NewBox(kit.NewColumn(4, s.table(lines)...)))
		}
	}
	add("retex.steps-heading", f.Steps(s.room))
	add("retex.decisions", f.Decisions(s.room, now))
	if out := f.Publications(s.room, now); len(out) > 0 {
		column := kit.NewColumn(4)
		var list []fyne.CanvasObject
		for _, p := range out {
			list = append(list, s.table([]Line{p.Line})...)
			if p.Text != "" {
				list = append(list, kit.NewTextBody(p.Text))
			}
			if p.Link != "" {
				list = append(list, kit.NewParagraph(p.Link, kit.Small(), kit.Accent))
			}
		}
		column.Set(list...)
		objs = append(objs, kit.NewHeading(s.t("retex.out")).Flush(), kit.NewBox(column))
	}
	add("retex.doers", f.Doers(s.room))
	lines, left := f.Timeline(s.room, mostTimeline, now)
	add("retex.timeline", lines)
	if left > 0 {
		objs = append(objs, kit.NewParagraph(s.host.Texts().N("retex.timeline-left", left, nil), kit.Small(), kit.Mute))
	}
	return objs
}

// table draws lines: what, its figure, and who below.
func (s *Screen) table(lines []Line) []fyne.CanvasObject {
	var objs []fyne.CanvasObject
	for _, l := range lines {
		row := newLine(l.Title, l.Right, l.Bad)
		objs = append(objs, row)
		if l.Note != "" {
			objs = append(objs, kit.NewParagraph(l.Note, kit.Small(), kit.Mute))
		}
	}
	return objs
}
