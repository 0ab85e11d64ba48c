// Package watch is what the house looks out for: queries over everything that
// is read, the watches that use them, and the register of places that says
// what is read, how, and what is not. It is pure: it reads no clock and no
// network, and everything in it may be used by several goroutines at once.
//
// The language of a query:
//
//	vigie boutique          both words, anywhere, in any form of accents and case
//	"service client"        these words in a row
//	recrut*                 words that begin so (also "service cl"*)
//	#vigie @vigie           with that mark before the word
//	vigie OR boutique       one of them; also OU and |
//	vigie AND boutique      both; also ET
//	vigie NOT emploi        without; also SAUF, NON and -emploi
//	vigie NEAR/5 panne      at most five words apart; also PRES/5; NEAR alone is NEAR/10
//	(vigie OR boutique) -emploi
//	lang:fr                 language; also langue:
//	from:@camille           author; also author:, auteur:, de:
//	channel:mastodon        network; also canal:
//	site:journal.example    where it stands, with what lies below
//
// Operators are written in capitals, so that "et" is a word. NOT binds closest,
// then NEAR, then AND, then OR.
package watch

import (
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// ID names a watch; a ULID.
type ID string

// Into is where the hits of a watch go.
type Into string

// The targets. The value is stored.
const (
	Inbox     Into = "inbox" // each hit is a conversation to work on
	WatchOnly Into = "watch" // it is seen on the watch's own page only
)

// Watch is a query that the house keeps asking.
type Watch struct {
	ID    ID     `json:"id"`
	Name  string `json:"name"` // shown in the navigation
	Query Query  `json:"query"`
	// Accounts are those whose messages are looked at; empty is all.
	Accounts []inbox.AccountID `json:"accounts,omitempty"`
	Into     Into              `json:"into"`
	// Competitor marks a watch on others: its hits are nobody's to answer, and
	// are not counted among what is said of the house.
	Competitor bool `json:"competitor,omitempty"`
}

// Hit tells whether a message is one of the watch, and what to mark in it. on
// is the channel of the message's account.
func (w Watch) Hit(m inbox.Message, on inbox.Channel) (bool, []Span) {
	if !w.reads(m.Account) {
		return false, nil
	}
	return MatchOn(w.Query, m, on)
}

// reads reports whether the watch looks at an account.
func (w Watch) reads(acc inbox.AccountID) bool {
	return len(w.Accounts) == 0 || slices.Contains(w.Accounts, acc)
}

// longestName is the most runes of a watch's name.
const longestName = 60

// Clean gives a watch as it may be saved: a name in one line, a query, and for
// a competitor's never the inbox. What is missing is an Invalid fault.
func (w Watch) Clean() (Watch, error) {
	w.Name = strings.Join(strings.Fields(w.Name), " ")
	switch {
	case w.ID == "":
		return w, fault.New(fault.Invalid, "watch.no-id")
	case w.Name == "":
		return w, fault.New(fault.Invalid, "watch.no-name")
	case len([]rune(w.Name)) > longestName:
		return w, fault.New(fault.Invalid, "watch.name-too-long", "Most", longestName)
	case w.Query.IsZero():
		return w, fault.New(fault.Invalid, "watch.query-empty", "Column", 1)
	}
	if w.Into != Inbox || w.Competitor {
		w.Into = WatchOnly
	}
	return w, nil
}

// MayPut says whether a member may change watches and places: whoever may
// triage may also say what to look out for.
func MayPut(m team.Member) error {
	switch {
	case m.ID == "":
		return fault.New(fault.Forbidden, "fault.no-member")
	case m.Retired:
		return fault.New(fault.Forbidden, "fault.member-retired", "Name", m.Name)
	case !m.Profile.May(team.Triage):
		return fault.New(fault.Forbidden, "fault.profile-may-not", "Profile", string(m.Profile))
	}
	return nil
}
