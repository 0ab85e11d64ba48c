package inbox

import (
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Wants says what of State a decision on an act looks at beyond the
// conversation, its account, handovers and the roster, so that the store loads
// no more.
type Wants struct {
	Messages bool           // the conversation's messages
	Other    ConversationID // the other conversation of a merge, with nothing else of it
	Draft    DraftID
	Outbox   OutboxID
	Event    CommandID
}

// WantsOf gives the wants of an act.
func WantsOf(a Act) Wants {
	switch a := a.(type) {
	case Merge:
		return Wants{Messages: true, Other: a.Into}
	case Split:
		return Wants{Messages: true}
	case Reply:
		return Wants{Messages: true, Draft: a.Draft}
	case SaveDraft:
		return Wants{Draft: a.Draft.ID}
	case DiscardDraft:
		return Wants{Draft: a.Draft}
	case CancelReply:
		return Wants{Outbox: a.Outbox}
	case RetryReply:
		return Wants{Outbox: a.Outbox}
	case SettleReply:
		return Wants{Outbox: a.Outbox}
	case Undo:
		return Wants{Event: a.Event}
	default:
		return Wants{}
	}
}

// Decide says what a command changes, or why it may not. by is the member who
// acts; the zero member is the program itself, which may only Expire and Wake.
// at is the time of the act by the clock of whoever decides.
func Decide(s State, cmd Command, by team.Member, at time.Time) (Changes, error) {
	return Changes{}, fault.New(fault.Internal, "fault.internal")
}
