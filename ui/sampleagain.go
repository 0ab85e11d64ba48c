package ui

import (
	"context"
	"errors"
	"time"

	"vigie/ui/kit"
)

// renewWithin is how long the notice of the making stays at most.
const renewWithin = time.Minute

// askSampleAgain asks before the sample is made anew: what was tried in it
// goes.
func (w *Window) askSampleAgain() {
	if w.Canvas().Overlays().Top() != nil {
		return
	}
	t := w.texts
	kit.NewDialog(kit.DialogSpec{
		Title: t.T("tour.again-title", nil), Width: 480, Body: kit.NewParagraph(t.T("tour.again-text", nil), kit.Body(), kit.Ink),
		Primary: t.T("tour.again-act", nil), PrimaryKind: kit.Danger, Cancel: t.T("shell.later", nil),
		Act: func() bool { w.sampleAgain(); return true },
	}).Open(w.Canvas())
}

// sampleAgain closes the sample, has it made anew, and shows that one. What was
// typed is dropped on purpose: it belongs to what goes.
func (w *Window) sampleAgain() {
	if w.renewing {
		return
	}
	w.renewing = true
	w.tour.Leave()
	w.showTour()
	work := w.closers()
	dismiss := w.root.Toast(kit.Toast{Text: w.texts.T("tour.again-working", nil), For: renewWithin})
	w.env.Sched.Go(func(ctx context.Context) {
		var faults []error
		for _, save := range work { // a text that cannot be saved is no reason to stay
			if err := save(ctx); err != nil {
				faults = append(faults, err)
			}
		}
		err := w.env.Desk.RenewSample(ctx)
		w.env.Sched.UI(func() {
			w.renewing = false
			dismiss()
			if w.env.Hear != nil && len(faults) > 0 {
				w.env.Hear(errors.Join(faults...))
			}
			w.moved()
			w.Fault(err)
			if err == nil {
				w.Toast(w.texts.T("tour.again-done", nil))
			}
		})
	})
}
