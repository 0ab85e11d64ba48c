package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Device is a computer that signed in.
type Device struct {
	ID        string        `json:"id"`
	Member    team.MemberID `json:"member"`
	Name      string        `json:"name"`
	Key       string        `json:"-"` // its public key, Ed25519, hexadecimal
	LastSeq   int64         `json:"last_seq"`
	AckedRev  int64         `json:"acked_rev"`
	MadeAt    time.Time     `json:"made_at"`
	SeenAt    time.Time     `json:"seen_at"`
	RevokedAt time.Time     `json:"revoked_at,omitzero"`
}

// Seat is a device with its member, as they are now.
type Seat struct {
	Device Device
	Member team.Member
}

// Ended reports that the device must forget what it knows: it was revoked, or
// its member has left.
func (s Seat) Ended() bool { return !s.Device.RevokedAt.IsZero() || s.Member.Retired }

const deviceColumns = `d.id, d.member, d.name, d.key, d.last_seq, d.acked_rev, d.made_at, d.seen_at, d.revoked_at`

func deviceFields(d *Device) (into []any, done func()) {
	var made, seen, revoked int64
	return []any{&d.ID, &d.Member, &d.Name, &d.Key, &d.LastSeq, &d.AckedRev, &made, &seen, &revoked}, func() {
		d.MadeAt, d.SeenAt, d.RevokedAt = moment(made), moment(seen), moment(revoked)
	}
}

func readDevice(s scanner) (d Device, err error) {
	into, done := deviceFields(&d)
	err = s.Scan(into...)
	done()
	return d, err
}

func readSeat(s scanner) (st Seat, err error) {
	into, done := deviceFields(&st.Device)
	var raw []byte
	if err := s.Scan(append(into, &raw)...); err != nil {
		return st, err
	}
	done()
	return st, unpack(raw, &st.Member)
}

const seatQuery = `SELECT ` + deviceColumns + `, m.body FROM device d JOIN member m ON m.id = d.member WHERE d.id = ?`

// Seat gives a device and its member. It is asked at each request, so that
// a right that was taken is taken at once.
func (w *Workspace) Seat(ctx context.Context, device string) (Seat, error) {
	s, err := first(w.glance(ctx), readSeat, seatQuery, device)
	return s, noDevice(err)
}

func noDevice(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Wrap(err, fault.NotFound, "fault.device-gone")
	}
	return explain(err)
}

// Devices lists the devices of a member, or of everybody ("").
func (w *Workspace) Devices(ctx context.Context, member team.MemberID) ([]Device, error) {
	list, err := all(w.glance(ctx), readDevice, `SELECT `+deviceColumns+`
		FROM device d
		WHERE d.member = ? OR ? = ''
		ORDER BY d.made_at, d.id`, member, member)
	return list, explain(err)
}

// SeenDevice notes that a device is at work; a minute's precision is enough
// and spares writing at each request.
func (w *Workspace) SeenDevice(ctx context.Context, device string) error {
	return w.mark(ctx, device, mark{seen: true})
}

// RevokeDevice ends a device: its tokens, and its access at the next request.
// A member may end their own devices; another's needs Manage.
func (w *Workspace) RevokeDevice(ctx context.Context, device string, by team.MemberID) error {
	return w.write(ctx, func(x *writing) error {
		s, err := first(x, readSeat, seatQuery, device)
		if err != nil {
			return noDevice(err)
		}
		if by != s.Device.Member {
			if err := x.mayManage(by); err != nil {
				return err
			}
		}
		if !s.Device.RevokedAt.IsZero() {
			return nil
		}
		if _, err := x.exec(`UPDATE device SET revoked_at = ? WHERE id = ?`, millis(x.now), device); err != nil {
			return fmt.Errorf("revoke device %s: %w", device, err)
		}
		if err := x.endFamilies(`device = ?`, device); err != nil {
			return err
		}
		return x.settled("device.revoked", by, map[string]string{"device": s.Device.Name, "member": s.Member.Name})
	})
}

func (x *writing) endFamilies(condition, value string) error {
	_, err := x.exec(`UPDATE refresh SET revoked_at = ? WHERE revoked_at = 0 AND `+condition, millis(x.now), value)
	if err != nil {
		return fmt.Errorf("end sign-ins: %w", err)
	}
	return nil
}

// admit registers a device, or takes one up again, with the first token of a
// new family.
func (x *writing) admit(d Device, token string, until time.Time, way string) (Seat, error) {
	m, err := x.member(d.Member)
	switch {
	case err != nil:
		return Seat{}, err
	case m.Retired:
		return Seat{}, fault.New(fault.Auth, "fault.sign-in-refused")
	}
	known, err := maybe(x, readDevice, `SELECT `+deviceColumns+` FROM device d WHERE d.id = ?`, d.ID)
	switch {
	case err != nil:
		return Seat{}, err
	case known.ID == "":
		known, err = d, x.insertDevice(&d)
	case known.Member != d.Member || known.Key != d.Key || !known.RevokedAt.IsZero():
		return Seat{}, fault.New(fault.Auth, "fault.device-not-yours")
	default:
		err = x.endFamilies(`device = ?`, d.ID)
	}
	if err != nil {
		return Seat{}, err
	}
	if err := x.insertRefresh(d.ID, x.w.newID(x.now), token, until); err != nil {
		return Seat{}, err
	}
	known.SeenAt = x.now
	return Seat{known, m}, x.settled("device.signed-in", d.Member, map[string]string{"device": d.Name, "way": way})
}

func (x *writing) insertDevice(d *Device) error {
	_, err := x.exec(`INSERT INTO device (id, member, name, key, last_seq, acked_rev, scope_epoch, made_at, seen_at, revoked_at)
		VALUES (?, ?, ?, ?, 0, 0, 0, ?, ?, 0)`, d.ID, d.Member, d.Name, d.Key, millis(x.now), millis(x.now))
	if err != nil {
		return fmt.Errorf("write device: %w", err)
	}
	return nil
}

func (x *writing) insertRefresh(device, family, token string, until time.Time) error {
	_, err := x.exec(`INSERT INTO refresh (token, device, family, made_at, expires_at, used_at, salt, request, revoked_at)
		VALUES (?, ?, ?, ?, ?, 0, '', '', 0)`, token, device, family, millis(x.now), millis(until))
	if err != nil {
		return fmt.Errorf("write refresh token: %w", err)
	}
	return nil
}
