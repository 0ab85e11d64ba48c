// Package alert is the screen of the early warning: the alerts of the moment
// with why they rang, what a member makes of them, and how each watch is set.
package alert

import (
	"context"

	domain "vigie/crisis/alert"
	"vigie/inbox"
	"vigie/inbox/watch"
	"vigie/ui/place"
)

// Desk is what the screen asks of the programme. Every call may block and is
// made off the UI goroutine.
type Desk interface {
	// Warnings gives all that the screen shows.
	Warnings(ctx context.Context) (Warnings, error)
	// JudgeAlert puts an alert into a state.
	JudgeAlert(ctx context.Context, v domain.Verdict) error
	// PutRadar sets the early warning of a watch.
	PutRadar(ctx context.Context, s domain.Settings) error
	// LeaveOut has a watch no longer find messages with a word.
	LeaveOut(ctx context.Context, of watch.ID, word string) error
	// Posts gives messages by their ids, those that are gone left out.
	Posts(ctx context.Context, ids []inbox.MessageID) ([]Post, error)
}

// Host is what the screen needs of the window around it.
type Host interface {
	place.Host
	// OpenConversation goes to a conversation in the inbox.
	OpenConversation(id inbox.ConversationID)
	// GoTo shows a screen.
	GoTo(place string)
}
