package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"vigie/inbox/fault"
)

// MoveStage is what a move is doing.
type MoveStage string

// The stages of a move, in their order.
const (
	MoveCopies  MoveStage = "copy"
	MoveChecks  MoveStage = "check"
	MoveIndexes MoveStage = "index"
)

// MoveProgress is how far a stage of a move is, in rows (messages, while it
// indexes).
type MoveProgress struct {
	Stage    MoveStage
	Rows, Of int64
}

// Moved is what a move did. Bent counts the texts that held what PostgreSQL
// keeps in no text (the character 0, bytes that are no UTF-8). Kept is where
// the file of before lies, "" where there was none.
type Moved struct {
	Tables int
	Rows   int64
	Bent   int64
	Sum    string
	Kept   string
}

// Move takes the workspace of a directory's file into a PostgreSQL database
// with nothing in it: every row, the revision and the epoch stay as they are,
// so that desktops notice nothing, and the files stay where they are. It is one
// transaction of the database: broken off, it has left nothing, and begins
// again. Both sides are read and compared before it ends. The file of before is
// kept under another name, so that nobody goes on with it by mistake; a
// database that has the same rows already is taken as moved.
func Move(ctx context.Context, dir, url string, o Options, tell func(MoveProgress)) (Moved, error) {
	o.Database, o.ReadOnly = "", false
	from, err := Open(ctx, dir, o)
	if err != nil {
		return Moved{}, err
	}
	m, err := from.moveTo(ctx, url, tell)
	if err := errors.Join(err, from.Close()); err != nil {
		return Moved{}, err
	}
	m.Kept, err = setAside(from.disk(), dir, from.now())
	return m, explain(err)
}

// moveTo carries everything to a server, and has it searchable there.
func (w *Workspace) moveTo(ctx context.Context, url string, tell func(MoveProgress)) (m Moved, err error) {
	uid, err := first(w.glance(ctx), plain[string], `SELECT uid FROM workspace`)
	if err != nil {
		return m, explain(err)
	}
	if err := (server{url: url}).roomFor(ctx, uid); err != nil {
		return m, explain(err)
	}
	to, err := OpenServer(ctx, url, w.dir, Options{Now: w.opts.Now, Random: w.opts.Random, Log: w.opts.Log})
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	err = w.snapshot(ctx, func(r reading) error {
		m, err = carryOver(ctx, r, to, tell)
		return err
	})
	if err == nil {
		err = to.indexAll(ctx, tell)
	}
	return m, err
}

// carryOver fills an empty database, or finds that it has the same rows already.
func carryOver(ctx context.Context, from reading, to *Workspace, tell func(MoveProgress)) (m Moved, err error) {
	c := &carrying{ctx: ctx, from: from, to: to, tell: tell, sums: map[string]tableSum{}}
	schema := from
	if !to.engine.served {
		schema = turnOf{ctx, to.conn}
	}
	if c.tables, err = tablesOf(schema); err != nil {
		return m, err
	}
	if err := c.count(); err != nil {
		return m, err
	}
	if err := to.await(ctx); err != nil {
		return m, err
	}
	defer func() { <-to.turn }()
	if err := to.patient(ctx); err != nil {
		return m, err
	}
	if err := to.engine.begin(ctx, to.conn); err != nil {
		return m, fmt.Errorf("begin: %w", err)
	}
	if err := c.fill(); err != nil {
		_, undo := to.conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
		if undo != nil {
			to.opts.Log.Debug("roll back", "error", undo)
		}
		return m, err
	}
	if err := to.engine.commit(ctx, to.conn); err != nil {
		return m, unknownOutcome(fmt.Errorf("commit: %w", err))
	}
	return Moved{Tables: len(c.tables), Rows: c.at.Of, Bent: c.bent, Sum: sumOf(c.sums)}, nil
}

// fill carries and compares, in the transaction of the target.
func (c *carrying) fill() error {
	empty, err := c.empty()
	if err != nil {
		return err
	}
	if empty {
		err = c.all()
	} else {
		c.sums, err = c.summed(c.from, c.to.engine)
	}
	if err != nil {
		return err
	}
	there, err := c.summed(turnOf{c.ctx, c.to.conn}, c.to.engine)
	if err != nil {
		return err
	}
	differs := differing(c.sums, there)
	switch {
	case differs != "" && empty:
		return fault.Wrap(errors.New(differs), fault.Corrupt, keyDiffers)
	case differs != "":
		return fault.Wrap(errors.New(differs), fault.Conflict, keyNotEmpty)
	default:
		return nil
	}
}

// empty reports whether nothing but the founding is in the target.
func (c *carrying) empty() (bool, error) {
	for _, t := range c.tables {
		if t.name == "workspace" {
			continue
		}
		n, err := first(turnOf{c.ctx, c.to.conn}, plain[int64], `SELECT COUNT(*) FROM (SELECT 1 FROM `+t.name+` LIMIT 1) s`)
		if err != nil || n > 0 {
			return false, err
		}
	}
	return true, nil
}

// indexAll takes every message into the full text. Whoever opens the workspace
// goes on with it when it is broken off.
func (w *Workspace) indexAll(ctx context.Context, tell func(MoveProgress)) error {
	p := MoveProgress{Stage: MoveIndexes}
	var err error
	if p.Of, err = first(w.glance(ctx), plain[int64], `SELECT COUNT(*) FROM search_queue`); err != nil {
		return explain(err)
	}
	for {
		n, err := w.IndexPending(ctx, enough)
		if err != nil || n == 0 {
			return err
		}
		p.Rows += int64(n)
		tell(p)
	}
}

// movedName begins the name of a file that was carried into a database.
const movedName = databaseName + ".moved-"

// setAside gives the file of a moved workspace another name, under the lock of
// its directory.
func setAside(disk Disk, dir string, now time.Time) (string, error) {
	lock, err := lockFile(filepath.Join(dir, lockName))
	if err != nil {
		return "", err
	}
	defer lock.Close()
	path := filepath.Join(dir, databaseName)
	if err := wholeFile(path); err != nil {
		return "", err
	}
	kept := filepath.Join(dir, movedName+now.Format("20060102T150405.000"))
	return kept, PutInPlace(disk, path, kept)
}

// wholeFile refuses a database whose last writes are still beside it.
func wholeFile(path string) error {
	if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
		return fmt.Errorf("%s-wal was not taken into the file", filepath.Base(path))
	}
	return nil
}

// movedAway is the fault of a directory whose file was moved; nil is that none
// was.
func movedAway(dir string) error {
	found, err := filepath.Glob(filepath.Join(globQuote(dir), movedName+"*"))
	if err != nil || len(found) == 0 {
		return err
	}
	return fault.New(fault.Conflict, keyMoved, "File", filepath.Base(found[len(found)-1]))
}
