package store

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// mostTries is how many wrong codes an enrolment stands.
const mostTries = 5

// Enrolment is a one-time code, waiting to be used.
type Enrolment struct {
	ID     string // the first group of the code
	Member team.MemberID
	Secret string // SHA-256 of the whole code, hexadecimal
	Until  time.Time
}

// Admission is a sign-in that was proved: the device, and the first of its
// refresh tokens by its hash.
type Admission struct {
	Device Device
	Token  string
	Until  time.Time // of the token
	Way    string    // how it was proved, for the audit
}

func refused() error { return fault.New(fault.Auth, "fault.sign-in-refused") }

// PutEnrolment keeps a one-time code. The member's earlier ones end: the last
// one given is the one that counts.
func (w *Workspace) PutEnrolment(ctx context.Context, e Enrolment, by team.MemberID) error {
	return w.write(ctx, func(x *writing) error {
		if err := x.mayManage(by); err != nil {
			return err
		}
		m, err := x.member(e.Member)
		if err != nil {
			return err
		}
		if m.Retired {
			return fault.New(fault.Forbidden, "fault.member-retired", "Name", m.Name)
		}
		if _, err := x.exec(`DELETE FROM enrolment WHERE member = ? OR id = ? OR expires_at < ?`, e.Member, e.ID, millis(x.now)); err != nil {
			return fmt.Errorf("drop old codes: %w", err)
		}
		_, err = x.exec(`INSERT INTO enrolment (id, member, secret, made_by, made_at, expires_at, tries, used_at)
			VALUES (?, ?, ?, ?, ?, ?, 0, 0)`, e.ID, e.Member, e.Secret, by, millis(x.now), millis(e.Until))
		if err != nil {
			return fmt.Errorf("write enrolment: %w", err)
		}
		return x.settled("member.invited", by, map[string]string{"member": m.Name})
	})
}

// Enrol uses a one-time code. A wrong one counts, also when nothing else is
// written; why it was refused is not said to who tried.
func (w *Workspace) Enrol(ctx context.Context, id, secret string, a Admission) (s Seat, err error) {
	var refusal error
	err = w.write(ctx, func(x *writing) error {
		member, ok, err := x.useCode(id, secret)
		if err != nil || !ok {
			refusal = refused()
			return err
		}
		a.Device.Member = member
		s, err = x.admit(a.Device, a.Token, a.Until, a.Way)
		return err
	})
	return s, errors.Join(err, refusal)
}

// useCode marks a code as used when it is right, and counts a try when not.
func (x *writing) useCode(id, secret string) (member team.MemberID, ok bool, err error) {
	var want string
	var expires, tries, used int64
	err = x.one(`SELECT member, secret, expires_at, tries, used_at FROM enrolment WHERE id = ?`, []any{id}, &member, &want, &expires, &tries, &used)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("read enrolment: %w", err)
	}
	if used != 0 || tries >= mostTries || expires <= millis(x.now) {
		return "", false, nil
	}
	ok = subtle.ConstantTimeCompare([]byte(want), []byte(secret)) == 1
	text, values := `UPDATE enrolment SET tries = tries + 1 WHERE id = ?`, []any{id}
	if ok {
		text, values = `UPDATE enrolment SET used_at = ? WHERE id = ?`, []any{millis(x.now), id}
	}
	if _, err = x.exec(text, values...); err != nil {
		return "", false, fmt.Errorf("use enrolment: %w", err)
	}
	return member, ok, nil
}

// Admit lets a device in whose member was proved by a password or by the
// house's provider.
func (w *Workspace) Admit(ctx context.Context, a Admission) (s Seat, err error) {
	err = w.write(ctx, func(x *writing) error {
		s, err = x.admit(a.Device, a.Token, a.Until, a.Way)
		return err
	})
	return s, err
}

// PasswordOf gives a member by handle with the stored password, "" where there
// is none. An unknown handle is a zero member and no error: the caller spends
// the same time on both.
func (w *Workspace) PasswordOf(ctx context.Context, handle string) (team.Member, string, error) {
	r, err := w.Roster(ctx)
	if err != nil {
		return team.Member{}, "", err
	}
	m, ok := r.ByHandle(handle)
	if !ok || m.Retired {
		return team.Member{}, "", nil
	}
	text, err := maybe(w.glance(ctx), plain[string], `SELECT password FROM credential WHERE member = ?`, m.ID)
	return m, text, explain(err)
}

// PutPassword keeps a member's password, already hashed; "" takes it away. A
// member may change their own; another's needs Manage.
func (w *Workspace) PutPassword(ctx context.Context, member team.MemberID, hashed string, by team.MemberID) error {
	return w.write(ctx, func(x *writing) error {
		if by != member {
			if err := x.mayManage(by); err != nil {
				return err
			}
		}
		m, err := x.member(member)
		if err != nil {
			return err
		}
		if hashed == "" {
			_, err = x.exec(`DELETE FROM credential WHERE member = ?`, member)
		} else {
			_, err = x.exec(`INSERT INTO credential (member, password, at) VALUES (?, ?, ?)
				ON CONFLICT (member) DO UPDATE SET password = excluded.password, at = excluded.at`, member, hashed, millis(x.now))
		}
		if err != nil {
			return fmt.Errorf("write password: %w", err)
		}
		return x.settled("member.password", by, map[string]string{"member": m.Name})
	})
}
