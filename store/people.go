package store

import (
	"context"
	"fmt"
	"strings"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Roster gives every member and department.
func (w *Workspace) Roster(ctx context.Context) (team.Roster, error) {
	var r team.Roster
	err := w.snapshot(ctx, func(read reading) (err error) {
		r, err = rosterOf(read)
		return err
	})
	return r, err
}

// PutMember adds or changes a member. The first member of a workspace needs no
// right; later ones need Manage.
func (w *Workspace) PutMember(ctx context.Context, m team.Member, by team.MemberID) error {
	return w.issue(ctx, orderMember, m, by)
}

func (x *writing) putMember(m team.Member, by team.MemberID) error {
	if err := x.mayManage(by); err != nil {
		return err
	}
	if err := x.peopleOfHouse(by); err != nil {
		return err
	}
	if err := x.sound(m); err != nil {
		return err
	}
	if err := x.resighted(m); err != nil {
		return err
	}
	text, err := pack(m)
	if err != nil {
		return err
	}
	_, err = x.exec(`INSERT INTO member (id, handle, body) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET handle = excluded.handle, body = excluded.body`, m.ID, m.Handle, text)
	if err != nil {
		return fmt.Errorf("write member %s: %w", m.ID, err)
	}
	x.put("member", string(m.ID))
	x.notice.Team, x.roster = true, nil
	return x.settled("member.put", by, map[string]string{"member": m.Name, "profile": string(m.Profile)})
}

// sound checks what the table cannot: a name, and a handle that is nobody
// else's.
func (x *writing) sound(m team.Member) error {
	if m.ID == "" || strings.TrimSpace(m.Name) == "" || m.Handle == "" || m.Handle != strings.ToLower(m.Handle) || strings.ContainsAny(m.Handle, " @\t\n") {
		return fault.New(fault.Invalid, "fault.member-incomplete")
	}
	r, err := x.everybody()
	if err != nil {
		return err
	}
	if other, ok := r.ByHandle(m.Handle); ok && other.ID != m.ID {
		return fault.New(fault.Conflict, "fault.member-handle-taken", "Handle", m.Handle, "Name", other.Name)
	}
	return nil
}

// PutDepartment adds or changes a department.
func (w *Workspace) PutDepartment(ctx context.Context, d team.Department, by team.MemberID) error {
	return w.issue(ctx, orderDepartment, d, by)
}

func (x *writing) putDepartment(d team.Department, by team.MemberID) error {
	if err := x.mayManage(by); err != nil {
		return err
	}
	if d.ID == "" || strings.TrimSpace(d.Name) == "" {
		return fault.New(fault.Invalid, "fault.department-incomplete")
	}
	text, err := pack(d)
	if err != nil {
		return err
	}
	_, err = x.exec(`INSERT INTO department (id, body) VALUES (?, ?)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body`, d.ID, text)
	if err != nil {
		return fmt.Errorf("write department %s: %w", d.ID, err)
	}
	x.put("department", string(d.ID))
	x.notice.Team, x.roster = true, nil
	return x.settled("department.put", by, map[string]string{"department": d.Name})
}

// mayManage checks that a member may change the house's settings. The program
// itself may, and so may anybody as long as there is nobody.
func (x *writing) mayManage(by team.MemberID) error {
	if by == "" {
		return nil
	}
	r, err := x.everybody()
	if err != nil || len(r.Members) == 0 {
		return err
	}
	return inbox.MayManage(r, by)
}

// settled records a change of the house's settings in the audit.
func (x *writing) settled(name string, by team.MemberID, facts map[string]string) error {
	id := x.order
	if x.order = ""; id == "" {
		id = inbox.CommandID(x.w.newID(x.now))
	}
	return x.record(inbox.Event{ID: id, Name: name, By: by, At: x.now, Facts: facts})
}
