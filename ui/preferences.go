package ui

import (
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/settings"
)

// Preferences are what the person wants on this computer.
func (w *Window) Preferences() settings.Preferences { return w.prefs }

// Prefer keeps preferences and applies at once what concerns the window.
func (w *Window) Prefer(p settings.Preferences) {
	before := w.prefs
	w.prefs = p
	if err := w.env.Desk.PutPreferences(p); err != nil {
		w.Fault(err)
	}
	if p.Theme != before.Theme {
		w.env.Theme.Use(w.env.App, w.Mode())
		if b := w.berths["settings"]; b != nil {
			b.screen.Changed(inbox.Notice{All: true})
		}
	}
	if p.Language != before.Language {
		w.rebuild()
	}
}

// language is the language spoken: the one chosen or else the system's.
func (w *Window) language() string {
	if w.prefs.Language != "" {
		return w.prefs.Language
	}
	return w.env.Desk.SystemLanguage()
}

// Language is what was chosen; empty follows the system.
func (w *Window) Language() string { return w.prefs.Language }

// SetLanguage switches the language at once.
func (w *Window) SetLanguage(lang string) {
	p := w.prefs
	p.Language = lang
	w.Prefer(p)
}

// Mode is the theme that was chosen.
func (w *Window) Mode() kit.Mode { return settings.ModeOf(w.prefs.Theme) }

// SetMode switches the theme at once.
func (w *Window) SetMode(m kit.Mode) {
	p := w.prefs
	p.Theme = settings.ThemeOf(m)
	w.Prefer(p)
}
