package team

// Profile is a member's level. It says what needs a second person, not what is
// visible.
type Profile string

// The profiles. Trainee to Agency are the levels of the trade; Adviser writes
// opinions only; Coordinator runs the team.
const (
	Trainee     Profile = "trainee"
	Junior      Profile = "junior"
	Senior      Profile = "senior"
	Agency      Profile = "agency"
	Adviser     Profile = "adviser"
	Coordinator Profile = "coordinator"
)

// Profiles lists every profile in the order in which they are offered.
func Profiles() []Profile {
	return []Profile{Trainee, Junior, Senior, Agency, Adviser, Coordinator}
}

// Right is a thing that a profile may or may not do alone.
type Right string

// The rights that rules ask for.
const (
	Triage   Right = "triage"   // claim, assign, tag, snooze, resolve, ignore, merge, split
	Note     Right = "note"     // write an internal note
	Draft    Right = "draft"    // write a draft
	Send     Right = "send"     // publish a reply without a second person
	HandOver Right = "handover" // hand over, accept, decline
	TakeOver Right = "takeover" // take a conversation from a colleague; send although it moved
	Moderate Right = "moderate" // report, mute, block, hide or delete on a network without a second person
	Manage   Right = "manage"   // members, departments, accounts
)

// May reports whether the profile has the right. An unknown profile has none:
// a wrong guess is worse than no guess.
func (p Profile) May(r Right) bool {
	switch p {
	case Coordinator:
		return true
	case Senior:
		return r != Manage
	case Agency:
		return r != Manage && r != TakeOver && r != Moderate
	case Junior, Trainee:
		return r == Triage || r == Note || r == Draft || r == HandOver
	case Adviser:
		return r == Note
	default:
		return false
	}
}
