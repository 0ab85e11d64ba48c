package radar

import "time"

// Mention is one post as the detector sees it.
type Mention struct {
	ID      string
	At      time.Time
	Author  string // "" is nobody known: then each mention is somebody else's
	Channel string
	// Followers is the author's; nil is unknown and never zero.
	Followers *int64
	Text      string
	Negative  bool     // by the tone as it stands now
	Unsure    bool     // irony or a language that is not understood
	Words     []string // that decided the tone
	Risk      []string // words of harm: allergie, rappel, plainte …
	Weighty   bool     // a journalist, an authority: by the contact's tags
}

func (m Mention) author() string {
	if m.Author == "" {
		return "\x00" + m.ID
	}
	return m.Author
}

// Stream is what is counted: authors, each once an hour.
type Stream string

// The streams.
const (
	All      Stream = "all"
	Negative Stream = "negative"
	Stories  Stream = "story" // of the largest story
	Risk     Stream = "risk"
)

// Streams lists them in their order.
func Streams() []Stream { return []Stream{All, Negative, Stories, Risk} }

// Span is a stretch of time; its end is not part of it.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

func (s Span) holds(t time.Time) bool { return !t.Before(s.From) && t.Before(s.To) }

// Campaign is an announced event that makes people talk.
type Campaign struct {
	Span
	Name   string  `json:"name"`
	Factor float64 `json:"factor"` // how many times the usual is expected
}

// Settings are the knobs of a watch.
type Settings struct {
	// Budget is how many false alerts a week are accepted, more than 0.
	Budget float64 `json:"budget"`
	// Campaigns raise what is expected; Known are crises that were confirmed:
	// neither teaches the baseline or the thresholds.
	Campaigns []Campaign `json:"campaigns,omitempty"`
	Known     []Span     `json:"known,omitempty"`
	// Week places a moment in the week; nil is UTC without holidays.
	Week Calendar `json:"-"`
}

// DefaultBudget is one false alert in two weeks for a watch.
const DefaultBudget = 0.5

func (s Settings) factor(t time.Time) float64 {
	f := 1.0
	for _, c := range s.Campaigns {
		if c.holds(t) && c.Factor > f {
			f = c.Factor
		}
	}
	return f
}

func (s Settings) known(t time.Time) bool {
	for _, k := range s.Known {
		if k.holds(t) {
			return true
		}
	}
	return false
}
