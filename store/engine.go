package store

import (
	"context"
	"database/sql"

	"vigie/inbox"
)

// engine is all that differs between databases. Everything else is the same
// SQL everywhere, written with "?" and "?2" for its values.
type engine struct {
	dialect
	// served is a database server: several programs at once, connections that
	// break, its own clock and its own prepared statements.
	served bool
	// match gives as "num" the messages that are hits of the words (a wording)
	// in its one placeholder.
	match string
	// aside keeps the index of a column out of a query.
	aside string
	// clock is the database's own time in milliseconds, as SQL; "" is the
	// workspace's.
	clock string
	// unindex takes one message out of the full text, by its number.
	unindex string
	// scrub leaves no bytes of what was removed in the files.
	scrub []string
	// unindexed counts the messages that are neither indexed nor queued.
	unindexed string
	// moment is a transaction that reads several things of one moment.
	moment sql.TxOptions
}

// dialect is what differs in more than a text.
type dialect interface {
	// bind writes a statement and its values as the engine takes them.
	bind(text string, args []any) (string, []any)
	// hits writes words as a full-text query: all of them, in one message.
	hits(words []inbox.Word) string
	// index takes the queued messages up to a number into the full text, and
	// out of it what is in it with an older text.
	index(x *writing, last int64) error
	// found takes messages with their words into the full text; a file has them
	// wait in line.
	found(x *writing, list []queued) error
	// writer gives the connections that write, and reader those that read.
	writer(ctx context.Context, w *Workspace) (*sql.DB, error)
	reader(w *Workspace) (*sql.DB, error)
	// ready checks that a writing connection is what was asked for.
	ready(ctx context.Context, c *sql.Conn) error
	// begin opens a writing transaction and has all others wait; commit ends
	// it.
	begin(ctx context.Context, c *sql.Conn) error
	commit(ctx context.Context, c *sql.Conn) error
	// load writes rows into a table of an open transaction, until next gives nil.
	load(ctx context.Context, c *sql.Conn, t table, next func() ([]any, error)) error
	// migrations gives the steps of the schema in order; the first is version 1.
	migrations() ([]string, error)
	// alone runs f while nobody else changes the schema.
	alone(ctx context.Context, c *sql.Conn, f func() error) error
	// version says how far the schema is, and the oldest program version that
	// may still use it.
	version(ctx context.Context, c *sql.Conn) (at, oldest int, err error)
	// step runs one migration and notes its number, in one transaction.
	step(ctx context.Context, c *sql.Conn, number int, text string) error
}

// engineOf gives the engine of the options.
func engineOf(o Options) engine {
	if o.Database != "" {
		return postgresEngine(o.Database)
	}
	return sqliteEngine()
}

// wording are the words of a full-text query, on their way to the engine.
type wording []inbox.Word

// matchOf is the value of a full-text query for all the words.
func matchOf(words []inbox.Word) wording { return words }

// matchWord is the value of a full-text query for one word.
func matchWord(w inbox.Word) wording { return wording{w} }
