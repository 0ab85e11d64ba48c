package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"vigie/inbox/fault"
)

//go:embed schema/*.sql
var schemaFiles embed.FS

// migrations gives the numbered files in order; the first is version 1.
func migrations() ([]string, error) {
	names, err := fs.Glob(schemaFiles, "schema/*.sql") // sorted by name
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var out []string
	for _, n := range names {
		text, err := fs.ReadFile(schemaFiles, n)
		if err != nil {
			return nil, fmt.Errorf("read migration %s: %w", n, err)
		}
		out = append(out, string(text))
	}
	return out, nil
}

// version reads the schema's version and refuses one that this program does
// not know.
func version(ctx context.Context, c *sql.Conn, known int) (int, error) {
	var v int
	if err := c.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&v); err != nil {
		return 0, fmt.Errorf("read schema version: %w", err)
	}
	if v > known {
		return 0, fault.New(fault.Unsupported, keyNewer, "Version", v, "Known", known)
	}
	return v, nil
}

// migrate brings the schema up to date, each step in a transaction of its own
// with its number.
func (w *Workspace) migrate(ctx context.Context, c *sql.Conn) error {
	steps, err := migrations()
	if err != nil {
		return err
	}
	from, err := version(ctx, c, len(steps))
	if err != nil {
		return err
	}
	for i := from; i < len(steps); i++ {
		if err := step(ctx, c, i+1, steps[i]); err != nil {
			return fmt.Errorf("migrate to version %d: %w", i+1, err)
		}
	}
	if from == len(steps) {
		return nil
	}
	return w.found(ctx, c)
}

func step(ctx context.Context, c *sql.Conn, number int, text string) error {
	script := strings.Join([]string{
		"BEGIN IMMEDIATE", strings.TrimRight(strings.TrimSpace(text), ";"), fmt.Sprintf("PRAGMA user_version = %d", number),
	}, ";\n")
	_, err := c.ExecContext(ctx, script)
	if err == nil {
		err = foreignKeysHold(ctx, c)
	}
	if err != nil {
		_, undo := c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		if undo != nil {
			return fmt.Errorf("%w (and rolling back: %w)", err, undo)
		}
		return err
	}
	_, err = c.ExecContext(ctx, "COMMIT")
	return err
}

// foreignKeysHold reads the check as a query: it reports by rows, never by an
// error.
func foreignKeysHold(ctx context.Context, c *sql.Conn) error {
	rows, err := c.QueryContext(ctx, `PRAGMA foreign_key_check`)
	if err != nil {
		return fmt.Errorf("check foreign keys: %w", err)
	}
	defer rows.Close()
	if rows.Next() {
		return fault.New(fault.Corrupt, keyCorrupt, "Check", "foreign keys")
	}
	return rows.Err()
}

// found writes the workspace's one row when it is new.
func (w *Workspace) found(ctx context.Context, c *sql.Conn) error {
	_, err := c.ExecContext(ctx, `INSERT INTO workspace (id, uid, rev, log_floor, log_epoch, made_at)
		VALUES (1, ?, 0, 0, ?, ?)
		ON CONFLICT DO NOTHING`, w.newID(w.now()), w.newID(w.now()), millis(w.now()))
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
	_, err := w.conn.ExecContext(ctx, `BEGIN IMMEDIATE;
		DELETE FROM changelog WHERE rev <= (SELECT rev FROM workspace) - ?1;
		UPDATE workspace SET log_floor = MAX(log_floor, rev - ?1);
		COMMIT`, logKept)
	if err != nil {
		return fmt.Errorf("trim change log: %w", err)
	}
	return nil
}
