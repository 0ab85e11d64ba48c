package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/ui/kit"
)

// obstacle is shown when there is a workspace and it cannot be opened: another
// window has it, its disk is full or read-only, its file is damaged. Nothing
// is changed and nothing new is made over it.
type obstacle struct {
	w    *Window
	page *kit.Empty
}

func newObstacle(w *Window) *obstacle {
	t := w.texts
	o := &obstacle{w: w}
	o.page = kit.NewError(t.T("shell.obstacle", nil), t.Fault(fault.Of(w.env.Desk.Obstacle())), t.T("shell.try-again", nil), o.tryAgain)
	return o
}

func (o *obstacle) tryAgain() {
	w := o.w
	w.env.Sched.Go(func(ctx context.Context) {
		err := w.env.Desk.OpenAgain(ctx)
		w.env.Sched.UI(func() {
			if err != nil {
				o.page.Set(w.texts.T("shell.obstacle", nil), w.texts.Fault(fault.Of(err)))
				return
			}
			w.moved()
		})
	})
}

func (o *obstacle) Content() fyne.CanvasObject { return o.page }

// Shown gives the keys to the one thing that can be done.
func (o *obstacle) Shown() { o.w.Canvas().Focus(o.page.Focusable()) }

func (o *obstacle) Hidden() {}

func (o *obstacle) Changed(inbox.Notice) {}

func (o *obstacle) State() any { return nil }

func (o *obstacle) Close() func(context.Context) error { return nil }
