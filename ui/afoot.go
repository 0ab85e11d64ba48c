package ui

import (
	"strings"

	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// crisisWarnings tell of the runs that go on what a person must know in every
// screen: that publishing is paused, and by whom; and those of the cell, what
// they are late with. Deadlines that passed while nothing ran are one line.
func (w *Window) crisisWarnings() []warning {
	var out []warning
	for _, a := range w.house.afoot {
		run := string(a.ID)
		lead := func(key, page string) []act {
			return []act{{key, func(w *Window) { w.GoTo("crisis/" + page + ":" + run) }}}
		}
		for _, p := range a.Pauses() {
			text := w.texts.T("crisisact.banner-held", map[string]any{
				"Name": w.authors(p.By), "Time": w.formats().Amid(p.At, w.env.Now()), "Reason": strings.Join(p.Reasons, " · "),
			})
			out = append(out, warning{id: "held:" + p.ID, text: text, brief: w.texts.T("shell.brief-held", nil), rank: vm.Halted, tone: kit.Caution, grave: true,
				acts: lead("crisisact.banner-held-act", "pause")})
		}
		if !a.Mine {
			continue
		}
		if !a.Owed.IsZero() {
			text := w.texts.T("crisisact.banner-owed", map[string]any{"Run": a.Title, "Span": w.formats().Span(w.env.Now().Sub(a.Owed))})
			out = append(out, warning{id: "owed:" + run + a.Owed.String(), text: text, brief: w.texts.T("shell.brief-owed", nil), rank: vm.Urgent, tone: kit.Alarm,
				acts: lead("crisisact.banner-owed-act", "update")})
		}
		if a.Missed > 0 {
			text := w.texts.N("crisisact.banner-missed", a.Missed, map[string]any{"Run": a.Title})
			out = append(out, warning{id: "missed:" + a.Slept, text: text, brief: w.texts.T("shell.brief-missed", nil), rank: vm.Urgent, tone: kit.Alarm,
				acts: lead("crisisact.banner-look", "run")})
		}
	}
	return out
}

// authors names who did something, as a sentence does: "Lea, Sam and Mia".
func (w *Window) authors(ids []team.MemberID) string {
	var names []string
	for _, id := range ids {
		names = append(names, memberName(w.house.roster, id, w.texts.T("shell.the-program", nil)))
	}
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return w.texts.T("shell.and", map[string]any{"First": strings.Join(names[:last], ", "), "Last": names[last]})
}

// alarms notifies the member of what became late in their runs since the last
// reading: once for all of it.
func (w *Window) alarms(now []vm.Afoot) {
	if w.house.afoot == nil {
		return // the first reading: the banners say it
	}
	was := map[string]vm.Afoot{}
	for _, a := range w.house.afoot {
		was[string(a.ID)] = a
	}
	for _, a := range now {
		before := was[string(a.ID)]
		switch {
		case !a.Mine:
		case a.Late > before.Late:
			w.notify(w.texts.N("crisisact.told-late", a.Late, map[string]any{"Run": a.Title}))
		case !a.Owed.IsZero() && before.Owed.IsZero():
			w.notify(w.texts.T("crisisact.told-owed", map[string]any{"Run": a.Title}))
		}
	}
}
