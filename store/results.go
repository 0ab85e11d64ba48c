package store

import (
	"vigie/inbox"
	"vigie/inbox/channel"
)

// Outcome is what became of one command of many.
type Outcome struct {
	Conversation inbox.ConversationID
	Event        inbox.Event
	Err          error
}

// Ingested counts what a batch did.
type Ingested struct {
	Inserted    int // new messages, headers among them
	Completed   int // headers that got their body
	Edited      int // messages whose author changed them
	Removed     int // messages gone on the network
	Duplicates  int // known already
	Quarantined int // could not be read
	// Arrived counts the new messages of people that nobody brought in by hand.
	Arrived       int
	Conversations []inbox.ConversationID // touched, in no order
}

// SendResult is how a sending ended. A nil Err means that it was sent.
type SendResult struct {
	Receipt channel.Receipt
	Err     error
}

// Report is what a check found. An empty list of faults is a sound workspace.
type Report struct {
	Messages      int      `json:"messages"`
	Conversations int      `json:"conversations"`
	Contacts      int      `json:"contacts"`
	Blobs         int      `json:"blobs"`
	Faults        []string `json:"faults"` // for the log, in English
}

// OK reports whether nothing is wrong.
func (r Report) OK() bool { return len(r.Faults) == 0 }
