package ui

import (
	"strings"

	"vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/inbox"
	screen "vigie/ui/alert"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// alertWarnings tell of the alerts that nobody took up yet, in one line: never
// in the way. What was put away comes back only when another alert rises, or
// one at a higher level.
func (w *Window) alertWarnings() []warning {
	var open []Ringing
	for _, r := range w.house.ringing {
		if r.State == alert.Raised {
			open = append(open, r)
		}
	}
	switch len(open) {
	case 0:
		return nil
	case 1:
		return []warning{w.alertWarning(open[0])}
	}
	return []warning{w.alertsWarning(open)}
}

func (w *Window) alertWarning(r Ringing) warning {
	f := screen.Words{Formats: w.formats()}
	text := w.texts.T("shell.banner-alert", map[string]any{"Level": f.LevelText(r.Radar.Level), "Watch": r.Watch, "Brief": f.AlertBrief(r.Alert)})
	return warning{id: "alert:" + r.ID + string(r.Radar.Level), text: text, tone: alertTone(r), rank: alertRank(r),
		brief: w.texts.T("shell.banner-alerts-one", map[string]any{"Level": f.LevelText(r.Radar.Level), "Watch": r.Watch}),
		acts:  []act{{"shell.banner-alert-act", func(w *Window) { w.GoTo("alert/" + r.ID) }}}}
}

// alertsWarning names several alerts; the first one opens.
func (w *Window) alertsWarning(open []Ringing) warning {
	f := screen.Words{Formats: w.formats()}
	out := warning{id: "alerts:", tone: kit.Caution, rank: vm.Noted,
		acts: []act{{"shell.banner-alert-act", func(w *Window) { w.GoTo("alert/" + open[0].ID) }}}}
	var names []string
	for _, r := range open {
		out.id += r.ID + string(r.Radar.Level)
		names = append(names, w.texts.T("shell.banner-alerts-one", map[string]any{"Level": f.LevelText(r.Radar.Level), "Watch": r.Watch}))
		if alertTone(r) == kit.Alarm {
			out.tone = kit.Alarm
		}
		out.rank = max(out.rank, alertRank(r))
	}
	out.brief = strings.Join(names, ", ")
	out.text = w.texts.N("shell.banner-alerts", len(open), map[string]any{"List": strings.Join(names, ", ")})
	return out
}

func alertTone(r Ringing) kit.Tone {
	if r.Radar.Level == radar.Crisis {
		return kit.Alarm
	}
	return kit.Caution
}

// alertRank puts a probable crisis before an account that does not answer.
func alertRank(r Ringing) vm.Gravity {
	if r.Radar.Level == radar.Crisis {
		return vm.Urgent
	}
	return vm.Noted
}

// alertTold says that an alert rose.
func (w *Window) alertTold(e inbox.Event) string {
	return w.texts.T("shell.told-alert", map[string]any{
		"Level": screen.Words{Formats: w.formats()}.LevelText(radar.Level(e.Facts["level"])), "Watch": e.Facts["watch"],
	})
}

// toldAlert is the name of the event that an alert rose.
const toldAlert = "alert.raise"

// openTold goes to what a member was told of.
func (w *Window) openTold(e inbox.Event) {
	if e.Name == toldAlert {
		w.GoTo("alert/" + e.Facts["alert"])
		return
	}
	if e.Name == toldReview {
		w.GoTo("retex/" + e.Facts["run"])
		return
	}
	w.OpenConversation(e.Conversation)
}
