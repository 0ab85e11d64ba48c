// Package retex is the screen of retrospectives: what a run that has ended says
// of itself, the questions that people answer, what its playbook could become,
// and the actions that follow, until they are done.
package retex

import (
	"context"

	"vigie/crisis"
	"vigie/crisis/curve"
	"vigie/inbox/team"
	"vigie/ui/place"
)

// Desk is what the screen asks of the programme. Every call may block and is
// made off the UI goroutine.
type Desk interface {
	// CrisisRuns lists the runs, the newest first.
	CrisisRuns(ctx context.Context) ([]*crisis.Run, error)
	// CrisisPeople gives who works here, and who is at the keyboard.
	CrisisPeople(ctx context.Context) (team.Roster, team.Member, error)
	// Retex gives all that is known of a run.
	Retex(ctx context.Context, id crisis.RunID) (Room, error)
	// CrisisCurve counts what was said around a run. It may take seconds.
	CrisisCurve(ctx context.Context, id crisis.RunID) (curve.Series, error)
	// KeepRetexDraft keeps what the member wrote into a field, offline too.
	KeepRetexDraft(ctx context.Context, d crisis.ReviewDraft) error
	// ActInRun does something in a run. The order's ID and time are the desk's.
	ActInRun(ctx context.Context, o crisis.Order) error
	// SaveBook keeps a text of a playbook as a draft and gives its hash.
	SaveBook(ctx context.Context, text string) (string, error)
	// RetexMinutes writes the minutes of a run as pdf, html, csv or jsonl, in a
	// language.
	RetexMinutes(ctx context.Context, id crisis.RunID, as, lang string) ([]byte, error)
}

// Host is what the screen needs of the window around it.
type Host interface {
	place.Host
	// GoTo shows a screen.
	GoTo(place string)
	// EditPlaybook shows a text of a playbook in the editor of the crisis room.
	EditPlaybook(text string)
	// SaveFile lets a person choose where to keep a file, and writes it.
	SaveFile(name string, content []byte)
}
