package inbox

import (
	"strings"
	"time"
	"unicode/utf8"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// SavedView is a view that a member keeps under a name.
type SavedView struct {
	ID     string        `json:"id"`
	Name   string        `json:"name"`
	Member team.MemberID `json:"member"` // whose it is
	View   View          `json:"view"`
	At     time.Time     `json:"at"` // when it was saved
}

// The limits of saved views.
const (
	MostSavedViews   = 50 // of a member
	LongestViewName  = 60 // runes
	MostCountedViews = 8  // counted live
	// MostCounted is how far a saved view is counted: one more than what is
	// shown as a number.
	MostCounted = 100
)

// CleanViewName gives a name without spaces around, or says why it cannot be
// one.
func CleanViewName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return "", fault.New(fault.Invalid, "fault.view-unnamed")
	case utf8.RuneCountInString(name) > LongestViewName:
		return "", fault.New(fault.Invalid, "fault.view-name-long", "Most", LongestViewName)
	}
	return name, nil
}
