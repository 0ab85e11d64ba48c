package kit

import "fyne.io/fyne/v2"

// dropped are the objects that a row has left out for want of room. They are kept
// apart from those which the app itself has hidden, and which stay hidden.
type dropped map[fyne.CanvasObject]bool

// out hides o when there is no room, shows it again when there is, and says
// whether the row must pass it over.
func (d dropped) out(o fyne.CanvasObject, noRoom bool) bool {
	switch {
	case !o.Visible() && !d[o]:
		return true // hidden by the app
	case noRoom:
		d[o] = true
		o.Hide()
		return true
	case d[o]:
		delete(d, o)
		o.Show()
	}
	return false
}
