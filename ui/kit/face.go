package kit

import (
	"sync"

	"fyne.io/fyne/v2"

	"vigie/assets/font"
)

// Weight is one of the fonts of the look.
type Weight int

// Regular and Semi are the theme's own plain and bold fonts with the whole
// fallback chain, so they are right for what people wrote. Medium, Bold and the
// tabular figures name a font directly and fall back to the system's fonts
// only: use them for our own words and for names.
const (
	Regular Weight = iota
	Medium
	Semi
	Bold
	Digits     // Regular with figures of one width, for counts and times
	DigitsSemi // Semi with figures of one width
)

// Face is a size and a weight. Sizes are whole units (10, 11, 12, 13, 15, 16):
// Fyne rounds advances up to the next size, so 11.5 would look loosely set.
type Face struct {
	Size   float32
	Weight Weight
}

// Body is the face of running text.
func Body() Face { return Face{13, Regular} }

// Strong is the face of a name or a label that stands out of running text.
func Strong() Face { return Face{13, Semi} }

// Small is the face of chips, times and hints.
func Small() Face { return Face{11, Regular} }

// Title is the face of a pane's title.
func Title() Face { return Face{15, Bold} }

// Headline is the face of a dialog's title.
func Headline() Face { return Face{16, Bold} }

// leading makes 13-unit text stand on lines of 18.
const leading = 18.0 / 13.0

// fonts are the patched fonts. Fyne caches parsed fonts and metrics by resource
// name for the life of the process, so there can only be one set of them: this
// is a constant built at first use, not state.
var fonts = sync.OnceValue(func() (set [6]fyne.Resource) {
	for w, f := range []struct {
		name string
		raw  []byte
		tab  bool
	}{
		{"Inter-Regular.otf", font.Regular(), false},
		{"Inter-Medium.otf", font.Medium(), false},
		{"Inter-SemiBold.otf", font.SemiBold(), false},
		{"Inter-Bold.otf", font.Bold(), false},
		{"Inter-Regular-tab.otf", font.Regular(), true},
		{"Inter-SemiBold-tab.otf", font.SemiBold(), true},
	} {
		set[w] = fyne.NewStaticResource(f.name, patchFont(f.raw, leading, f.tab))
	}
	return set
})

// style is how Fyne is told about a weight.
func (w Weight) style() (fyne.TextStyle, fyne.Resource) {
	switch w {
	case Regular:
		return fyne.TextStyle{}, nil
	case Semi:
		return fyne.TextStyle{Bold: true}, nil
	default:
		return fyne.TextStyle{}, fonts()[w]
	}
}
