package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/settings"
)

// gather is how long notices are joined before the window reads again.
const gather = 80 * time.Millisecond

// notifyEvery is the least time between two notifications of arrivals.
const notifyEvery = 30 * time.Second

// toldKeys are the events that a member is told of in words of their own.
func toldKeys() map[string]string {
	return map[string]string{
		"note.add":            "shell.told-note",
		"conversation.assign": "shell.told-assign",
		"conversation.claim":  "shell.told-claim",
		"handover.propose":    "shell.told-handover",
		"handover.accept":     "shell.told-accepted",
		"handover.decline":    "shell.told-declined",
		"handover.withdraw":   "shell.told-withdrawn",
		"handover.expire":     "shell.told-expired",
		"handover.return":     "shell.told-returned",
	}
}

// heard takes a notice from any goroutine.
func (w *Window) heard(n inbox.Notice) {
	w.env.Sched.UI(func() {
		w.pending = joined(w.pending, n)
		if w.gathering {
			return
		}
		w.gathering = true
		w.env.Sched.After(gather, func() {
			n := w.pending
			w.pending, w.gathering = inbox.Notice{}, false
			w.changed(n)
		})
	})
}

// joined is what two notices say together.
func joined(a, b inbox.Notice) inbox.Notice {
	a.Conversations = append(a.Conversations, b.Conversations...)
	a.Accounts = append(a.Accounts, b.Accounts...)
	a.Outbox, a.Team, a.All = a.Outbox || b.Outbox, a.Team || b.Team, a.All || b.All
	a.Arrived += b.Arrived
	a.Tell = append(a.Tell, b.Tell...)
	return a
}

func (w *Window) changed(n inbox.Notice) {
	w.read()
	for _, b := range w.berths {
		b.screen.Changed(n)
	}
	w.tell(n)
}

// tell shows what concerns the member at the keyboard: in the window, and by
// the system's notifications when the window is not looked at.
func (w *Window) tell(n inbox.Notice) {
	var mine []inbox.Event
	for _, t := range n.Tell {
		if t.Member == w.house.me.ID {
			mine = append(mine, t.Event)
		}
	}
	if len(mine) > 0 {
		last := mine[len(mine)-1]
		text := w.toldText(last, len(mine))
		w.root.Toast(kit.Toast{Text: text, UndoText: w.texts.T("shell.told-open", nil), Undo: func() { w.openTold(last) }})
		w.notify(text)
		return
	}
	now := w.env.Now()
	if n.Arrived > 0 && !w.front && now.Sub(w.notified) >= notifyEvery {
		w.notified = now
		w.notify(w.texts.N("shell.told-arrived", n.Arrived, nil))
	}
}

// toldText says who did what, or how many things happened at once.
func (w *Window) toldText(e inbox.Event, n int) string {
	if n > 1 {
		return w.texts.N("shell.told-many", n, nil)
	}
	switch e.Name {
	case toldAlert:
		return w.alertTold(e)
	case toldReview:
		return w.reviewTold(e)
	}
	key, ok := toldKeys()[e.Name]
	if !ok {
		key = "shell.told-other"
	}
	return w.texts.T(key, map[string]any{"Name": memberName(w.house.roster, e.By, w.texts.T("shell.the-program", nil))})
}

func memberName(r team.Roster, id team.MemberID, none string) string {
	if m, ok := r.Member(id); ok {
		return m.Name
	}
	return none
}

// notify asks the system to show a text, where it can and the person wants it.
func (w *Window) notify(text string) {
	if w.front || w.prefs.Quiet || !w.env.Desk.Can(settings.Notify).OK {
		return
	}
	title := "Vigie"
	if brand := strings.TrimSpace(w.house.house.Brand); brand != "" {
		title += " · " + brand
	}
	w.env.App.SendNotification(fyne.NewNotification(w.marked(title), text))
}
