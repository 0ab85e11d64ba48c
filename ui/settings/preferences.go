package settings

import "vigie/ui/kit"

// Preferences are what one person wants of the window on one computer. They
// are not part of the workspace. The zero value is what a new computer gets.
type Preferences struct {
	// Language is one of locale.Languages, or empty to follow the system.
	Language string `json:"language,omitempty"`
	// Theme is "light", "dark", or empty to follow the system.
	Theme string `json:"theme,omitempty"`
	// After is what the list does when a conversation was dealt with.
	After AfterAct `json:"after,omitempty"`
	// Quiet turns the system's notifications off; those in the window stay.
	Quiet bool `json:"quiet,omitempty"`
	// Tray keeps an icon in the system's tray, where there is one.
	Tray bool `json:"tray,omitempty"`
	// Width and Height are the window's last size in units; 0 is unknown.
	Width  float32 `json:"width,omitempty"`
	Height float32 `json:"height,omitempty"`
	// Panes are the widths of panes by name, in units; a missing one has its
	// own first width. A negative one is folded away.
	Panes map[string]float32 `json:"panes,omitempty"`
	// Toured is set when the guided tour was seen, or left: it does not begin
	// by itself again.
	Toured bool `json:"toured,omitempty"`
	// Searches are the last searches on this computer, the last one first.
	Searches []string `json:"searches,omitempty"`
}

// mostSearches is how many searches are remembered.
const mostSearches = 10

// Searched gives the preferences with a search remembered as the last one.
func (p Preferences) Searched(words string) Preferences {
	list := []string{words}
	for _, s := range p.Searches {
		if s != words && len(list) < mostSearches {
			list = append(list, s)
		}
	}
	p.Searches = list
	return p
}

// AfterAct is what happens in the list after an act that takes a conversation
// out of it.
type AfterAct string

// What can happen after an act.
const (
	OpenNext  AfterAct = ""     // the next conversation opens
	ToList    AfterAct = "list" // to the list, with nothing open
	StayThere AfterAct = "stay" // the conversation stays open
)

// ModeOf is the mode that a stored theme names.
func ModeOf(theme string) kit.Mode {
	switch theme {
	case "light":
		return kit.Light
	case "dark":
		return kit.DarkMode
	default:
		return kit.System
	}
}

// ThemeOf is how a mode is stored.
func ThemeOf(m kit.Mode) string {
	switch m {
	case kit.Light:
		return "light"
	case kit.DarkMode:
		return "dark"
	default:
		return ""
	}
}
