package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Badge is a count on a full fill. Zero hides it; above 999 it says "999+".
type Badge struct {
	widget.BaseWidget
	count int
	box   *canvas.Rectangle
	text  *canvas.Text
}

// NewBadge makes a badge.
func NewBadge(count int) *Badge {
	b := &Badge{count: count, box: NewRect(7), text: NewText(Face{10, Semi})}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes the count.
func (b *Badge) Set(count int) {
	if b.count != count {
		b.count = count
		b.Refresh()
	}
}

// CountText is how a count is written: nothing for zero, "999+" above 999.
func CountText(n int) string {
	switch {
	case n <= 0:
		return ""
	case n > 999:
		return "999+"
	}
	return strconv.Itoa(n)
}

// CreateRenderer draws the badge.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	return Draw(b, Drawing{
		Objects: []fyne.CanvasObject{b.box, b.text},
		Min: func(l *Look) fyne.Size {
			if b.count <= 0 {
				return fyne.Size{}
			}
			return fyne.NewSize(max(14, whole(l.Width(CountText(b.count), Face{10, Semi}))+8), 14)
		},
		Paint: func(l *Look) {
			b.box.Hidden, b.text.Hidden = b.count <= 0, b.count <= 0
			l.Fill(b.box, BadgeFill)
			l.Write(b.text, CountText(b.count), OnBadge)
		},
		Arrange: func(l *Look, s fyne.Size) {
			Place(b.box, 0, 0, s.Width, 14)
			l.LineCentre(b.text, 0, s.Width, 0, 14)
		},
	})
}
