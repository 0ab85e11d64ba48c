package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"vigie/inbox/fault"
)

// movedSetting marks a database that was moved away: no program works on it.
const movedSetting = deskPrefix + "moved"

// leave marks it, and has whoever is at work on it all the same fail with
// every write: each one counts the revision.
const leave = `INSERT INTO setting (name, value) VALUES ('` + movedSetting + `', '1') ON CONFLICT (name) DO NOTHING;
	CREATE OR REPLACE FUNCTION workspace_moved() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN RAISE EXCEPTION 'this workspace was moved to a file' USING ERRCODE = '` + movedState + `'; END $$;
	CREATE OR REPLACE TRIGGER workspace_moved BEFORE UPDATE ON workspace FOR EACH ROW EXECUTE FUNCTION workspace_moved()`

// movedState is our own SQLSTATE for it.
const movedState = "VG001"

// movingName is the directory in which a move back makes the file.
const movingName = "moving"

// MoveBack takes the workspace of a PostgreSQL database into a file of the
// directory, which must have none. No server may be at work on it; the writers
// wait until it ends, and the database is then marked as moved, so that nobody
// goes on with it by mistake. Broken off, it begins again.
func MoveBack(ctx context.Context, url, dir string, o Options, tell func(MoveProgress)) (m Moved, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return m, explain(err)
	}
	lock, err := lockFile(filepath.Join(dir, lockName))
	if err != nil {
		return m, explain(err)
	}
	defer lock.Close()
	switch _, err := os.Stat(filepath.Join(dir, databaseName)); {
	case err == nil:
		return m, fault.New(fault.Conflict, keyNotEmpty)
	case !errors.Is(err, os.ErrNotExist):
		return m, explain(err)
	}
	o.Database, o.ReadOnly, o.moved = url, false, true
	from, err := Open(ctx, dir, o)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	switch busy, err := from.LiveLeases(ctx, ""); {
	case err != nil:
		return m, err
	case len(busy) > 0:
		return m, fault.New(fault.Busy, keyInUse)
	}
	m, err = from.moveBack(ctx, filepath.Join(dir, movingName), tell)
	if err == nil {
		err = PutInPlace(from.disk(), filepath.Join(dir, movingName, databaseName), filepath.Join(dir, databaseName))
	}
	return m, errors.Join(explain(err), os.RemoveAll(filepath.Join(dir, movingName)))
}

// moveBack makes the file while the writers of all nodes wait, and then has
// them stay away.
func (w *Workspace) moveBack(ctx context.Context, dir string, tell func(MoveProgress)) (m Moved, err error) {
	if err := w.await(ctx); err != nil {
		return m, err
	}
	defer func() { <-w.turn }()
	for _, f := range []func() error{
		func() error { return w.patient(ctx) },
		func() error { return w.engine.begin(ctx, w.conn) },
		func() (err error) { m, err = w.intoFile(ctx, dir, tell); return err },
		func() error {
			_, err := w.conn.ExecContext(ctx, leave)
			return err
		},
		func() error { return w.engine.commit(ctx, w.conn) },
	} {
		if err := f(); err != nil {
			return m, explain(fmt.Errorf("move to a file: %w", err)) // closing the connection rolls back
		}
	}
	return m, nil
}

// patient has a database server wait for a transaction that does nothing for as
// long as the other side is read or made.
func (w *Workspace) patient(ctx context.Context) error {
	if !w.engine.served {
		return nil
	}
	_, err := w.conn.ExecContext(ctx, `SET idle_in_transaction_session_timeout = 0`)
	return err
}

// intoFile writes the database of one moment into a new file of a directory
// that it makes.
func (w *Workspace) intoFile(ctx context.Context, dir string, tell func(MoveProgress)) (m Moved, err error) {
	if err := os.RemoveAll(dir); err != nil {
		return m, err
	}
	to, err := Open(ctx, dir, Options{Now: w.opts.Now, Random: w.opts.Random, Log: w.opts.Log})
	if err != nil {
		return m, err
	}
	if _, err := to.conn.ExecContext(ctx, `PRAGMA foreign_keys = OFF`); err != nil { // they are looked at in the end
		return m, errors.Join(explain(err), to.Close())
	}
	err = w.snapshot(ctx, func(r reading) error {
		m, err = carryOver(ctx, r, to, tell)
		return err
	})
	if err == nil {
		err = foreignKeysHold(ctx, to.conn)
	}
	if err == nil {
		_, err = to.conn.ExecContext(ctx, `DELETE FROM setting WHERE name = '`+movedSetting+`'`)
	}
	err = errors.Join(err, to.Close())
	if err == nil {
		err = wholeFile(filepath.Join(dir, databaseName))
	}
	return m, err
}

// stays refuses a database that was moved away.
func (w *Workspace) stays(r reading) error {
	if !w.engine.served || w.opts.moved {
		return nil
	}
	n, err := first(r, plain[int], `SELECT COUNT(*) FROM setting WHERE name = '`+movedSetting+`'`)
	if err == nil && n > 0 {
		err = fault.New(fault.Conflict, keyMoved, "File", databaseName)
	}
	return err
}

// roomFor refuses a database in which there is something else than the
// workspace of the id, before anything is written to it.
func (s server) roomFor(ctx context.Context, uid string) error {
	db, err := s.open(nil)
	if err != nil {
		return err
	}
	defer db.Close()
	var others int
	var ours bool
	err = db.QueryRowContext(ctx, `SELECT to_regclass('schema_version') IS NOT NULL, COUNT(*)
		FROM information_schema.tables
		WHERE table_schema = current_schema()`).Scan(&ours, &others)
	if err != nil {
		return err
	}
	if !ours {
		if others > 0 {
			return fault.New(fault.Conflict, keyNotEmpty)
		}
		return nil
	}
	var rev int64
	var there string
	err = db.QueryRowContext(ctx, `SELECT rev, uid FROM workspace`).Scan(&rev, &there)
	if errors.Is(err, sql.ErrNoRows) { // its making was broken off: it is made again
		return nil
	}
	if err != nil {
		return err
	}
	if rev > 0 && there != uid {
		return fault.New(fault.Conflict, keyNotEmpty)
	}
	return nil
}

// globQuote has no letter of a path mean anything in a pattern.
func globQuote(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}
