// Package store keeps a workspace: a directory with one database, the blobs
// and a lock. It is the only place with SQL. It decides nothing: it loads what
// a decision wants to see, asks the domain, and writes what the domain says,
// in one transaction.
package store

import (
	"context"
	"io"
	"log/slog"
	"time"

	"vigie/inbox"
)

// Options is what a workspace gets from outside. The zero value works.
type Options struct {
	Now      func() time.Time // the clock; nil is the computer's
	Random   io.Reader        // for ids; nil is the system's
	Log      *slog.Logger     // nil discards
	ReadOnly bool             // only looks; needs no lock
}

// Workspace is an open workspace directory. It is safe for concurrent use.
type Workspace struct{}

// Open opens the workspace of a directory, and makes it when there is none.
func Open(ctx context.Context, dir string, o Options) (*Workspace, error) { return nil, errSoon }

// Close ends all use of the workspace and lets others open it.
func (w *Workspace) Close() error { return errSoon }

// Subscribe has f called after each change, outside any lock; notices may be
// joined. cancel ends it.
func (w *Workspace) Subscribe(f func(inbox.Notice)) (cancel func()) { return func() {} }
