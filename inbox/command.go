package inbox

import (
	"time"

	"vigie/inbox/team"
)

// Command is one act of a member on one conversation: a small value with an
// id made where the act happens. Running the same command twice has the effect
// of once.
type Command struct {
	ID           CommandID      `json:"id"`
	Conversation ConversationID `json:"conversation"`
	Act          Act            `json:"act"`
}

// Act is what is done. The names are stored for ever; see acts.go for the list.
type Act interface {
	// Name is the act's own name, "conversation.assign".
	Name() string
}

// State is everything that a decision may look at: one conversation and what
// hangs on it. The store loads it in the transaction that applies the changes.
type State struct {
	Roster       team.Roster
	Rules        Rules
	Conversation Conversation
	Other        Conversation // the other conversation of a merge
	Account      Account
	Handovers    []Handover // of the conversation, oldest first
	Messages     []Message  // of the conversation, oldest first
	Draft        Draft      // the one that the act names; zero when there is none
	Drafts       []Draft    // of the conversation, where the act names the text that it takes the place of
	Outbox       []OutboxEntry
	Moderations  []Moderation // of the messages of the conversation, where the act wants them
	Note         Note
	// Undone is the event that an undo takes back, and Undone.Before what was.
	Undone Event
}

// Rules are the house's own settings.
type Rules struct {
	ReplyWithin  time.Duration `json:"reply_within"`  // an answer is owed this long after a message; 0 owes none
	UndoDelay    time.Duration `json:"undo_delay"`    // how long a reply waits before it leaves
	ReopenWithin time.Duration `json:"reopen_within"` // later, a new linked conversation is opened; 0 is for ever
	HandoverDue  time.Duration `json:"handover_due"`  // when nothing else is said
	MaxText      int           `json:"max_text"`      // bytes of a note or a draft
	KeepOwner    bool          `json:"keep_owner"`    // a reopened conversation goes back to who had it
	// Since is when the account was added: for what was written before,
	// nothing is owed. It is the account's, not the house's.
	Since time.Time `json:"-"`
}

// For gives the rules as they hold on an account. What is recorded by hand
// cannot be answered from here, so nothing is owed for it.
func (r Rules) For(acc Account) Rules {
	r.Since = acc.AddedAt
	if acc.Channel == ChannelClip {
		r.ReplyWithin = 0
	}
	return r
}

// DefaultRules are the rules of a new workspace.
func DefaultRules() Rules {
	return Rules{
		ReplyWithin:  4 * time.Hour,
		UndoDelay:    10 * time.Second,
		ReopenWithin: 30 * 24 * time.Hour,
		HandoverDue:  4 * time.Hour,
		MaxText:      64 << 10,
		KeepOwner:    true,
	}
}

// Changes is what a decision wants stored: whole new values. Exactly one event
// goes with each command.
type Changes struct {
	Conversations []Conversation `json:"conversations,omitempty"`
	Handovers     []Handover     `json:"handovers,omitempty"`
	Notes         []Note         `json:"notes,omitempty"`
	Drafts        []Draft        `json:"drafts,omitempty"`
	Outbox        []OutboxEntry  `json:"outbox,omitempty"`
	Moderations   []Moderation   `json:"moderations,omitempty"`
	Moves         []Move         `json:"moves,omitempty"`
	Event         Event          `json:"event,omitzero"`
}

// Move gives messages to another conversation.
type Move struct {
	Messages []MessageID    `json:"messages"`
	To       ConversationID `json:"to"`
}

// Event is the audit entry of an act: who did what to which conversation and
// when. It holds ids and names of things, no message text except what a member
// wrote as a reason.
type Event struct {
	ID           CommandID         `json:"id"`
	Conversation ConversationID    `json:"conversation"`
	Name         string            `json:"name"`         // of the act, or of what happened by itself
	By           team.MemberID     `json:"by,omitempty"` // empty is the program
	At           time.Time         `json:"at"`
	Facts        map[string]string `json:"facts,omitempty"` // what the timeline line says, by placeholder
	Version      int64             `json:"version"`         // of the conversation after it
	// Before is what undo restores; empty for what cannot be undone.
	Before *Changes `json:"before,omitempty"`
	// Undoes is the event that this one took back; the store marks that one
	// Undone.
	Undoes CommandID `json:"undoes,omitempty"`
	Undone bool      `json:"undone,omitempty"`
	// Tell are the members to be notified.
	Tell []team.MemberID `json:"tell,omitempty"`
}
