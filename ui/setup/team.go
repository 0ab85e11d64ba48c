package setup

import "context"

// Teams is how this computer becomes one of a team's. Every call may block and
// is made off the UI goroutine.
type Teams interface {
	// LookAtTeam reads what was pasted or typed (an invitation, or the address
	// of a server) and asks the server who it is. Nothing secret is said. A
	// server whose key is not the one of the invitation is an error: nothing
	// more may be said to it.
	LookAtTeam(ctx context.Context, typed string) (FoundTeam, error)
	// JoinTeam signs in, and returns when the inbox can be used; the rest of the
	// copy comes behind. tell hears how many of how many messages came, from
	// any goroutine; 0 of 0 is not known yet. When ctx ends, nothing is left
	// behind but a used code.
	JoinTeam(ctx context.Context, j Join, tell func(come, coming int)) error
}

// Known says how a server's key is known.
type Known string

// The ways to know a server's key.
const (
	ByInvitation Known = "invitation" // the invitation carries it
	BySystem     Known = "system"     // an authority that the system trusts vouches for it
	Unknown      Known = "unknown"    // a person must compare the fingerprint
)

// FoundTeam is a server as it says of itself.
type FoundTeam struct {
	Server, Brand, Workspace string
	// Pin is what the server is known by from now on; "" is the system's trust.
	// Fingerprint is the key as people compare it.
	Pin, Fingerprint string
	Known            Known
	Code             string // of the invitation; "" where only the server was typed
	Browser          bool   // signing in with the house's own provider is offered
	Computer         string // what this computer may be called
}

// Join is how a person joins.
type Join struct {
	Team     FoundTeam
	Computer string
	// Handle and Password sign in by name. With a code there is no handle, and
	// Password, where there is one, is set for the next time.
	Handle, Password string
	// InBrowser signs in at the house's provider; Page hears the address that
	// was opened, and why no browser could be.
	InBrowser bool
	Page      func(address string, opened error)
}
