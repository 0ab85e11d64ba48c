package inbox

// Outcome is what became of one act of many: its audit entry, or why it was
// refused.
type Outcome struct {
	Conversation ConversationID
	Event        Event
	Err          error
}
