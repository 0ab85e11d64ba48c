package kit

import (
	"bytes"
	"fmt"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"vigie/assets/icon"
)

type iconKey struct {
	name   icon.Name
	colour color.NRGBA
	pixels int
}

// SetIcon puts an icon into an image that has its size, and does nothing when it
// is there already. An empty name hides the image.
//
// The icon is drawn once for each colour and size, and shared: a canvas.Image
// with an SVG resource reads the drawing anew each time a row is re-filled,
// which cost ten times as much as the rest of the row.
func (l *Look) SetIcon(im *canvas.Image, name icon.Name, r Role) {
	im.Hidden = name == ""
	if name == "" {
		return
	}
	size := im.Size().Width
	if size <= 0 {
		size = 16
		im.Resize(fyne.NewSquareSize(size))
	}
	if drawn := l.icon(name, l.Color(r), size); im.Image != drawn {
		im.Image, im.FillMode = drawn, canvas.ImageFillContain
		canvas.Refresh(im)
	}
}

func (l *Look) icon(name icon.Name, c color.NRGBA, size float32) image.Image {
	k := iconKey{name, c, int(size*l.scale + .5)}
	if im, ok := l.icons[k]; ok {
		return im
	}
	stroke := float32(1.8)
	if size <= 16 {
		stroke = 1.2
	}
	colour := fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
	im := rasterise(icon.SVG(name, colour, stroke*l.scale), k.pixels)
	l.icons[k] = im
	return im
}

// rasterise draws one of our own icons; a drawing that cannot be read stays
// empty, which a test of package icon forbids.
func rasterise(svg []byte, pixels int) image.Image {
	im := image.NewNRGBA(image.Rect(0, 0, pixels, pixels))
	drawing, err := oksvg.ReadIconStream(bytes.NewReader(svg))
	if err != nil {
		fyne.LogError("read an icon", err)
		return im
	}
	drawing.SetTarget(0, 0, float64(pixels), float64(pixels))
	drawing.Draw(rasterx.NewDasher(pixels, pixels, rasterx.NewScannerGV(pixels, pixels, im, im.Bounds())), 1)
	return im
}
