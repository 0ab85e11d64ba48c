package ui

import (
	"vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/inbox"
	screen "vigie/ui/alert"
	"vigie/ui/kit"
)

// mostRinging is how many alerts stand above the work at once: never in the way.
const mostRinging = 2

// alertWarnings tell of the alerts that nobody took up yet. One that was put
// away comes back only at a higher level.
func (w *Window) alertWarnings() []warning {
	var out []warning
	f := screen.Words{Formats: w.formats()}
	for _, r := range w.house.ringing {
		if r.State != alert.Raised || len(out) == mostRinging {
			continue
		}
		tone := kit.Caution
		if r.Radar.Level == radar.Crisis {
			tone = kit.Alarm
		}
		text := w.texts.T("shell.banner-alert", map[string]any{"Level": f.LevelText(r.Radar.Level), "Watch": r.Watch, "Brief": f.AlertBrief(r.Alert)})
		out = append(out, warning{id: "alert:" + r.ID + string(r.Radar.Level), text: text, tone: tone,
			acts: []act{{"shell.banner-alert-act", func(w *Window) { w.GoTo("alert/" + r.ID) }}}})
	}
	return out
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
	w.OpenConversation(e.Conversation)
}
