package inbox

import (
	"time"

	"vigie/inbox/team"
)

// PostConversation is the conversation of a post of the house's own, ready for
// what people will say to it. It owes nothing, and has no message until the
// post is out. by is who published it.
func PostConversation(id ConversationID, acc Account, by team.MemberID, text string, at time.Time) Conversation {
	snippet := Snippet(Message{Text: text})
	return Conversation{
		ID: id, Account: acc.ID, Channel: acc.Channel, Kind: Comment, Subject: snippet, Snippet: snippet, Status: Waiting,
		Department: team.DepartmentID(acc.Department), Assignee: by, LastAt: at, Version: 1,
	}
}

// PostEntry is the outbox entry of a post, which leaves not before a time. Only
// a permit lets it leave.
func PostEntry(id OutboxID, c Conversation, text string, notBefore, at time.Time) OutboxEntry {
	return OutboxEntry{
		ID: id, Conversation: c.ID, Account: c.Account, Author: c.Assignee, Kind: OwnPost, Text: text,
		Key: string(id), State: Queued, QueuedAt: at, NotBefore: notBefore,
	}
}
