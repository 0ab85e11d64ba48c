package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"vigie/inbox/fault"
)

// grace is how long the very same renewal may be sent again: an answer that
// was lost is no theft.
const grace = time.Minute

// Renewal is a device's request for its next refresh token.
type Renewal struct {
	Device  string
	Token   string // SHA-256 of the one that it shows, hexadecimal
	Request string // SHA-256 of the signed request, hexadecimal
	Salt    string // fresh and random: the successor is made of it
	// Next gives the hash of the successor that a salt makes.
	Next  func(salt string) string
	Until time.Time // of the successor
}

// used is a refresh token as stored.
type used struct {
	device, family, salt, request string
	expires, usedAt, revoked      int64
}

func readUsed(s scanner) (u used, err error) {
	err = s.Scan(&u.device, &u.family, &u.salt, &u.request, &u.expires, &u.usedAt, &u.revoked)
	return u, err
}

// Renew uses up a refresh token and gives the salt of its successor. The same
// request within a minute gives the same salt. A used token in any other
// request means that two have it: the whole family ends, and the audit says
// so. Every refusal is an Auth fault.
func (w *Workspace) Renew(ctx context.Context, r Renewal) (salt string, err error) {
	var refusal error
	err = w.write(ctx, func(x *writing) error {
		u, err := first(x, readUsed, `SELECT device, family, salt, request, expires_at, used_at, revoked_at FROM refresh WHERE token = ?`, r.Token)
		if errors.Is(err, sql.ErrNoRows) {
			refusal = refused()
			return nil
		}
		if err != nil {
			return fmt.Errorf("read refresh token: %w", err)
		}
		now := millis(x.now)
		switch {
		case u.device != r.Device || u.revoked != 0 || u.expires <= now:
			refusal = refused()
			return nil
		case u.usedAt != 0 && u.request == r.Request && now-u.usedAt <= grace.Milliseconds():
			salt = u.salt
			return nil
		case u.usedAt != 0:
			refusal = fault.New(fault.Auth, "fault.sign-in-reused")
			return x.reused(u)
		}
		salt = r.Salt
		return x.succeed(u, r)
	})
	return salt, errors.Join(err, refusal)
}

func (x *writing) succeed(u used, r Renewal) error {
	_, err := x.exec(`UPDATE refresh SET used_at = ?, salt = ?, request = ? WHERE token = ?`, millis(x.now), r.Salt, r.Request, r.Token)
	if err != nil {
		return fmt.Errorf("use refresh token: %w", err)
	}
	// What is long used can only come back as theft, for as long as it is kept.
	if _, err := x.exec(`DELETE FROM refresh WHERE expires_at < ?`, millis(x.now)); err != nil {
		return fmt.Errorf("drop old tokens: %w", err)
	}
	return x.insertRefresh(u.device, u.family, r.Next(r.Salt), r.Until)
}

// reused ends a family of which a used token came back.
func (x *writing) reused(u used) error {
	if err := x.endFamilies(`family = ?`, u.family); err != nil {
		return err
	}
	s, err := first(x, readSeat, seatQuery, u.device)
	if err != nil {
		return err
	}
	return x.settled("device.token-reused", "", map[string]string{"device": s.Device.Name, "member": s.Member.Name})
}
