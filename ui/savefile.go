package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"vigie/inbox/fault"
)

// SaveFile lets a person choose where to keep a file, and writes it. What could
// not be written whole is taken away again.
func (w *Window) SaveFile(name string, content []byte) {
	d := dialog.NewFileSave(func(to fyne.URIWriteCloser, err error) {
		switch {
		case err != nil:
			w.Fault(fault.Wrap(err, fault.Invalid, "fault.file-not-written", "Path", name))
		case to != nil:
			w.writeFile(to, content)
		}
	}, w.Fyne())
	d.SetFileName(filepath.Base(name))
	d.Show()
}

func (w *Window) writeFile(to fyne.URIWriteCloser, content []byte) {
	path := to.URI().Path()
	w.env.Sched.Go(func(context.Context) {
		_, err := to.Write(content)
		if err = errors.Join(err, to.Close()); err != nil {
			err = fault.Wrap(errors.Join(err, os.Remove(path)), fault.Full, "fault.file-not-written", "Path", path)
		}
		w.env.Sched.UI(func() {
			if err != nil {
				w.Fault(err)
				return
			}
			w.Toast(w.texts.T("shell.saved-to", map[string]any{"Path": path}))
		})
	})
}
