package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// grip is the invisible strip between two panes.
type grip struct {
	widget.BaseWidget
	move    func(float32)
	drop    func()
	strip   *canvas.Rectangle
	hovered bool
}

func newGrip(move func(float32), drop func()) *grip {
	g := &grip{move: move, drop: drop, strip: NewRect(0)}
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer draws the strip that shows on hover.
func (g *grip) CreateRenderer() fyne.WidgetRenderer {
	return Draw(g, Drawing{
		Objects: []fyne.CanvasObject{g.strip},
		Min:     func(*Look) fyne.Size { return fyne.NewSize(7, 7) },
		Paint: func(l *Look) {
			g.strip.Hidden = !g.hovered
			g.strip.FillColor = Alpha(l.Color(Accent), 120)
		},
		Arrange: func(_ *Look, s fyne.Size) { Place(g.strip, 2, 0, 3, s.Height) },
	})
}

// Dragged moves the border.
func (g *grip) Dragged(e *fyne.DragEvent) { g.move(e.Dragged.DX) }

// DragEnd tells that the width is settled.
func (g *grip) DragEnd() { g.drop() }

// Cursor shows that the border can be moved.
func (g *grip) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// MouseIn shows the strip.
func (g *grip) MouseIn(*desktop.MouseEvent) { g.hovered = true; g.Refresh() }

// MouseMoved does nothing.
func (g *grip) MouseMoved(*desktop.MouseEvent) {}

// MouseOut hides the strip.
func (g *grip) MouseOut() { g.hovered = false; g.Refresh() }
