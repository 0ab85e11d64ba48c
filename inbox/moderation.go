package inbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"vigie/inbox/team"
)

// ModerationID names an act of moderation: the ULID of the command that asked
// for it.
type ModerationID string

// Ground is why something is moderated, by the house's charter.
type Ground string

// The grounds. Criticism is on the list so that it can be said aloud that it
// is none: whoever moderates stays impartial.
const (
	Insult       Ground = "insult"
	Defamation   Ground = "defamation"
	Racism       Ground = "racism"
	Hatred       Ground = "hatred" // incitement to hatred or violence
	Pornography  Ground = "pornography"
	Spam         Ground = "spam"
	PersonalInfo Ground = "personal" // somebody's personal data
	OffCharter   Ground = "charter"  // anything else; it needs words
	Criticism    Ground = "criticism"
)

// Grounds lists every ground in the order in which they are offered.
func Grounds() []Ground {
	return []Ground{Insult, Defamation, Racism, Hatred, Pornography, Spam, PersonalInfo, OffCharter, Criticism}
}

// LongestModerationWords is how many characters may be said besides the
// ground: what a network's report takes, less room for the ground's own name.
const LongestModerationWords = 900

// ModerationState is where an act of moderation stands.
type ModerationState string

// The states. Proposed waits for a second person, Asked for the network;
// Unknown is an act that may not be repeated and of which no answer came.
const (
	ModerationProposed ModerationState = "proposed"
	ModerationAsked    ModerationState = "asked"
	ModerationActing   ModerationState = "acting"
	ModerationDone     ModerationState = "done"
	ModerationFailed   ModerationState = "failed"
	ModerationUnknown  ModerationState = "unknown"
	ModerationRefused  ModerationState = "refused"
	ModerationReverted ModerationState = "reverted"
)

// Moderation is one act on the network that was asked for: who, what, why, on
// what, and what became of it. It is written before the network is touched.
type Moderation struct {
	ID           ModerationID    `json:"id"`
	Conversation ConversationID  `json:"conversation"`
	Account      AccountID       `json:"account"`
	Message      MessageID       `json:"message"`
	Action       Action          `json:"action"`
	Ground       Ground          `json:"ground,omitempty"` // none for a favourite
	Said         string          `json:"said,omitempty"`   // the ground in the words of who asked, for the network
	Words        string          `json:"words,omitempty"`
	By           team.MemberID   `json:"by"`
	Allowed      team.MemberID   `json:"allowed,omitempty"` // the second person, where one was needed
	Evidence     Evidence        `json:"evidence"`
	State        ModerationState `json:"state"`
	AskedAt      time.Time       `json:"asked_at"`
	NotBefore    time.Time       `json:"not_before"` // end of the undo delay, or of a back-off
	EndedAt      time.Time       `json:"ended_at,omitzero"`
	Attempts     int             `json:"attempts,omitempty"`
	FaultKey     string          `json:"fault_key,omitempty"`
	Cause        string          `json:"cause,omitempty"`
	// Reverts is the act that this one takes back.
	Reverts ModerationID `json:"reverts,omitempty"`
}

// Evidence is what was seen when an act was asked for: kept whatever becomes
// of it on the network.
type Evidence struct {
	Native    string    `json:"native"`
	Handle    string    `json:"handle"`
	Name      string    `json:"name,omitempty"`
	Subject   string    `json:"subject,omitempty"`
	Text      string    `json:"text"`
	Files     []string  `json:"files,omitempty"`
	Permalink string    `json:"permalink,omitempty"`
	SentAt    time.Time `json:"sent_at"`
	Revision  int       `json:"revision,omitempty"`
	Seal      string    `json:"seal"` // sha-256 in hex of all the above as JSON
}

// EvidenceOf seals what a message says now.
func EvidenceOf(m Message) (Evidence, error) {
	e := Evidence{
		Native: m.Native, Handle: m.Author.Handle, Name: m.Author.Name, Subject: m.Subject, Text: m.Text, Permalink: m.Permalink,
		SentAt: m.SentAt.UTC(), Revision: m.Revision,
	}
	for _, a := range m.Attachments {
		e.Files = append(e.Files, firstOf(a.URL, a.Name))
	}
	seal, err := e.seal()
	e.Seal = seal
	return e, err
}

// Intact reports whether the evidence is as it was sealed.
func (e Evidence) Intact() bool {
	seal, err := e.seal()
	return err == nil && seal == e.Seal
}

func (e Evidence) seal() (string, error) {
	e.Seal = ""
	raw, err := json.Marshal(e)
	if err != nil {
		return "", fmt.Errorf("seal the evidence: %w", err)
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:]), nil
}

// Why is what the network is told of an act.
type Why struct {
	Ground Ground
	Words  string // for the network's moderators
}

// Why gives what the network is told: the ground by its name, and the words.
func (m Moderation) Why() Why {
	words := m.Said
	switch {
	case words == "":
		words = m.Words
	case m.Words != "":
		words += ". " + m.Words
	}
	return Why{Ground: m.Ground, Words: words}
}

// Opposite is the action that takes one back, where a network may allow it.
func (a Action) Opposite() (Action, bool) {
	switch a {
	case Like:
		return Unlike, true
	case Mute:
		return Unmute, true
	case Block:
		return Unblock, true
	default:
		return "", false
	}
}

// Repeatable reports whether doing it twice has the effect of once, so that it
// may be tried again without asking. A report may not.
func (a Action) Repeatable() bool { return a != Report }

// OnAuthor reports whether the action is on who wrote rather than on what was
// written.
func (a Action) OnAuthor() bool { return a == Mute || a == Block || a == Unmute || a == Unblock }

// Live reports whether the act is under way or has its effect.
func (s ModerationState) Live() bool {
	return s != ModerationRefused && s != ModerationReverted && s != ModerationFailed
}

// Begin says that the network is about to be told.
func (m Moderation) Begin() Moderation {
	m.State, m.FaultKey, m.Cause = ModerationActing, "", ""
	m.Attempts++
	return m
}

// Done says that the network did it.
func (m Moderation) Done(at time.Time) Moderation {
	m.State, m.EndedAt, m.FaultKey, m.Cause = ModerationDone, at, "", ""
	return m
}

// Again says that it was not done, for a passing reason.
func (m Moderation) Again(key, cause string, notBefore time.Time) Moderation {
	m.State, m.FaultKey, m.Cause, m.NotBefore = ModerationAsked, key, cause, notBefore
	return m
}

// Fail says that it was not done and waits for a person; with unknown, that
// nobody knows.
func (m Moderation) Fail(unknown bool, key, cause string, at time.Time) Moderation {
	m.State, m.EndedAt, m.FaultKey, m.Cause = ModerationFailed, at, key, cause
	if unknown {
		m.State = ModerationUnknown
	}
	return m
}
