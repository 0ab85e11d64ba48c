package watch

import (
	"strings"
	"time"
	"unicode/utf8"

	"vigie/inbox"
)

// Hit is one line of a watch's page: a message that it found.
type Hit struct {
	Watch        ID
	Message      inbox.MessageID
	Conversation inbox.ConversationID
	At           time.Time // when it was sent
	Author       inbox.Author
	Contact      inbox.ContactID
	Channel      inbox.Channel
	Account      inbox.AccountID
	AccountName  string
	Language     string
	Permalink    string
	Subject      string
	// Excerpt is the passage around the first word that made it a hit, in one
	// line; Marks are byte offsets in it.
	Excerpt string
	Marks   []Span
	// Status and Watched are the conversation's.
	Status  inbox.Status
	Watched bool
	Removed bool // gone on its network; kept here
}

// HitPlace is a position in a list of hits. The zero value is the start.
type HitPlace struct {
	At      time.Time
	Message inbox.MessageID
}

// Place is the position of a hit.
func (h Hit) Place() HitPlace { return HitPlace{At: h.At, Message: h.Message} }

// Mention is a hit as whoever looks for trends sees it.
type Mention struct {
	At        time.Time
	Message   inbox.MessageID
	Author    inbox.Author // Followers is nil where the network did not say
	Channel   inbox.Channel
	Account   inbox.AccountID
	Language  string
	Permalink string
	Text      string // what is new in it; the subject stands in its own line before it
}

// Standing is a watch with its numbers.
type Standing struct {
	Watch
	Total int
	// Unseen counts what came since the member who asks last looked.
	Unseen int
	// Day counts the last 24 hours, Days each of the last 30 days, oldest
	// first, the last one being today.
	Day  int
	Days [StandingDays]int
	Last time.Time // of the newest hit
	// Filling is set while older messages are still being looked through.
	Filling bool
}

// StandingDays is how many days a standing shows.
const StandingDays = 30

// Trial is what a query would have found in what is stored.
type Trial struct {
	Looked int // messages that were read
	Hits   int
	// Whole is set when everything stored was looked through; otherwise the
	// search ended early, after the newest.
	Whole bool
	Since time.Time // the oldest message looked at
	Days  [StandingDays]int
	First []Hit // the newest, at most TrialShown
}

// TrialShown is how many hits a trial shows.
const TrialShown = 50

// excerptBefore and excerptWhole bound an excerpt, in bytes.
const (
	excerptBefore = 60
	excerptWhole  = 280
)

// Excerpt cuts the passage around the first marked word out of a text, in one
// line, and gives the marks in it. Marks outside the text's own part are
// dropped; without any, it is the beginning.
func Excerpt(text string, marks []Span) (string, []Span) {
	var mine []Span
	for _, s := range marks {
		if s.Part == InText {
			mine = append(mine, s)
		}
	}
	from := 0
	if len(mine) > 0 && mine[0].Start > excerptBefore {
		from = wordStart(text, mine[0].Start-excerptBefore)
	}
	to := min(len(text), from+excerptWhole)
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	out, at := oneLine(text[from:to])
	var in []Span
	for _, s := range mine {
		if s.Start >= from && s.End <= to {
			in = append(in, Span{Part: InText, Start: at[s.Start-from], End: at[s.End-from]})
		}
	}
	lead, tail := "", ""
	if from > 0 {
		lead = "…"
	}
	if to < len(text) {
		tail = "…"
	}
	for i := range in {
		in[i].Start, in[i].End = in[i].Start+len(lead), in[i].End+len(lead)
	}
	return lead + out + tail, in
}

// wordStart moves a place on to the beginning of a word, or at least of a
// character.
func wordStart(text string, at int) int {
	if i := strings.IndexAny(text[at:min(len(text), at+excerptBefore/2)], " \n\t"); i >= 0 {
		return at + i + 1
	}
	for !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}

// oneLine makes one line of a text: each run of white space is one blank. at
// says where each byte, and the end, came to stand.
func oneLine(text string) (string, []int) {
	out, at := make([]byte, 0, len(text)), make([]int, len(text)+1)
	blank := true
	for i := range len(text) {
		at[i] = len(out)
		c := text[i]
		if c > ' ' {
			out, blank = append(out, c), false
			continue
		}
		if !blank {
			out, blank = append(out, ' '), true
		}
	}
	at[len(text)] = len(out)
	return string(out), at
}
