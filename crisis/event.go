package crisis

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"vigie/inbox/team"
)

// RunID names a run: a ULID made offline.
type RunID string

// Kind says what happened. Kinds are stored and sent: never rename one.
type Kind string

// Event is one thing that happened in a run. Events are only ever added; a
// correction is a new event.
type Event struct {
	ID   string        `json:"id"` // of the order that made it; later ones of the same order have "-2", "-3" … behind
	Run  RunID         `json:"run"`
	Seq  int64         `json:"seq"` // 1, 2, 3 … of the run, in the authority's order of arrival
	Kind Kind          `json:"kind"`
	Step string        `json:"step,omitempty"`
	By   team.MemberID `json:"by,omitempty"` // empty is the program
	// At is the actor's own clock, and only shown. Kept is when the authority
	// took it: deadlines and expiry go by it.
	At   time.Time `json:"at"`
	Kept time.Time `json:"kept"`
	// Base is the last event that the actor had seen. What came between was
	// not known to them.
	Base int64 `json:"base"`
	// Payload is the act. It is empty when it was erased: PayloadHash stays, so
	// that the chain stays whole.
	Payload     json.RawMessage `json:"payload,omitempty"`
	PayloadHash string          `json:"payload_hash"`
	Prev        string          `json:"prev"` // the hash of the event before; empty for the first
	Hash        string          `json:"hash"`
}

// Erased reports whether what it said was taken out of it.
func (e Event) Erased() bool { return len(e.Payload) == 0 && e.PayloadHash != "" }

// Sealed gives the event with its place in the chain: behind the hash prev.
func (e Event) Sealed(prev string) Event {
	e.At, e.Kept = e.At.UTC().Truncate(time.Millisecond), e.Kept.UTC().Truncate(time.Millisecond)
	if !e.Erased() {
		e.PayloadHash = hashOf(e.Payload)
	}
	e.Prev = prev
	e.Hash = e.digest()
	return e
}

// digest is SHA-256 over the hash before, a line feed and the event as a JSON
// array in a fixed order, times in milliseconds. The payload is in it by its
// hash, so that it can be erased.
func (e Event) digest() string {
	raw, err := json.Marshal([]any{
		e.ID, e.Run, e.Seq, e.Kind, e.Step, e.By, e.At.UnixMilli(), e.Kept.UnixMilli(), e.Base, e.PayloadHash,
	})
	if err != nil { // strings and numbers always encode
		return ""
	}
	return hashOf(append([]byte(e.Prev+"\n"), raw...))
}

func hashOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// Break is where a chain is broken, and why.
type Break struct {
	Event Event
	Why   string // a word: seq, payload, prev or hash
}

// Error names the event, for a log.
func (b *Break) Error() string {
	return fmt.Sprintf("run %s: event %d (%s): %s does not match", b.Event.Run, b.Event.Seq, b.Event.ID, b.Why)
}

// Verify checks a run's events, all of them in their order: nothing was
// changed, left out, added between or put elsewhere. It gives the first break,
// nil when there is none. That events were cut off the end it cannot see; the
// last hash, noted elsewhere, shows that.
func Verify(events []Event) *Break {
	prev := ""
	for i, e := range events {
		switch {
		case e.Seq != int64(i)+1 || e.Run != events[0].Run:
			return &Break{e, "seq"}
		case !e.Erased() && hashOf(e.Payload) != e.PayloadHash:
			return &Break{e, "payload"}
		case e.Prev != prev:
			return &Break{e, "prev"}
		case e.digest() != e.Hash:
			return &Break{e, "hash"}
		}
		prev = e.Hash
	}
	return nil
}

// Verdict says what an event came to: none is dropped, and not each one counts.
type Verdict string

// The verdicts.
const (
	Counts       Verdict = "counts"
	AlsoDone     Verdict = "also"       // somebody else was first; theirs stands beside it
	Superseded   Verdict = "superseded" // what came first, or weighs more, stands
	Variant      Verdict = "variant"    // another text, kept beside the first
	Stale        Verdict = "stale"      // it was about a text that is another by now
	Disputing    Verdict = "disputed"   // two decided differently; the lead settles it
	AfterClosing Verdict = "after_closing"
)
