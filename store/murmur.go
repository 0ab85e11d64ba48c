package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
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

// murmurs is the name under which a workspace's programs hear each other, and
// moves the one under which they hear that something changed.
func murmurs(uid string) string { return "vigie_" + uid }
func moves(uid string) string   { return movesPrefix + uid }

const movesPrefix = "vigie_rev_"

// tellMoved has the other programs on the same database told to which revision
// this transaction moves, at its commit and not before. Such transactions commit
// one after the other; so they do anyway, by the workspace's row. Who does not
// hear it looks by itself before long.
func (x *writing) tellMoved(rev int64) error {
	if !x.w.engine.served {
		return nil
	}
	_, err := x.exec(`SELECT pg_notify('`+movesPrefix+`' || uid, ?) FROM workspace WHERE id = 1`, strconv.FormatInt(rev, 10))
	return err
}

func (w *Workspace) uid(ctx context.Context) (string, error) {
	return first(w.glance(ctx), plain[string], `SELECT uid FROM workspace`)
}

// Ears are told what the programs on the same database say, this one too.
type Ears struct {
	// Begun is called each time that it begins to listen: what was said before,
	// or while the connection was broken, nobody here heard.
	Begun func()
	Heard func(text string) // a murmur
	Moved func(rev int64)   // what the revision is after a commit
}

// Overhear listens until ctx ends, on a connection of its own.
func (w *Workspace) Overhear(ctx context.Context, e Ears) error {
	s, served := w.engine.dialect.(server)
	if !served {
		<-ctx.Done()
		return ctx.Err()
	}
	for {
		err := w.overhear(ctx, s, e)
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

func (w *Workspace) overhear(ctx context.Context, s server, e Ears) (err error) {
	uid, err := w.uid(ctx)
	if err != nil {
		return err
	}
	c, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close(context.WithoutCancel(ctx))) }()
	for _, name := range []string{murmurs(uid), moves(uid)} {
		if _, err := c.Exec(ctx, `LISTEN `+pgx.Identifier{name}.Sanitize()); err != nil {
			return err
		}
	}
	e.Begun()
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if n.Channel == murmurs(uid) {
			e.Heard(n.Payload)
		} else if rev, err := strconv.ParseInt(n.Payload, 10, 64); err == nil {
			e.Moved(rev)
		}
	}
}
