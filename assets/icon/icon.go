// Package icon holds Vigie's own icons: stroke drawings on a grid of 22 units,
// written for Vigie, and the mark of the programme.
package icon

import (
	_ "embed"
	"fmt"
	"strings"
)

// Name is the name of one icon. The constants are all there are.
type Name string

//go:embed vigie.png
var mark []byte

//go:embed vigie.svg
var markSVG []byte

// Mark is the programme's icon, a PNG of 512 x 512 pixels. The bytes are shared.
func Mark() []byte { return mark }

// MarkSVG is the programme's icon as a drawing. The bytes are shared.
func MarkSVG() []byte { return markSVG }

// SVG writes the icon as an SVG file in one colour ("#rrggbb").
//
// stroke is in device pixels: the SVG painter of Fyne (oksvg) does not scale
// stroke widths, whatever the viewBox and the canvas scale are. Solid marks
// ignore it. An unknown name gives an empty drawing, which a test forbids.
func SVG(name Name, colour string, stroke float32) []byte {
	body := strings.ReplaceAll(paths(name), "currentColor", colour)
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="22" height="22" viewBox="0 0 22 22" `+
		`fill="none" stroke="%s" stroke-width="%.1f" stroke-linecap="round" stroke-linejoin="round">%s</svg>`, colour, stroke, body)
}

// Solid says whether the icon is a filled shape, which stays clear below 12 px
// where a stroke would turn into a blob.
func Solid(name Name) bool { return strings.Contains(paths(name), `stroke="none"`) }
