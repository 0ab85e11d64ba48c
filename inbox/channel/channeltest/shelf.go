package channeltest

import (
	"fmt"
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// shelf keeps events as the store does: by Native, completing what was
// pending, never twice.
type shelf struct {
	messages map[string]*kept
	order    []string
	poison   []channel.Poison
	upserts  int
}

type kept struct {
	channel.Upsert
	removed  bool
	versions int
}

func newShelf() *shelf { return &shelf{messages: map[string]*kept{}} }

// put applies a batch and returns what was wrong with it by the contract.
func (s *shelf) put(b channel.Batch) []string {
	var wrong []string
	if b.Next == nil {
		wrong = append(wrong, "a batch has no Next cursor")
	}
	for _, e := range b.Events {
		switch e := e.(type) {
		case channel.Upsert:
			wrong = append(wrong, s.upsert(e)...)
		case channel.Removed:
			wrong = append(wrong, s.remove(e)...)
		case channel.Poison:
			s.drop(e.Replaces)
			s.poison = append(s.poison, e)
			if e.Cause == nil || e.Native == "" {
				wrong = append(wrong, fmt.Sprintf("poison %q has no cause or no Native", e.Native))
			}
		default:
			wrong = append(wrong, fmt.Sprintf("an event of unknown type %T", e))
		}
	}
	return wrong
}

func (s *shelf) upsert(u channel.Upsert) []string {
	wrong := flaws(u)
	s.upserts++
	if u.Replaces != "" && s.messages[u.Replaces] == nil && s.messages[u.Message.Native] == nil {
		wrong = append(wrong, fmt.Sprintf("%q replaces %q, which never came", u.Message.Native, u.Replaces))
	}
	s.drop(u.Replaces)
	k := s.messages[u.Message.Native]
	if k == nil {
		s.messages[u.Message.Native] = &kept{Upsert: u, versions: 1}
		s.order = append(s.order, u.Message.Native)
		return wrong
	}
	if k.Message.Text != u.Message.Text {
		k.versions++
	}
	if !u.Message.Pending {
		k.Upsert = u
	}
	return wrong
}

// flaws are what is missing in an upsert by itself.
func flaws(u channel.Upsert) []string {
	m, wrong := u.Message, []string(nil)
	missing := func(bad bool, what string) {
		if bad {
			wrong = append(wrong, fmt.Sprintf("message %q: %s", m.Native, what))
		}
	}
	missing(m.Native == "", "no Native")
	missing(m.Kind == "", "no Kind")
	missing(m.Direction != inbox.Inbound && m.Direction != inbox.Outbound, "no Direction")
	missing(m.ReceivedAt.IsZero() || m.SentAt.IsZero(), "no time")
	missing(m.SentAt.After(m.ReceivedAt), "sent after it was received")
	missing(m.ID != "" || m.Conversation != "", "has an id or a conversation, which the store gives")
	missing(!m.Pending && u.Raw == nil, "complete, but without its raw payload")
	missing(m.Pending && u.Raw != nil, "pending, but with its raw payload")
	for _, l := range m.Links {
		missing(l.Start < 0 || l.End > len(m.Text) || l.Start > l.End, "a link lies outside its text")
	}
	return wrong
}

func (s *shelf) remove(r channel.Removed) []string {
	k := s.messages[r.Native]
	switch {
	case k == nil:
	case k.Message.Pending:
		s.drop(r.Native)
	default:
		k.removed = true
	}
	return nil
}

// drop forgets a pending header; what is complete stays.
func (s *shelf) drop(native string) {
	if k := s.messages[native]; k != nil && k.Message.Pending {
		delete(s.messages, native)
		s.order = slices.DeleteFunc(s.order, func(n string) bool { return n == native })
	}
}

// natives gives what is kept, sorted.
func (s *shelf) natives() []string {
	out := slices.Clone(s.order)
	slices.Sort(out)
	return out
}

// with gives the messages whose text or subject holds a marker.
func (s *shelf) with(marker string) []*kept {
	var found []*kept
	for _, n := range s.order {
		k := s.messages[n]
		if strings.Contains(k.Message.Text, marker) || strings.Contains(k.Message.Subject, marker) {
			found = append(found, k)
		}
	}
	return found
}
