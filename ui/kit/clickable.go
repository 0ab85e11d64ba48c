package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// noReason stands for being disabled without a reason.
const noReason = " "

// clickable is the base of everything that can be clicked: hover, pointer
// cursor, tooltip, and being disabled with a reason. A widget that embeds it
// calls init with itself and reads hovered and focused when it paints.
type clickable struct {
	widget.BaseWidget
	self             fyne.Widget
	act              func()
	tip, reason      string
	hovered, focused bool
	ring             *canvas.Rectangle
}

// init must come before the widget is shown; radius is that of the widget's own shape.
func (h *clickable) init(self fyne.Widget, radius float32, act func()) {
	h.self, h.act = self, act
	h.ring = NewRect(radius + 2)
	h.ring.StrokeWidth = 2
	h.ring.Hidden = true
	h.ExtendBaseWidget(self)
}

// paintRing shows the ring when the widget has the focus.
func (h *clickable) paintRing(l *Look) {
	c := l.Color(Accent)
	h.ring.StrokeColor, h.ring.FillColor = c, Alpha(c, 0)
	h.ring.Hidden = !h.focused
}

// placeRing puts the ring 2 units outside the shape.
func (h *clickable) placeRing(x, y, w, height float32) {
	Place(h.ring, x-2, y-2, w+4, height+4)
}

// SetTip sets the text shown when the pointer rests on the widget.
func (h *clickable) SetTip(s string) { h.tip = s }

// DisableFor greys the widget out. The reason is shown as its tooltip: a person
// is always told why something cannot be done. An empty reason enables it.
func (h *clickable) DisableFor(reason string) { h.setReason(reason) }

// Disable greys the widget out without a reason: use DisableFor. It is here for
// Fyne, which lets Tab pass what can be disabled.
func (h *clickable) Disable() { h.setReason(noReason) }

// Enable ends DisableFor.
func (h *clickable) Enable() { h.setReason("") }

// Disabled says whether the widget is greyed out; it is skipped by Tab then.
func (h *clickable) Disabled() bool { return h.reason != "" }

func (h *clickable) setReason(s string) {
	if h.reason != s {
		h.reason = s
		h.self.Refresh()
	}
}

// Tapped acts, unless the widget is disabled.
func (h *clickable) Tapped(*fyne.PointEvent) {
	HideTip(h.self)
	if h.act != nil && !h.Disabled() {
		h.act()
	}
}

// MouseIn starts hovering.
func (h *clickable) MouseIn(*desktop.MouseEvent) {
	h.hovered = true
	h.self.Refresh()
	ShowTip(h.self, h.tipText())
}

func (h *clickable) tipText() string {
	if h.reason != "" && h.reason != noReason {
		return h.reason
	}
	return h.tip
}

// MouseMoved does nothing.
func (h *clickable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends hovering.
func (h *clickable) MouseOut() {
	h.hovered = false
	h.self.Refresh()
	HideTip(h.self)
}

// Cursor is the hand, or the arrow over what is disabled.
func (h *clickable) Cursor() desktop.Cursor {
	if h.Disabled() {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}
