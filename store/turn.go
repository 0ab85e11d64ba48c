package store

import (
	"context"
	"fmt"
)

// openTurn begins a transaction. A server is told with the first question. A
// connection to it that was lost since the last transaction is made anew.
func (w *Workspace) openTurn(ctx context.Context) error {
	switch {
	case !w.engine.served:
		return w.engine.begin(ctx, w.conn)
	case lost(w.conn):
		return w.reconnect(ctx)
	default:
		return nil
	}
}

// commit ends the transaction. Where nobody knows whether it took place, the
// error says so.
func (x *writing) commit() error {
	if x.w.engine.served {
		return x.end()
	}
	return unknownOutcome(x.w.engine.commit(x.ctx, x.w.conn))
}

// reconnect gets a new connection to write with, at the first try.
func (w *Workspace) reconnect(ctx context.Context) error {
	if err := w.conn.Close(); err != nil {
		w.opts.Log.Debug("close a lost connection", "error", err)
	}
	c, err := w.writeDB.Conn(ctx)
	if err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	w.conn = c
	return nil
}
