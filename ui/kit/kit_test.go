package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// window shows content in a Root of 1280 x 800 units, with a clock that stands.
func window(t testing.TB, mode Mode, content fyne.CanvasObject, hooks Hooks) (fyne.Window, *Root, *Inline) {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(NewTheme(mode))
	sched := NewInline(t.Context())
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	root := NewRoot(sched, content, hooks)
	w.SetContent(root)
	root.Attach(w.Canvas())
	w.Resize(fyne.NewSize(1280, 800))
	return w, root, sched
}

func press(w fyne.Window, keys ...fyne.KeyName) {
	for _, k := range keys {
		if f := w.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: k})
			continue
		}
		w.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: k})
	}
}

func typeRunes(w fyne.Window, s string) {
	for _, r := range s {
		w.Canvas().Focused().TypedRune(r)
	}
}
