package ui

import (
	"context"
	"errors"
	"time"

	"vigie/inbox/fault"
	"vigie/ui/kit"
)

// closeWithin is how long the window waits for what was typed to be saved.
const closeWithin = 10 * time.Second

// Quit saves what was typed and closes the window. It asks first when
// something could not be saved or is being sent at this moment.
func (w *Window) Quit() {
	if w.closing {
		return
	}
	w.closing = true
	work := w.closers()
	w.env.Sched.Go(func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, closeWithin)
		defer cancel()
		var faults []error
		for _, f := range work {
			faults = append(faults, f(ctx))
		}
		err := errors.Join(faults...)
		out, _ := w.outbox(ctx)
		w.env.Sched.UI(func() { w.mayClose(err, out.Sending) })
	})
}

// outbox counts what is being sent; while there is no workspace, nothing is.
func (w *Window) outbox(ctx context.Context) (Outgoing, error) {
	if _, ok := w.env.Desk.House(); !ok {
		return Outgoing{}, nil
	}
	return w.env.Desk.Outbox(ctx)
}

func (w *Window) closers() []func(context.Context) error {
	var work []func(context.Context) error
	for _, b := range w.berths {
		if f := b.screen.Close(); f != nil {
			work = append(work, f)
		}
	}
	return work
}

func (w *Window) mayClose(err error, sending int) {
	t := w.texts
	switch {
	case err != nil:
		w.askClose(t.T("shell.close-unsaved-title", nil), t.T("shell.close-unsaved", map[string]any{"Why": t.Fault(fault.Of(err))}))
	case sending > 0:
		w.askClose(t.T("shell.close-sending-title", nil), t.N("shell.close-sending", sending, nil))
	default:
		w.close()
	}
}

// askClose lets the person stay; going anyway is the button that must be
// looked for.
func (w *Window) askClose(title, text string) {
	anyway := false
	d := kit.NewDialog(kit.DialogSpec{
		Title: title, Width: 480, Body: kit.NewParagraph(text, kit.Body(), kit.Ink),
		Primary: w.texts.T("shell.close-anyway", nil), PrimaryKind: kit.Danger, Cancel: w.texts.T("shell.stay", nil),
		Act: func() bool { anyway = true; return true },
		Closed: func() {
			if w.closing = anyway; anyway {
				w.close()
			}
		},
	})
	d.Open(w.Canvas())
}

func (w *Window) close() {
	size := w.Canvas().Size()
	w.prefs.Width, w.prefs.Height = size.Width, size.Height
	if err := w.env.Desk.PutPreferences(w.prefs); err != nil {
		w.Fault(err) // the size of a window is not worth staying for
	}
	if w.stop != nil {
		w.stop()
	}
	w.win.Close()
}
