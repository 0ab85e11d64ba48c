package ui

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/settings"
	"vigie/ui/tour"
	"vigie/ui/vm"
)

// The first size of the window, and the least that everything fits into.
const (
	firstWidth, firstHeight = 1280, 800
	leastWidth, leastHeight = 960, 600
)

// tick is how often the words that count seconds are written anew.
const tick = 5 * time.Second

// Window is the one window of Vigie. Its methods belong to the UI goroutine,
// unless they say otherwise.
type Window struct {
	env    Env
	win    fyne.Window
	texts  *locale.Texts
	prefs  settings.Preferences
	table  *vm.Table
	berths map[string]*berth
	place  string
	root   *kit.Root
	frame  *frame
	house  state

	pending   inbox.Notice
	gathering bool
	reading   bool
	again     bool
	putAway   map[string]bool // banners that a person closed, by id
	failed    error           // of the last reading
	front     bool            // the person looks at the window
	notified  time.Time
	asking    *question
	declined  bool // the person did not want to give the passphrase
	closing   bool
	words     string // of the search in sight
	stop      func()
	tour      vm.Tour
	coach     *tour.Layer
	following func() // ends the following of what the tour talks about
	stranded  bool   // the tour says that what is open cannot be answered
	renewing  bool   // the sample is being made anew
}

// berth is a screen with the part of the table that is its own.
type berth struct {
	*Window
	table  *vm.Table
	screen Screen
	status string
}

// Commands is the screen's part of the command table.
func (b *berth) Commands() *vm.Table { return b.table }

// Status sets the screen's words in the footer.
func (b *berth) Status(text string) {
	b.status = text
	b.Hint()
}

// New makes the window; Open shows it.
func New(env Env) *Window {
	w := &Window{
		env: env, prefs: env.Desk.Preferences(), table: &vm.Table{}, berths: map[string]*berth{},
		putAway: map[string]bool{}, front: true,
	}
	w.win = env.App.NewWindow("Vigie")
	w.win.SetPadded(false)
	w.win.SetCloseIntercept(w.Quit)
	w.texts = w.speak()
	env.Theme.Use(env.App, w.Mode())
	w.win.Resize(w.firstSize())
	w.build()
	w.begin()
	return w
}

// speak gives the texts of the language of the moment; what is put into words
// of what went wrong is heard by the log.
func (w *Window) speak() *locale.Texts {
	t := locale.New(w.language())
	t.Hear(w.env.Hear)
	return t
}

func (w *Window) firstSize() fyne.Size {
	if w.prefs.Width < leastWidth || w.prefs.Height < leastHeight {
		return fyne.NewSize(firstWidth, firstHeight)
	}
	return fyne.NewSize(w.prefs.Width, w.prefs.Height)
}

// begin shows the first place and starts to listen.
func (w *Window) begin() {
	if _, ok := w.env.Desk.House(); ok {
		w.goTo("inbox")
	} else {
		w.goTo(w.outside())
	}
	w.showMenus()
	w.showTray()
	w.stop = w.env.Desk.Subscribe(w.heard)
	life := w.env.App.Lifecycle()
	life.SetOnEnteredForeground(func() { w.Front(true) })
	life.SetOnExitedForeground(func() { w.Front(false) })
	w.read()
	w.tick()
}

func (w *Window) tick() {
	w.env.Sched.After(tick, func() {
		w.refreshStatus()
		w.tick()
	})
}

// Front hears whether the person looks at the window: only when not is
// anything told through the system.
func (w *Window) Front(on bool) { w.front = on }

// Open shows the window.
func (w *Window) Open() { w.win.Show() }

// Fyne is the window itself, for what only app can do with it.
func (w *Window) Fyne() fyne.Window { return w.win }

// Texts are the texts of the moment.
func (w *Window) Texts() *locale.Texts { return w.texts }

// Scheduler is how screens leave the UI goroutine.
func (w *Window) Scheduler() kit.Scheduler { return w.env.Sched }

// Canvas is where dialogs open.
func (w *Window) Canvas() fyne.Canvas { return w.win.Canvas() }

// Root is where toasts show.
func (w *Window) Root() *kit.Root { return w.root }

// Now is the time by the programme's clock.
func (w *Window) Now() time.Time { return w.env.Now() }

// Toast shows a short notice.
func (w *Window) Toast(text string) { w.root.Toast(kit.Toast{Text: text}) }

// Fault shows what went wrong; nil and what was broken off show nothing.
func (w *Window) Fault(err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		return
	}
	w.root.Toast(kit.Toast{Text: w.texts.Fault(err), For: 10 * time.Second})
}

// Can says what the system offers.
func (w *Window) Can(a settings.Ability) vm.Verdict { return w.env.Desk.Can(a) }

// OpenConversation shows a conversation in the inbox.
func (w *Window) OpenConversation(id inbox.ConversationID) {
	w.GoTo("inbox")
	if f, ok := w.berths["inbox"].screen.(Finder); ok {
		f.Open(id)
	}
}

// formats writes times and counts in the language of the moment.
func (w *Window) formats() vm.Formats { return vm.NewFormats(w.texts, nil) }

// build makes everything that is drawn, in the language of the moment.
func (w *Window) build() {
	w.table = &vm.Table{}
	w.table.Add(w.commands()...)
	w.frame = newFrame(w)
	w.coach = tour.NewLayer(w.leaveTour)
	w.root = kit.NewRoot(w.env.Sched, container.NewStack(w.frame, w.frame.edge, w.coach), w.hooks())
	w.win.SetContent(w.root)
	w.attach()
}

// attach registers the shortcuts of all that is in the table by now.
func (w *Window) attach() {
	var keys []fyne.Shortcut
	add := func(t *vm.Table) {
		for _, c := range t.All() {
			for _, k := range c.Keys {
				if s, ok := shortcutOf(k); ok {
					keys = append(keys, s)
				}
			}
		}
	}
	add(w.table)
	for _, name := range slices.Sorted(maps.Keys(w.berths)) {
		add(w.berths[name].table)
	}
	w.root.Attach(w.win.Canvas(), keys...)
}

// rebuild makes the window anew after a switch of language. Each screen stands
// where it stood.
func (w *Window) rebuild() {
	for _, o := range w.win.Canvas().Overlays().List() {
		w.win.Canvas().Overlays().Remove(o)
	}
	place, kept := w.place, map[string]any{}
	for name, b := range w.berths {
		b.screen.Hidden()
		kept[name] = b.screen.State()
	}
	w.texts = w.speak()
	w.berths, w.place = map[string]*berth{}, ""
	w.build()
	for name, s := range kept {
		w.berth(name, s)
	}
	w.goTo(place)
	if g, ok := w.guidedScreen(); ok && w.tour.On() {
		g.Guided(w.hear)
	}
	w.showMenus()
	w.apply()
}
