package inbox

import (
	"time"

	"vigie/inbox/team"
)

// HandoverState is where one leg of a handover stands.
type HandoverState string

// The states. Proposed waits; Accepted has the ball on the other side; the
// rest are over.
const (
	Proposed  HandoverState = "proposed"
	Accepted  HandoverState = "accepted"
	Declined  HandoverState = "declined"
	Withdrawn HandoverState = "withdrawn"
	Expired   HandoverState = "expired"
	Returned  HandoverState = "returned"
	Closed    HandoverState = "closed"
)

// Live reports whether the leg still binds somebody.
func (s HandoverState) Live() bool { return s == Proposed || s == Accepted }

// Asked is what the receiving department is asked for.
type Asked string

// What can be asked.
const (
	AskAnswer      Asked = "answer"
	AskInformation Asked = "information"
	AskAction      Asked = "action"
	AskKnowledge   Asked = "knowledge" // for knowledge: nothing is owed
)

// Asks lists what can be asked, in the order in which it is offered.
func Asks() []Asked { return []Asked{AskAnswer, AskInformation, AskAction, AskKnowledge} }

// Handover is one leg of a conversation's way between departments, with its
// receipt. Until it is accepted the sender keeps the ball.
type Handover struct {
	ID           HandoverID        `json:"id"`
	Conversation ConversationID    `json:"conversation"`
	From         team.DepartmentID `json:"from,omitempty"`
	FromMember   team.MemberID     `json:"from_member"`
	To           team.DepartmentID `json:"to"`
	ToMember     team.MemberID     `json:"to_member,omitempty"` // empty is anyone on duty
	Asked        Asked             `json:"asked"`
	Reason       string            `json:"reason"` // from the sender's list
	Words        string            `json:"words,omitempty"`
	// ComesBack says that the public reply comes back to the sender.
	ComesBack bool          `json:"comes_back"`
	DueAt     time.Time     `json:"due_at"` // unanswered by then, it expires
	State     HandoverState `json:"state"`
	// Holder is the member who had the conversation when it was proposed; it
	// returns to them.
	Holder team.MemberID `json:"holder,omitempty"`

	ProposedAt time.Time     `json:"proposed_at"`
	AnsweredAt time.Time     `json:"answered_at,omitzero"` // accepted, declined, withdrawn or expired
	AnsweredBy team.MemberID `json:"answered_by,omitempty"`
	EndedAt    time.Time     `json:"ended_at,omitzero"` // returned or closed
	Answer     string        `json:"answer,omitempty"`  // why it was declined, or what came back
	// Loop is set when the conversation comes back to a department that
	// already handed it to the sender: a coordinator is told.
	Loop bool `json:"loop,omitempty"`
}

// Waited is how long the leg waited for an answer, up to now while it still
// waits.
func (h Handover) Waited(now time.Time) time.Duration {
	if h.AnsweredAt.IsZero() {
		return now.Sub(h.ProposedAt)
	}
	return h.AnsweredAt.Sub(h.ProposedAt)
}

// Worked is how long the receiving department has had the ball; zero when it
// never accepted.
func (h Handover) Worked(now time.Time) time.Duration {
	switch {
	case h.State == Accepted:
		return now.Sub(h.AnsweredAt)
	case h.EndedAt.IsZero():
		return 0
	default:
		return h.EndedAt.Sub(h.AnsweredAt)
	}
}
