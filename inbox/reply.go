package inbox

import (
	"slices"
	"time"

	"vigie/inbox/team"
)

// DraftKind is where a draft is meant to go.
type DraftKind string

// The kinds of draft.
const (
	PublicReply  DraftKind = "public"
	PrivateReply DraftKind = "private"
	NoteDraft    DraftKind = "note"
	// OwnPost is a post that answers nobody. Nobody drafts one: it is an
	// approved statement, and leaves with a permit or not at all.
	OwnPost DraftKind = "post"
)

// Draft is a text on its way, saved as it is typed. One member has at most one
// draft of a kind in a conversation.
type Draft struct {
	ID           DraftID        `json:"id"`
	Conversation ConversationID `json:"conversation"`
	Author       team.MemberID  `json:"author"`
	Kind         DraftKind      `json:"kind"`
	To           []string       `json:"to,omitempty"`
	Cc           []string       `json:"cc,omitempty"`
	Subject      string         `json:"subject,omitempty"`
	Text         string         `json:"text"`
	Attachments  []Attachment   `json:"attachments,omitempty"`
	// Seen is the conversation's Heard when the writer began or last looked.
	Seen int64 `json:"seen"`
	// Known are the colleagues' replies under way that the writer saw then.
	Known   []OutboxID `json:"known,omitempty"`
	SavedAt time.Time  `json:"saved_at"`
	// Gone marks a draft that was sent or thrown away; it is kept for undo.
	Gone bool `json:"gone,omitempty"`
}

// SendState is where an outgoing reply stands.
type SendState string

// The states of the outbox. Unknown is half-sent: it is looked up on the
// channel or settled by a person, never sent again by itself.
const (
	Queued    SendState = "queued"
	Sending   SendState = "sending"
	Sent      SendState = "sent"
	Failed    SendState = "failed"
	Unknown   SendState = "unknown"
	Cancelled SendState = "cancelled"
)

// Final reports whether nothing more happens to the entry by itself or by a
// person.
func (s SendState) Final() bool { return s == Sent || s == Cancelled }

// OutboxEntry is a reply that was released. It is written before anything is
// sent.
type OutboxEntry struct {
	ID           OutboxID       `json:"id"`
	Conversation ConversationID `json:"conversation"`
	Account      AccountID      `json:"account"`
	Draft        DraftID        `json:"draft"`
	Author       team.MemberID  `json:"author"`
	Kind         DraftKind      `json:"kind"`
	To           []string       `json:"to"`
	Cc           []string       `json:"cc,omitempty"`
	Subject      string         `json:"subject,omitempty"`
	Text         string         `json:"text"`
	Attachments  []Attachment   `json:"attachments,omitempty"`
	InReplyTo    string         `json:"in_reply_to,omitempty"` // Native or mail id of what is answered
	References   []string       `json:"references,omitempty"`
	// Key is what makes the sending recognisable on the channel; for mail it is
	// the left part of the Message-ID. It never changes.
	Key       string    `json:"key"`
	State     SendState `json:"state"`
	QueuedAt  time.Time `json:"queued_at"`
	NotBefore time.Time `json:"not_before"` // end of the undo delay, or of a back-off
	StartedAt time.Time `json:"started_at,omitzero"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	Attempts  int       `json:"attempts"`
	Native    string    `json:"native,omitempty"` // the network's id once sent
	Link      string    `json:"link,omitempty"`   // where people read it, when the network told
	FaultKey  string    `json:"fault_key,omitempty"`
	Cause     string    `json:"cause,omitempty"`
	// Bounced is set when the other side reported that it did not arrive.
	Bounced string `json:"bounced,omitempty"`
}

// UnderWay reports a reply that was released, and that may be read outside the
// house although it is not among the messages yet.
func (e OutboxEntry) UnderWay() bool {
	return e.State == Queued || e.State == Sending || e.State == Unknown
}

// Unread lists the replies under way that a writer did not see: those of
// colleagues which are not among the known ones.
func Unread(entries []OutboxEntry, writer team.MemberID, known []OutboxID) []OutboxEntry {
	return slices.DeleteFunc(slices.Clone(entries), func(e OutboxEntry) bool {
		return !e.UnderWay() || e.Author == writer || slices.Contains(known, e.ID)
	})
}

// Note is an internal remark; it never leaves the house.
type Note struct {
	ID           string          `json:"id"` // the command's id
	Conversation ConversationID  `json:"conversation"`
	Author       team.MemberID   `json:"author"`
	Text         string          `json:"text"`
	Mentions     []team.MemberID `json:"mentions,omitempty"`
	At           time.Time       `json:"at"`
	Gone         bool            `json:"gone,omitempty"`
}
