package store

import (
	"reflect"
	"strconv"

	"vigie/inbox"
)

// reread gives a newer reading of a message the place of the older one, and
// says whether its author changed it meanwhile.
func reread(old, m inbox.Message) (inbox.Message, bool) {
	if old.SentBy != "" {
		return rereadOurs(old, m)
	}
	m = sameMessage(old, m)
	return m, m.Text != old.Text || m.Subject != old.Subject || len(m.Attachments) != len(old.Attachments) || !reflect.DeepEqual(m.Rating, old.Rating)
}

// rereadOurs takes how the network shows what was written here: it may leave
// out whom an answer addresses, or write links in its own way. The first time
// that is no edit unless the network itself says so; later, what differs from
// the time before is. What was not edited stays as it was written.
func rereadOurs(old, m inbox.Message) (inbox.Message, bool) {
	echo := echoOf(m)
	edited := echo != old.Echo
	if old.Echo == "" {
		edited = m.Revision > 0 && m.Text != old.Text
	}
	m = sameMessage(old, m)
	m.Echo = echo
	if !edited {
		m.Subject, m.Text, m.Quoted, m.Signature = old.Subject, old.Text, old.Quoted, old.Signature
		m.Links, m.Attachments, m.SentAt = old.Links, old.Attachments, old.SentAt
	}
	return m, edited
}

// echoOf is the print of how a network shows a message.
func echoOf(m inbox.Message) string {
	return strconv.FormatUint(uint64(hashOf(m.Subject, m.Text, strconv.Itoa(len(m.Attachments)))), 16)
}
