package inbox

import "vigie/inbox/team"

// Recorded says who wrote down what was said elsewhere, and where that was.
type Recorded struct {
	By    team.MemberID `json:"by"`
	Where string        `json:"where,omitempty"` // the network or the place, as it was typed: "LinkedIn", "phone"
}
