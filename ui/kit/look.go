package kit

import (
	"image"
	"image/color"
	"sync"

	"fyne.io/fyne/v2"
)

// Look is what painting needs to know: the palette of the moment, the scale of
// the screen, and what was measured before. It belongs to the theme and, like
// everything that draws, to the UI goroutine alone.
type Look struct {
	theme   *Theme
	scale   float32
	widths  map[widthKey]float32
	metrics map[Face]metric
	wrapped map[wrapKey][]string
	icons   map[iconKey]image.Image
}

func newLook(t *Theme) *Look {
	return &Look{
		theme: t, scale: 1,
		widths: map[widthKey]float32{}, metrics: map[Face]metric{}, wrapped: map[wrapKey][]string{}, icons: map[iconKey]image.Image{},
	}
}

// stray is the look of widgets that are drawn before an app has set a Theme, as
// a test may do. Built at first use and never set.
var stray = sync.OnceValue(func() *Look { return NewTheme(Light).Look() })

// Current is the look of the running app.
func Current() *Look {
	if a := fyne.CurrentApp(); a != nil {
		if t, ok := a.Settings().Theme().(*Theme); ok {
			return t.look
		}
	}
	return stray()
}

// Palette is the palette of the moment.
func (l *Look) Palette() *Palette {
	if l.theme.mode != System {
		return l.theme.palette(0)
	}
	return l.theme.palette(fyne.CurrentApp().Settings().ThemeVariant())
}

// Color is the colour of a role at the moment.
func (l *Look) Color(r Role) color.NRGBA { return l.Palette().Color(r) }

// Scale is the number of device pixels in a unit.
func (l *Look) Scale() float32 { return l.scale }

// SetScale tells the look on which screen it is; Root and Dialog do so when they
// are laid out. It reports whether that was news, in which case icons must be
// painted again.
func (l *Look) SetScale(s float32) bool {
	if s <= 0 || s == l.scale {
		return false
	}
	l.scale = s
	clear(l.icons) // they are pixels
	return true
}
