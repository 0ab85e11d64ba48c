package store

import "vigie/inbox/team"

// Caller is who asks a server: a computer and the member who uses it. Both
// were proved before a method gets it; what they may is read at each call.
type Caller struct {
	Device string
	Member team.MemberID
}
