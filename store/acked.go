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
func (w *Workspace) acked(ctx context.Context, d Device, erased, rev int64) error {
	proves := d.AckedRev < erased && rev >= erased
	if rev == d.AckedRev || !proves && d.AckedRev != 0 && !w.marks.due(d.ID, w.now()) {
		return nil
	}
	return w.mark(ctx, d.ID, mark{acks: true, acked: rev})
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
