package store

import (
	"context"
	"fmt"
	"time"
)

const (
	// ackedEvery is how often it is written down how far a device is, as long as
	// nothing hangs on it.
	ackedEvery = time.Minute
	// logKeptFor is how long the change log is kept for devices that are silent,
	// and logKeptAtLeast how long for everybody: a bootstrap takes less.
	logKeptFor     = 30 * 24 * time.Hour
	logKeptAtLeast = 24 * time.Hour
)

// acked notes that a device has everything up to a revision. It is not worth a
// write each time: only once in a while, and when it is the proof of an erasure.
func (w *Workspace) acked(ctx context.Context, device string, rev int64) error {
	type mark struct{ acked, seen, erased int64 }
	read := func(s scanner) (m mark, err error) {
		err = s.Scan(&m.acked, &m.seen, &m.erased)
		return m, err
	}
	m, err := first(w.glance(ctx), read, `SELECT d.acked_rev, d.seen_at, COALESCE((SELECT MAX(e.rev) FROM erasure e), 0)
		FROM device d WHERE d.id = ?`, device)
	if err != nil {
		return explain(err)
	}
	proves := m.acked < m.erased && rev >= m.erased
	if rev == m.acked || !proves && w.now().Sub(moment(m.seen)) < ackedEvery && m.acked != 0 {
		return nil
	}
	return w.write(ctx, func(x *writing) error {
		_, err := x.exec(`UPDATE device SET acked_rev = ?, seen_at = ? WHERE id = ?`, rev, millis(x.now), device)
		if err != nil {
			return fmt.Errorf("note how far a device is: %w", err)
		}
		return nil
	})
}

// shortenLog drops the tail of the change log that no device needs: what all
// devices that were heard of lately have, and what is old.
func (x *writing) shortenLog() error {
	devices, err := first(x, plain[int], `SELECT COUNT(*) FROM device`)
	if err != nil || devices == 0 {
		return err
	}
	passed, err := first(x, plain[int64], `SELECT COALESCE(MIN(acked_rev), 0) FROM device WHERE revoked_at = 0 AND seen_at > ?`,
		millis(x.now.Add(-logKeptFor)))
	if err != nil {
		return fmt.Errorf("read devices: %w", err)
	}
	floor, err := first(x, plain[int64], `SELECT COALESCE(MAX(rev), 0) FROM changelog WHERE at < ? OR (at < ? AND rev <= ?)`,
		millis(x.now.Add(-logKeptFor)), millis(x.now.Add(-logKeptAtLeast)), passed)
	if err != nil || floor == 0 {
		return err
	}
	if _, err := x.exec(`DELETE FROM changelog WHERE rev <= ?`, floor); err != nil {
		return fmt.Errorf("shorten change log: %w", err)
	}
	_, err = x.exec(`UPDATE workspace SET log_floor = ? WHERE log_floor < ?`, floor, floor)
	return err
}
