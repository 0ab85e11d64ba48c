// Package team holds the people who work with Vigie: members, departments and
// the profile that says what each may do alone.
package team

import "slices"

// MemberID names a member: a ULID made offline.
type MemberID string

// DepartmentID names a department: a ULID made offline.
type DepartmentID string

// Member is a colleague who uses Vigie.
type Member struct {
	ID          MemberID       `json:"id"`
	Name        string         `json:"name"`   // shown everywhere
	Handle      string         `json:"handle"` // what follows @ in a note; lower case, no spaces, unique
	Email       string         `json:"email,omitempty"`
	Profile     Profile        `json:"profile"`
	Departments []DepartmentID `json:"departments"`
	Supervisor  MemberID       `json:"supervisor,omitempty"` // who answers for a trainee or a junior
	Sees        Sight          `json:"sees,omitempty"`       // what of the inbox their computer holds
	Away        bool           `json:"away,omitempty"`       // not to be given work
	Retired     bool           `json:"retired,omitempty"`    // has left; kept because the past names them
}

// In reports whether the member works in the department.
func (m Member) In(d DepartmentID) bool { return slices.Contains(m.Departments, d) }

// Department is a part of the house that a conversation can belong to.
type Department struct {
	ID          DepartmentID `json:"id"`
	Name        string       `json:"name"`
	Coordinator MemberID     `json:"coordinator,omitempty"` // told of loops, refusals and expiries
	Reasons     []string     `json:"reasons,omitempty"`     // offered when this department hands over
	Retired     bool         `json:"retired,omitempty"`
	Position    int          `json:"position"` // order in the navigation
}

// Roster is everybody and every department of a workspace, as one value that
// rules can consult without a store. It is read-only once made.
type Roster struct {
	Members     []Member
	Departments []Department
}

// Member finds a member by id.
func (r Roster) Member(id MemberID) (Member, bool) {
	i := slices.IndexFunc(r.Members, func(m Member) bool { return m.ID == id })
	if i < 0 {
		return Member{}, false
	}
	return r.Members[i], true
}

// ByHandle finds a member by what follows @.
func (r Roster) ByHandle(handle string) (Member, bool) {
	i := slices.IndexFunc(r.Members, func(m Member) bool { return m.Handle == handle })
	if i < 0 {
		return Member{}, false
	}
	return r.Members[i], true
}

// Department finds a department by id.
func (r Roster) Department(id DepartmentID) (Department, bool) {
	i := slices.IndexFunc(r.Departments, func(d Department) bool { return d.ID == id })
	if i < 0 {
		return Department{}, false
	}
	return r.Departments[i], true
}

// Of lists the active members of a department, in the roster's order.
func (r Roster) Of(d DepartmentID) []Member {
	var out []Member
	for _, m := range r.Members {
		if !m.Retired && m.In(d) {
			out = append(out, m)
		}
	}
	return out
}
