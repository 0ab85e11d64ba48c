package inbox

import "vigie/inbox/team"

// AudienceOf says whom a conversation concerns: the department that has it and
// the one that is asked to take it, the member who has it, and the sender of
// the leg that is under way (from; "" when there is none).
func AudienceOf(c Conversation, from team.DepartmentID) team.Audience {
	var a team.Audience
	for _, d := range []team.DepartmentID{c.Department, c.HandedTo, from} {
		if d != "" {
			a.Departments = appendNew(a.Departments, d)
		}
	}
	if c.Assignee != "" {
		a.Members = []team.MemberID{c.Assignee}
	}
	return a
}
