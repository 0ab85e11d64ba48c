package main

import (
	"crypto/rand"
	"io"
	"slices"
	"strings"

	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/store"
)

type memberChangeCmd struct {
	Member     string   `arg:"" help:"${member_who}"`
	Name       string   `help:"${member_name}"`
	Handle     string   `help:"${member_handle}"`
	Email      string   `help:"${member_email}"`
	Profile    string   `help:"${member_profile}"`
	Department []string `help:"${member_departments}"`
	As         string   `placeholder:"MEMBER" help:"${as}"`
}

// Run changes what is said of a member; what is not named stays.
func (c *memberChangeCmd) Run(j *job) error {
	return j.onMember(c.Member, c.As, func(w *store.Workspace, r team.Roster, m team.Member, who team.MemberID) error {
		if c.Profile != "" && !slices.Contains(team.Profiles(), team.Profile(c.Profile)) {
			return fault.New(fault.Invalid, "fault.profile-unknown", "Profile", c.Profile)
		}
		for _, f := range []struct {
			value string
			into  *string
		}{{c.Name, &m.Name}, {strings.TrimPrefix(strings.ToLower(c.Handle), "@"), &m.Handle}, {c.Email, &m.Email}, {c.Profile, (*string)(&m.Profile)}} {
			if f.value != "" {
				*f.into = f.value
			}
		}
		if len(c.Department) > 0 {
			m.Departments = nil
		}
		for _, name := range c.Department {
			d, err := department(r, name)
			if err != nil {
				return err
			}
			m.Departments = append(m.Departments, d.ID)
		}
		if err := w.PutMember(j.ctx, m, who); err != nil {
			return err
		}
		return j.say(m, j.texts.T("cli.member-changed", map[string]any{"Member": m.Name}))
	})
}

type memberRetireCmd struct {
	Member string `arg:"" help:"${member_who}"`
	As     string `placeholder:"MEMBER" help:"${as}"`
}

// Run retires a member: their devices lose access at their next request.
func (c *memberRetireCmd) Run(j *job) error {
	return j.onMember(c.Member, c.As, func(w *store.Workspace, _ team.Roster, m team.Member, who team.MemberID) error {
		devices, err := w.Devices(j.ctx, m.ID)
		if err != nil {
			return err
		}
		m.Retired = true
		if err := w.PutMember(j.ctx, m, who); err != nil {
			return err
		}
		for _, d := range devices {
			if err := w.RevokeDevice(j.ctx, d.ID, who); err != nil {
				return err
			}
		}
		return j.say(m, j.texts.T("cli.member-retired", map[string]any{"Member": m.Name}))
	})
}

type memberPasswordCmd struct {
	Member string `arg:"" help:"${member_who}"`
	Remove bool   `help:"${member_password_remove}"`
	As     string `placeholder:"MEMBER" help:"${as}"`
}

// Run sets a member's password, read from the standard input: on the command
// line everybody on the computer could read it.
func (c *memberPasswordCmd) Run(j *job) error {
	return j.onMember(c.Member, c.As, func(w *store.Workspace, _ team.Roster, m team.Member, who team.MemberID) error {
		hashed := ""
		if !c.Remove {
			raw, err := io.ReadAll(io.LimitReader(j.in, 1<<12))
			if err != nil {
				return fault.Wrap(err, fault.NotFound, "fault.secret-unreadable", "Field", "password")
			}
			if hashed, err = gate.HashPassword(strings.TrimRight(string(raw), "\r\n"), rand.Reader); err != nil {
				return err
			}
		}
		if err := w.PutPassword(j.ctx, m.ID, hashed, who); err != nil {
			return err
		}
		return j.say(map[string]any{"member": m.ID, "password": hashed != ""}, j.texts.T("cli.member-password", map[string]any{"Member": m.Name}))
	})
}

type memberDevicesCmd struct {
	Member string `arg:"" optional:"" help:"${member_who}"`
}

// Run lists the computers of a member, or of everybody.
func (c *memberDevicesCmd) Run(j *job) error {
	return j.with(j.look, func(w *store.Workspace) error {
		roster, err := w.Roster(j.ctx)
		if err != nil {
			return err
		}
		of, err := by(roster, c.Member)
		if err != nil {
			return err
		}
		devices, err := w.Devices(j.ctx, of)
		if err != nil {
			return err
		}
		t := newTable(j.out)
		for _, d := range devices {
			if j.json {
				if err := j.say(d, ""); err != nil {
					return err
				}
				continue
			}
			m, _ := roster.Member(d.Member)
			state := ""
			if !d.RevokedAt.IsZero() {
				state = j.texts.T("cli.device-revoked", map[string]any{"At": when(d.RevokedAt)})
			}
			t.row(d.ID, "@"+m.Handle, d.Name, when(d.SeenAt), state)
		}
		return t.end()
	})
}

type memberRevokeCmd struct {
	Device string `arg:"" help:"${member_device}"`
	As     string `placeholder:"MEMBER" help:"${as}"`
}

// Run ends a computer's access and has it wipe its copy.
func (c *memberRevokeCmd) Run(j *job) error {
	return j.with(j.open, func(w *store.Workspace) error {
		roster, err := w.Roster(j.ctx)
		if err != nil {
			return err
		}
		who, err := by(roster, c.As)
		if err != nil {
			return err
		}
		if err := w.RevokeDevice(j.ctx, c.Device, who); err != nil {
			return err
		}
		return j.say(map[string]any{"device": c.Device, "revoked": true}, j.texts.T("cli.revoked", map[string]any{"Device": c.Device}))
	})
}

// onMember runs f on a member of the open workspace.
func (j *job) onMember(name, as string, f func(*store.Workspace, team.Roster, team.Member, team.MemberID) error) error {
	return j.with(j.open, func(w *store.Workspace) error {
		roster, err := w.Roster(j.ctx)
		if err != nil {
			return err
		}
		m, err := member(roster, name)
		if err != nil {
			return err
		}
		who, err := by(roster, as)
		if err != nil {
			return err
		}
		return f(w, roster, m, who)
	})
}

type keyCmd struct {
	Rotate keyRotateCmd `cmd:"" help:"${key_rotate}"`
}

type keyRotateCmd struct {
	As string `placeholder:"MEMBER" help:"${as}"`
}

// Run makes a new key sign; the old one is believed for as long as its tokens
// live.
func (c *keyRotateCmd) Run(j *job) error {
	return j.with(j.open, func(w *store.Workspace) error {
		roster, err := w.Roster(j.ctx)
		if err != nil {
			return err
		}
		who, err := by(roster, c.As)
		if err != nil {
			return err
		}
		k, err := gate.NewSigningKey(rand.Reader)
		if err != nil {
			return err
		}
		if err := w.RotateSigningKey(j.ctx, k, 2*gate.TokenLife, who); err != nil {
			return err
		}
		return j.say(map[string]any{"key": k.ID}, j.texts.T("cli.key-rotated", map[string]any{"Key": k.ID}))
	})
}
