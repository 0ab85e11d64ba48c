package crisis

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"vigie/inbox"
)

// Redactable reports whether the payload of an event can be taken out of it and
// the run still folds to where it stands: what people wrote beside the flow.
// What decides the way of a run stays: its start, its decisions, its texts, who
// is to countersign a step, which run a step bore, and that a text is out.
func Redactable(e Event) bool {
	beside := slices.Contains([]Kind{
		KindJoin, KindNote, KindAction, KindUpdate, KindLink, KindAttach, KindComplete, KindReject, KindAckFreeze, KindPublish,
	}, e.Kind)
	if !beside || len(e.Payload) == 0 {
		return beside
	}
	act, err := DecodeAct(e.Kind, e.Payload)
	if err != nil {
		return false
	}
	switch a := act.(type) {
	case Complete:
		return !a.Signed && a.Child == ""
	case Publish:
		return a.Conversation != "" // an answer to one person: the others had it too
	}
	return true
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
