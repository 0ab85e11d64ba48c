package radar

import (
	"fmt"
	"time"
)

// Level is how grave an alert is.
type Level string

// The levels. Vigilance is a badge; Alert is told to who is on duty; Crisis
// proposes a playbook. Nothing starts one but a person.
const (
	Vigilance Level = "vigilance"
	Alarm     Level = "alert"
	Crisis    Level = "crisis"
)

func (l Level) rank() int {
	switch l {
	case Vigilance:
		return 1
	case Alarm:
		return 2
	case Crisis:
		return 3
	default:
		return 0
	}
}

// Alert is a rise that was noticed, with everything that it was judged by. It
// is updated in place until it is cleared.
type Alert struct {
	ID        string    `json:"id"` // the moment and what it is about: the same in each replay
	RaisedAt  time.Time `json:"raised_at"`
	ClearedAt time.Time `json:"cleared_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at"`
	Level     Level     `json:"level"` // the highest that it reached
	Steps     []Step    `json:"steps"` // when it reached each level
	Streams   []Stream  `json:"streams"`
	Reasons   []Reason  `json:"reasons"` // of the last rise, what speaks for it first, then against
	Why       Why       `json:"why"`
}

// Step is a level that an alert reached.
type Step struct {
	Level Level     `json:"level"`
	At    time.Time `json:"at"`
}

// Reason is one thing that speaks for or against an alert: a translation key
// with numbers.
type Reason struct {
	Key     string         `json:"key"`
	Args    map[string]any `json:"args,omitempty"`
	Against bool           `json:"against,omitempty"`
	Posts   []string       `json:"posts,omitempty"` // messages to look at, the first ones
}

// Number is the number of a reason that its sentence agrees with ("1 author",
// "2 authors"); ok is false where the sentence has no such number. The texts of
// the keys named here have a singular and a plural.
func (r Reason) Number() (n int, ok bool) {
	name := map[string]string{
		"radar.authors": "Authors", "radar.doubling": "Minutes", "radar.story": "Copies", "radar.risk": "Count",
		"radar.mostly-neutral": "Negative", "radar.rung-before": "Days", "radar.still-learning": "Days",
	}[r.Key]
	switch v := r.Args[name].(type) {
	case int:
		return v, true
	case float64: // as JSON has whole numbers
		return int(v), true
	default:
		return 0, false
	}
}

// Why holds the numbers of an alert, as they were when it last rose.
type Why struct {
	First     time.Time      `json:"first"`    // the first mention of the story, or of the two hours
	Stream    Stream         `json:"stream"`   // that decided
	Observed  int            `json:"observed"` // in the last hour, of that stream
	Expected  float64        `json:"expected"`
	Authors   int            `json:"authors"` // in the last two hours
	Posts     int            `json:"posts"`
	Negative  int            `json:"negative"`
	Sum       float64        `json:"sum"`       // C
	Threshold float64        `json:"threshold"` // h
	Rung      int            `json:"rung"`      // how often the history reached this threshold
	Days      int            `json:"days"`      // of that history
	Learning  bool           `json:"learning,omitempty"`
	Story     *StoryFacts    `json:"story,omitempty"`
	Doubling  time.Duration  `json:"doubling,omitempty"`
	Reach     float64        `json:"reach"` // times the usual of an hour
	Channels  map[string]int `json:"channels"`
	Words     []Word         `json:"words,omitempty"`
	Risk      []Word         `json:"risk,omitempty"`
	Points    []Point        `json:"points,omitempty"` // the last two hours
}

// StoryFacts is what many of the mentions repeat.
type StoryFacts struct {
	ID      string  `json:"id"`
	Title   string  `json:"title"`
	Copies  int     `json:"copies"`
	Authors int     `json:"authors"`
	Share   float64 `json:"share"` // of the angry authors of the two hours
	Widest  string  `json:"widest,omitempty"`
	// Followers is nil where the widest author's are unknown.
	Followers *int64 `json:"followers,omitempty"`
}

// Word is a word and by how many authors it was said.
type Word struct {
	Word string `json:"word"`
	N    int    `json:"n"`
}

// Gates and limits of the levels, as the crisis page sets them.
const (
	leastAuthors  = 5   // before anything rings
	loud          = 1.5 // times the threshold of all mentions, for an alert without anger
	storyShare    = 0.4 // of the authors
	riskShare     = 0.3 // of the authors
	reachTimes    = 5.0 // the usual reach of an hour
	fastDoubling  = time.Hour
	widestTimes   = 10.0 // the usual reach, for one post with a word of harm
	crisisSigns   = 2
	clearedBelow  = 0.2 // of the threshold
	clearedBins   = int(window / Bin)
	reopensWithin = 24 * time.Hour
)

func alertID(at time.Time, about string) string {
	return fmt.Sprintf("%s/%s", at.UTC().Format("20060102T1504"), about)
}
