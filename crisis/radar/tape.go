package radar

import (
	"errors"
	"time"
)

// TapeVersion grows when a tape means something else, or when what a detector
// makes of the same mentions does but for what settings say: stories, who is
// counted when, reach. TestTape_HasTheVersionOfWhatItHolds notices it.
const TapeVersion = 1

// Tape is what a detector was fed, judged, counted and sorted into stories, so
// that a replay under other settings reads no message again (Recorder, Player).
// Head is what each replay reads: the counts by the bin, which no setting
// changes. Parts are the mentions behind them, without their texts, read only
// where something rings. A tape has names and words out of messages.
type Tape struct {
	Head  []byte
	Parts [][]byte
}

// usualPart is how many mentions a part has; mostOfPart is what is believed.
const (
	usualPart  = 1 << 15
	mostOfPart = 1 << 20
)

// tapeBin is a bin in which anything was said.
type tapeBin struct {
	at      time.Time
	first   time.Time // when the first mention of it came
	counts  [4]float64
	reached float64
	wide    bool // oneWide
	end     int  // how many mentions there are until its end
}

// tapePart is where a part begins.
type tapePart struct {
	stories int // before it
}

// tapeEntry is a mention as it was fed.
type tapeEntry struct {
	Mention       // without its text
	story   int   // its number
	short   bool  // of a story that is none
	sampled bool  // story.Step
	joined  []int // numbers of the stories that were joined into its own
	reach   float64
}

// errTape is for a tape that is damaged or of another version.
var errTape = errors.New("the tape of a detector is damaged or of another version")
