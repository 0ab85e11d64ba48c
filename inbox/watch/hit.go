package watch

import (
	"strings"
	"time"
	"unicode/utf8"

	"vigie/inbox"
)

// Hit is one line of a watch's page: a message that it found.
type Hit struct {
	Watch        ID                   `json:"watch"`
	Message      inbox.MessageID      `json:"message"`
	Conversation inbox.ConversationID `json:"conversation"`
	At           time.Time            `json:"at"` // when it was sent
	Author       inbox.Author         `json:"author"`
	Contact      inbox.ContactID      `json:"contact"`
	Channel      inbox.Channel        `json:"channel"`
	Account      inbox.AccountID      `json:"account"`
	AccountName  string               `json:"account_name"`
	Language     string               `json:"language"`
	Permalink    string               `json:"permalink"`
	Subject      string               `json:"subject"`
	// Excerpt is the passage around the first word that made it a hit, in one
	// line; Marks are byte offsets in it.
	Excerpt string `json:"excerpt"`
	Marks   []Span `json:"marks"`
	// Status and Watched are the conversation's.
	Status  inbox.Status `json:"status"`
	Watched bool         `json:"watched"`
	Removed bool         `json:"removed"` // gone on its network; kept here
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
	At        time.Time       `json:"at"`
	Message   inbox.MessageID `json:"message"`
	Author    inbox.Author    `json:"author"` // Followers is nil where the network did not say
	Channel   inbox.Channel   `json:"channel"`
	Account   inbox.AccountID `json:"account"`
	Language  string          `json:"language"`
	Permalink string          `json:"permalink"`
	Text      string          `json:"text"` // what is new in it; the subject stands in its own line before it
}

// Standing is a watch with its numbers.
type Standing struct {
	Watch
	Total int `json:"total"`
	// Unseen counts what came since the member who asks last looked.
	Unseen int `json:"unseen"`
	// Day counts the last 24 hours, Days each of the last 30 days, oldest
	// first, the last one being today.
	Day  int               `json:"day"`
	Days [StandingDays]int `json:"days"`
	Last time.Time         `json:"last"` // of the newest hit
	// Filling is set while older messages are still being looked through.
	Filling bool `json:"filling"`
}

// StandingDays is how many days a standing shows.
const StandingDays = 30

// Trial is what a query would have found in what is stored.
type Trial struct {
	Looked int `json:"looked"` // messages that were read
	Hits   int `json:"hits"`
	// Whole is set when everything stored was looked through; otherwise the
	// search ended early, after the newest.
	Whole bool              `json:"whole"`
	Since time.Time         `json:"since"` // the oldest message looked at
	Days  [StandingDays]int `json:"days"`
	First []Hit             `json:"first"` // the newest, at most TrialShown
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
