package kit

import "fyne.io/fyne/v2"

// hot is a clickable that Tab stops at: it has a focus ring, and Space and
// Return click it. Part of a larger control (a chip of a choice, a tab) it is not
// hot but clickable: the control is the one stop.
type hot struct{ clickable }

// FocusGained shows the ring.
func (h *hot) FocusGained() {
	h.focused = true
	h.self.Refresh()
	tellFocus(h.self)
}

// FocusLost hides the ring.
func (h *hot) FocusLost() {
	h.focused = false
	h.self.Refresh()
}

// TypedRune acts on Space.
func (h *hot) TypedRune(r rune) {
	if r == ' ' {
		h.Tapped(nil)
		return
	}
	passRune(h.self, r)
}

// TypedKey acts on Return; other keys go to the dialog or menu around.
func (h *hot) TypedKey(k *fyne.KeyEvent) {
	if k.Name == fyne.KeyReturn || k.Name == fyne.KeyEnter {
		h.Tapped(nil)
		return
	}
	passKey(h.self, k)
}
