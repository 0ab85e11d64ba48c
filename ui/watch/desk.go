// Package watch is the screen of what the house looks out for: the watches with
// their hits, an editor that tries a query before it is saved, and the register
// of places that says what is read, how, and what is not.
package watch

import (
	"context"

	"vigie/inbox"
	"vigie/inbox/team"
	domain "vigie/inbox/watch"
	"vigie/ui/place"
)

// Desk is what the screen asks of the programme. Every call may block and is
// made off the UI goroutine.
type Desk interface {
	Watches
	Register
	Roster(ctx context.Context) (team.Roster, error)
	Accounts(ctx context.Context) ([]inbox.Account, error)
}

// Watches are the watches and what they find.
type Watches interface {
	// Watches gives each watch with its numbers, the house's own first.
	Watches(ctx context.Context) ([]domain.Standing, error)
	// WatchHits gives a page of hits, the newest first.
	WatchHits(ctx context.Context, id domain.ID, after domain.HitPlace, limit int) ([]domain.Hit, error)
	// PutWatch saves a watch and gives its id; without one it is new.
	PutWatch(ctx context.Context, w domain.Watch) (domain.ID, error)
	RemoveWatch(ctx context.Context, id domain.ID) error
	// FillWatch marks the hits among what is stored; progress is called from
	// any goroutine. What ctx ends goes on with the next call.
	FillWatch(ctx context.Context, id domain.ID, progress func(done, total int)) error
	// TryWatch runs a query on what is stored; when ctx ends, what was found by
	// then comes back.
	TryWatch(ctx context.Context, w domain.Watch) (domain.Trial, error)
	// SeenWatch notes that all hits were looked at.
	SeenWatch(ctx context.Context, id domain.ID) error
	// Promote brings the conversation of a hit to the inbox.
	Promote(ctx context.Context, id inbox.ConversationID) error
}

// Register is the register of places.
type Register interface {
	Places(ctx context.Context) ([]domain.Entry, error)
	// PutPlace keeps a place; without an id it is new.
	PutPlace(ctx context.Context, p domain.Place) error
	// WatchOnly says whether what an account brings stays out of the inbox.
	WatchOnly(ctx context.Context, id inbox.AccountID, on bool) error
}

// Host is what the screen needs of the window around it.
type Host interface {
	place.Host
	// OpenConversation goes to a conversation in the inbox.
	OpenConversation(id inbox.ConversationID)
}
