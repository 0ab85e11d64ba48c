package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// mostMurmur is how long a text the server passes on may be, in bytes
// (PostgreSQL documentation, NOTIFY: shorter than 8,000).
const mostMurmur = 7900

// Murmur says something to the other programs on the same database. It is
// written nowhere: who does not listen now never hears it. It is a transaction
// of its own, which writes nothing, so that no writer waits for it; never say
// more than some times a second. With a database in a file there is nobody.
func (w *Workspace) Murmur(ctx context.Context, text string) error {
	if !w.engine.served {
		return nil
	}
	if len(text) > mostMurmur {
		return fmt.Errorf("%d bytes are too many to murmur", len(text))
	}
	uid, err := w.uid(ctx)
	if err == nil {
		_, err = w.readDB.ExecContext(ctx, `SELECT pg_notify($1, $2)`, murmurs(uid), text)
	}
	return explain(err)
}

// murmurs is the name under which a workspace's programs hear each other.
func murmurs(uid string) string { return "vigie_" + uid }

func (w *Workspace) uid(ctx context.Context) (string, error) {
	return first(w.glance(ctx), plain[string], `SELECT uid FROM workspace`)
}

// Overhear calls heard for what the programs on the same database murmur, this
// one too, until ctx ends. begun is called each time that it begins to listen:
// what was said before, or while the connection was broken, it does not know.
func (w *Workspace) Overhear(ctx context.Context, begun func(), heard func(text string)) error {
	s, served := w.engine.dialect.(server)
	if !served {
		<-ctx.Done()
		return ctx.Err()
	}
	for {
		err := w.overhear(ctx, s, begun, heard)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		w.opts.Log.Debug("listening to the other nodes begins anew", "error", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(overhearAgain):
		}
	}
}

// overhearAgain is how long after its connection broke a program listens again.
const overhearAgain = time.Second

func (w *Workspace) overhear(ctx context.Context, s server, begun func(), heard func(string)) (err error) {
	uid, err := w.uid(ctx)
	if err != nil {
		return err
	}
	c, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close(context.WithoutCancel(ctx))) }()
	if _, err := c.Exec(ctx, `LISTEN `+pgx.Identifier{murmurs(uid)}.Sanitize()); err != nil {
		return err
	}
	begun()
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		heard(n.Payload)
	}
}
