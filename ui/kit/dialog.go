package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// DialogSpec is what a dialog shows. Act runs on the primary button and on
// Ctrl+Return; it returns false to keep the dialog open, for an error to be put right.
type DialogSpec struct {
	Title, Subtitle string
	// Width is that of the card; zero means 580. The window may force less.
	Width float32
	// Body is most often a Column of FormRows.
	Body fyne.CanvasObject
	// First gets the focus when the dialog opens.
	First fyne.Focusable
	// Primary is the words on the button of the act; empty means no such button.
	Primary, PrimaryKey string
	PrimaryKind         Kind
	Act                 func() bool
	// Cancel is the words on the button that only closes.
	Cancel string
	// Extra stands at the left of the footer.
	Extra fyne.CanvasObject
	// KeepOpen, when not nil and true, refuses Escape and Cancel: there is
	// something to lose and the dialog asks first.
	KeepOpen func() bool
	// Closed runs when the dialog has gone, however it went.
	Closed func()
}

// Dialog is a card over a dimmed window. It takes all input until it closes:
// Escape closes, Ctrl+Return acts, Tab stays inside, the focus goes back after.
type Dialog struct {
	widget.BaseWidget
	spec     DialogSpec
	overlay  overlay
	dim, box *canvas.Rectangle
	title    *canvas.Text
	subtitle *canvas.Text
	esc      *dialogClose
	scroll   *Scroll
	act, no  *Button
	tips     *tipLayer
}

const (
	dialogPad    = 21
	dialogGutter = 12 // the bar of a body that is too high stands in the pad
)

// NewDialog makes a dialog; Open shows it.
func NewDialog(s DialogSpec) *Dialog {
	if s.Width <= 0 {
		s.Width = 580
	}
	if s.PrimaryKind == Secondary {
		s.PrimaryKind = Primary
	}
	d := &Dialog{spec: s, dim: NewRect(0), box: NewFrame(14), title: NewText(Headline()), subtitle: NewText(Body()), scroll: NewScroll(NewColumn(0, s.Body).Pad(4, 4).Gutter(dialogGutter))}
	d.esc = newDialogClose(d.Cancel)
	d.act = NewButton(s.PrimaryKind, s.Primary, d.run).WithKey(s.PrimaryKey)
	d.no = NewButton(Secondary, s.Cancel, d.Cancel)
	d.act.Hidden, d.no.Hidden = s.Primary == "", s.Cancel == ""
	d.ExtendBaseWidget(d)
	return d
}

// Open shows the dialog over a window whose content is a Root.
func (d *Dialog) Open(c fyne.Canvas) {
	if s := schedulerOf(c); s != nil {
		d.tips = newTipLayer(s)
	}
	d.overlay.closed = d.spec.Closed
	first := d.spec.First
	if first == nil && !d.act.Hidden {
		first = d.act
	}
	d.overlay.open(c, d, first)
}

// Close takes the dialog away without asking.
func (d *Dialog) Close() { d.overlay.close() }

// Cancel closes unless KeepOpen says no.
func (d *Dialog) Cancel() {
	if d.spec.KeepOpen == nil || !d.spec.KeepOpen() {
		d.Close()
	}
}

// IsOpen says whether the dialog is shown.
func (d *Dialog) IsOpen() bool { return d.overlay.visible }

// PrimaryButton is the button of the act, to disable it with a reason.
func (d *Dialog) PrimaryButton() *Button { return d.act }

// SetSubtitle changes the words beside the title.
func (d *Dialog) SetSubtitle(s string) { d.spec.Subtitle = s; d.Refresh() }

// Fit lays the dialog out again after its body changed height.
func (d *Dialog) Fit() { d.Refresh() }

func (d *Dialog) run() {
	if d.act.Hidden || d.act.Disabled() {
		return
	}
	if d.spec.Act == nil || d.spec.Act() {
		d.Close()
	}
}

// Tapped swallows clicks on the backdrop.
func (d *Dialog) Tapped(*fyne.PointEvent) {}

// TappedSecondary swallows clicks on the backdrop.
func (d *Dialog) TappedSecondary(*fyne.PointEvent) {}

// CreateRenderer draws backdrop, card, title, body and buttons.
func (d *Dialog) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{d.dim, d.box, d.title, d.subtitle, d.scroll}
	if d.spec.Extra != nil {
		objs = append(objs, d.spec.Extra)
	}
	objs = append(objs, d.no, d.act, d.esc)
	if d.tips != nil {
		objs = append(objs, d.tips)
	}
	return Draw(d, Drawing{
		Objects: objs,
		Min:     func(*Look) fyne.Size { return fyne.NewSize(min(d.spec.Width, 320), 200) },
		Paint:   d.paint, Arrange: d.arrange,
	})
}

func (d *Dialog) paint(l *Look) {
	l.Fill(d.dim, Dim)
	l.Frame(d.box, Panel, Line)
	d.box.Shadow = canvas.Shadow{Color: Alpha(hex(0), 90), BlurRadius: 60, Offset: fyne.NewPos(0, 18)}
	l.Write(d.title, d.spec.Title, Ink)
	l.Write(d.subtitle, d.spec.Subtitle, Mute)
}

// arrange puts the card an eighth down the window, and lets the body scroll when
// the window is too low for it.
func (d *Dialog) arrange(l *Look, s fyne.Size) {
	Place(d.dim, 0, 0, s.Width, s.Height)
	w := min(d.spec.Width, s.Width-32)
	foot := float32(12 + 30 + 18)
	if d.act.Hidden && d.no.Hidden && d.spec.Extra == nil {
		foot = dialogPad - 4
	}
	const head = 49
	wide := w - 2*dialogPad + 8 + dialogGutter
	body := heightOf(d.scroll.Content, wide)
	body = min(body, s.Height-32-head-foot)
	h := head + body + foot
	x, y := whole((s.Width-w)/2), whole(max(16, min((s.Height-h)/2, s.Height*.14)))
	Place(d.box, x, y, w, h)
	d.arrangeHead(l, x, y, w)
	Place(d.scroll, x+dialogPad-4, y+head, wide, body)
	d.arrangeFoot(x, y+h-30-18, w)
	if d.tips != nil {
		Place(d.tips, 0, 0, s.Width, s.Height)
	}
}

func (d *Dialog) arrangeHead(l *Look, x, y, w float32) {
	ew := d.esc.MinSize().Width
	Place(d.esc, x+w-dialogPad-ew, y+19, ew, 20)
	d.title.Text = l.Cut(d.spec.Title, Headline(), w-2*dialogPad-ew-10)
	l.Line(d.title, x+dialogPad, y+20, 18)
	tw := l.Width(d.title.Text, Headline())
	d.subtitle.Text = ""
	if room := w - 2*dialogPad - ew - 18 - tw; room > 40 {
		d.subtitle.Text = l.Cut(d.spec.Subtitle, Body(), room)
	}
	l.Line(d.subtitle, x+dialogPad+tw+8, y+21, 18)
}

func (d *Dialog) arrangeFoot(x, y, w float32) {
	right := x + w - dialogPad
	for _, b := range []*Button{d.act, d.no} {
		if b.Hidden {
			continue
		}
		bw := b.MinSize().Width
		Place(b, right-bw, y, bw, ButtonHeight)
		right -= bw + 8
	}
	if d.spec.Extra != nil {
		Place(d.spec.Extra, x+dialogPad, y, right-x-dialogPad-8, ButtonHeight)
	}
}

func (d *Dialog) tipLayer() *tipLayer { return d.tips }

func (d *Dialog) takeKey(k *fyne.KeyEvent) bool {
	if k.Name == fyne.KeyEscape {
		d.Cancel()
	}
	return true // nothing typed at a dialog reaches what lies behind
}

func (d *Dialog) takeRune(rune) bool { return true }

func (d *Dialog) takeShortcut(s fyne.Shortcut) bool {
	if isControlReturn(s) {
		d.run()
		return true
	}
	// Word jumps and the like are the entry's own; everything else stops here,
	// because the command table of the window must not act behind a dialog.
	return false
}
