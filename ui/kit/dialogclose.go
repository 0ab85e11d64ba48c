package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// dialogClose is the Esc key in the corner of a dialog, which can be clicked. It
// is passed by Tab: Escape does the same.
type dialogClose struct {
	clickable
	box *canvas.Rectangle
	t   *canvas.Text
}

func newDialogClose(act func()) *dialogClose {
	c := &dialogClose{box: NewFrame(4), t: NewText(Small())}
	c.init(c, 4, act)
	return c
}

// CreateRenderer draws the key.
func (c *dialogClose) CreateRenderer() fyne.WidgetRenderer {
	return Draw(c, Drawing{
		Objects: []fyne.CanvasObject{c.box, c.t},
		Min:     func(l *Look) fyne.Size { return fyne.NewSize(30, 20) },
		Paint: func(l *Look) {
			fill := Panel
			if c.hovered {
				fill = Background
			}
			l.Frame(c.box, fill, Line)
			l.Write(c.t, "Esc", Mute)
		},
		Arrange: func(l *Look, s fyne.Size) {
			Place(c.box, 0, 0, s.Width, s.Height)
			l.LineCentre(c.t, 0, s.Width, 0, s.Height)
		},
	})
}
