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
	// Copy opens a desktop's copy of a server's workspace: disposable, and with
	// the marks that a rebase needs. Relay takes the orders of its people to the
	// server; without one they are refused.
	Copy  bool
	Relay Relay
	// Database is the address of a PostgreSQL server (postgres://…) that has
	// the workspace's database; "" is SQLite in the directory. With a server
	// several programs may have the workspace open, each with the directory
	// of the blobs.
	Database string
	// Follow is how often the changes of other programs are asked for; 0 is
	// 200 ms. It has no meaning without Database.
	Follow time.Duration
	// Disk is what the files of attachments are kept on; nil is the computer's.
	Disk Disk
	// moved opens a database that was moved away, to move it again.
	moved bool
}

// Workspace is an open workspace directory. It is safe for concurrent use: one
// writes at a time, many read.
type Workspace struct {
	dir    string
	opts   Options
	engine engine
	lock   *os.File // nil where a server keeps programs apart

	writeDB *sql.DB
	readDB  *sql.DB
	reads   statements
	// snapshots bounds how many transactions read at once: each holds a
	// connection while it may want another one to prepare a statement, so that
	// the pool must be the larger.
	snapshots chan struct{}

	// turn holds one token: who has it may use conn and stmts.
	turn      chan struct{}
	closed    chan struct{}
	once      sync.Once
	conn      *sql.Conn
	stmts     map[string]*sql.Stmt
	told      *sql.DB   // see told; nil where the database is a file
	household household // of who has the turn

	ids     sync.Mutex
	entropy ulid.MonotonicReader

	notices  *notices
	pushings pushings
	pages    pages
	marks    deviceMarks
	others   others // what other programs write
	watches  watches
	waiting  atomic.Int64 // messages in line for the full-text index, about
	squeeze  *zstd.Encoder
	expand   *zstd.Decoder
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

// OpenServer opens the workspace whose database is on a PostgreSQL server and
// whose blobs are in a directory, and makes it when there is none. Several
// programs may have it open at once.
func OpenServer(ctx context.Context, url, dir string, o Options) (*Workspace, error) {
	o.Database = url
	return Open(ctx, dir, o)
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
		dir: dir, opts: o, engine: engineOf(o), turn: make(chan struct{}, 1), closed: make(chan struct{}), stmts: map[string]*sql.Stmt{},
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
	if err := w.makeRoom(); err != nil {
		return err
	}
	if !w.engine.served {
		var err error
		if w.lock, err = lockFile(filepath.Join(w.dir, lockName)); err != nil {
			return err
		}
	}
	if err := w.openToWrite(ctx); err != nil {
		return err
	}
	if err := w.openReaders(); err != nil {
		return err
	}
	return w.follow(ctx)
}

// openToRead looks at a workspace that may be in use by another instance.
func (w *Workspace) openToRead(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(w.dir, databaseName)); err != nil && !w.engine.served {
		if gone := movedAway(w.dir); gone != nil {
			return gone
		}
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
	steps, err := w.engine.migrations()
	if err != nil {
		return err
	}
	v, err := w.engine.known(ctx, c, len(steps))
	if err == nil && v < len(steps) {
		err = fault.New(fault.ReadOnly, keyReadOnly, "Version", v)
	}
	if err == nil {
		err = w.stays(w.glance(ctx))
	}
	return err
}

func (w *Workspace) openToWrite(ctx context.Context) error {
	var err error
	if w.writeDB, err = w.engine.writer(ctx, w); err != nil {
		return err
	}
	if w.conn, err = w.writeDB.Conn(ctx); err != nil {
		return err
	}
	if w.engine.served {
		w.told = openTold()
	}
	if err := w.engine.ready(ctx, w.conn); err != nil {
		return err
	}
	if err := w.migrate(ctx); err != nil {
		return err
	}
	if w.copied() {
		return w.openCopy(ctx)
	}
	if err := w.stays(turnOf{ctx, w.conn}); err != nil {
		return err
	}
	if err := w.mendRuns(ctx); err != nil {
		return err
	}
	return w.trimLog(ctx)
}

func (w *Workspace) openReaders() error {
	var err error
	if w.readDB, err = w.engine.reader(w); err != nil {
		return err
	}
	w.readDB.SetMaxOpenConns(2*readers + 2)
	// A connection that is opened anew reads the schema and prepares every
	// statement again: those of a busy minute are kept for the next one.
	w.readDB.SetMaxIdleConns(2*readers + 2)
	w.readDB.SetConnMaxIdleTime(time.Minute)
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
	w.others.done.Wait()
	w.turn <- struct{}{} // never given back: nobody writes any more
	w.notices.close()
	var errs []error
	if w.readDB != nil {
		errs = append(errs, w.readDB.Close())
	}
	if w.told != nil {
		errs = append(errs, w.told.Close())
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
