package retex

import (
	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/crisis"
	"vigie/ui/kit"
)

// drawLeft lists what is missing, then what is published.
func (s *Screen) drawLeft() {
	f, now := s.formats(), s.host.Now()
	objs := []fyne.CanvasObject{kit.NewLine(s.t("retex.title"), kit.Title(), kit.Ink)}
	todos := len(f.Todos(s.runs, "", s.room, now))
	actions := kit.NewNavRow(s.t("retex.actions-open"), todos, func() { s.open("") }).WithIcon(icon.Check)
	actions.SetSelected(s.run == "")
	objs = append(objs, actions)
	objs = append(objs, s.listed(s.t("retex.missing"), true)...)
	objs = append(objs, s.listed(s.t("retex.published"), false)...)
	s.left.Set(objs...)
	s.leftBox.Refresh()
}

func (s *Screen) listed(heading string, missing bool) []fyne.CanvasObject {
	var objs []fyne.CanvasObject
	for _, r := range s.runs {
		if r.LacksReview() == missing {
			objs = append(objs, s.runRow(r)...)
		}
	}
	if len(objs) == 0 {
		return nil
	}
	return append([]fyne.CanvasObject{kit.NewHeading(heading)}, objs...)
}

func (s *Screen) runRow(r *crisis.Run) []fyne.CanvasObject {
	id := r.ID
	mark := icon.Check
	if r.LacksReview() {
		mark = icon.Pencil
	}
	row := kit.NewNavRow(s.formats().Day(r.Begun, s.host.Now())+" · "+r.Book.Title, 0, func() { s.open(id) }).WithIcon(mark)
	row.SetSelected(r.ID == s.run)
	return []fyne.CanvasObject{row, s.badges(r)}
}

// badges say what a run still lacks. They stay until it is published.
func (s *Screen) badges(r *crisis.Run) *kit.ChipRow {
	var chips []kit.ChipSpec
	if r.Exercise {
		chips = append(chips, kit.ChipSpec{Text: s.t("retex.exercise"), Tone: kit.Special})
	}
	if r.LacksReview() {
		chips = append(chips, kit.ChipSpec{Text: s.t("retex.badge-" + kind(r)), Tone: kit.Caution})
		if !r.ReviewDue.IsZero() {
			chips = append(chips, kit.ChipSpec{Text: s.tt("retex.reminder", "Day", s.formats().Day(r.ReviewDue, s.host.Now()))})
		}
	}
	return kit.Chips(chips...)
}

// kind is how a run ended: as a false alarm or as a crisis.
func kind(r *crisis.Run) string {
	if r.State == crisis.StoodDown {
		return "stood-down"
	}
	return "closed"
}
