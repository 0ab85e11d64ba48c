package kit

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Toast is a short notice at the foot of the window. With Undo it carries a
// button and the seconds left; they do not pass while a dialog lies over it.
type Toast struct {
	Text string
	// For is how long it stays; zero means six seconds.
	For time.Duration
	// UndoText and Undo make the button; Undo runs at most once.
	UndoText string
	Undo     func()
	// Gone runs when the time is up and nothing was undone.
	Gone func()
}

// Toast shows a notice. A notice that is still there gives way at once, as if
// its time were up. The function returned takes the notice away early.
func (r *Root) Toast(t Toast) (dismiss func()) {
	r.toasts.show(t)
	id := r.toasts.id
	return func() {
		if r.toasts.id == id {
			r.toasts.finish(r.toasts.now.Gone)
		}
	}
}

// UndoToast does what the button of the notice would, for a shortcut. It says
// whether there was something to undo.
func (r *Root) UndoToast() bool {
	if !r.toasts.shown || r.toasts.now.Undo == nil {
		return false
	}
	r.toasts.finish(r.toasts.now.Undo)
	return true
}

// Notice is the notice that is shown now; false when there is none.
func (r *Root) Notice() (fyne.CanvasObject, bool) { return r.toasts.box, r.toasts.shown }

type toastLayer struct {
	widget.BaseWidget
	sched  Scheduler
	now    Toast
	id     int
	left   int
	shown  bool
	cancel func()
	box    *canvas.Rectangle
	bar    *canvas.Rectangle
	text   *canvas.Text
	undo   *LinkButton
}

func newToastLayer(s Scheduler) *toastLayer {
	t := &toastLayer{sched: s, box: NewRect(9), bar: NewRect(1), text: NewText(Body())}
	t.undo = NewLinkButton("", func() { t.finish(t.now.Undo) })
	t.undo.onDark = true
	t.ExtendBaseWidget(t)
	return t
}

func (t *toastLayer) show(n Toast) {
	if t.shown {
		t.finish(t.now.Gone)
	}
	if n.For <= 0 {
		n.For = 6 * time.Second
	}
	t.id++
	t.now, t.shown, t.left = n, true, int((n.For+time.Second-1)/time.Second)
	t.tick()
}

// tick repaints once a second until no second is left.
func (t *toastLayer) tick() {
	if t.left == 0 {
		t.finish(t.now.Gone)
		return
	}
	t.Refresh()
	t.cancel = t.sched.After(time.Second, func() {
		if _, free := hostOf(t).(*Root); free { // under a dialog it cannot be reached, so it waits
			t.left--
		}
		t.tick()
	})
}

func (t *toastLayer) finish(then func()) {
	if !t.shown {
		return
	}
	t.cancel()
	t.shown = false
	t.Refresh()
	if then != nil {
		then()
	}
}

// CreateRenderer draws the notice at the foot.
func (t *toastLayer) CreateRenderer() fyne.WidgetRenderer {
	return Draw(t, Drawing{
		Objects: []fyne.CanvasObject{t.box, t.bar, t.text, t.undo},
		Paint:   t.paint, Arrange: t.arrange,
	})
}

func (t *toastLayer) paint(l *Look) {
	t.box.Hidden, t.text.Hidden = !t.shown, !t.shown
	t.undo.Hidden = !t.shown || t.now.Undo == nil
	t.bar.Hidden = t.undo.Hidden
	l.Fill(t.box, Tip)
	t.box.Shadow = canvas.Shadow{Color: Alpha(hex(0), 70), BlurRadius: 16, Offset: fyne.NewPos(0, 4)}
	l.Write(t.text, t.now.Text, OnTip)
	t.bar.FillColor = Alpha(l.Color(OnTip), 120)
	if !t.undo.Hidden {
		t.undo.SetText(t.now.UndoText + " (" + strconv.Itoa(t.left) + ")")
	}
}

// toastLeft is where a toast begins: beside the rail, at the foot of the
// columns on the left, where it covers nothing that a person writes or presses.
const toastLeft = 72

func (t *toastLayer) arrange(l *Look, s fyne.Size) {
	if !t.shown {
		return
	}
	t.text.Text = l.Cut(t.now.Text, Body(), s.Width-200)
	tw, uw := whole(l.Width(t.text.Text, Body())), float32(0)
	if !t.undo.Hidden {
		uw = t.undo.MinSize().Width + 16
	}
	w, h := tw+uw+32, float32(40)
	x, y := float32(toastLeft), s.Height-h-44
	Place(t.box, x, y, w, h)
	l.Line(t.text, x+16, y, h)
	Place(t.undo, x+w-uw, y+8, max(0, uw-16), 24)
	total := max(1, float32(t.now.For/time.Second))
	Place(t.bar, x+8, y+h-4, (w-16)*float32(t.left)/total, 2)
}
