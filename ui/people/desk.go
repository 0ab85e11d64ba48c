// Package people is the screen of the contacts: who writes, how often and to
// how many, and one page for each person.
package people

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/locale"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// Desk is what the screen asks of the programme. Every call may block and is
// made off the UI goroutine.
type Desk interface {
	// Contacts gives a page of a list.
	Contacts(ctx context.Context, v inbox.ContactView, after inbox.ContactPlace, limit int) ([]inbox.ContactRow, error)
	// Dossier gives all that is known of a contact now.
	Dossier(ctx context.Context, id inbox.ContactID) (inbox.Dossier, error)
	// PutContact keeps what the house says of a contact.
	PutContact(ctx context.Context, c inbox.Contact) error
	// LinkIdentity says that a handle is another contact's; UnlinkIdentity
	// takes that back.
	LinkIdentity(ctx context.Context, ch inbox.Channel, handle string, to inbox.ContactID) error
	UnlinkIdentity(ctx context.Context, ch inbox.Channel, handle string) error
	// RefuseLink keeps that two handles are not one person's; AllowLink takes
	// that back.
	RefuseLink(ctx context.Context, mine, other inbox.Identity) error
	AllowLink(ctx context.Context, mine, other inbox.Identity) error
}

// Host is what the screen needs of the window around it.
type Host interface {
	Texts() *locale.Texts
	Scheduler() kit.Scheduler
	Canvas() fyne.Canvas
	Now() time.Time
	Commands() *vm.Table
	// Press runs the command of a key as if it had been typed.
	Press(k vm.Key) bool
	Toast(text string)
	// Fault shows what went wrong.
	Fault(err error)
	// Hint has the footer read the table again.
	Hint()
	// OpenConversation goes to a conversation in the inbox.
	OpenConversation(id inbox.ConversationID)
}
