package store

import (
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Outcome is what became of one command of many.
type Outcome = inbox.Outcome

// Ingested counts what a batch did. The kinds do not overlap: each event is
// counted once.
type Ingested struct {
	Inserted    int // new messages, headers among them
	Completed   int // headers that got their body
	Edited      int // messages whose author changed them
	Removed     int // messages gone on the network
	Duplicates  int // known already
	Quarantined int // could not be read
	// Arrived counts the new messages of people of which somebody should be
	// told: not those of a first reading or an import.
	Arrived       int
	Conversations []inbox.ConversationID // touched, in order of id
}

// SendResult is how a sending ended, as the sender judged it (it has the
// fields of outbox.Ended). State is Sent, Queued again, Failed or Unknown.
type SendResult struct {
	State   inbox.SendState
	Again   time.Time       // of Queued: not before
	Receipt channel.Receipt // of Sent
	Err     error           // of all but Sent
}

// Report is what a check found.
type Report struct {
	Messages      int      `json:"messages"`
	Conversations int      `json:"conversations"`
	Contacts      int      `json:"contacts"`
	Blobs         int      `json:"blobs"`
	Quarantined   int      `json:"quarantined"`
	Unindexed     int      `json:"unindexed"` // wait for the full-text index; not a fault
	Faults        []string `json:"faults"`    // for the log, in English
}

// OK reports whether nothing is wrong.
func (r Report) OK() bool { return len(r.Faults) == 0 }
