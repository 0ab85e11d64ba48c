package settings

import (
	"context"

	"fyne.io/fyne/v2"

	"vigie/ui/kit"
)

// form shows a form; ok takes and checks what was typed, put keeps it. The
// dialog closes when it is kept.
func (s *Screen) form(title string, body fyne.CanvasObject, first *kit.Entry, ok func() bool, put func(context.Context) error) {
	var d *kit.Dialog
	busy := false
	save := func() bool {
		if busy || !ok() {
			d.Fit()
			return false
		}
		busy = true
		s.host.Scheduler().Go(func(ctx context.Context) {
			err := put(ctx)
			s.host.Scheduler().UI(func() {
				busy = false
				if err != nil {
					s.host.Fault(err)
					return
				}
				d.Close()
				s.read()
			})
		})
		return false
	}
	first.OnSubmitted = func(string) { save() }
	d = kit.NewDialog(kit.DialogSpec{
		Title: title, Width: 600, Body: body, First: first.Focusable(),
		Primary: s.t("settings.save"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("settings.cancel"), Act: save,
	})
	d.Open(s.host.Canvas())
}
