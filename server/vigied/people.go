package main

import (
	"slices"
	"strings"

	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
)

type memberCmd struct {
	Add      memberAddCmd      `cmd:"" help:"${member_add}"`
	List     memberListCmd     `cmd:"" help:"${member_list}"`
	Change   memberChangeCmd   `cmd:"" help:"${member_change}"`
	Retire   memberRetireCmd   `cmd:"" help:"${member_retire}"`
	Enrol    memberEnrolCmd    `cmd:"" help:"${member_enrol}"`
	Password memberPasswordCmd `cmd:"" help:"${member_password}"`
	Devices  memberDevicesCmd  `cmd:"" help:"${member_devices}"`
	Revoke   memberRevokeCmd   `cmd:"" help:"${member_revoke}"`
}

type memberAddCmd struct {
	Name       string   `arg:"" help:"${member_name}"`
	Handle     string   `help:"${member_handle}"`
	Email      string   `help:"${member_email}"`
	Profile    string   `default:"junior" help:"${member_profile}"`
	Department []string `help:"${member_department}"`
	As         string   `placeholder:"MEMBER" help:"${as}"`
}

// Run adds a member.
func (c *memberAddCmd) Run(j *job) error {
	if !slices.Contains(team.Profiles(), team.Profile(c.Profile)) {
		return fault.New(fault.Invalid, "fault.profile-unknown", "Profile", c.Profile)
	}
	id, err := j.newID()
	if err != nil {
		return err
	}
	m := team.Member{ID: team.MemberID(id), Name: c.Name, Handle: c.handle(), Email: c.Email, Profile: team.Profile(c.Profile)}
	return j.with(j.open, func(w *store.Workspace) error {
		roster, err := w.Roster(j.ctx)
		if err != nil {
			return err
		}
		if _, taken := roster.ByHandle(m.Handle); taken {
			return fault.New(fault.Conflict, "fault.handle-taken", "Handle", m.Handle)
		}
		for _, name := range c.Department {
			d, err := department(roster, name)
			if err != nil {
				return err
			}
			m.Departments = append(m.Departments, d.ID)
		}
		who, err := by(roster, c.As)
		if err != nil {
			return err
		}
		if err := w.PutMember(j.ctx, m, who); err != nil {
			return err
		}
		return j.say(m, j.texts.T("cli.member-added", map[string]any{"Member": m.Name, "Handle": m.Handle, "ID": string(m.ID)}))
	})
}

// handle is what follows @: as given, or made of the name.
func (c *memberAddCmd) handle() string {
	h := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(c.Handle)), "@")
	if h == "" {
		h = strings.Join(strings.Fields(strings.ToLower(c.Name)), ".")
	}
	return h
}

type memberListCmd struct{}

// Run lists the members.
func (c *memberListCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		roster, err := w.Roster(j.ctx)
		if err != nil {
			return err
		}
		t := newTable(j.out)
		for _, m := range roster.Members {
			if j.json {
				if err := j.say(m, ""); err != nil {
					return err
				}
				continue
			}
			var in []string
			for _, id := range m.Departments {
				d, _ := roster.Department(id)
				in = append(in, d.Name)
			}
			t.row(string(m.ID), "@"+m.Handle, m.Name, j.texts.T("cli.profile-"+string(m.Profile), nil), strings.Join(in, ", "))
		}
		return t.end()
	})
}

type departmentCmd struct {
	Add  departmentAddCmd  `cmd:"" help:"${department_add}"`
	List departmentListCmd `cmd:"" help:"${department_list}"`
}

type departmentAddCmd struct {
	Name        string   `arg:"" help:"${department_name}"`
	Reason      []string `sep:"none" help:"${department_reason}"`
	Coordinator string   `placeholder:"MEMBER" help:"${department_coordinator}"`
	As          string   `placeholder:"MEMBER" help:"${as}"`
}

// Run adds a department.
func (c *departmentAddCmd) Run(j *job) error {
	id, err := j.newID()
	if err != nil {
		return err
	}
	return j.with(j.open, func(w *store.Workspace) error {
		roster, err := w.Roster(j.ctx)
		if err != nil {
			return err
		}
		if _, err := department(roster, c.Name); err == nil {
			return fault.New(fault.Conflict, "fault.department-exists", "Department", c.Name)
		}
		d := team.Department{ID: team.DepartmentID(id), Name: c.Name, Reasons: c.Reason, Position: len(roster.Departments)}
		if d.Coordinator, err = by(roster, c.Coordinator); err != nil {
			return err
		}
		who, err := by(roster, c.As)
		if err != nil {
			return err
		}
		if err := w.PutDepartment(j.ctx, d, who); err != nil {
			return err
		}
		return j.say(d, j.texts.T("cli.department-added", map[string]any{"Department": d.Name, "ID": string(d.ID)}))
	})
}

type departmentListCmd struct{}

// Run lists the departments.
func (c *departmentListCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		roster, err := w.Roster(j.ctx)
		if err != nil {
			return err
		}
		t := newTable(j.out)
		for _, d := range roster.Departments {
			if j.json {
				if err := j.say(d, ""); err != nil {
					return err
				}
				continue
			}
			t.row(string(d.ID), d.Name, strings.Join(d.Reasons, "; "))
		}
		return t.end()
	})
}
