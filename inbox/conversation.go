package inbox

import (
	"time"

	"vigie/inbox/team"
)

// Status is where a conversation stands.
type Status string

// The statuses.
const (
	New      Status = "new"      // nobody has looked after it yet
	Open     Status = "open"     // being worked on
	Waiting  Status = "waiting"  // answered; the author has the word
	Snoozed  Status = "snoozed"  // comes back by itself at SnoozedUntil
	Resolved Status = "resolved" // done; a new message reopens it
	Ignored  Status = "ignored"  // not for us; new messages do not reopen it
)

// Statuses lists every status in the order in which they are offered.
func Statuses() []Status { return []Status{New, Open, Waiting, Snoozed, Resolved, Ignored} }

// Active reports whether somebody still has work to do.
func (s Status) Active() bool { return s == New || s == Open }

// Priority orders the work. The zero value is normal.
type Priority int

// The priorities.
const (
	Low    Priority = -1
	Normal Priority = 0
	High   Priority = 1
	Urgent Priority = 2
)

// Conversation is the unit of work: what one or several people say on one
// subject, our answers, and where it stands.
type Conversation struct {
	ID       ConversationID `json:"id"`
	Account  AccountID      `json:"account"`
	Channel  Channel        `json:"channel"`
	Kind     Kind           `json:"kind"`
	Subject  string         `json:"subject"`
	Snippet  string         `json:"snippet"` // start of the last message, one line, at most 200 runes
	Contact  ContactID      `json:"contact"`
	Language string         `json:"language,omitempty"`

	Status       Status            `json:"status"`
	Department   team.DepartmentID `json:"department,omitempty"`
	Assignee     team.MemberID     `json:"assignee,omitempty"`
	Priority     Priority          `json:"priority"`
	Tags         []string          `json:"tags,omitempty"` // sorted, lower case
	SnoozedUntil time.Time         `json:"snoozed_until,omitzero"`
	MergedInto   ConversationID    `json:"merged_into,omitempty"`
	SplitFrom    ConversationID    `json:"split_from,omitempty"`
	Follows      ConversationID    `json:"follows,omitempty"`   // an older one on the same subject, closed too long ago to reopen
	Handover     HandoverID        `json:"handover,omitempty"`  // the leg that waits for an answer, or the accepted one
	HandedTo     team.DepartmentID `json:"handed_to,omitempty"` // department whose acceptance is awaited
	Automatic    bool              `json:"automatic,omitempty"` // only bounces, auto-replies, newsletters so far: not a case
	// Watched is set while only watches look at it: it came from a place that is
	// read for its hits, and nobody asked for it yet. It is nobody's work and
	// owes nothing; any act that takes it up brings it to the inbox.
	Watched bool `json:"watched,omitempty"`

	Messages      int       `json:"messages"`
	Attachments   bool      `json:"attachments,omitempty"`
	FirstAt       time.Time `json:"first_at"`                 // sending time of the first message
	LastAt        time.Time `json:"last_at"`                  // of the last message either way
	LastInboundAt time.Time `json:"last_inbound_at,omitzero"` // of the last message of the author
	LastReplyAt   time.Time `json:"last_reply_at,omitzero"`   // of our last answer
	WaitingSince  time.Time `json:"waiting_since,omitzero"`   // of the first unanswered message; zero when answered
	DueAt         time.Time `json:"due_at,omitzero"`          // when an answer is owed

	// Version grows by one with each change; undo compares it.
	Version int64 `json:"version"`
	// Heard grows by one with each message of the author or public reply of
	// ours; a reply carries the value its writer saw.
	Heard int64 `json:"heard"`
}

// Erased reports a conversation whose words were erased with its contact: it is
// kept for what was counted, and nothing is in it any more. One that never had a
// message waits for the post that begins it.
func (c Conversation) Erased() bool {
	return c.Messages == 0 && c.Contact == "" && c.MergedInto == "" && !c.FirstAt.IsZero()
}

// Held reports whether the member has the ball alone.
func (c Conversation) Held(by team.MemberID) bool { return c.Assignee == by && by != "" }
