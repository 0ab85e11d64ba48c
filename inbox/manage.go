package inbox

import (
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// MayManage says whether a member may change members, departments, accounts
// and rules, and why not.
func MayManage(r team.Roster, by team.MemberID) error {
	m, ok := r.Member(by)
	switch {
	case !ok:
		return fault.New(fault.Forbidden, "fault.no-member")
	case m.Retired:
		return fault.New(fault.Forbidden, "fault.member-retired", "Name", m.Name)
	case !m.Profile.May(team.Manage):
		return fault.New(fault.Forbidden, "fault.profile-may-not", "Profile", string(m.Profile))
	default:
		return nil
	}
}
