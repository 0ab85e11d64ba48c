package inbox

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"vigie/inbox/team"
)

// Arrival is a message that just came, with the conversation that it belongs
// to, if there is one.
type Arrival struct {
	Message Message
	// Known is the conversation it joins; nil opens a new one.
	Known   *Conversation
	Account Account
	Rules   Rules
	// Aside is set when only watches look at the message: its account is read
	// for its hits, and no watch wants it in the inbox.
	Aside bool
	// ID is a fresh ULID for whatever has to be made.
	ID string
}

// Arrive decides what a message does to its conversation. The message comes
// back with its place filled in; the conversation is its whole new value.
func Arrive(a Arrival) (Message, Conversation) {
	m := a.Message
	a.Rules = a.Rules.For(a.Account)
	if a.Known == nil || closedForGood(*a.Known, m, a.Rules) {
		c := opened(a)
		m.Conversation, m.Origin = c.ID, c.ID
		return m, c
	}
	c := *a.Known
	m.Conversation, m.Origin = c.ID, c.ID
	joined(&c, a)
	return m, c
}

// closedForGood reports whether a conversation was over too long ago for the
// message to reopen it.
func closedForGood(c Conversation, m Message, r Rules) bool {
	return c.Status == Resolved && r.ReopenWithin > 0 && m.Direction == Inbound && m.Class == Person &&
		m.SentAt.Sub(c.LastAt) > r.ReopenWithin
}

func opened(a Arrival) Conversation {
	m := a.Message
	c := Conversation{
		ID: ConversationID(a.ID), Account: m.Account, Channel: a.Account.Channel, Kind: m.Kind,
		Subject: m.Subject, Contact: m.Contact, Language: m.Language, Status: New,
		Department: team.DepartmentID(a.Account.Department), FirstAt: m.SentAt, Automatic: m.Class != Person,
		Watched: a.Aside && m.Class == Person,
	}
	if a.Known != nil {
		c.Follows = a.Known.ID
	}
	switch {
	case c.Automatic, c.Watched:
		c.Status = Ignored
	case m.Direction == Outbound:
		c.Status = Waiting
	}
	heard(&c, m, a.Rules)
	return c
}

// joined adds a message to a conversation and reopens it where that is due.
func joined(c *Conversation, a Arrival) {
	m, r := a.Message, a.Rules
	if m.Class == Person && m.Direction == Inbound {
		fresh := m.SentAt.After(c.LastInboundAt) && m.SentAt.After(c.LastReplyAt)
		switch {
		case c.Watched && a.Aside: // one more that only watches look at
		case c.Automatic, c.Watched:
			c.Automatic, c.Watched, c.Status = false, a.Aside, New
			if c.Watched {
				c.Status = Ignored
			}
		case !fresh: // an old message read late changes no status
		case c.Status == Resolved:
			reopen(c, r)
		case c.Status == Waiting, c.Status == Snoozed:
			c.Status, c.SnoozedUntil = Open, time.Time{}
		}
	}
	heard(c, m, r)
}

func reopen(c *Conversation, r Rules) {
	c.Status = Open
	if !r.KeepOwner {
		c.Assignee = ""
	}
}

// heard counts a message in: numbers, times, snippet, what is owed.
func heard(c *Conversation, m Message, r Rules) {
	c.Version++
	c.Messages++
	c.Attachments = c.Attachments || slices.ContainsFunc(m.Attachments, func(a Attachment) bool { return !a.Inline })
	if c.FirstAt.IsZero() || m.SentAt.Before(c.FirstAt) {
		c.FirstAt = m.SentAt
	}
	if m.Class != Person && !c.Automatic {
		return
	}
	if !m.SentAt.Before(c.LastAt) {
		c.LastAt, c.Snippet = m.SentAt, Snippet(m)
	}
	if m.Class != Person {
		return
	}
	c.Heard++
	if m.Direction == Inbound && c.Watched {
		c.LastInboundAt = later(c.LastInboundAt, m.SentAt)
	} else if m.Direction == Inbound {
		owe(c, m.SentAt, r)
	} else {
		answered(c, m, r)
	}
}

// owe notes that the author waits since at, unless we answered later or an
// earlier message waits already.
func owe(c *Conversation, at time.Time, r Rules) {
	c.LastInboundAt = later(c.LastInboundAt, at)
	if at.After(c.LastReplyAt) && (c.WaitingSince.IsZero() || at.Before(c.WaitingSince)) {
		waitSince(c, at, r)
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Promoted brings a conversation that only watches looked at to the inbox: as a
// new one, with an answer owed from at on. Any other comes back as it is.
func Promoted(c Conversation, at time.Time, r Rules) Conversation {
	if !c.Watched {
		return c
	}
	c.Watched, c.Status = false, New
	c.Version++
	if c.LastInboundAt.After(c.LastReplyAt) {
		waitSince(&c, at, r)
	}
	return c
}

// answered notes our answer: what came before it waits no more. Of what came
// after it only the last is known, so that one counts. An answer written in
// the network's own app leaves the word to the author; one written here has
// set the status already, as its writer chose.
func answered(c *Conversation, m Message, r Rules) {
	at := m.SentAt
	if at.After(c.LastReplyAt) {
		c.LastReplyAt = at
	}
	switch {
	case !at.Before(c.LastInboundAt):
		c.WaitingSince, c.DueAt = time.Time{}, time.Time{}
		if c.Status.Active() && m.SentBy == "" {
			c.Status = Waiting
		}
	case !c.WaitingSince.IsZero() && c.WaitingSince.Before(at):
		waitSince(c, c.LastInboundAt, r)
	}
}

func waitSince(c *Conversation, at time.Time, r Rules) {
	c.WaitingSince, c.DueAt = at, time.Time{}
	if r.ReplyWithin > 0 && !at.Before(r.Since) {
		c.DueAt = at.Add(r.ReplyWithin)
	}
}

// Recount rebuilds what a conversation says of its messages from the messages
// themselves, oldest first: after merge, split, and a body that came late.
func Recount(c Conversation, messages []Message, r Rules) Conversation {
	version, heardBefore := c.Version, c.Heard
	c.Messages, c.Attachments, c.Heard = 0, false, 0
	c.FirstAt, c.LastAt, c.LastInboundAt, c.LastReplyAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	c.WaitingSince, c.DueAt, c.Snippet = time.Time{}, time.Time{}, ""
	status := c.Status
	c.Automatic = len(messages) > 0 && !slices.ContainsFunc(messages, func(m Message) bool { return m.Class == Person })
	for _, m := range messages {
		heard(&c, m, r)
	}
	c.Status, c.Version, c.Heard = status, version, max(heardBefore, c.Heard)
	return c
}

// Snippet is the start of a message on one line, at most 200 runes.
func Snippet(m Message) string {
	text := m.Text
	if text == "" {
		text = m.Subject
	}
	var b strings.Builder
	n, space := 0, false
	for _, r := range text {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		if n++; n > 200 {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}
