package inbox

import (
	"slices"
	"strings"
	"time"
)

// Candidate is a conversation that a mail may belong to, with why.
type Candidate struct {
	Conversation Conversation
	// Referred is set when the mail names a message of it, or a message of it
	// names the mail; otherwise only subject and people speak for it.
	Referred bool
	// BaseSubject is the conversation's subject without "Re:" and the like.
	BaseSubject string
	// People are the handles that take part, ours not among them.
	People []string
	// Ours is set when the mail answers a message that we sent.
	Ours bool
}

// Subjectless is how long after its last message a conversation takes in a
// mail that answers it by subject and author alone, its references being lost.
const Subjectless = 30 * 24 * time.Hour

// Belongs chooses the conversation of a mail among the candidates: -1 is none.
// References are believed when the subject or the people agree, because broken
// programs reuse Message-IDs for unrelated mails; without references, an
// answer ("Re:") of the same person on the same subject within Subjectless
// belongs.
func Belongs(m Message, candidates []Candidate) int {
	best, bestScore := -1, 0
	for i, c := range candidates {
		if s := score(m, c); s > bestScore || s == bestScore && s > 0 && newer(c, candidates[best]) {
			best, bestScore = i, s
		}
	}
	return best
}

func newer(a, b Candidate) bool { return a.Conversation.LastAt.After(b.Conversation.LastAt) }

func score(m Message, c Candidate) int {
	sameSubject := m.BaseSubject != "" && strings.EqualFold(m.BaseSubject, c.BaseSubject)
	samePeople := slices.ContainsFunc(c.People, func(h string) bool {
		return strings.EqualFold(h, m.Author.Handle) || slices.ContainsFunc(m.Recipients, func(r string) bool { return strings.EqualFold(r, h) })
	})
	near := m.SentAt.Sub(c.Conversation.LastAt).Abs() <= Subjectless
	switch {
	case c.Referred && c.Ours:
		return 4
	case c.Referred && sameSubject:
		return 3
	case c.Referred && samePeople && (m.Answers || m.BaseSubject == "" || c.BaseSubject == ""):
		return 2
	case !c.Referred && m.Answers && sameSubject && samePeople && near:
		return 1
	default:
		return 0
	}
}
