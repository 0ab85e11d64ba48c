package kit

import "fyne.io/fyne/v2"

// Hot is the base of a screen's own clickable drawing: hover, hand, tooltip,
// focus with a ring, Space and Return, DisableFor. Embed it, call Init once, put
// Ring among the objects, and call PaintRing and PlaceRing in the Drawing.
type Hot struct{ hot }

// Init must come before the widget is shown. radius is that of its shape.
func (h *Hot) Init(self fyne.Widget, radius float32, act func()) { h.init(self, radius, act) }

// SetAct changes what a click does.
func (h *Hot) SetAct(act func()) { h.act = act }

// Hovered says whether the pointer is over the widget.
func (h *Hot) Hovered() bool { return h.hovered }

// Focused says whether the widget has the focus.
func (h *Hot) Focused() bool { return h.focused }

// Ring is the focus ring, to be drawn last.
func (h *Hot) Ring() fyne.CanvasObject { return h.ring }

// PaintRing shows the ring when the widget has the focus.
func (h *Hot) PaintRing(l *Look) { h.paintRing(l) }

// PlaceRing puts the ring 2 units outside a shape.
func (h *Hot) PlaceRing(x, y, w, height float32) { h.placeRing(x, y, w, height) }
