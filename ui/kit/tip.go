package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// tipDelay is how long the pointer rests before a tooltip shows.
const tipDelay = 500 * time.Millisecond

// tipLayer lies over a window's content or over a dialog. Nothing in it takes
// events, so clicks pass through to what lies below.
type tipLayer struct {
	widget.BaseWidget
	sched  Scheduler
	cancel func()
	over   fyne.CanvasObject
	box    *canvas.Rectangle
	lines  []*canvas.Text
	text   string
	shown  bool
}

func newTipLayer(s Scheduler) *tipLayer {
	t := &tipLayer{sched: s, box: NewRect(6), lines: []*canvas.Text{NewText(Face{12, Regular}), NewText(Face{12, Regular}), NewText(Face{12, Regular})}}
	t.ExtendBaseWidget(t)
	return t
}

// CreateRenderer draws the box and up to three lines.
func (t *tipLayer) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{t.box}
	for _, ln := range t.lines {
		objs = append(objs, ln)
	}
	return Draw(t, Drawing{Objects: objs, Paint: t.paint, Arrange: func(l *Look, s fyne.Size) { t.arrange(l, s) }})
}

func (t *tipLayer) paint(l *Look) {
	t.box.Hidden = !t.shown
	l.Fill(t.box, Tip)
	t.box.Shadow = canvas.Shadow{Color: Alpha(hex(0), 70), BlurRadius: 8, Offset: fyne.NewPos(0, 2)}
	ls := l.Wrap(t.text, Face{12, Regular}, 320, len(t.lines))
	for i, ln := range t.lines {
		ln.Hidden = !t.shown || i >= len(ls)
		if !ln.Hidden {
			l.Write(ln, ls[i], OnTip)
		}
	}
}

// arrange puts the box under its widget, or above or to the left where the window ends.
func (t *tipLayer) arrange(l *Look, s fyne.Size) {
	if !t.shown || t.over == nil {
		return
	}
	d := fyne.CurrentApp().Driver()
	pos := d.AbsolutePositionForObject(t.over).Subtract(d.AbsolutePositionForObject(t))
	w, n := float32(0), 0
	for _, ln := range t.lines {
		if !ln.Hidden {
			w, n = max(w, l.Width(ln.Text, Face{12, Regular})), n+1
		}
	}
	w, h := whole(w)+18, float32(n)*17+9
	x := min(max(4, pos.X+(t.over.Size().Width-w)/2), s.Width-w-4)
	y := pos.Y + t.over.Size().Height + 6
	if y+h > s.Height-4 {
		y = pos.Y - h - 6
	}
	x, y = whole(x), whole(y)
	Place(t.box, x, y, w, h)
	for i, ln := range t.lines {
		l.Line(ln, x+9, y+4.5+17*float32(i), 17)
	}
}

func (t *tipLayer) show(over fyne.CanvasObject, text string) {
	if t == nil {
		return
	}
	t.hide(nil)
	if text == "" {
		return
	}
	t.over = over
	t.cancel = t.sched.After(tipDelay, func() {
		if !over.Position().IsZero() && fyne.CurrentApp().Driver().AbsolutePositionForObject(over).IsZero() {
			return // it was redrawn meanwhile and is nowhere: the tip would stand in the corner
		}
		t.text, t.shown = text, true
		t.Refresh()
	})
}

// hide takes the tooltip away; over nil means whoever it belongs to.
func (t *tipLayer) hide(over fyne.CanvasObject) {
	if t == nil || over != nil && over != t.over {
		return
	}
	if t.cancel != nil {
		t.cancel()
		t.cancel = nil
	}
	t.over = nil
	if t.shown {
		t.shown = false
		t.Refresh()
	}
}

// tipHost is a root or an overlay that has a tooltip layer.
type tipHost interface{ tipLayer() *tipLayer }

// ShowTip shows text near a widget when half a second has passed. It needs a
// Root as the window's content, and does nothing without.
func ShowTip(over fyne.CanvasObject, text string) {
	if h, ok := hostOf(over).(tipHost); ok {
		h.tipLayer().show(over, text)
	}
}

// HideTip takes the tooltip of a widget away.
func HideTip(over fyne.CanvasObject) {
	if h, ok := hostOf(over).(tipHost); ok {
		h.tipLayer().hide(over)
	}
}

// hostOf is the top overlay of the window that o is in, or its content.
func hostOf(o fyne.CanvasObject) fyne.CanvasObject {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return nil
	}
	if top := c.Overlays().Top(); top != nil {
		return top
	}
	return c.Content()
}
