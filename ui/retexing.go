package ui

import (
	"strconv"

	"vigie/inbox"
	"vigie/ui/crisisroom"
)

// toldReview is the name of the event that a retrospective is missing.
const toldReview = "retex.remind"

// reviewTold reminds of the retrospectives that a lead owes.
func (w *Window) reviewTold(e inbox.Event) string {
	n, err := strconv.Atoi(e.Facts["count"])
	if err != nil || n < 1 {
		n = 1
	}
	return w.texts.N("retex.told", n, map[string]any{"Title": e.Facts["title"]})
}

// EditPlaybook shows a text of a playbook in the editor of the crisis room.
func (w *Window) EditPlaybook(text string) {
	w.GoTo("crisis")
	if b := w.berths["crisis"]; b != nil {
		if s, ok := b.screen.(*crisisroom.Screen); ok {
			s.EditText(text)
		}
	}
}
