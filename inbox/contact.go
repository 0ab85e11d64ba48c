package inbox

import "time"

// Contact is a person or an organisation outside the house.
type Contact struct {
	ID     ContactID `json:"id"`
	Name   string    `json:"name"`
	Role   string    `json:"role,omitempty"` // "food blogger, Lyon"
	Tags   []string  `json:"tags,omitempty"` // journalist, VIP …; sorted, lower case
	Remark string    `json:"remark,omitempty"`
	// NoContact is set when the person must not be written to of our own
	// accord. Answering what they ask stays a person's decision.
	NoContact bool      `json:"no_contact,omitempty"`
	FirstAt   time.Time `json:"first_at"`
	LastAt    time.Time `json:"last_at"`
	// MergedInto is set when a person said that two contacts are one.
	MergedInto ContactID `json:"merged_into,omitempty"`
	Version    int64     `json:"version"`
}

// Identity is a contact's handle on one channel. (Channel, Handle) is unique.
type Identity struct {
	Channel   Channel   `json:"channel"`
	Handle    string    `json:"handle"`
	Name      string    `json:"name,omitempty"`
	URL       string    `json:"url,omitempty"`
	Followers *int64    `json:"followers,omitempty"` // nil is unknown
	Contact   ContactID `json:"contact"`
	// Origin is the contact that the identity first made, so that a link can
	// be undone.
	Origin ContactID `json:"origin"`
}
