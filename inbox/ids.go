package inbox

// The ids are ULIDs made offline, so that two desktops never make the same
// one. What an arriving message creates shares the message's ULID, each in its
// own table; what a command creates shares the command's.
type (
	// ConversationID names a conversation.
	ConversationID string
	// MessageID names a message (not the mail header of that name: that is Native or MailID).
	MessageID string
	// ContactID names a contact.
	ContactID string
	// AccountID names an account on a channel.
	AccountID string
	// HandoverID names one leg of a handover.
	HandoverID string
	// DraftID names a draft.
	DraftID string
	// OutboxID names an entry of the outbox.
	OutboxID string
	// CommandID names an act of a person; its audit entry has the same id.
	CommandID string
)
