// Package ui is the window: top bar, rail, footer, banners, palette and help
// around the screens, and the one table of commands that the keys go through.
package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	alarm "vigie/crisis/alert"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui/alert"
	"vigie/ui/crisisroom"
	"vigie/ui/exercise"
	"vigie/ui/kit"
	"vigie/ui/people"
	"vigie/ui/place"
	"vigie/ui/retex"
	"vigie/ui/settings"
	"vigie/ui/setup"
	"vigie/ui/vm"
	"vigie/ui/watch"
)

// Desk is what the window asks of the programme. Calls with a context may
// block and are made off the UI goroutine; the others return at once.
type Desk interface {
	People
	Mail
	Computer
	vm.Crises
	Rehearsals
	// Sync is how a team's desktop stands with its server; false is a
	// workspace of this computer alone. It returns at once; a notice tells when
	// it is another.
	Sync() (vm.Sync, bool)
}

// Rehearsals says of the exercise that the team takes part in.
type Rehearsals interface {
	// ExerciseInvited is the one that this desktop can join.
	ExerciseInvited(ctx context.Context) (exercise.Invited, error)
}

// People says who works here and who is at the keyboard.
type People interface {
	// Me is the member at the keyboard.
	Me(ctx context.Context) (team.Member, error)
	Roster(ctx context.Context) (team.Roster, error)
	// SwitchTo makes another member the one at the keyboard. A team's
	// workspace refuses it.
	SwitchTo(ctx context.Context, id team.MemberID) error
	// House names the workspace that is open; false while there is none, and
	// the first run is shown.
	House() (House, bool)
	// Obstacle is why the workspace that is there could not be opened; nil when
	// nothing is in the way. It returns at once.
	Obstacle() error
	// OpenAgain opens the workspace again after an obstacle.
	OpenAgain(ctx context.Context) error
	// LeaveSample closes the sample and goes back to the person's own
	// workspace, or to the first run where there is none.
	LeaveSample(ctx context.Context) error
	// RenewSample closes the sample, makes it anew and opens it. When it cannot,
	// it goes back to where LeaveSample goes.
	RenewSample(ctx context.Context) error
}

// House is the workspace as the window names it.
type House struct {
	Brand string
	Path  string
	// Shared is set for a team's workspace on a server.
	Shared bool
	// Sample is set for the sample: everything in it is invented.
	Sample bool
	// Exercise says of an exercise's workspace what is played in it.
	Exercise exercise.Mark
}

// Mail says how the accounts fare.
type Mail interface {
	Accounts(ctx context.Context) ([]inbox.Account, error)
	Health(ctx context.Context) ([]inbox.Health, error)
	Counts(ctx context.Context) (map[inbox.Counter]int, error)
	// CheckNow asks an account for news at once; an empty id asks all.
	CheckNow(ctx context.Context, id inbox.AccountID) error
	// Readings are the first readings that are going on.
	Readings(ctx context.Context) ([]Reading, error)
	// PauseAccount stops and resumes an account; a reading goes on where it
	// stopped.
	PauseAccount(ctx context.Context, id inbox.AccountID, pause bool) error
	// Outbox says how many replies are on their way.
	Outbox(ctx context.Context) (Outgoing, error)
	// Subscribe has f called after each change, from any goroutine; notices
	// may be joined. cancel ends it.
	Subscribe(f func(inbox.Notice)) (cancel func())
	// Ringing are the alerts that people should know of, the gravest first.
	Ringing(ctx context.Context) ([]Ringing, error)
}

// Ringing is an alert as the window shows it everywhere.
type Ringing struct {
	alarm.Alert
	Watch string // its name
}

// Outgoing counts the replies that are not done.
type Outgoing struct {
	Waiting int // for the undo delay, a back-off or a network
	Sending int // leaving at this moment
	Stuck   int // failed or of unknown fate: a person must act
}

// Reading is the first reading of an account. Total 0 is unknown.
type Reading struct {
	Account     inbox.AccountID
	Name        string
	Done, Total int
	Paused      bool
}

// Computer is what this computer offers and remembers.
type Computer interface {
	Preferences() settings.Preferences
	PutPreferences(p settings.Preferences) error
	// Can says what the system offers, with the reason when not.
	Can(a settings.Ability) vm.Verdict
	// Troubles are what a person should know of besides the accounts: a full
	// disk, a workspace that can only be read, a clock that is wrong.
	Troubles(ctx context.Context) ([]Trouble, error)
	// SystemLanguage is what the system says of the person's language.
	SystemLanguage() string
}

// Trouble is a state that lasts, shown as a banner until it ends.
type Trouble struct {
	ID    string // stable, so that one that was put away stays away
	Fault *fault.Error
	Grave bool // work cannot go on; it cannot be put away
}

// Env is what a window is made of.
type Env struct {
	App   fyne.App
	Theme *kit.Theme // the one that App was given
	Sched kit.Scheduler
	Now   func() time.Time
	Desk  Desk
	// Setup serves the first run, Settings the pages behind the gear.
	Setup    setup.Desk
	Settings settings.Desk
	// Contacts serves the screen of the people outside.
	Contacts people.Desk
	// Watching serves the screen of the watches and places.
	Watching watch.Desk
	// Warning serves the screen of the early warning.
	Warning alert.Desk
	// Crisis serves the crisis room.
	Crisis crisisroom.Desk
	// Retex serves the retrospectives.
	Retex retex.Desk
	// Exercise serves the place of exercises.
	Exercise exercise.Desk
	// Inbox makes the main screen; it is called again after a switch of
	// language, with the state that the old one gave.
	Inbox func(h Host, state any) Screen
	// Hear is told of every error that a person is told of, for the log; nil is
	// nobody.
	Hear func(error)
	// Modifiers says which modifier keys are held, for Shift with the arrows;
	// nil asks the driver.
	Modifiers func() fyne.KeyModifier
}

// Host is what a screen may ask of the window around it. Commands is the
// screen's part of the command table, which it fills when it is made; its keys
// act while the screen is in sight.
type Host interface {
	place.Host
	// Fyne is the window itself, whose content is Root.
	Fyne() fyne.Window
	Root() *kit.Root
	Preferences() settings.Preferences
	// Prefer keeps preferences and applies what concerns the window.
	Prefer(p settings.Preferences)
	// Status sets the screen's words at the right of the footer.
	Status(text string)
	// Searching says which words the screen shows the results of, for the
	// field in the top bar; empty is none.
	Searching(words string)
	// Find shows the results of a search, and remembers it.
	Find(words string)
	// GoTo shows a screen: "inbox", "setup", "settings" or one of its pages,
	// "settings/accounts".
	GoTo(place string)
	// SaveFile lets a person choose where to keep a file, writes it and says
	// where.
	SaveFile(name string, content []byte)
}

// Screen is a part of the window that the rail leads to. All its methods are
// called on the UI goroutine.
type Screen interface {
	Content() fyne.CanvasObject
	// Shown and Hidden tell when it comes to sight and goes; it keeps its
	// state meanwhile.
	Shown()
	Hidden()
	// Changed hears what changed in the workspace, joined over a moment.
	Changed(n inbox.Notice)
	// State is what a new screen needs to stand where this one stands:
	// selection, typed text. Nil is nothing.
	State() any
	// Close takes what was typed and gives the work that saves it, which is
	// run off the UI goroutine; nil is nothing to do. It may be called more
	// than once, and the screen may be used on after it.
	Close() func(ctx context.Context) error
}

// Finder is a screen that can search and open.
type Finder interface {
	Search(words string)
	Open(id inbox.ConversationID)
	// Places lists the views and departments for the palette.
	Places() []PaletteEntry
}

// PaletteEntry is a line of the palette besides the commands.
type PaletteEntry struct {
	Group string // heading, translated
	Text  string
	Hint  string // at the right: a count, a key
	Run   func()
	// Key is set when Hint is a key; Off says why it cannot be chosen now.
	Key bool
	Off string
	// Also are other words to find it by, that are not shown.
	Also string
	// Fill is what the field says when it is chosen: the palette stays open, for
	// a person to type on. Run is not called then.
	Fill string
}

// Guide is what a screen that searches may offer besides, for words that are
// being typed.
type Guide interface {
	// Acts are the whole acts that can be said of what is open.
	Acts(words string) []PaletteEntry
	// Suggest gives ways to go on with a search; recent are earlier ones.
	Suggest(words string, recent []string) []PaletteEntry
	// Check says what is wrong with a search.
	Check(words string) error
	// Hits prepares to read the people (for a search) and conversations that
	// the words may mean; what it gives is called off the UI goroutine, and what
	// that gives on it.
	Hits(words string, search bool) func(ctx context.Context) (func() []PaletteEntry, error)
}
