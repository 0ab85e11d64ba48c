package inbox

import (
	"strings"
	"time"
)

// ContactSort is the order of a list of contacts.
type ContactSort string

// The orders. The zero value is ByLast.
const (
	ByLast      ContactSort = ""
	ByActivity  ContactSort = "activity"
	ByFollowers ContactSort = "followers"
)

// ContactView says which contacts a list shows.
type ContactView struct {
	Search string // of name, role, tags and handles; case and accents do not matter
	Sort   ContactSort
	// Since is where the period of ByActivity begins; only who wrote in it is
	// listed.
	Since time.Time
}

// ContactPlace is a place in a list of contacts; the zero value is its start.
type ContactPlace struct {
	Begun bool
	Rank  int64 // by which the list is ordered
	// Unranked is set among the contacts whose followers are unknown: they
	// follow those with a number, and are ordered by ByLast.
	Unranked bool
	ID       ContactID
}

// ContactRow is a contact as a line of a list.
type ContactRow struct {
	Contact
	Identities []Identity
	// Written is how many messages came in the period of ByActivity; 0 in
	// the other orders, which do not count.
	Written int
	Place   ContactPlace // of this row: where the rest goes on
}

// Followers is the most that any network says; nil is unknown.
func (r ContactRow) Followers() *int64 { return MostFollowers(r.Identities) }

// MostFollowers is the highest number of followers that is known of the
// handles; nil when none is.
func MostFollowers(list []Identity) *int64 {
	var most *int64
	for _, i := range list {
		if i.Followers != nil && (most == nil || *i.Followers > *most) {
			most = i.Followers
		}
	}
	return most
}

// Weeks is how many weeks the activity of a Dossier shows.
const Weeks = 26

// Dossier is all that the house knows of a contact, as of a moment.
type Dossier struct {
	Contact    Contact
	Identities []Identity
	// Proposed are handles of other contacts that may be the same person's,
	// Refused those of which somebody said that they are not.
	Proposed, Refused []LinkProposal
	History           []Row // the newest conversations
	Conversations     int   // how many there are in all
	// Activity is how many messages came in each of the last weeks, the oldest
	// first; the last week ends at the moment of the dossier.
	Activity [Weeks]int
	Parts    InfluenceParts
}

// LinkProposal is a handle of another contact that may be the same person's.
type LinkProposal struct {
	Mine, Other Identity
	OtherName   string // of the contact that has it now
	Ground      LinkGround
}

// LinkGround is why two handles may be one person's.
type LinkGround string

// The grounds. No ground links anything by itself: a person decides.
const (
	SameAddress       LinkGround = "same-address"
	SameNameAndHandle LinkGround = "same-name-and-handle"
)

// leastHandle is how many letters a handle must have to be told by.
const leastHandle = 3

// Alike says whether two handles on different networks may be one person's,
// and why.
func Alike(a, b Identity) (LinkGround, bool) {
	if a.Channel == b.Channel {
		return "", false
	}
	ha, hb := bareHandle(a.Handle), bareHandle(b.Handle)
	if ha == "" || hb == "" {
		return "", false
	}
	if ha == hb && strings.Contains(ha, "@") {
		return SameAddress, true
	}
	la, _, _ := strings.Cut(ha, "@")
	lb, _, _ := strings.Cut(hb, "@")
	name := strings.TrimSpace(a.Name)
	if name != "" && strings.EqualFold(name, strings.TrimSpace(b.Name)) && la == lb && len(la) >= leastHandle {
		return SameNameAndHandle, true
	}
	return "", false
}

func bareHandle(h string) string { return strings.TrimLeft(strings.ToLower(strings.TrimSpace(h)), "@") }
