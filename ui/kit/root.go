package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Hooks are how the app hears keys. They are asked only while no dialog or menu
// is open, so that a key typed into a dialog never acts on what lies behind it.
// Each says whether it used the event. Nil hooks use nothing.
type Hooks struct {
	// Key hears keys that write nothing: Escape, F1, Delete.
	Key func(*fyne.KeyEvent) bool
	// Rune hears characters, as the keyboard's layout has them.
	Rune func(rune) bool
	// Shortcut hears keys held with Control, Alt or Super.
	Shortcut func(fyne.Shortcut) bool
	// Focus hears which widget got the focus, so that it can be scrolled into
	// sight.
	Focus func(fyne.CanvasObject)
}

// Root is the content of a window: the app's own content, toasts and tooltips
// over it. Tooltips, dialogs and the scale of icons need it.
type Root struct {
	widget.BaseWidget
	content fyne.CanvasObject
	sched   Scheduler
	hooks   Hooks
	ground  *canvas.Rectangle
	tips    *tipLayer
	toasts  *toastLayer
}

// NewRoot makes the content of a window.
func NewRoot(s Scheduler, content fyne.CanvasObject, hooks Hooks) *Root {
	r := &Root{content: content, sched: s, hooks: hooks, ground: NewRect(0), tips: newTipLayer(s)}
	r.toasts = newToastLayer(s)
	r.ExtendBaseWidget(r)
	return r
}

// Attach makes the canvas send to the Root the keys that no widget has the focus
// for, and the given shortcuts. Widgets of the kit send it the rest. A shortcut
// that is not listed here still arrives while an Entry has the focus.
func (r *Root) Attach(c fyne.Canvas, shortcuts ...fyne.Shortcut) {
	c.SetOnTypedKey(func(k *fyne.KeyEvent) { passKey(r, k) })
	c.SetOnTypedRune(func(ch rune) { passRune(r, ch) })
	run := func(s fyne.Shortcut) { passShortcut(r, s) }
	c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault}, run)
	for _, s := range shortcuts {
		c.AddShortcut(s, run)
	}
}

// Scheduler is the one that the Root was made with.
func (r *Root) Scheduler() Scheduler { return r.sched }

// CreateRenderer stacks content, toasts and tooltips.
func (r *Root) CreateRenderer() fyne.WidgetRenderer {
	return Draw(r, Drawing{
		Objects: []fyne.CanvasObject{r.ground, r.content, r.toasts, r.tips},
		Min:     func(*Look) fyne.Size { return r.content.MinSize() },
		Paint:   func(l *Look) { l.Fill(r.ground, Background) },
		Arrange: r.arrange,
	})
}

func (r *Root) arrange(l *Look, s fyne.Size) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(r); c != nil && l.SetScale(c.Scale()) {
		r.content.Refresh()
	}
	for _, o := range []fyne.CanvasObject{r.ground, r.content, r.toasts, r.tips} {
		Place(o, 0, 0, s.Width, s.Height)
	}
}

func (r *Root) tipLayer() *tipLayer { return r.tips }

func (r *Root) takeKey(k *fyne.KeyEvent) bool {
	return !writes(k.Name) && r.hooks.Key != nil && r.hooks.Key(k)
}

// writes says whether a key makes a character: Fyne tells of those twice, and by
// the place of the key rather than by what is printed on it.
func writes(k fyne.KeyName) bool { return len(k) <= 1 || k == fyne.KeySpace }

func (r *Root) takeRune(c rune) bool { return r.hooks.Rune != nil && r.hooks.Rune(c) }

func (r *Root) takeShortcut(s fyne.Shortcut) bool {
	return r.hooks.Shortcut != nil && r.hooks.Shortcut(s)
}

// schedulerOf finds the scheduler of the window that o is in; without a Root
// nothing is scheduled.
func schedulerOf(c fyne.Canvas) Scheduler {
	if r, ok := c.Content().(*Root); ok {
		return r.sched
	}
	return nil
}
