// Package triage is the main screen: navigation, list, conversation with its
// composer, and details. It shows what the view models of ui/vm say and turns
// keys and clicks into their acts.
package triage

import (
	"io"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// Env is what the screen needs of the window around it.
type Env struct {
	Desk   vm.Desk
	Sched  kit.Scheduler
	Texts  *locale.Texts
	Zone   *time.Location // nil is local time
	Window fyne.Window    // for dialogs; its content is a kit.Root
	Toast  func(kit.Toast)
	// OpenLink shows an address outside, after the person saw where it leads.
	OpenLink func(address string)
	// Mark stands over everything that is written, for an exercise; empty is
	// none.
	Mark string
	// PickFile lets a person choose a file to send; SaveFile a place to keep
	// one. Without them nothing is offered that needs them.
	PickFile func(chosen func(name string, content io.ReadCloser))
	SaveFile func(name string, content []byte)
	// AddAccount opens the form for a mailbox; offered while there is none.
	AddAccount func()
	// OpenAccount opens an account's settings; offered when its sign-in fails.
	OpenAccount func(id string)
	// Searching hears which words the list shows the results of; empty is none.
	Searching func(words string)
	// Changed hears that something worth remembering changed: see Screen.State.
	Changed func()
}

// State is what is remembered of the screen, over a change of language or
// theme, and over the end of the program.
type State struct {
	View     string    `json:"view"`
	Selected string    `json:"selected"`
	Widths   []float32 `json:"widths,omitempty"`
	Details  bool      `json:"details_hidden"`
	After    vm.Then   `json:"after"`
	// Texts are what was typed and not saved yet: in memory only, never stored
	// with the settings.
	Texts []inbox.Draft `json:"-"`
}
