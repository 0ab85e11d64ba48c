package vm

import (
	"context"
	"io"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

// Desk is all that the triage screen needs of the rest of the program. Calls
// may block and are made off the window's own goroutine, except Me, Now, NewID
// and Subscribe, which answer at once. Every act is that of the member who is
// Me when the call begins.
type Desk interface {
	Reader
	Actor
	Team
	Files
	Accounts
	Contacts
	// Subscribe asks to be told of changes. tell may be called on any goroutine
	// and must return at once; cancel ends it.
	Subscribe(tell func(inbox.Notice)) (cancel func())
	// Now is the time by the program's clock.
	Now() time.Time
	// NewID makes a fresh ULID.
	NewID() string
}

// Reader reads conversations.
type Reader interface {
	// Rows gives the page of a view that begins after a place.
	Rows(ctx context.Context, v inbox.View, after inbox.Place, limit int) ([]inbox.Row, error)
	// Total is how many conversations a view has; known is false where only
	// reading them all would tell.
	Total(ctx context.Context, v inbox.View) (n int, known bool)
	// Row gives one conversation as a line of a list, whether a view has it or not.
	Row(ctx context.Context, id inbox.ConversationID) (inbox.Row, error)
	// Counts gives every counter that is not zero.
	Counts(ctx context.Context) (map[inbox.Counter]int, error)
	// Detail gives a conversation with its last max messages.
	Detail(ctx context.Context, id inbox.ConversationID, max int) (inbox.Detail, error)
	// Raw gives what the network delivered for a message.
	Raw(ctx context.Context, id inbox.MessageID) ([]byte, error)
	// Tags gives every tag in use with the number of conversations that have it.
	Tags(ctx context.Context) (map[string]int, error)
}

// Actor does what a person asked for.
type Actor interface {
	// Do runs one act on one conversation and gives its audit entry.
	Do(ctx context.Context, on inbox.ConversationID, act inbox.Act) (inbox.Event, error)
	// DoAll runs one act on many conversations, each of its own fate, in their
	// order. progress may be nil and may be called on any goroutine. The error
	// is for what stopped the whole; the outcomes so far come with it.
	DoAll(ctx context.Context, on []inbox.ConversationID, act inbox.Act, progress func(done, total int)) ([]inbox.Outcome, error)
	// LookUp asks the network whether a reply of unknown fate was sent, and
	// records the answer. Unknown comes back when the network cannot tell.
	LookUp(ctx context.Context, reply inbox.OutboxID) (inbox.SendState, error)
}

// AsMember is what a desk may offer besides: to keep what a member typed after
// another has taken the keyboard. Without it such a text waits, unsaved, until
// its author is back.
type AsMember interface {
	// DoAs is Do as that member.
	DoAs(ctx context.Context, by team.MemberID, on inbox.ConversationID, act inbox.Act) (inbox.Event, error)
}

// Team knows who works here and who sits at this desk.
type Team interface {
	// Me is the member whose acts these are; the zero member when nobody is.
	Me() team.Member
	// Roster gives every member and department.
	Roster(ctx context.Context) (team.Roster, error)
}

// Files reads and keeps files. Nothing is opened but on a person's demand.
type Files interface {
	// Attachment gives the bytes of a file that came with a message.
	Attachment(ctx context.Context, message inbox.MessageID, index int) ([]byte, error)
	// OpenAttachment hands the file to the program that the system has for it.
	OpenAttachment(ctx context.Context, message inbox.MessageID, index int) error
	// Attach keeps a file that goes out with a draft. name is its base name.
	Attach(ctx context.Context, name string, r io.Reader) (inbox.Attachment, error)
}

// Accounts knows the mailboxes and profiles of the house.
type Accounts interface {
	// Accounts lists the accounts, oldest first, without the retired ones.
	Accounts(ctx context.Context) ([]inbox.Account, error)
	// Health gives how the accounts fare.
	Health(ctx context.Context) ([]inbox.Health, error)
}

// Contacts changes what the house says of the people outside.
type Contacts interface {
	// PutContact keeps a contact's name, role, tags and remark.
	PutContact(ctx context.Context, c inbox.Contact) error
	// LinkIdentity says that a handle is another contact's.
	LinkIdentity(ctx context.Context, ch inbox.Channel, handle string, to inbox.ContactID) error
	// UnlinkIdentity gives a handle back to the contact that it first made.
	UnlinkIdentity(ctx context.Context, ch inbox.Channel, handle string) error
}

// Scheduler moves work off the window's goroutine and back. kit.Scheduler is
// one; tests run everything inline.
type Scheduler interface {
	// UI runs f on the window's goroutine.
	UI(f func())
	// Go runs f elsewhere; the context ends with the window.
	Go(f func(ctx context.Context))
	// After runs f on the window's goroutine when d has passed, unless
	// cancelled before.
	After(d time.Duration, f func()) (cancel func())
}
