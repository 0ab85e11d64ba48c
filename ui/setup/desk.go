// Package setup is the first run, and the guided form with which an account is
// added: at the first run and later from the settings.
package setup

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// Way is one of the ways to begin.
type Way string

// The ways to begin.
const (
	LookAround Way = "look-around" // open the sample
	OnThis     Way = "on-this"     // start on this computer
	JoinTeam   Way = "join-team"   // with an invitation
)

// Desk is what the first run asks of the programme. Every call may block and
// is made off the UI goroutine, except Offered.
type Desk interface {
	// Offered says whether a way to begin exists yet, with the reason when not.
	Offered(w Way) vm.Verdict
	// Where is the directory that a new workspace will be made in; it is shown.
	Where() string
	// OpenSample opens a workspace with a sample brand.
	OpenSample(ctx context.Context) error
	// StartSolo makes the workspace of one computer and opens it. When it
	// returns nil there is a workspace, also when the account is added later.
	StartSolo(ctx context.Context, s Start) error
	Channels
	Teams
}

// Start is what a new workspace needs to know.
type Start struct {
	Brand       string
	Name        string // of the person at the keyboard
	Profile     team.Profile
	Departments []NewDepartment // in the order of the navigation, at least one
	// Mine is the index in Departments of the person's own.
	Mine int
}

// NewDepartment is a department of a new workspace.
type NewDepartment struct {
	Name    string
	Reasons []string // offered when it hands over
}

// Channels is how accounts are described, tried and kept. The settings use it
// too.
type Channels interface {
	// Kinds lists the channels that an account can be added for, email first.
	Kinds() []inbox.Channel
	// Form describes what an account of a channel needs.
	Form(ch inbox.Channel) Form
	// Guess looks up the servers of an address. It asks the network only as
	// far as ctx allows and fails only when ctx ends.
	Guess(ctx context.Context, ch inbox.Channel, address string) (Guess, error)
	// Test signs in with what was typed, keeps nothing, and tells each stage's
	// beginning and end; tell may be called from any goroutine. The error is
	// that of the first stage that failed, or of ctx.
	Test(ctx context.Context, f Filled, tell func(StageResult)) error
	// SignIn has the person sign in in their own browser, and waits until they
	// said yes or no there, or ctx ends. page hears, from any goroutine, the
	// address that was opened; opened is why no browser could be: then a person
	// has to open it. Nothing is kept.
	SignIn(ctx context.Context, f Filled, page func(address string, opened error)) (Signed, error)
	// PutAccount adds the account, or changes the one with the ID, and stores
	// its secrets. It may wait for the system's keyring or ask for the
	// passphrase.
	PutAccount(ctx context.Context, f Filled) (inbox.AccountID, error)
}

// Host is what the screen needs of the window around it.
type Host interface {
	Texts() *locale.Texts
	Scheduler() kit.Scheduler
	Canvas() fyne.Canvas
	Now() time.Time
	// Commands is the screen's part of the command table.
	Commands() *vm.Table
	// Language and Mode are what was chosen: "" follows the system.
	Language() string
	Mode() kit.Mode
	// SetLanguage and SetMode switch at once; the window then builds the
	// screen anew from its State.
	SetLanguage(lang string)
	SetMode(m kit.Mode)
	// Begun says that a workspace is open: the window goes to the inbox.
	Begun()
}

type byPerson struct{}

// ByPerson marks a context as that of something a person just asked for, so
// that a question may interrupt them.
func ByPerson(ctx context.Context) context.Context {
	return context.WithValue(ctx, byPerson{}, true)
}

// IsByPerson reports whether ByPerson marked the context.
func IsByPerson(ctx context.Context) bool { return ctx.Value(byPerson{}) != nil }
