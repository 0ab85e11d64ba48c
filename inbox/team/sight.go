package team

import (
	"slices"
	"strings"
)

// Sight is how much of the inbox a member sees on their own computer.
type Sight string

// The sights. Everything is the default: a team that does not know what its
// neighbours do answers twice.
const (
	Everything Sight = ""
	// Own is what lies in the member's departments, is assigned to them, or was
	// handed over to or by their departments.
	Own Sight = "own"
)

// Audience is whom a conversation concerns.
type Audience struct {
	Departments []DepartmentID
	Members     []MemberID
}

// MaySee reports whether the member sees what concerns an audience. Who has
// left sees nothing.
func (m Member) MaySee(a Audience) bool {
	if m.ID == "" || m.Retired {
		return false
	}
	return m.SeesAll() || slices.Contains(a.Members, m.ID) || slices.ContainsFunc(a.Departments, m.In)
}

// SeesAll reports whether nothing is hidden from the member. A sight that this
// program does not know is taken for the narrow one.
func (m Member) SeesAll() bool { return m.Sees == Everything && !m.Retired && m.ID != "" }

const (
	ofDepartment = "d:"
	ofMember     = "m:"
)

// Names gives an audience as words, each once and sorted, as a database can
// compare them.
func (a Audience) Names() []string {
	var out []string
	for _, d := range a.Departments {
		if d != "" {
			out = append(out, ofDepartment+string(d))
		}
	}
	for _, m := range a.Members {
		if m != "" {
			out = append(out, ofMember+string(m))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// AudienceOf reads the words of Names back. Other words name nobody.
func AudienceOf(names []string) Audience {
	var a Audience
	for _, n := range names {
		if d, ok := strings.CutPrefix(n, ofDepartment); ok {
			a.Departments = append(a.Departments, DepartmentID(d))
		}
		if m, ok := strings.CutPrefix(n, ofMember); ok {
			a.Members = append(a.Members, MemberID(m))
		}
	}
	return a
}

// Places gives the words of Names in which the member would be found: what is
// asked for when a list is narrowed to what they see.
func (m Member) Places() []string {
	return Audience{Departments: m.Departments, Members: []MemberID{m.ID}}.Names()
}
