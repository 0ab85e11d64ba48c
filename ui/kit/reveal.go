package kit

import "fyne.io/fyne/v2"

// revealMargin is the room left around what is scrolled into sight.
const revealMargin = 12

// Holder is a widget that lays out others. Scroll finds an object through it,
// because the driver does not know where an object is that was never painted.
type Holder interface {
	fyne.CanvasObject
	Held() []fyne.CanvasObject
}

// Held are the objects of a column.
func (c *Column) Held() []fyne.CanvasObject { return c.objs }

// Held is the field of a row.
func (r *FormRow) Held() []fyne.CanvasObject { return []fyne.CanvasObject{r.field} }

// Held is the content of a sheet.
func (s *Sheet) Held() []fyne.CanvasObject { return []fyne.CanvasObject{s.content} }

// Held are the buttons of a line of acts.
func (a *Acts) Held() []fyne.CanvasObject {
	return append(append([]fyne.CanvasObject{}, a.left...), a.right...)
}

// Held is the button that shows a password.
func (e *Entry) Held() []fyne.CanvasObject {
	if e.reveal == nil {
		return nil
	}
	return []fyne.CanvasObject{e.reveal}
}

// find gives how far o is below the top of in.
func find(o, in fyne.CanvasObject) (y float32, found bool) {
	if o == in {
		return 0, true
	}
	h, ok := in.(Holder)
	if !ok {
		return 0, false
	}
	for _, child := range h.Held() {
		if y, found := find(o, child); found {
			return y + child.Position().Y, true
		}
	}
	return 0, false
}

// Reveal scrolls as little as needed to bring an object of the content, such
// as the field that Tab went to, into sight. What is not in the content, or in
// something there that is no Holder, changes nothing.
func (s *Scroll) Reveal(o fyne.CanvasObject) {
	top, found := find(o, s.Content)
	if !found {
		return
	}
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

// tellFocus tells what is around that a widget got the focus. A widget that
// was never painted does not know its window: then it is the one that has the
// focus.
func tellFocus(o fyne.CanvasObject) {
	h := hostOf(o)
	if h == nil {
		h = focusedHost()
	}
	if t, ok := h.(focusTaker); ok {
		t.takeFocus(o)
	}
}

// focusedHost is the top overlay or the content of the window in which
// something has the focus.
func focusedHost() fyne.CanvasObject {
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		c := w.Canvas()
		if c.Focused() == nil {
			continue
		}
		if top := c.Overlays().Top(); top != nil {
			return top
		}
		return c.Content()
	}
	return nil
}

func (r *Root) takeFocus(o fyne.CanvasObject) {
	if r.hooks.Focus != nil {
		r.hooks.Focus(o)
	}
}

// Reveal scrolls the body until an object of it is in sight.
func (d *Dialog) Reveal(o fyne.CanvasObject) { d.scroll.Reveal(o) }

func (d *Dialog) takeFocus(o fyne.CanvasObject) { d.Reveal(o) }
