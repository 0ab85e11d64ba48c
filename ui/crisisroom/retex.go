package crisisroom

import (
	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// EditText shows a text of a playbook in the editor: the draft of a next version
// that is kept already.
func (s *Screen) EditText(text string) { s.openEditor(text) }

// lacksReview is the badge of a run whose retrospective is missing: it stays
// until it is published, and leads there.
func (s *Screen) lacksReview(r *crisis.Run) []fyne.CanvasObject {
	if !r.LacksReview() {
		return nil
	}
	id := r.ID
	chip := kit.NewChipButton(kit.ChipSpec{Text: s.t("retex.badge-missing"), Tone: kit.Caution}, func() { s.host.GoTo("retex/" + string(id)) })
	return []fyne.CanvasObject{kit.NewChipRow(chip)}
}

// retexCommand leads to the retrospective of the run in sight, or to all of them.
func (s *Screen) retexCommand() vm.Command {
	return vm.Command{
		ID: "retex.open", Group: "crisisroom.title", Keys: []vm.Key{{Rune: 'b', Ctrl: true, Shift: true}}, Footer: true,
		Enabled: func() vm.Verdict {
			if s.form != nil || len(s.runs) == 0 {
				return vm.Cannot("retex.none")
			}
			return vm.Can()
		},
		Run: func() {
			place := "retex"
			if s.live() && (s.room.Run.LacksReview() || s.room.Run.State == crisis.Reviewed) {
				place += "/" + string(s.room.Run.ID)
			}
			s.host.GoTo(place)
		},
	}
}
