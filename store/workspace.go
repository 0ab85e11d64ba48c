// Package store keeps a workspace: a directory with one database, the blobs
// and a lock. It is the only place with SQL. It decides nothing: it loads what
// a decision wants to see, asks the domain, and writes what the domain says,
// in one transaction.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/oklog/ulid/v2"

	"vigie/inbox/fault"
)

const (
	databaseName = "vigie.db"
	lockName     = "lock"
	blobsName    = "blobs"
	readers      = 4
)

// Options is what a workspace gets from outside. The zero value works.
type Options struct {
	Now      func() time.Time // the clock; nil is the computer's
	Random   io.Reader        // for ids; nil is the system's
	Log      *slog.Logger     // nil discards
	ReadOnly bool             // only looks; needs no lock
}

// Workspace is an open workspace directory. It is safe for concurrent use: one
// writes at a time, many read.
type Workspace struct {
	dir    string
	opts   Options
	engine engine
	lock   *os.File

	writeDB *sql.DB
	readDB  *sql.DB
	reads   statements
	// snapshots bounds how many transactions read at once: each holds a
	// connection while it may want another one to prepare a statement, so that
	// the pool must be the larger.
	snapshots chan struct{}

	// turn holds one token: who has it may use conn and stmts.
	turn   chan struct{}
	closed chan struct{}
	once   sync.Once
	conn   *sql.Conn
	stmts  map[string]*sql.Stmt

	ids     sync.Mutex
	entropy ulid.MonotonicReader

	notices *notices
	watches watches
	waiting atomic.Int64 // messages in line for the full-text index, about
	squeeze *zstd.Encoder
	expand  *zstd.Decoder
}

// Open opens the workspace of a directory, and makes it when there is none. A
// second running instance gets a Busy fault at once.
func Open(ctx context.Context, dir string, o Options) (*Workspace, error) {
	w, err := prepare(dir, o)
	if err != nil {
		return nil, fmt.Errorf("open workspace: %w", explain(err))
	}
	if err := w.open(ctx); err != nil {
		return nil, fmt.Errorf("open workspace: %w", errors.Join(explain(err), w.Close()))
	}
	return w, nil
}

func prepare(dir string, o Options) (*Workspace, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	w := &Workspace{
		dir: dir, opts: o, engine: sqliteEngine(), turn: make(chan struct{}, 1), closed: make(chan struct{}), stmts: map[string]*sql.Stmt{},
		entropy: ulid.Monotonic(o.Random, 0), notices: newNotices(),
		reads: statements{byText: map[string]*sql.Stmt{}}, snapshots: make(chan struct{}, readers),
	}
	if w.squeeze, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2),
		zstd.WithWindowSize(1<<20), zstd.WithLowerEncoderMem(true)); err != nil {
		return nil, err
	}
	w.expand, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(1<<30))
	return w, err
}

func (w *Workspace) open(ctx context.Context) error {
	if w.opts.ReadOnly {
		return w.openToRead(ctx)
	}
	if err := os.MkdirAll(filepath.Join(w.dir, blobsName), 0o700); err != nil {
		return err
	}
	var err error
	if w.lock, err = lockFile(filepath.Join(w.dir, lockName)); err != nil {
		return err
	}
	if err := w.openToWrite(ctx); err != nil {
		return err
	}
	return w.openReaders()
}

// openToRead looks at a workspace that may be in use by another instance.
func (w *Workspace) openToRead(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(w.dir, databaseName)); err != nil {
		return fault.Wrap(err, fault.NotFound, keyMissing, "Directory", w.dir)
	}
	if err := w.openReaders(); err != nil {
		return err
	}
	c, err := w.readDB.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	steps, err := migrations()
	if err != nil {
		return err
	}
	v, err := version(ctx, c, len(steps))
	if err == nil && v < len(steps) {
		err = fault.New(fault.ReadOnly, keyReadOnly, "Version", v)
	}
	return err
}

func (w *Workspace) openToWrite(ctx context.Context) error {
	// An empty or short file would be taken for a new database; a file that is
	// there must be one.
	if err := w.secureFile(ctx); err != nil {
		return err
	}
	var err error
	if w.writeDB, err = sql.Open(w.engine.driver, writeAddress(w.dir)); err != nil {
		return err
	}
	w.writeDB.SetMaxOpenConns(1)
	if w.conn, err = w.writeDB.Conn(ctx); err != nil {
		return err
	}
	if err := w.engine.assert(ctx, w.conn); err != nil {
		return err
	}
	if err := w.migrate(ctx, w.conn); err != nil {
		return err
	}
	if err := w.probe(ctx); err != nil {
		return err
	}
	return w.trimLog(ctx)
}

// secureFile makes a new database file that is its owner's alone, and reports
// an old one that is too short to be one. A file that is there is not opened:
// closing a descriptor of it would drop SQLite's own locks.
func (w *Workspace) secureFile(ctx context.Context) error {
	path := filepath.Join(w.dir, databaseName)
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
		return w.engine.shape(ctx, w.dir)
	}
	if err != nil {
		return err
	}
	if size := info.Size(); size > 0 && size < 512 {
		return fault.New(fault.Corrupt, keyCorrupt, "Size", size)
	}
	return nil
}

// probe takes and gives back the right to write, so that a file that cannot be
// written is known at once and not with the first act.
func (w *Workspace) probe(ctx context.Context) error {
	if _, err := w.conn.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return err
	}
	_, err := w.conn.ExecContext(ctx, `ROLLBACK`)
	return err
}

func (w *Workspace) openReaders() error {
	var err error
	if w.readDB, err = sql.Open(w.engine.driver, readAddress(w.dir)); err != nil {
		return err
	}
	w.readDB.SetMaxOpenConns(2*readers + 2)
	w.readDB.SetMaxIdleConns(readers)
	return nil
}

// Close ends all use of the workspace and lets others open it. It waits for a
// running transaction; what comes later gets a fault. Closing twice is
// harmless.
func (w *Workspace) Close() (err error) {
	w.once.Do(func() { err = w.close() })
	return err
}

func (w *Workspace) close() error {
	close(w.closed)
	w.turn <- struct{}{} // never given back: nobody writes any more
	w.notices.close()
	var errs []error
	if w.readDB != nil {
		errs = append(errs, w.readDB.Close())
	}
	for _, s := range w.stmts {
		errs = append(errs, s.Close())
	}
	if w.conn != nil {
		errs = append(errs, w.conn.Close())
	}
	if w.writeDB != nil {
		errs = append(errs, w.writeDB.Close())
	}
	if w.lock != nil {
		errs = append(errs, w.lock.Close())
	}
	w.expand.Close()
	return errors.Join(errs...)
}

func (w *Workspace) now() time.Time { return w.opts.Now().UTC().Truncate(time.Millisecond) }

// newID makes a ULID that sorts behind every earlier one of this workspace.
func (w *Workspace) newID(at time.Time) string {
	w.ids.Lock()
	defer w.ids.Unlock()
	id, err := ulid.New(ulid.Timestamp(at), w.entropy)
	if err != nil {
		// The monotonic part overflowed or the source ran dry: a fresh one.
		w.opts.Log.Warn("ids start anew", "error", err)
		return ulid.Make().String()
	}
	return id.String()
}

// MadeAt is when the workspace was founded.
func (w *Workspace) MadeAt(ctx context.Context) (time.Time, error) {
	ms, err := first(w.glance(ctx), plain[int64], `SELECT made_at FROM workspace`)
	return moment(ms), explain(err)
}
