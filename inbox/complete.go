package inbox

import (
	"slices"
	"time"
)

// Complete tells a conversation that the body of a header came. It reports
// false when the header had promised something else, so that only a Recount
// will do. The version stays: nobody's work is changed by a body.
func Complete(c Conversation, header, whole Message) (Conversation, bool) {
	if header.Class != whole.Class || header.Direction != whole.Direction || !header.SentAt.Equal(whole.SentAt) {
		return c, false
	}
	c.Attachments = c.Attachments || slices.ContainsFunc(whole.Attachments, func(a Attachment) bool { return !a.Inline })
	if c.Language == "" {
		c.Language = whole.Language
	}
	if (whole.Class == Person || c.Automatic) && !whole.SentAt.Before(c.LastAt) {
		c.Snippet = Snippet(whole)
	}
	return c, true
}

// Reclassed gives a conversation the status that its messages would have given
// it, when a Recount found that it is automatic after all, or is not. What a
// person decided stays.
func Reclassed(before, after Conversation) Conversation {
	switch {
	case after.Automatic && !before.Automatic && after.Status == New:
		after.Status = Ignored
	case !after.Automatic && before.Automatic && after.Status == Ignored:
		after.Status = New
	}
	return after
}

// Joined makes one of two conversations that nobody touched yet, when a
// message shows that they are the same. The messages move, and what the first
// says of them is to be recounted.
func Joined(into, from Conversation) (Conversation, Conversation) {
	if from.Status.Active() && !into.Status.Active() {
		into.Status, into.SnoozedUntil = from.Status, time.Time{}
	}
	into.Watched = into.Watched && from.Watched
	into.Heard += from.Heard
	into.Version++
	from.Version++
	from.MergedInto, from.Status = into.ID, Resolved
	return into, from
}
