package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// overlay opens and closes a widget over a window, and gives the focus back.
type overlay struct {
	canvas  fyne.Canvas
	widget  fyne.Widget
	before  fyne.Focusable
	closed  func()
	visible bool
}

// open lays w over the canvas and focuses first, if any. The driver sizes
// overlays only when the window is resized, so the first size is given here.
func (o *overlay) open(c fyne.Canvas, w fyne.Widget, first fyne.Focusable) {
	if o.visible {
		return
	}
	o.canvas, o.widget, o.before, o.visible = c, w, c.Focused(), true
	c.Unfocus()
	c.Overlays().Add(w)
	w.Resize(c.Size())
	if first != nil {
		c.Focus(first)
	}
}

func (o *overlay) close() {
	if !o.visible {
		return
	}
	o.visible = false
	o.canvas.Unfocus()
	o.canvas.Overlays().Remove(o.widget)
	if o.before != nil {
		o.canvas.Focus(o.before)
	}
	if o.closed != nil {
		o.closed()
	}
}

// keyTaker is an overlay that takes the keys which the focused widget leaves.
type keyTaker interface{ takeKey(*fyne.KeyEvent) bool }

// runeTaker is an overlay that takes the characters which the focused widget leaves.
type runeTaker interface{ takeRune(rune) bool }

// shortcutTaker is an overlay that takes shortcuts before the app does.
type shortcutTaker interface{ takeShortcut(fyne.Shortcut) bool }

// passKey hands a key that a widget does not use to what is around it: the top
// overlay, or the hooks of the Root.
func passKey(w fyne.CanvasObject, k *fyne.KeyEvent) bool {
	h, ok := hostOf(w).(keyTaker)
	return ok && h.takeKey(k)
}

func passRune(w fyne.CanvasObject, r rune) bool {
	h, ok := hostOf(w).(runeTaker)
	return ok && h.takeRune(r)
}

func passShortcut(w fyne.CanvasObject, s fyne.Shortcut) bool {
	h, ok := hostOf(w).(shortcutTaker)
	return ok && h.takeShortcut(s)
}

// isControlReturn recognises the shortcut that runs a dialog's primary act.
func isControlReturn(s fyne.Shortcut) bool {
	c, ok := s.(*desktop.CustomShortcut)
	return ok && (c.KeyName == fyne.KeyReturn || c.KeyName == fyne.KeyEnter) && c.Modifier == fyne.KeyModifierShortcutDefault
}
