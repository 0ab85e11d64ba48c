// Package crisisroom is the screen on which a crisis is run: the board of a run
// with what is due next, the cell, the log, the statements with their
// approvals, and the playbooks.
package crisisroom

import (
	"context"

	"vigie/crisis"
	"vigie/crisis/alert"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/place"
)

// Desk is what the screen asks of the programme. Every call may block and is
// made off the UI goroutine.
type Desk interface {
	// CrisisRuns lists the runs, the newest first.
	CrisisRuns(ctx context.Context) ([]*crisis.Run, error)
	// CrisisRoom gives a run with its playbook, its log and its people.
	CrisisRoom(ctx context.Context, id crisis.RunID) (Room, error)
	// CrisisBooks lists the playbooks that can be run in a language: the
	// newest published version of each, and drafts.
	CrisisBooks(ctx context.Context, lang string) ([]Book, error)
	// CrisisPeople gives who works here, and who is at the keyboard.
	CrisisPeople(ctx context.Context) (team.Roster, team.Member, error)
	// CrisisAlerts lists the alerts that are open: the playbook that fits one is
	// proposed first.
	CrisisAlerts(ctx context.Context) ([]alert.Alert, error)
	// Rehearsing reports that an exercise's workspace is open: each run in it is
	// an exercise. In any other a run is real. It returns at once.
	Rehearsing() bool
	// Shared reports a team's workspace: its settings are for those who manage
	// it. It returns at once.
	Shared() bool
	// StartRun begins a run and gives the id of the one that goes on: another
	// run of the same story takes a second start.
	StartRun(ctx context.Context, a crisis.Start) (crisis.RunID, error)
	// ActInRun does something in a run. The order's ID and time are the desk's.
	ActInRun(ctx context.Context, o crisis.Order) error
	// AnswerInRun publishes a statement in conversations of the run, one after
	// the other, each of its own fate. The error is for what stopped the whole.
	AnswerInRun(ctx context.Context, o crisis.Order, to []inbox.ConversationID) ([]inbox.Outcome, error)
	// CrisisTyped is what a member left typed on this computer; KeepCrisisTyped
	// keeps it.
	CrisisTyped(ctx context.Context, by team.MemberID) (Typed, error)
	KeepCrisisTyped(ctx context.Context, by team.MemberID, t Typed) error
	// CrisisContacts is when somebody last looked whether everybody of the cells
	// can be reached; ConfirmContacts says that the member at the keyboard did now.
	CrisisContacts(ctx context.Context) (Confirmed, error)
	ConfirmContacts(ctx context.Context) error
	// BookText gives a version's text.
	BookText(ctx context.Context, hash string) (string, error)
	// SaveBook keeps a text of a playbook as a draft and gives its hash.
	SaveBook(ctx context.Context, text string) (string, error)
	// CrisisTools are the tools besides Vigie that the house publishes with:
	// those that a pause must stop too. NameTools says which.
	CrisisTools(ctx context.Context) ([]string, error)
	NameTools(ctx context.Context, tools []string) error
	// PublishBook makes a draft a version that runs may follow.
	PublishBook(ctx context.Context, hash string) error
}

// Host is what the screen needs of the window around it.
type Host interface {
	place.Host
	// OpenConversation shows a conversation in the inbox.
	OpenConversation(id inbox.ConversationID)
	// GoTo shows a screen.
	GoTo(place string)
}
