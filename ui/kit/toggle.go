package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Toggle is a switch that acts at once (a Check waits for the form's button). It
// shows its state by the place of its knob and by a word.
type Toggle struct {
	hot
	onText, offText string
	on              bool
	track           *canvas.Rectangle
	knob            *canvas.Circle
	t               *canvas.Text
	// OnChanged hears what a person chose.
	OnChanged func(bool)
}

// NewToggle makes a switch; the words tell its two states.
func NewToggle(onText, offText string, on bool, changed func(bool)) *Toggle {
	t := &Toggle{onText: onText, offText: offText, on: on, OnChanged: changed, track: NewRect(9), knob: &canvas.Circle{}, t: NewText(Body())}
	t.init(t, 9, nil)
	t.act = func() {
		t.SetOn(!t.on)
		if t.OnChanged != nil {
			t.OnChanged(t.on)
		}
	}
	return t
}

// On says whether the switch is on.
func (t *Toggle) On() bool { return t.on }

// SetOn switches without telling OnChanged.
func (t *Toggle) SetOn(on bool) {
	if t.on != on {
		t.on = on
		t.Refresh()
	}
}

func (t *Toggle) word() string {
	if t.on {
		return t.onText
	}
	return t.offText
}

// AccessibilityLabel is the word of the state.
func (t *Toggle) AccessibilityLabel() string { return t.word() }

// AccessibilityRole is a button.
func (t *Toggle) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws the switch.
func (t *Toggle) CreateRenderer() fyne.WidgetRenderer {
	return Draw(t, Drawing{
		Objects: []fyne.CanvasObject{t.track, t.knob, t.t, t.ring},
		Min: func(l *Look) fyne.Size {
			return fyne.NewSize(42+whole(max(l.Width(t.onText, Body()), l.Width(t.offText, Body()))), 24)
		},
		Paint: func(l *Look) {
			fill, ink := Control, Ink
			if t.on {
				fill = Accent
			}
			if t.Disabled() {
				fill, ink = Track, Faint
			}
			l.Fill(t.track, fill)
			t.knob.FillColor = l.Color(Panel)
			l.Write(t.t, t.word(), ink)
			t.paintRing(l)
		},
		Arrange: func(l *Look, s fyne.Size) {
			y := whole((s.Height - 18) / 2)
			Place(t.track, 0, y, 32, 18)
			x := float32(3)
			if t.on {
				x = 17
			}
			Place(t.knob, x, y+3, 12, 12)
			l.Line(t.t, 40, 0, s.Height)
			t.placeRing(0, y, 32, 18)
		},
	})
}
