package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Outsider is somebody whom the house's provider knows.
type Outsider struct {
	Issuer, Subject string
	Name            string
	Email           string // "" when the provider did not verify it
	// Departments are what their groups stand for, and Mapped all departments
	// that any group stands for: only these are given and taken.
	Departments, Mapped []team.DepartmentID
	// Make is whether one who is nobody yet becomes a trainee.
	Make bool
}

// MemberOf gives the member that an outsider is. It is known by issuer and
// subject; the first time, by a verified address that exactly one member has
// who is not linked yet. Departments follow the groups.
func (w *Workspace) MemberOf(ctx context.Context, o Outsider) (m team.Member, err error) {
	err = w.write(ctx, func(x *writing) error {
		id, err := maybe(x, plain[team.MemberID], `SELECT member FROM oidc_identity WHERE issuer = ? AND subject = ?`, o.Issuer, o.Subject)
		if err != nil {
			return fmt.Errorf("read identity: %w", err)
		}
		r, err := x.everybody()
		if err != nil {
			return err
		}
		var known bool
		if m, known = r.Member(id); !known {
			if m, err = x.link(r, o); err != nil {
				return err
			}
		}
		if m.Retired {
			return refused()
		}
		return x.regroup(&m, o)
	})
	return m, err
}

// link finds or makes the member of an identity that is seen for the first
// time.
func (x *writing) link(r team.Roster, o Outsider) (team.Member, error) {
	m, err := x.byAddress(r, o)
	if err != nil {
		return m, err
	}
	_, err = x.exec(`INSERT INTO oidc_identity (issuer, subject, member, at) VALUES (?, ?, ?, ?)`, o.Issuer, o.Subject, m.ID, millis(x.now))
	if err != nil {
		return m, fmt.Errorf("write identity: %w", err)
	}
	return m, x.settled("member.linked", m.ID, map[string]string{"member": m.Name, "issuer": o.Issuer})
}

func (x *writing) byAddress(r team.Roster, o Outsider) (team.Member, error) {
	var found []team.Member
	for _, m := range r.Members {
		if o.Email != "" && strings.EqualFold(m.Email, o.Email) && !m.Retired {
			found = append(found, m)
		}
	}
	if len(found) == 1 {
		n, err := first(x, plain[int], `SELECT COUNT(*) FROM oidc_identity WHERE member = ? AND issuer = ?`, found[0].ID, o.Issuer)
		if err != nil {
			return team.Member{}, err
		}
		if n == 0 {
			return found[0], nil
		}
	}
	if !o.Make || len(found) > 0 || strings.TrimSpace(o.Name) == "" {
		return team.Member{}, fault.New(fault.Auth, "fault.sign-in-unknown")
	}
	m := team.Member{ID: team.MemberID(x.w.newID(x.now)), Name: strings.TrimSpace(o.Name), Handle: freeHandle(r, o.Name), Email: o.Email, Profile: team.Trainee}
	return m, x.putMember(m, "")
}

// freeHandle makes a handle of a name that nobody has.
func freeHandle(r team.Roster, name string) string {
	base := strings.NewReplacer("@", "", "\t", "", "\n", "").Replace(strings.Join(strings.Fields(strings.ToLower(name)), "."))
	for i := 1; ; i++ {
		handle := base
		if i > 1 {
			handle = fmt.Sprintf("%s%d", base, i)
		}
		if _, taken := r.ByHandle(handle); !taken {
			return handle
		}
	}
}

// regroup gives and takes the departments that groups stand for.
func (x *writing) regroup(m *team.Member, o Outsider) error {
	var next []team.DepartmentID
	for _, d := range m.Departments {
		if !slices.Contains(o.Mapped, d) || slices.Contains(o.Departments, d) {
			next = append(next, d)
		}
	}
	for _, d := range o.Departments {
		if !slices.Contains(next, d) {
			next = append(next, d)
		}
	}
	if slices.Equal(next, m.Departments) {
		return nil
	}
	m.Departments = next
	return x.putMember(*m, "")
}
