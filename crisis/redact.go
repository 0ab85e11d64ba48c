package crisis

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"vigie/inbox"
)

// Redactable reports whether the payload of an event of the kind can be taken
// out of it and the run still folds to where it stands: what people wrote beside
// the flow. What decides the way of a run (its start, its decisions, its texts)
// stays.
func Redactable(k Kind) bool {
	return slices.Contains([]Kind{
		KindJoin, KindNote, KindAction, KindUpdate, KindLink, KindAttach, KindComplete, KindReject, KindAckFreeze, KindPublish, KindByHand,
	}, k)
}

// shortestName is the least number of letters by which a single name is told
// from a common word.
const shortestName = 6

// Person is somebody outside the house who asked to be forgotten: what names
// them, and the conversations that were theirs.
type Person struct {
	Names         []string // handles and names, as they are written
	Conversations []inbox.ConversationID
}

// Named reports whether a text names the person. A short single name is not
// looked for: it would be found in texts about others.
func (p Person) Named(text string) bool {
	low := strings.ToLower(text)
	return slices.ContainsFunc(p.Names, func(n string) bool {
		n = strings.ToLower(strings.TrimSpace(n))
		telling := strings.ContainsAny(n, " @.") || utf8.RuneCountInString(n) >= shortestName
		return n != "" && telling && strings.Contains(low, n)
	})
}

// In reports whether the payload of an event has data of the person: it names
// them, or it is what was published to them.
func (p Person) In(e Event) bool {
	if len(e.Payload) == 0 {
		return false
	}
	if act, err := DecodeAct(e.Kind, e.Payload); err == nil {
		if pub, ok := act.(Publish); ok && slices.Contains(p.Conversations, pub.Conversation) {
			return true
		}
	}
	var body any
	return json.Unmarshal(e.Payload, &body) == nil && p.within(body)
}

func (p Person) within(v any) bool {
	switch v := v.(type) {
	case string:
		return p.Named(v)
	case []any:
		return slices.ContainsFunc(v, p.within)
	case map[string]any:
		for _, inner := range v {
			if p.within(inner) {
				return true
			}
		}
	}
	return false
}
