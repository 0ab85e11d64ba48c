package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Popover is a small card near a widget: a menu, a list of options, a form of a
// line. A click outside or Escape closes it, and the focus goes back.
type Popover struct {
	widget.BaseWidget
	overlay overlay
	anchor  fyne.CanvasObject
	content fyne.CanvasObject
	box     *canvas.Rectangle
	tips    *tipLayer
	// OnClosed runs when the popover has gone, however it went.
	OnClosed func()
}

// NewPopover makes a popover that will stand under anchor, or above where the
// window ends. Content that has takeKey hears the keys that its focused widget leaves.
func NewPopover(anchor, content fyne.CanvasObject) *Popover {
	p := &Popover{anchor: anchor, content: content, box: NewFrame(9)}
	p.ExtendBaseWidget(p)
	return p
}

// Open shows the popover and gives first the focus.
func (p *Popover) Open(first fyne.Focusable) {
	c := fyne.CurrentApp().Driver().CanvasForObject(p.anchor)
	if c == nil {
		return
	}
	if s := schedulerOf(c); s != nil {
		p.tips = newTipLayer(s)
	}
	p.overlay.closed = p.OnClosed
	HideTip(p.anchor)
	p.overlay.open(c, p, first)
}

// Close takes the popover away.
func (p *Popover) Close() { p.overlay.close() }

// IsOpen says whether the popover is open.
func (p *Popover) IsOpen() bool { return p.overlay.visible }

// Tapped outside the card closes the popover.
func (p *Popover) Tapped(e *fyne.PointEvent) {
	if !inside(p.box, e.Position) {
		p.Close()
	}
}

// TappedSecondary outside the card closes the popover.
func (p *Popover) TappedSecondary(e *fyne.PointEvent) { p.Tapped(e) }

func inside(o fyne.CanvasObject, at fyne.Position) bool {
	d := at.Subtract(o.Position())
	return d.X >= 0 && d.Y >= 0 && d.X < o.Size().Width && d.Y < o.Size().Height
}

// CreateRenderer draws the card with its shadow.
func (p *Popover) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{p.box, p.content}
	if p.tips != nil {
		objs = append(objs, p.tips)
	}
	return Draw(p, Drawing{
		Objects: objs,
		Paint: func(l *Look) {
			l.Frame(p.box, Panel, Line)
			p.box.Shadow = canvas.Shadow{Color: Alpha(hex(0), 60), BlurRadius: 20, Offset: fyne.NewPos(0, 6)}
		},
		Arrange: p.arrange,
	})
}

func (p *Popover) arrange(_ *Look, s fyne.Size) {
	d := fyne.CurrentApp().Driver()
	at := d.AbsolutePositionForObject(p.anchor).Subtract(d.AbsolutePositionForObject(p))
	m := p.content.MinSize()
	w, h := max(m.Width+10, 120), m.Height+10
	if f, ok := p.content.(Flowing); ok {
		h = f.HeightFor(w-10) + 10
	}
	h = min(h, s.Height-16)
	x := max(8, min(at.X, s.Width-w-8))
	y := at.Y + p.anchor.Size().Height + 4
	if y+h > s.Height-8 {
		y = max(8, at.Y-h-4)
	}
	x, y = whole(x), whole(y)
	Place(p.box, x, y, w, h)
	Place(p.content, x+5, y+5, w-10, h-10)
	if p.tips != nil {
		Place(p.tips, 0, 0, s.Width, s.Height)
	}
}

func (p *Popover) tipLayer() *tipLayer { return p.tips }

func (p *Popover) takeKey(k *fyne.KeyEvent) bool {
	if t, ok := p.content.(keyTaker); ok && t.takeKey(k) {
		return true
	}
	if k.Name == fyne.KeyEscape {
		p.Close()
	}
	return true // nothing typed at a popover reaches what lies behind
}

func (p *Popover) takeRune(r rune) bool {
	if t, ok := p.content.(runeTaker); ok {
		t.takeRune(r)
	}
	return true
}

func (p *Popover) takeShortcut(fyne.Shortcut) bool { return true }
