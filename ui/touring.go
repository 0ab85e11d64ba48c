package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"vigie/ui/kit"
	"vigie/ui/tour"
	"vigie/ui/vm"
)

// followEvery is how often the card of the tour looks whether what it talks
// about has moved.
const followEvery = 200 * time.Millisecond

// guided is a screen that the tour can talk about.
type guided interface {
	// Guided has the screen tell what the person does; nil ends it.
	Guided(hear func(vm.Deed))
	// Spot is a control of the screen; nil when it is not shown.
	Spot(name vm.Spot) fyne.CanvasObject
	ShowView(id string)
	// CanAnswer reports whether what is open can be answered; true while that
	// is not known.
	CanAnswer() bool
}

// touring are the commands of the sample.
func (w *Window) touring() []vm.Command {
	return []vm.Command{
		{ID: "tour.start", Keys: []vm.Key{{Name: "F1", Shift: true}}, Enabled: w.canTour, Run: w.startTour},
		{ID: "tour.sample-again", Keys: []vm.Key{{Rune: 'r', Ctrl: true, Shift: true}}, Enabled: w.inSample, Run: w.askSampleAgain},
	}
}

// canTour allows the tour in the sample only: its steps answer and hand over,
// and in a real workspace somebody would read that.
func (w *Window) canTour() vm.Verdict {
	if w.house.none {
		return quiet()
	}
	return w.inSample()
}

func (w *Window) inSample() vm.Verdict {
	if h, ok := w.env.Desk.House(); !ok || !h.Sample {
		return vm.Cannot("tour.only-sample")
	}
	return vm.Can()
}

// offerTour begins the tour for who opens the sample for the first time.
func (w *Window) offerTour() {
	if w.canTourFirst() {
		w.startTour()
	}
}

func (w *Window) canTourFirst() bool { return !w.prefs.Toured && w.inSample().OK }

// startTour begins the tour from its first step, at the conversations that
// nobody has.
func (w *Window) startTour() {
	w.GoTo("inbox")
	g, ok := w.guidedScreen()
	if !ok {
		return
	}
	w.tour.Start()
	g.Guided(w.hear)
	g.ShowView("unassigned")
	w.showTour()
	w.follow()
}

// leaveTour ends the tour; it does not begin by itself again.
func (w *Window) leaveTour() {
	w.tour.Leave()
	if g, ok := w.guidedScreen(); ok {
		g.Guided(nil)
	}
	w.showTour()
	if !w.prefs.Toured {
		p := w.prefs
		p.Toured = true
		w.Prefer(p)
	}
}

func (w *Window) guidedScreen() (guided, bool) {
	b := w.berths["inbox"]
	if b == nil {
		return nil, false
	}
	g, ok := b.screen.(guided)
	return g, ok
}

// hear leads the tour on when the person did what the step waits for.
func (w *Window) hear(d vm.Deed) {
	if w.tour.Hear(d) {
		w.showTour()
	}
}

// escapesTour reports whether a key leaves the tour: Escape does, except from a
// text that is being typed, which it leaves first.
func (w *Window) escapesTour(k vm.Key) bool {
	if !w.tour.On() || k != (vm.Key{Name: string(fyne.KeyEscape)}) {
		return false
	}
	return !w.typing()
}

// typing reports whether the keys go to a text that is being typed.
func (w *Window) typing() bool {
	_, typing := w.Canvas().Focused().(interface{ SelectedText() string })
	return typing
}

// follow keeps the card beside what it talks about while the tour goes on.
func (w *Window) follow() {
	if w.following != nil {
		w.following()
		w.following = nil
	}
	if !w.tour.On() {
		return
	}
	if w.unanswerable() != w.stranded {
		w.showTour()
	}
	w.coach.Follow()
	w.following = w.env.Sched.After(followEvery, func() {
		w.following = nil
		w.follow()
	})
}

// unanswerable reports whether the step is to answer and what is open cannot be
// answered, as where a network lets nobody.
func (w *Window) unanswerable() bool {
	step, _, ok := w.tour.Step()
	g, there := w.guidedScreen()
	return ok && there && step.Spot == vm.SpotComposer && !g.CanAnswer()
}

// showTour shows where the tour stands; while another screen is in sight there
// is nothing to point at, and the tour waits.
func (w *Window) showTour() {
	step, n, ok := w.tour.Step()
	if w.stranded = w.unanswerable(); w.stranded {
		step.ID, step.Spot, step.Commands = "stranded", vm.SpotList, []string{"triage.next", "triage.previous"}
	}
	switch {
	case !w.tour.On() || screenOf(w.place) != "inbox":
		w.coach.Clear()
	case ok:
		w.coach.Tell(w.tourCard(step, n), func() fyne.CanvasObject { return w.spot(step.Spot) })
	default:
		t := w.texts
		w.coach.Tell(tour.Card{
			Place: t.T("tour.over-place", nil), Title: t.T("tour.over", nil), Text: t.T("tour.over-text", nil),
			Keys: []string{w.keyOf("shell.help"), w.keyOf("shell.palette")}, Leave: t.T("tour.close", nil),
		}, func() fyne.CanvasObject { return w.frame.banners.box })
	}
}

func (w *Window) tourCard(s vm.TourStep, n int) tour.Card {
	t := w.texts
	c := tour.Card{
		Place: t.T("tour.place", map[string]any{"N": n, "Of": len(vm.TourSteps())}),
		Title: t.T("tour."+s.ID, nil), Text: t.T("tour."+s.ID+"-text", nil), Leave: t.T("tour.leave", nil),
	}
	for _, id := range s.Commands {
		for _, cmd := range w.allCommands() {
			if cmd.ID == id && len(cmd.Keys) > 0 {
				c.Keys = append(c.Keys, cmd.Keys[0].Label())
				break
			}
		}
	}
	return c
}

// spot finds the control that a step talks about.
func (w *Window) spot(name vm.Spot) fyne.CanvasObject {
	switch name {
	case vm.SpotFind:
		return w.frame.top.find
	case vm.SpotUndo:
		if o, ok := w.root.Notice(); ok {
			return o
		}
	}
	if g, ok := w.guidedScreen(); ok {
		return g.Spot(name)
	}
	return nil
}

// tourButton starts the tour from the help sheet; nil where there is none.
func (w *Window) tourButton(before func()) fyne.CanvasObject {
	if !w.canTour().OK {
		return nil
	}
	return kit.NewLinkButton(w.texts.T("tour.start", nil), func() {
		before()
		w.startTour()
	})
}
