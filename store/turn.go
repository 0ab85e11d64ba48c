package store

import (
	"context"
	"fmt"
)

// openTurn begins a transaction. A connection that was lost since the last one
// is made anew: nothing was asked of it yet.
func (w *Workspace) openTurn(ctx context.Context) error {
	if w.engine.served && lost(w.conn) {
		if err := w.reconnect(ctx); err != nil {
			return err
		}
	}
	err := w.engine.begin(ctx, w.conn)
	if err == nil || !w.engine.served || !lost(w.conn) {
		return err
	}
	if err := w.reconnect(ctx); err != nil {
		return err
	}
	return w.engine.begin(ctx, w.conn)
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
