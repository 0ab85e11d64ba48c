package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Sheet puts a ground of a role behind an object, with a line at some of its
// sides, and room around it if wanted.
type Sheet struct {
	widget.BaseWidget
	content     fyne.CanvasObject
	role        Role
	ground      *canvas.Rectangle
	top, bottom *canvas.Rectangle
	padX, padY  float32
}

// NewSheet makes a square ground.
func NewSheet(role Role, content fyne.CanvasObject) *Sheet {
	s := &Sheet{content: content, role: role, ground: NewRect(0), top: NewRect(0), bottom: NewRect(0)}
	s.top.Hidden, s.bottom.Hidden = true, true
	s.ExtendBaseWidget(s)
	return s
}

// NewBox makes a framed ground with round corners: a group in a settings page.
func NewBox(content fyne.CanvasObject) *Sheet {
	s := NewSheet(Panel, content).Pad(16, 14)
	s.ground.StrokeWidth, s.ground.CornerRadius = 1, 10
	return s
}

// Lines draws a line at the top or at the bottom, and gives the sheet back.
func (s *Sheet) Lines(top, bottom bool) *Sheet {
	s.top.Hidden, s.bottom.Hidden = !top, !bottom
	return s
}

// Pad sets the room around the content, and gives the sheet back.
func (s *Sheet) Pad(x, y float32) *Sheet { s.padX, s.padY = x, y; return s }

// HeightFor is the height at a width.
func (s *Sheet) HeightFor(width float32) float32 {
	return heightOf(s.content, width-2*s.padX) + 2*s.padY
}

// CreateRenderer draws ground, content and lines.
func (s *Sheet) CreateRenderer() fyne.WidgetRenderer {
	return Draw(s, Drawing{
		Objects: []fyne.CanvasObject{s.ground, s.content, s.top, s.bottom},
		Min: func(*Look) fyne.Size {
			m := s.content.MinSize()
			return fyne.NewSize(m.Width+2*s.padX, m.Height+2*s.padY)
		},
		Paint: func(l *Look) {
			l.Frame(s.ground, s.role, Line)
			l.Fill(s.top, Line)
			l.Fill(s.bottom, Line)
			s.content.Refresh()
		},
		Arrange: func(_ *Look, z fyne.Size) {
			Place(s.ground, 0, 0, z.Width, z.Height)
			Place(s.content, s.padX, s.padY, z.Width-2*s.padX, z.Height-2*s.padY)
			Place(s.top, 0, 0, z.Width, 1)
			Place(s.bottom, 0, z.Height-1, z.Width, 1)
		},
	})
}
