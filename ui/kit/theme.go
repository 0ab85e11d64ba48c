package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Mode is how a person wants the window: light, dark, or as the system is.
type Mode int

// The modes.
const (
	System Mode = iota
	Light
	DarkMode
)

// Theme is the app theme. Every widget of the kit finds its Look through it, so
// an app has one Theme and sets it before it builds a window:
//
//	th := kit.NewTheme(kit.System)
//	app.Settings().SetTheme(th)
//
// To switch at run time call Use; every widget repaints.
type Theme struct {
	mode        Mode
	light, dark *Palette
	look        *Look
}

// NewTheme makes a theme with empty caches.
func NewTheme(mode Mode) *Theme {
	t := &Theme{mode: mode, light: newLight(), dark: newDark()}
	t.look = newLook(t)
	return t
}

// Mode is what was last chosen.
func (t *Theme) Mode() Mode { return t.mode }

// Use switches the mode of an app that has this theme, and repaints all its windows.
func (t *Theme) Use(a fyne.App, mode Mode) {
	t.mode = mode
	a.Settings().SetTheme(t)
}

// Look gives the palette and the measuring caches that go with this theme.
func (t *Theme) Look() *Look { return t.look }

func (t *Theme) palette(v fyne.ThemeVariant) *Palette {
	if t.mode == DarkMode || t.mode == System && v == theme.VariantDark {
		return t.dark
	}
	return t.light
}

// Font gives Inter, and the stock fonts for monospace and symbols.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource {
	switch {
	case s.Monospace || s.Symbol:
		return theme.DefaultTheme().Font(s)
	case s.Bold:
		return fonts()[Semi]
	default:
		return fonts()[Regular]
	}
}

// Icon gives the stock icons; the kit draws its own.
func (t *Theme) Icon(n fyne.ThemeIconName) fyne.Resource { return theme.DefaultTheme().Icon(n) }

// Color serves the few stock widgets that the look uses.
func (t *Theme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	p := t.palette(v)
	switch n {
	case theme.ColorNameSelection:
		return p.Color(Selected)
	case theme.ColorNameHover:
		return Alpha(p.Color(Ink), 10)
	case theme.ColorNameShadow, theme.ColorNameScrollBarBackground:
		return color.Transparent // no edge shadows; dialogs and menus bring their own
	case theme.ColorNameScrollBar:
		return Alpha(p.Color(Mute), 110)
	}
	if r, ok := stockRole(n); ok {
		return p.Color(r)
	}
	if p.Dark {
		return theme.DefaultTheme().Color(n, theme.VariantDark)
	}
	return theme.DefaultTheme().Color(n, theme.VariantLight)
}

func stockRole(n fyne.ThemeColorName) (Role, bool) {
	switch n {
	case theme.ColorNameBackground:
		return Background, true
	case theme.ColorNameForeground:
		return Ink, true
	case theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return Accent, true
	case theme.ColorNameForegroundOnPrimary:
		return OnAccent, true
	case theme.ColorNameFocus:
		return AccentSoft, true
	case theme.ColorNameInputBackground, theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground, theme.ColorNameButton:
		return Panel, true
	case theme.ColorNameInputBorder, theme.ColorNameSeparator:
		return Line, true
	case theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return Faint, true
	case theme.ColorNameError:
		return Red, true
	case theme.ColorNameSuccess:
		return Green, true
	case theme.ColorNameWarning:
		return Amber, true
	}
	return Ink, false
}

// innerPadding is what stock labels keep free on every side; the kit places
// them that much outside their box.
const innerPadding = 6

// Size serves the few stock widgets that the look uses.
func (t *Theme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case theme.SizeNamePadding, theme.SizeNameSelectionRadius:
		return 0 // the rows of a list touch and are square
	case theme.SizeNameInputBorder, theme.SizeNameSeparatorThickness, theme.SizeNameSplitThickness:
		return 1
	case theme.SizeNameLineSpacing:
		return 2
	case theme.SizeNameScrollBarSmall, theme.SizeNameScrollBarRadius:
		return 4
	case theme.SizeNameInnerPadding:
		return innerPadding
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius, theme.SizeNameMenuRadius:
		return 7
	case theme.SizeNameScrollBar:
		return 10
	case theme.SizeNameCaptionText:
		return 11
	case theme.SizeNamePopupRadius, theme.SizeNameDialogRadius:
		return 12
	case theme.SizeNameText:
		return 13
	case theme.SizeNameSubHeadingText:
		return 15
	case theme.SizeNameInlineIcon:
		return 16
	case theme.SizeNameHeadingText:
		return 18
	}
	return theme.DefaultTheme().Size(n)
}
