package inbox

// Leaves reports whether an act has something happen outside the house: a reply
// leave, or something done on a network. What only settles, refuses or takes
// back before it left does not.
func Leaves(a Act) bool {
	switch a.(type) {
	case Reply, RetryReply, Moderate, AllowModeration, RetryModeration, RevertModeration:
		return true
	default:
		return false
	}
}
