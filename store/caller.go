package store

import "vigie/inbox/team"

// Caller is who asks over the network: a device, and the member whose device
// it is. What they may do and see is read from the database each time.
type Caller struct {
	Device string
	Member team.MemberID
}
