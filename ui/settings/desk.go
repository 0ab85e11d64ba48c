// Package settings is the screen behind the gear: what the window does, the
// accounts, the team, the outbox, the quarantine and the workspace.
package settings

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/setup"
	"vigie/ui/vm"
)

// Desk is what the settings ask of the programme. Every call may block and is
// made off the UI goroutine, unless it says otherwise.
type Desk interface {
	setup.Channels
	Accounts
	Team
	Outbox
	Quarantine
	Words
	Duty
	Workspace
	Shared
}

// Accounts reads and changes the accounts.
type Accounts interface {
	// Accounts lists every account that is not retired, oldest first.
	Accounts(ctx context.Context) ([]inbox.Account, error)
	Health(ctx context.Context) ([]inbox.Health, error)
	// NormalGap gives the longest silence that is still normal for an account;
	// false is too little history to say.
	NormalGap(ctx context.Context, a inbox.Account) (time.Duration, bool, error)
	// Filled gives an account's form as it stands, without its secrets.
	Filled(ctx context.Context, id inbox.AccountID) (setup.Filled, error)
	PauseAccount(ctx context.Context, id inbox.AccountID, pause bool) error
	// RemoveAccount ends collecting and sending and forgets the secrets; the
	// conversations stay.
	RemoveAccount(ctx context.Context, id inbox.AccountID) error
	// CheckNow asks an account for news at once; an empty id asks all.
	CheckNow(ctx context.Context, id inbox.AccountID) error
	// SecretsIn says where secrets are kept, as a translation key:
	// "settings.secrets-keyring" or "settings.secrets-file".
	SecretsIn(ctx context.Context) (string, error)
}

// Team reads and changes members, departments and the house's rules.
type Team interface {
	Me(ctx context.Context) (team.Member, error)
	Roster(ctx context.Context) (team.Roster, error)
	// PutMember adds a member without an id, or changes the one with it.
	PutMember(ctx context.Context, m team.Member) error
	// PutDepartment adds a department without an id, or changes the one with it.
	PutDepartment(ctx context.Context, d team.Department) error
	Rules(ctx context.Context) (inbox.Rules, error)
	PutRules(ctx context.Context, r inbox.Rules) error
	// Tags gives every tag in use with how many conversations have it.
	Tags(ctx context.Context) (map[string]int, error)
}

// Outbox reads what was released and settles what needs a person.
type Outbox interface {
	// Replies lists the entries that are not done, oldest first, and after
	// them up to the last 50 that are, newest first.
	Replies(ctx context.Context) ([]Sending, error)
	// Act runs CancelReply, RetryReply or SettleReply as the member at the
	// keyboard, with an id of its own.
	Act(ctx context.Context, c inbox.ConversationID, a inbox.Act) error
}

// Sending is an entry of the outbox with the words that its line shows.
type Sending struct {
	Entry   inbox.OutboxEntry
	Contact string // whom it goes to
	Account string // from which account, by name
	Author  string // the member who wrote it
}

// Quarantine reads and tries again what could not be read.
type Quarantine interface {
	Quarantine(ctx context.Context) ([]inbox.Quarantined, error)
	// TryAgain reads the bytes again. nil means that it is in the inbox now.
	TryAgain(ctx context.Context, id string) error
	// SaveRaw writes the bytes as they came into a file that must not exist.
	SaveRaw(ctx context.Context, id, path string) error
}

// Workspace tells of the directory that everything is kept in.
type Workspace interface {
	// Place is what is known of the workspace; it measures the directory.
	Place(ctx context.Context) (Place, error)
	// Check examines the whole workspace. tell hears the parts done of all;
	// total 0 is unknown. It ends early with ctx.
	Check(ctx context.Context, tell func(done, total int)) (Checked, error)
	// About is the programme itself; it does not block.
	About() About
}

// Place is where a workspace is and how big it is.
type Place struct {
	Brand  string
	Path   string
	Bytes  int64
	MadeAt time.Time
	Log    string // path of the log file, shown so that it can be sent along
}

// Checked is what a check found.
type Checked struct {
	Messages, Conversations, Contacts, Files int
	// Faults is how many faults there are; the details are in the log.
	Faults int
}

// About is what the programme says of itself.
type About struct {
	Version string
	// Parts are the libraries and fonts in it, with their licences.
	Parts []Part
}

// Part is a library or a font of somebody else's.
type Part struct{ Name, Version, Licence string }

// Host is what the screen needs of the window around it.
type Host interface {
	Texts() *locale.Texts
	Scheduler() kit.Scheduler
	Canvas() fyne.Canvas
	Now() time.Time
	Toast(text string)
	// Fault shows what went wrong.
	Fault(err error)
	Preferences() Preferences
	// Prefer keeps and applies preferences at once.
	Prefer(p Preferences)
	// Can says what the system offers, with the reason when not.
	Can(a Ability) vm.Verdict
	// Open goes to a conversation.
	Open(id inbox.ConversationID)
	// Moved says that another workspace is open now.
	Moved()
	// Turned hears which place is in sight, "settings/accounts".
	Turned(place string)
}

// Ability is a thing that not every system has.
type Ability string

// The abilities.
const (
	Notify Ability = "notify" // the system shows notifications
	Tray   Ability = "tray"   // the system has a tray
)
