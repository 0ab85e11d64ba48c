package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// pressable is the base of the window's own buttons: hover, hand, tooltip,
// focus, Space and Return. Tab passes none of them by.
type pressable struct {
	widget.BaseWidget
	self             fyne.Widget
	window           *Window
	act              func()
	tip              string
	hovered, focused bool
}

func (p *pressable) init(self fyne.Widget, w *Window, act func()) {
	p.self, p.window, p.act = self, w, act
	p.ExtendBaseWidget(self)
}

// Tapped acts.
func (p *pressable) Tapped(*fyne.PointEvent) {
	kit.HideTip(p.self)
	p.act()
}

// MouseIn shows the tooltip.
func (p *pressable) MouseIn(*desktop.MouseEvent) {
	p.hovered = true
	p.self.Refresh()
	kit.ShowTip(p.self, p.tip)
}

// MouseMoved does nothing.
func (p *pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut hides the tooltip.
func (p *pressable) MouseOut() {
	p.hovered = false
	p.self.Refresh()
	kit.HideTip(p.self)
}

// Cursor is the hand.
func (p *pressable) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained shows the ring.
func (p *pressable) FocusGained() { p.focused = true; p.self.Refresh() }

// FocusLost hides the ring.
func (p *pressable) FocusLost() { p.focused = false; p.self.Refresh() }

// TypedRune acts on Space and leaves the rest to the command table.
func (p *pressable) TypedRune(r rune) {
	if r == ' ' {
		p.act()
		return
	}
	p.window.hooks().Rune(r)
}

// TypedKey acts on Return and leaves the rest to the command table.
func (p *pressable) TypedKey(k *fyne.KeyEvent) {
	if plainName(k.Name) == string(fyne.KeyReturn) {
		p.act()
		return
	}
	p.window.hooks().Key(k)
}

// AccessibilityLabel is the tooltip.
func (p *pressable) AccessibilityLabel() string { return p.tip }

// AccessibilityRole is a button.
func (p *pressable) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
