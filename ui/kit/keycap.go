package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// KeyCap is the picture of a key.
type KeyCap struct {
	widget.BaseWidget
	text string
	box  *canvas.Rectangle
	t    *canvas.Text
}

// NewKeyCap makes a key 18 units high.
func NewKeyCap(text string) *KeyCap {
	k := &KeyCap{text: text, box: NewFrame(4), t: NewText(Small())}
	k.ExtendBaseWidget(k)
	return k
}

// Set changes what stands on the key.
func (k *KeyCap) Set(text string) { k.text = text; k.Refresh() }

// CreateRenderer draws the key.
func (k *KeyCap) CreateRenderer() fyne.WidgetRenderer {
	return Draw(k, Drawing{
		Objects: []fyne.CanvasObject{k.box, k.t},
		Min:     func(l *Look) fyne.Size { return fyne.NewSize(max(18, whole(l.Width(k.text, Small()))+10), 18) },
		Paint: func(l *Look) {
			l.Frame(k.box, Panel, Line)
			l.Write(k.t, k.text, Mute)
		},
		Arrange: func(l *Look, s fyne.Size) {
			Place(k.box, 0, 0, s.Width, s.Height)
			l.LineCentre(k.t, 0, s.Width, 0, s.Height)
		},
	})
}
