package inbox

import "time"

// Channel is the kind of network that an account lives on.
type Channel string

// The channels that exist. The value is stored and must never change.
const (
	ChannelEmail    Channel = "email"
	ChannelMastodon Channel = "mastodon"
	ChannelFeed     Channel = "feed"
	ChannelClip     Channel = "clip"
	ChannelImport   Channel = "import"
)

// Account is a mailbox, page or profile of the house on a channel. Secrets are
// not in it: they live in the secret store under the account's id.
type Account struct {
	ID       AccountID         `json:"id"`
	Channel  Channel           `json:"channel"`
	Name     string            `json:"name"`     // shown in the navigation
	Address  string            `json:"address"`  // the brand's own handle or mail address
	Settings map[string]string `json:"settings"` // by the names of the connector's fields; no secrets
	Caps     Caps              `json:"caps"`     // as last granted by the network
	// Department gets what arrives here; empty leaves it unrouted.
	Department string `json:"department,omitempty"`
	// WatchOnly keeps what arrives here out of the inbox, but for the hits of the
	// watches that ask for it there.
	WatchOnly bool      `json:"watch_only,omitempty"`
	Paused    bool      `json:"paused,omitempty"` // not collected, not sent from
	Retired   bool      `json:"retired,omitempty"`
	AddedAt   time.Time `json:"added_at"`
}

// Health is how an account fares, as last seen by whoever collects it.
type Health struct {
	Account     AccountID `json:"account"`
	State       Liveness  `json:"state"`
	LastTry     time.Time `json:"last_try"`
	LastSuccess time.Time `json:"last_success"`
	LastMessage time.Time `json:"last_message"`
	FaultKey    string    `json:"fault_key,omitempty"` // what went wrong, as a translation key
	Cause       string    `json:"cause,omitempty"`     // the same for the log; never a secret
	Quarantined int       `json:"quarantined"`
	Quota       *Quota    `json:"quota,omitempty"` // nil is none, or not known
}

// Quota is how much of what a network allows an account is spent.
type Quota struct {
	Used int `json:"used"` // calls
	Most int `json:"most"`
	// Until is when the network counts anew.
	Until time.Time `json:"until"`
}

// Liveness is the state of an account's connection.
type Liveness string

// The states of a connection.
const (
	Idle       Liveness = "idle"       // never tried
	Collecting Liveness = "collecting" // reading history or new messages
	Live       Liveness = "live"       // connected and waiting for news
	Retrying   Liveness = "retrying"   // a passing fault; will try again by itself
	Refused    Liveness = "refused"    // sign-in refused: a person must act
	Stopped    Liveness = "stopped"    // paused by a person
)
