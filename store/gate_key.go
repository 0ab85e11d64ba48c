package store

import (
	"context"
	"fmt"
	"time"

	"vigie/inbox/team"
)

// SigningKey signs access tokens. Every server of the workspace has it.
type SigningKey struct {
	ID        string
	Seed      string // of Ed25519, hexadecimal
	MadeAt    time.Time
	RetiredAt time.Time // zero: it signs
}

// SigningKeys gives the keys, the newest first.
func (w *Workspace) SigningKeys(ctx context.Context) ([]SigningKey, error) {
	read := func(s scanner) (k SigningKey, err error) {
		var made, retired int64
		err = s.Scan(&k.ID, &k.Seed, &made, &retired)
		k.MadeAt, k.RetiredAt = moment(made), moment(retired)
		return k, err
	}
	list, err := all(w.glance(ctx), read, `SELECT id, seed, made_at, retired_at FROM signing_key ORDER BY made_at DESC, id DESC`)
	return list, explain(err)
}

// FirstSigningKey keeps a key unless there is one that signs already: of two
// servers that start together, one wins.
func (w *Workspace) FirstSigningKey(ctx context.Context, k SigningKey) error {
	return w.write(ctx, func(x *writing) error {
		n, err := first(x, plain[int], `SELECT COUNT(*) FROM signing_key WHERE retired_at = 0`)
		if err != nil || n > 0 {
			return err
		}
		return x.insertKey(k)
	})
}

// RotateSigningKey makes k the one that signs. The others are retired and
// forgotten once kept has passed, the life of a token.
func (w *Workspace) RotateSigningKey(ctx context.Context, k SigningKey, kept time.Duration, by team.MemberID) error {
	return w.write(ctx, func(x *writing) error {
		if err := x.mayManage(by); err != nil {
			return err
		}
		if _, err := x.exec(`DELETE FROM signing_key WHERE retired_at > 0 AND retired_at < ?`, millis(x.now.Add(-kept))); err != nil {
			return fmt.Errorf("forget old keys: %w", err)
		}
		if _, err := x.exec(`UPDATE signing_key SET retired_at = ? WHERE retired_at = 0`, millis(x.now)); err != nil {
			return fmt.Errorf("retire keys: %w", err)
		}
		if err := x.insertKey(k); err != nil {
			return err
		}
		return x.settled("server.key-rotated", by, nil)
	})
}

func (x *writing) insertKey(k SigningKey) error {
	_, err := x.exec(`INSERT INTO signing_key (id, seed, made_at, retired_at) VALUES (?, ?, ?, 0)`, k.ID, k.Seed, millis(x.now))
	if err != nil {
		return fmt.Errorf("write signing key: %w", err)
	}
	return nil
}
