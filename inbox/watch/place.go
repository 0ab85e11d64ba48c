package watch

import (
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

// PlaceID names a place; a ULID.
type PlaceID string

// PlaceKind is what sort of place it is.
type PlaceKind string

// The kinds of place. The value is stored.
const (
	Blog       PlaceKind = "blog"
	Forum      PlaceKind = "forum"
	Reviews    PlaceKind = "reviews"
	Media      PlaceKind = "media" // newspapers, broadcasters
	Page       PlaceKind = "page"  // a page or profile on a network
	Competitor PlaceKind = "competitor"
	Terms      PlaceKind = "terms" // the rules of a platform that the house must keep
)

// Way is how a place is read.
type Way string

// The ways. The value is stored.
const (
	ByConnector Way = "connector"  // an account on its network
	ByFeed      Way = "feed"       // an account of the channel feed
	ByMailAlert Way = "mail-alert" // alerts that come by mail, to the account named
	ByHand      Way = "by-hand"    // a person looks there and notes what was seen
	NotRead     Way = "none"       // it matters, and nobody reads it: said plainly
)

// Place is one entry of the register: somewhere that people may speak of the
// house.
type Place struct {
	ID   PlaceID   `json:"id"`
	Name string    `json:"name"`
	URL  string    `json:"url,omitempty"`
	Kind PlaceKind `json:"kind"`
	// Owner is who answers for the place being read; for ByHand, who reads it.
	Owner    team.MemberID `json:"owner,omitempty"`
	Language string        `json:"language,omitempty"` // as in inbox.Message; empty is several or unknown
	Weight   int           `json:"weight"`             // how much it counts, 1 (little) to 5; 0 is not rated
	Way      Way           `json:"way"`
	// Account is the one that reads it, where Way names one.
	Account inbox.AccountID `json:"account,omitempty"`
	Every   time.Duration   `json:"every,omitempty"` // how often it is to be read; 0 is as its channel does
	// LastRead is when it was last looked at, with or without finding anything:
	// "seen, nothing" counts. LastHit is when a watch last found something.
	LastRead time.Time `json:"last_read"`
	LastHit  time.Time `json:"last_hit"`
	// Gap is how long the place is usually silent; 0 is unknown.
	Gap time.Duration `json:"gap,omitempty"`
	// Health is how the account that reads it fares; empty without one.
	Health inbox.Liveness `json:"health,omitempty"`
	// FaultKey says what is wrong with the reading, as a translation key.
	FaultKey string `json:"fault_key,omitempty"`
	// Uncovered says in the house's own words why the place is not read, or
	// what of it is not (a closed API, members only).
	Uncovered string `json:"uncovered,omitempty"`
	// Known names one of KnownGaps that the place stands for; its name and its
	// reason are then given in the language of who looks, unless a person wrote
	// others.
	Known string `json:"known,omitempty"`
	// Gone is set when a person struck the place off the register. The row stays,
	// so that a known gap does not come back.
	Gone bool `json:"gone,omitempty"`
}

// Covered tells whether anybody or anything reads the place at all.
func (p Place) Covered() bool { return p.Way != NotRead && p.Way != "" }

// Due tells whether the place should have been read by now. What is read as
// its channel does is never due.
func (p Place) Due(now time.Time) bool {
	return p.Covered() && p.Every > 0 && now.Sub(p.LastRead) >= p.Every
}
