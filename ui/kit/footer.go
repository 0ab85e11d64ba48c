package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// FooterHeight is the height of the bar at the foot of the window.
const FooterHeight = 26

// Footer is the bar at the foot of the window: key hints at the left, the state
// of things at the right. Hints that do not fit are left out.
type Footer struct {
	widget.BaseWidget
	hints []string
	state string
	box   *canvas.Rectangle
	line  *canvas.Rectangle
	right *canvas.Text
	texts [12]*canvas.Text
}

// NewFooter makes an empty bar.
func NewFooter() *Footer {
	f := &Footer{box: NewRect(0), line: NewRect(0), right: NewText(Face{12, Regular})}
	for i := range f.texts {
		f.texts[i] = NewText(Face{12, Regular})
	}
	f.ExtendBaseWidget(f)
	return f
}

// Set changes hints ("E resolve") and state; at most twelve hints are drawn.
func (f *Footer) Set(state string, hints ...string) {
	f.state, f.hints = state, hints
	f.Refresh()
}

// CreateRenderer draws the bar.
func (f *Footer) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{f.box, f.line, f.right}
	for _, t := range f.texts {
		objs = append(objs, t)
	}
	return Draw(f, Drawing{
		Objects: objs,
		Min:     func(*Look) fyne.Size { return fyne.NewSize(200, FooterHeight) },
		Paint: func(l *Look) {
			l.Fill(f.box, Panel)
			l.Fill(f.line, Line)
			l.Write(f.right, f.state, Mute)
			for i, t := range f.texts {
				t.Hidden = i >= len(f.hints)
				if !t.Hidden {
					l.Write(t, f.hints[i], Mute)
				}
			}
		},
		Arrange: f.arrange,
	})
}

func (f *Footer) arrange(l *Look, s fyne.Size) {
	Place(f.box, 0, 0, s.Width, s.Height)
	Place(f.line, 0, 0, s.Width, 1)
	face := Face{12, Regular}
	f.right.Text = l.Cut(f.state, face, s.Width*.6)
	l.LineRight(f.right, s.Width-14, 1, s.Height-1)
	x, end := float32(14), s.Width-14-l.Width(f.right.Text, face)-24
	for i, t := range f.texts {
		if i >= len(f.hints) {
			break
		}
		w := l.Width(f.hints[i], face)
		t.Hidden = x+w > end
		l.Line(t, x, 1, s.Height-1)
		x += w + 18
	}
}
