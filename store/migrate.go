package store

import (
	"context"
	"database/sql"
	"fmt"

	"vigie/inbox/fault"
)

// known refuses a schema that this program may not use.
func (e engine) known(ctx context.Context, c *sql.Conn, steps int) (int, error) {
	at, oldest, err := e.version(ctx, c)
	if err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	if oldest > steps {
		return 0, fault.New(fault.Unsupported, keyNewer, "Version", at, "Known", steps)
	}
	return at, nil
}

// migrate brings the schema up to date, each step in a transaction of its own
// with its number. On a server the nodes of the release before go on working
// meanwhile: a step only adds, and what it adds has a default.
func (w *Workspace) migrate(ctx context.Context) error {
	steps, err := w.engine.migrations()
	if err != nil {
		return err
	}
	return w.engine.alone(ctx, w.conn, func() error {
		from, err := w.engine.known(ctx, w.conn, len(steps))
		if err != nil {
			return err
		}
		for i := from; i < len(steps); i++ {
			if err := w.engine.step(ctx, w.conn, i+1, steps[i]); err != nil {
				return fmt.Errorf("migrate to version %d: %w", i+1, err)
			}
		}
		there := 0
		if from >= len(steps) {
			if err := w.conn.QueryRowContext(ctx, `SELECT COUNT(*) FROM workspace`).Scan(&there); err != nil {
				return fmt.Errorf("look for the workspace: %w", err)
			}
		}
		if there > 0 {
			return nil
		}
		return w.found(ctx)
	})
}

// found writes the workspace's one row when it is new: also when the program
// died after it had made the tables.
func (w *Workspace) found(ctx context.Context) error {
	_, err := w.transact(ctx, func(x *writing) error {
		_, err := x.exec(`INSERT INTO workspace (id, uid, rev, log_floor, log_epoch, made_at)
			VALUES (1, ?, 0, 0, ?, ?)
			ON CONFLICT DO NOTHING`, w.newID(w.now()), w.newID(w.now()), millis(w.now()))
		return err
	})
	if err != nil {
		return fmt.Errorf("found workspace: %w", err)
	}
	return nil
}

// logKept is how many keys the change log keeps at least: who is further
// behind starts anew from the rows.
const logKept = 200_000

// trimLog drops the oldest keys of the change log.
func (w *Workspace) trimLog(ctx context.Context) error {
	_, err := w.transact(ctx, func(x *writing) error {
		var rev, floor int64
		err := x.one(`SELECT rev, log_floor FROM workspace WHERE id = 1`, nil, &rev, &floor)
		if err != nil || rev-logKept <= floor {
			return err
		}
		if _, err := x.exec(`DELETE FROM changelog WHERE rev <= ?`, rev-logKept); err != nil {
			return err
		}
		_, err = x.exec(`UPDATE workspace SET log_floor = ? WHERE id = 1`, rev-logKept)
		return err
	})
	if err != nil {
		return fmt.Errorf("trim change log: %w", err)
	}
	return nil
}
