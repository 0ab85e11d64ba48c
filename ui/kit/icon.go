package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
)

// Icon draws one of our icons in a role's colour.
type Icon struct {
	widget.BaseWidget
	name icon.Name
	size float32
	role Role
	im   *canvas.Image
}

// NewIcon makes an icon of size units (11 to 22).
func NewIcon(name icon.Name, size float32, role Role) *Icon {
	i := &Icon{name: name, size: size, role: role, im: &canvas.Image{}}
	i.ExtendBaseWidget(i)
	return i
}

// Set changes what is drawn.
func (i *Icon) Set(name icon.Name, role Role) {
	if i.name != name || i.role != role {
		i.name, i.role = name, role
		i.Refresh()
	}
}

// CreateRenderer draws the icon in the middle of its room.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	i.im.Resize(fyne.NewSquareSize(i.size))
	return Draw(i, Drawing{
		Objects: []fyne.CanvasObject{i.im},
		Min:     func(*Look) fyne.Size { return fyne.NewSquareSize(i.size) },
		Paint:   func(l *Look) { l.SetIcon(i.im, i.name, i.role) },
		Arrange: func(_ *Look, s fyne.Size) {
			Place(i.im, whole((s.Width-i.size)/2), whole((s.Height-i.size)/2), i.size, i.size)
		},
	})
}
