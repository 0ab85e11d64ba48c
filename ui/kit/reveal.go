package kit

import "fyne.io/fyne/v2"

// revealMargin is the room left around what is scrolled into sight.
const revealMargin = 12

// Reveal scrolls as little as needed to bring an object of the content, such
// as the field that Tab went to, into sight. The caller knows that it is in
// the content.
func (s *Scroll) Reveal(o fyne.CanvasObject) {
	d := fyne.CurrentApp().Driver()
	top := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(s.Content).Y
	end, view := top+o.Size().Height, s.Size().Height
	at := s.Offset.Y
	switch {
	case top-revealMargin < at:
		at = top - revealMargin
	case end+revealMargin > at+view:
		at = min(end+revealMargin-view, top-revealMargin)
	default:
		return
	}
	s.ScrollToOffset(fyne.NewPos(0, max(0, min(at, s.Content.Size().Height-view))))
}

// focusTaker is a root or an overlay that hears where the focus went.
type focusTaker interface{ takeFocus(o fyne.CanvasObject) }

// tellFocus tells what is around that a widget got the focus.
func tellFocus(o fyne.CanvasObject) {
	if h, ok := hostOf(o).(focusTaker); ok {
		h.takeFocus(o)
	}
}

func (r *Root) takeFocus(o fyne.CanvasObject) {
	if r.hooks.Focus != nil {
		r.hooks.Focus(o)
	}
}

// Reveal scrolls the body until an object of it is in sight.
func (d *Dialog) Reveal(o fyne.CanvasObject) { d.scroll.Reveal(o) }

// takeFocus scrolls the body to the field; the buttons of the footer are
// always in sight.
func (d *Dialog) takeFocus(o fyne.CanvasObject) {
	if o != fyne.CanvasObject(d.act) && o != fyne.CanvasObject(d.no) && o != d.spec.Extra {
		d.Reveal(o)
	}
}
