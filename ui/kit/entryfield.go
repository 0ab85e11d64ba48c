package kit

import (
	"cmp"

	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// field is the stock entry without its border, and with our ways for keys. The
// Entry around it draws the border: the stock one shows a dark fringe in GL and
// ties its padding to one size in both directions.
type field struct {
	widget.Entry
	of *Entry
}

// AcceptsTab lets Tab leave a multi-line entry instead of typing a tab, unless
// somebody has another use for it.
func (f *field) AcceptsTab() bool { return f.of.TakesTab }

// FocusGained marks the frame.
func (f *field) FocusGained() {
	f.Entry.FocusGained()
	f.of.setFocused(true)
}

// FocusLost unmarks the frame.
func (f *field) FocusLost() {
	f.Entry.FocusLost()
	f.of.setFocused(false)
}

// TypedShortcut asks the dialog around and the command table before the entry:
// a canvas shortcut does not fire while an entry has the focus.
func (f *field) TypedShortcut(s fyne.Shortcut) {
	if _, own := s.(*desktop.CustomShortcut); own {
		if passShortcut(f, s) || f.of.Commands != nil && f.of.Commands(s) {
			return
		}
	}
	f.Entry.TypedShortcut(s)
}

// TypedKey asks OnKey first; Escape goes to what is around.
func (f *field) TypedKey(k *fyne.KeyEvent) {
	if f.of.OnKey != nil && f.of.OnKey(k) {
		return
	}
	if k.Name == fyne.KeyEscape {
		passKey(f, k)
		return
	}
	f.Entry.TypedKey(k)
}

// AccessibilityLabel is the name of the field, or else its placeholder, with
// what is wrong with what stands in it.
func (f *field) AccessibilityLabel() string {
	name := cmp.Or(f.of.label, f.PlaceHolder)
	if f.of.problem == "" {
		return name
	}
	return name + " – " + f.of.problem
}

// AccessibilityRole is a text.
func (f *field) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// bareTheme takes border and padding from the stock entry. The caret still
// shows: its animation asks the app's theme for the primary colour.
type bareTheme struct{ *Theme }

const barePadding = 2

// Color makes the stock frame invisible and selected text visible.
func (t bareTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	switch n {
	case theme.ColorNameInputBorder, theme.ColorNamePrimary, theme.ColorNameInputBackground:
		return color.Transparent
	case theme.ColorNameSelection:
		return Alpha(t.palette(v).Color(Accent), 70)
	}
	return t.Theme.Color(n, v)
}

// Size keeps the padding small; Entry adds its own around.
func (t bareTheme) Size(n fyne.ThemeSizeName) float32 {
	if n == theme.SizeNameInnerPadding {
		return barePadding
	}
	return t.Theme.Size(n)
}
