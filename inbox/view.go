package inbox

import (
	"time"

	"vigie/inbox/team"
)

// View is a question to the inbox: which conversations, in which order. Empty
// fields do not narrow.
type View struct {
	Statuses   []Status            `json:"statuses,omitempty"`
	Assignee   team.MemberID       `json:"assignee,omitempty"`
	Unassigned bool                `json:"unassigned,omitempty"`
	Department team.DepartmentID   `json:"department,omitempty"`
	HandedTo   []team.DepartmentID `json:"handed_to,omitempty"` // awaits the acceptance of one of these
	Account    AccountID           `json:"account,omitempty"`
	Contact    ContactID           `json:"contact,omitempty"`
	Tag        string              `json:"tag,omitempty"`
	Kind       Kind                `json:"kind,omitempty"`
	// Automatic shows the bounces, auto-replies and newsletters instead of
	// what people wrote.
	Automatic bool `json:"automatic,omitempty"`
	// Watched shows what only watches look at instead.
	Watched bool `json:"watched,omitempty"`
	// Search is a full-text query; its grammar is Terms.
	Search string `json:"search,omitempty"`
	// As is the member whom "me" means in Search.
	As   team.MemberID `json:"as,omitempty"`
	Sort Sort          `json:"sort,omitempty"`
}

// Sort is the order of a view.
type Sort string

// The orders.
const (
	NewestFirst Sort = ""       // last message first
	OldestFirst Sort = "oldest" // last message last
	DueFirst    Sort = "due"    // what is owed soonest first, then what owes nothing, newest first
)

// Row is one line of a list: a conversation with what the line shows of
// others.
type Row struct {
	Conversation
	ContactName string
	Handle      string // of the contact on this channel
	Followers   *int64 // nil is unknown
	ContactTags []string
	AccountName string
	HasDraft    bool
	// Send is the state of the last reply that is not sent or cancelled;
	// empty when there is none.
	Send SendState
}

// Place is a position in an ordered view, so that the next page begins where
// the last one ended whatever arrived meanwhile. The zero value is the start.
type Place struct {
	Key int64          // the sort key of the last row
	ID  ConversationID // breaks ties
}

// PlaceOf gives the position of a row in an order.
func PlaceOf(c Conversation, s Sort) Place { return Place{Key: SortKey(c, s), ID: c.ID} }

// NeverDue sorts behind every true deadline.
const NeverDue = int64(1) << 60

// SortKey is what a view is ordered by, in milliseconds since 1970 UTC.
func SortKey(c Conversation, s Sort) int64 {
	if s != DueFirst {
		return c.LastAt.UnixMilli()
	}
	if c.DueAt.IsZero() {
		return NeverDue - c.LastAt.UnixMilli()
	}
	return c.DueAt.UnixMilli()
}

// Detail is a conversation opened: all that its screen shows.
type Detail struct {
	Conversation Conversation
	Account      Account
	Contact      Contact
	Identities   []Identity
	Messages     []Message // oldest first
	// Earlier is how many older messages are not in Messages.
	Earlier   int
	Notes     []Note
	Events    []Event // oldest first; without Before
	Handovers []Handover
	Drafts    []Draft       // those not gone, of every member
	Outbox    []OutboxEntry // those not cancelled
	// Moderations are the acts of moderation on the messages, oldest first.
	Moderations []Moderation
	History     []Row // other conversations of the contact, newest first
	// Activity counts the contact's messages in each of the last 12 weeks,
	// oldest first.
	Activity [12]int
}

// Counter names a number that the navigation shows. Counters are kept with
// each change, never counted on the fly.
type Counter string

// The counters that are not of one member, department, account or tag.
const (
	CountInbox      Counter = "inbox"      // active, of people
	CountUnassigned Counter = "unassigned" // of those, without an assignee
	CountWaiting    Counter = "waiting"
	CountSnoozed    Counter = "snoozed"
	CountAutomatic  Counter = "automatic"
	CountWatched    Counter = "watched" // of those that only watches look at
)

// CountMember is what a member has to do.
func CountMember(m team.MemberID) Counter { return Counter("member:" + string(m)) }

// CountDepartment is what a department has to do.
func CountDepartment(d team.DepartmentID) Counter { return Counter("department:" + string(d)) }

// CountHanded is what awaits a department's acceptance.
func CountHanded(d team.DepartmentID) Counter { return Counter("handed:" + string(d)) }

// CountAccount is what is to be done on an account.
func CountAccount(a AccountID) Counter { return Counter("account:" + string(a)) }

// CountTag is what is to be done under a tag.
func CountTag(t string) Counter { return Counter("tag:" + t) }

// Counted lists the counters that a conversation is in. What is merged into
// another counts nowhere.
func Counted(c Conversation) []Counter {
	if c.MergedInto != "" {
		return nil
	}
	if c.Automatic {
		return []Counter{CountAutomatic}
	}
	if c.Watched {
		return []Counter{CountWatched}
	}
	var out []Counter
	if c.HandedTo != "" {
		out = append(out, CountHanded(c.HandedTo))
	}
	switch {
	case c.Status == Waiting:
		return append(out, CountWaiting)
	case c.Status == Snoozed:
		return append(out, CountSnoozed)
	case !c.Status.Active():
		return out
	}
	return append(out, countedActive(c)...)
}

func countedActive(c Conversation) []Counter {
	out := []Counter{CountInbox, CountAccount(c.Account)}
	if c.Assignee == "" {
		out = append(out, CountUnassigned)
	} else {
		out = append(out, CountMember(c.Assignee))
	}
	if c.Department != "" {
		out = append(out, CountDepartment(c.Department))
	}
	for _, t := range c.Tags {
		out = append(out, CountTag(t))
	}
	return out
}

// Notice tells that something changed, so that whoever shows it reads again.
// It carries no content and may be dropped: nothing depends on it.
type Notice struct {
	Conversations []ConversationID // empty with All set means: anything
	Accounts      []AccountID
	Outbox        bool
	Team          bool
	All           bool
	// Arrived counts new messages of people in this change.
	Arrived int
	Tell    []Told
}

// Told is what a member is to be told of.
type Told struct {
	Member team.MemberID
	Event  Event
}

// Quarantined is a message that could not be read. Nothing of it is lost: the
// bytes are kept and can be tried again.
type Quarantined struct {
	ID      string    `json:"id"`
	Account AccountID `json:"account"`
	Native  string    `json:"native"`
	Cause   string    `json:"cause"`
	Size    int64     `json:"size"`
	At      time.Time `json:"at"`
}
