package ui

import (
	"context"
	"errors"
	"strings"

	"vigie/inbox"
	"vigie/ui/alert"
	"vigie/ui/crisisroom"
	"vigie/ui/exercise"
	"vigie/ui/people"
	"vigie/ui/retex"
	"vigie/ui/settings"
	"vigie/ui/setup"
	"vigie/ui/vm"
	"vigie/ui/watch"
)

// screenOf gives the screen of a place: "settings" of "settings/accounts".
func screenOf(place string) string {
	name, _, _ := strings.Cut(place, "/")
	return name
}

// GoTo shows a place: "inbox", "setup", "settings" or one of its pages. While
// there is no workspace only "setup" can be shown.
func (w *Window) GoTo(place string) {
	if _, ok := w.env.Desk.House(); !ok {
		place = w.outside()
	}
	w.goTo(place)
}

// outside is what is shown while no workspace is open: what is in the way, or
// the first run.
func (w *Window) outside() string {
	if w.env.Desk.Obstacle() != nil {
		return "obstacle"
	}
	return "setup"
}

// leaveSample goes back to the person's own workspace, or to the first run.
func (w *Window) leaveSample() { w.depart(w.env.Desk.LeaveSample) }

// depart saves what was typed, has another workspace opened and shows the
// window anew.
func (w *Window) depart(work func(ctx context.Context) error) {
	first := w.closers()
	w.env.Sched.Go(func(ctx context.Context) {
		var faults []error
		for _, save := range first {
			faults = append(faults, save(ctx))
		}
		err := errors.Join(append(faults, work(ctx))...)
		w.env.Sched.UI(func() {
			w.Fault(err)
			w.moved()
		})
	})
}

// moved shows the window anew after another workspace was opened or closed.
func (w *Window) moved() {
	w.berths, w.place = map[string]*berth{}, ""
	w.house = state{none: true}
	w.tour.Leave()
	w.build()
	w.GoTo("inbox")
	w.read()
}

func (w *Window) goTo(place string) {
	name, page, _ := strings.Cut(place, "/")
	b := w.berth(name, nil)
	if b == nil {
		return
	}
	before := w.berths[screenOf(w.place)]
	if before != b { // first: turning to a page may open a dialog, which has the keys
		w.Canvas().Unfocus()
	}
	if s, ok := b.screen.(*settings.Screen); ok {
		s.Turn(page)
		place = name + "/" + s.Page()
	}
	if s, ok := b.screen.(*retex.Screen); ok {
		s.Turn(page)
		place = name
	}
	if s, ok := b.screen.(*alert.Screen); ok {
		s.Turn(page)
		place = name
	}
	if s, ok := b.screen.(*crisisroom.Screen); ok {
		s.Turn(page)
		place = name
	}
	if s, ok := b.screen.(*exercise.Screen); ok {
		s.Turn(page)
		place = name
	}
	if before != b {
		if before != nil {
			before.screen.Hidden()
		}
		w.frame.show(b.screen.Content(), name == "setup" || name == "obstacle")
		b.screen.Shown()
	}
	w.place = place
	w.frame.rail.mark(w.place)
	w.showTour()
	w.Hint()
}

// berth gives a screen, and makes it when it is not there yet.
func (w *Window) berth(name string, state any) *berth {
	if b := w.berths[name]; b != nil {
		return b
	}
	b := &berth{Window: w, table: &vm.Table{}}
	switch name {
	case "inbox":
		b.screen = w.env.Inbox(b, state)
	case "setup":
		b.screen = setup.New(b, w.env.Setup, state)
	case "obstacle":
		b.screen = newObstacle(w)
	case "people":
		b.screen = people.New(b, w.env.Contacts, state)
	case "watch":
		b.screen = watch.New(b, w.env.Watching, state)
	case "alert":
		b.screen = alert.New(b, w.env.Warning, state)
	case "crisis":
		b.screen = crisisroom.New(b, w.env.Crisis, state)
	case "retex":
		b.screen = retex.New(b, w.env.Retex, state)
	case "exercise":
		b.screen = exercise.New(exerciseHost{b}, w.env.Exercise, state)
	case "settings":
		b.screen = settings.New(settingsHost{b}, w.env.Settings, state)
	default:
		return nil
	}
	w.berths[name] = b
	w.attach()
	return b
}

// settingsHost is the window as the settings see it.
type settingsHost struct{ *berth }

// Open goes to a conversation.
func (h settingsHost) Open(id inbox.ConversationID) { h.OpenConversation(id) }

// Moved shows the window anew: another workspace is open.
func (h settingsHost) Moved() { h.moved() }

// Begun says that a workspace is open now: the window goes to the inbox, or to
// where an account is added.
func (w *Window) Begun() {
	delete(w.berths, "setup")
	w.place = ""
	w.goTo("inbox")
	w.read()
	w.offerTour()
}

// Searching says which words the inbox shows the results of.
func (w *Window) Searching(words string) {
	w.words = words
	w.frame.top.showWords(words)
}

// finder is the screen that searches.
func (w *Window) finder() (Finder, bool) {
	b := w.berths["inbox"]
	if b == nil {
		return nil, false
	}
	f, ok := b.screen.(Finder)
	return f, ok
}

// Find shows the results of a search, and remembers it.
func (w *Window) Find(words string) { w.search(words) }

// guide is what the screen that searches offers besides.
func (w *Window) guide() (Guide, bool) {
	f, ok := w.finder()
	if !ok {
		return nil, false
	}
	g, ok := f.(Guide)
	return g, ok
}

// search shows conversations with the words.
func (w *Window) search(words string) {
	w.GoTo("inbox")
	if f, ok := w.finder(); ok {
		if words != "" {
			w.Prefer(w.prefs.Searched(words))
		}
		w.Searching(words)
		f.Search(words)
	}
}

// Turned hears that a screen turned to another of its pages by itself.
func (w *Window) Turned(place string) {
	if screenOf(place) == screenOf(w.place) {
		w.place = place
		w.frame.rail.mark(place)
	}
}
