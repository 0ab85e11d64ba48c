package wire

import "vigie/inbox"

// Invite asks for a one-time code for a member.
type Invite struct {
	Member string `json:"member"`
}

// Invited is an invitation to show: as an address, to be typed, and as a QR
// code (PNG).
type Invited struct {
	Text    string `json:"text"`
	Short   string `json:"short"`
	Until   int64  `json:"until"` // milliseconds UTC
	Picture []byte `json:"picture"`
}

// Device is a computer of the team. AckedRev is the revision that it has said
// to have, which is what proves an erasure.
type Device struct {
	ID       string `json:"id"`
	Member   string `json:"member"`
	Name     string `json:"name"`
	AckedRev int64  `json:"acked_rev"`
	MadeAt   int64  `json:"made_at"`
	SeenAt   int64  `json:"seen_at"`
	Revoked  bool   `json:"revoked,omitempty"`
}

// NewPassword changes the caller's password.
type NewPassword struct {
	Old string `json:"old,omitempty"`
	New string `json:"new"`
}

// Search asks for conversations that the desktop does not have: older ones.
type Search struct {
	View  inbox.View  `json:"view"`
	After inbox.Place `json:"after"`
	Limit int         `json:"limit,omitempty"`
}

// Found is a page of what a search found. Next is where the next page begins;
// nil is the end.
type Found struct {
	Rows []inbox.Row  `json:"rows"`
	Next *inbox.Place `json:"next,omitempty"`
}
