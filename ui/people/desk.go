// Package people is the screen of the contacts: who writes, how often and to
// how many, and one page for each person.
package people

import (
	"context"

	"vigie/inbox"
	"vigie/ui/place"
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
	place.Host
	// OpenConversation goes to a conversation in the inbox.
	OpenConversation(id inbox.ConversationID)
}
