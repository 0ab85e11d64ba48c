package settings

import (
	"context"
	"time"

	"vigie/inbox"
	"vigie/ui/setup"
	"vigie/ui/vm"
)

// Shared is what the desktop of a team has besides. Alone, Sync says false and
// nothing else is asked for but what joins.
type Shared interface {
	setup.Teams
	// Sync is how this desktop stands with the team's server; false is a
	// workspace of its own. It returns at once.
	Sync() (vm.Sync, bool)
	// SyncNow has the desktop try at once.
	SyncNow(ctx context.Context) error
	// Changes lists what this desktop's member did and the server does not have
	// yet, or refused.
	Changes(ctx context.Context) ([]Change, error)
	// DoAgain does a refused change once more; anyway although the
	// conversation moved, or from whoever has it, where the member may.
	DoAgain(ctx context.Context, id string, anyway bool) error
	// Dismiss lets a refused change go.
	Dismiss(ctx context.Context, id string) error
	// Devices lists the team's computers for who manages the house, and else
	// the member's own. It asks the server.
	Devices(ctx context.Context) ([]Device, error)
	// Revoke ends a computer's access; its copy is wiped when it next calls.
	Revoke(ctx context.Context, device string) error
	// Invite makes a one-time invitation for a member.
	Invite(ctx context.Context, member string) (Invitation, error)
	// LeaveTeam ends this computer's part in the team and goes back to the
	// workspace of its own. What was not sent is kept in a directory beside.
	LeaveTeam(ctx context.Context) error
}

// Change is something that the member did on this desktop.
type Change struct {
	ID      string
	Name    string // of the act: "note.add"
	On      inbox.ConversationID
	Contact string // whom the conversation is with
	At      time.Time
	Text    string // what was written in it, whole
	Refused bool
	// Why is why it was refused, or of a waiting one why it does not apply here
	// any more; nil when nothing is known against it.
	Why error
	// Since is when somebody else took the conversation; zero is not the point.
	Since time.Time
	// Late is set where it was refused only because it came too late to be
	// published without asking.
	Late bool
	// Anyway is what is offered besides doing it again as it was: "take-over",
	// "send-anyway"; "" is nothing. Barred says why the member may not.
	Anyway string
	Barred vm.Verdict
	// News are the messages that came to the conversation since.
	News []inbox.Message
}

// Device is a computer of the team.
type Device struct {
	ID, Name, Member string // Member by name
	Made, Seen       time.Time
	Revoked, This    bool
}

// Invitation is a one-time code to show.
type Invitation struct {
	Text, Short string
	Until       time.Time
	Picture     []byte // a QR code, PNG
}
