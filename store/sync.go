package store

import (
	"context"

	"vigie/store/wire"
)

// Push carries out the orders of a device, in their order, each once for ever.
// A refusal is an answer. Problems with the push itself are *wire.Problem; any
// other error is transient, and what was not answered may be sent again.
func (w *Workspace) Push(ctx context.Context, by Caller, p wire.Push) (wire.Pushed, error) {
	return wire.Pushed{}, &wire.Problem{Code: wire.CodeSlow}
}

// Pull gives what changed since a cursor and the caller sees, of one moment.
func (w *Workspace) Pull(ctx context.Context, by Caller, p wire.Pull) (wire.Page, error) {
	return wire.Page{}, &wire.Problem{Code: wire.CodeSlow}
}

// Bootstrap emits everything that the caller sees, newest first.
func (w *Workspace) Bootstrap(ctx context.Context, by Caller, b wire.Bootstrap, emit func(wire.Chunk) error) error {
	return &wire.Problem{Code: wire.CodeSlow}
}

// Revision is the number of the last change.
func (w *Workspace) Revision(ctx context.Context) (int64, error) {
	n, err := first(w.glance(ctx), plain[int64], `SELECT rev FROM workspace`)
	return n, explain(err)
}

// Hello is what the workspace says of itself to anybody.
func (w *Workspace) Hello(ctx context.Context) (wire.Hello, error) {
	return wire.Hello{}, &wire.Problem{Code: wire.CodeSlow}
}

// Sees reports whether the caller sees a thing: a row of a replicated kind.
func (w *Workspace) Sees(ctx context.Context, by Caller, kind, id string) (bool, error) {
	return false, nil
}
