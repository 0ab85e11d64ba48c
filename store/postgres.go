package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// server is a workspace whose database is a PostgreSQL server. Several
// programs may have it open: they share the server and the directory of blobs.
type server struct {
	url  string
	kept *translations
}

func postgresEngine(url string) engine {
	return engine{
		dialect: server{url: url, kept: &translations{byText: map[string]translated{}}},
		served:  true,
		match:   `SELECT num FROM message_search WHERE words @@ CAST(CAST(? AS text) AS tsquery)`,
		unindex: `DELETE FROM message_search WHERE num = ?`,
		scrub:   []string{`VACUUM message_text, message_raw, message_revision, message_search, message, contact, contact_find, identity, note, draft, quarantine`},
		clock:   `CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)`,
		moment:  sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead},
		unindexed: `SELECT COUNT(*)
			FROM message_text t
			WHERE NOT EXISTS (SELECT 1 FROM message_search s WHERE s.num = t.num)
			  AND NOT EXISTS (SELECT 1 FROM search_queue q WHERE q.num = t.num)`,
	}
}

// The bounds of a connection. A node that hangs or is cut off in the middle of
// a transaction holds up all others, until the server gives its turn away.
func bounds() map[string]string {
	return map[string]string{
		"application_name":                    "vigie",
		"timezone":                            "UTC",
		"idle_in_transaction_session_timeout": "15s",
		"lock_timeout":                        "30s",
		"tcp_user_timeout":                    "15s",
		"random_page_cost":                    "1.1", // no disk turns any more
		// Compiling a query took 0.2 s where the server held it for a dear one, as
		// it does where a writer has to go through a small table (see writer).
		"jit": "off",
	}
}

func (p server) open(more map[string]string) (*sql.DB, error) {
	c, err := pgx.ParseConfig(p.url)
	if err != nil {
		return nil, fmt.Errorf("read the database's address: %w", err)
	}
	for _, params := range []map[string]string{bounds(), more} {
		for name, value := range params {
			c.RuntimeParams[name] = value
		}
	}
	return stdlib.OpenDB(*c), nil
}

func (p server) writer(context.Context, *Workspace) (*sql.DB, error) {
	// What a writer reads are single rows by their keys, also while the tables
	// are too new for the server to know how large they are.
	db, err := p.open(map[string]string{"enable_hashjoin": "off", "enable_mergejoin": "off", "enable_seqscan": "off"})
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

func (p server) reader(*Workspace) (*sql.DB, error) {
	return p.open(map[string]string{"default_transaction_read_only": "on"})
}

// oldestPostgres is the first server version that the SQL is tried on.
const oldestPostgres = 150000

func (server) ready(ctx context.Context, c *sql.Conn) error {
	var version int
	var encoding, wait string
	err := c.QueryRowContext(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), current_setting('synchronous_commit')`).
		Scan(&version, &encoding, &wait)
	switch {
	case err != nil:
		return fmt.Errorf("ask the server: %w", err)
	case version < oldestPostgres:
		return fmt.Errorf("postgresql %d is older than %d", version, oldestPostgres)
	case encoding != "UTF8":
		return fmt.Errorf("the database is encoded in %s, not in UTF8", encoding)
	case wait == "off":
		return errors.New("synchronous_commit is off: what people did could be lost")
	}
	return nil
}

// begin takes the workspace's one row before anything is read: the writers of
// all nodes go one after the other, so that a decision never reads what
// another is about to change.
func (server) begin(ctx context.Context, c *sql.Conn) error {
	_, err := c.ExecContext(ctx, openTransaction+`; `+takeTurn)
	return err
}

// commit makes sure that the server did commit: asked to commit a transaction
// that failed, it rolls back and reports no error.
func (server) commit(ctx context.Context, c *sql.Conn) error {
	return c.Raw(func(conn any) error { return committed(conn.(*stdlib.Conn).Conn().Exec(ctx, commitTransaction)) })
}

// committed checks what a server said to COMMIT.
func committed(tag pgconn.CommandTag, err error) error {
	if said := tag.String(); err == nil && said != commitTransaction {
		err = fmt.Errorf("the server answered COMMIT with %s", said)
	}
	return err
}

// bind writes a statement for PostgreSQL and gives the values the types that
// its columns have.
func (p server) bind(text string, args []any) (string, []any) {
	t := p.kept.of(text)
	if len(args) == 0 {
		return t.text, nil
	}
	order := t.order
	if order == nil {
		out := make([]any, len(args))
		for i, v := range args {
			out[i] = p.value(v)
		}
		return t.text, out
	}
	out := make([]any, len(order))
	for i, n := range order {
		if n < len(args) { // else the server says that one is missing
			out[i] = p.value(args[n])
		}
	}
	return t.text, out
}

// value gives a value the form in which PostgreSQL takes it: numbers for what
// is true or false, and no text that it refuses to keep.
func (p server) value(v any) any {
	if words, ok := v.(wording); ok {
		return p.hits(words)
	}
	if list, ok := v.([]string); ok {
		kept := make([]string, len(list))
		for i, text := range list {
			kept[i] = keepable(text)
		}
		return kept
	}
	plain, err := driver.DefaultParameterConverter.ConvertValue(v)
	if err != nil {
		return v // the driver will say what is wrong with it
	}
	switch plain := plain.(type) {
	case bool:
		if plain {
			return int64(1)
		}
		return int64(0)
	case string:
		return keepable(plain)
	default:
		return plain
	}
}

// keepable is a text without what PostgreSQL keeps in none.
func keepable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
}

// load hands the rows over in PostgreSQL's binary form (COPY).
func (server) load(ctx context.Context, c *sql.Conn, t table, next func() ([]any, error)) error {
	return c.Raw(func(conn any) error {
		_, err := conn.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromFunc(next))
		return err
	})
}

// migrations gives the same files, translated; a file of the same name below
// postgres takes the place of one that truly differs.
func (server) migrations() ([]string, error) {
	names, err := fs.Glob(schemaFiles, "schema/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var out []string
	for _, n := range names {
		text, err := fs.ReadFile(schemaFiles, path.Join("schema/postgres", path.Base(n)))
		if errors.Is(err, fs.ErrNotExist) {
			text, err = fs.ReadFile(schemaFiles, n)
			text = []byte(translateSchema(string(text)))
		}
		if err != nil {
			return nil, fmt.Errorf("read migration %s: %w", n, err)
		}
		out = append(out, string(text))
	}
	return out, nil
}

// schemaLock is the number of the lock that who changes the schema holds: any
// number, the same for all.
const schemaLock = 0x5669676965

// alone lets the first node change the schema while the others wait.
func (server) alone(ctx context.Context, c *sql.Conn, f func() error) error {
	// The lock may be long in coming: another node migrates.
	if _, err := c.ExecContext(ctx, `SET lock_timeout = 0`); err != nil {
		return err
	}
	if _, err := c.ExecContext(ctx, fmt.Sprintf(`SELECT pg_advisory_lock(%d)`, schemaLock)); err != nil {
		return fmt.Errorf("lock the schema: %w", err)
	}
	err := f()
	_, unlocking := c.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf(`SELECT pg_advisory_unlock(%d)`, schemaLock))
	_, bounding := c.ExecContext(context.WithoutCancel(ctx), `SET lock_timeout = '`+bounds()["lock_timeout"]+`'`)
	return errors.Join(err, unlocking, bounding)
}

// version reads how far the schema is; a new database has none. It only reads:
// who looks at a workspace may not write.
func (server) version(ctx context.Context, c *sql.Conn) (at, oldest int, err error) {
	there := false
	err = c.QueryRowContext(ctx, `SELECT to_regclass('schema_version') IS NOT NULL`).Scan(&there)
	if err != nil || !there {
		return 0, 0, err
	}
	err = c.QueryRowContext(ctx, `SELECT at, oldest FROM schema_version`).Scan(&at, &oldest)
	return at, oldest, err
}

// breaks begins a migration that programs of the release before cannot work
// with. There is none yet; one may only take away what the release before no
// longer used.
const breaks = "-- breaks"

func (server) step(ctx context.Context, c *sql.Conn, number int, text string) error {
	note := fmt.Sprintf(`UPDATE schema_version SET at = %d`, number)
	if number == 1 {
		note = `CREATE TABLE schema_version (at BIGINT NOT NULL, oldest BIGINT NOT NULL); INSERT INTO schema_version VALUES (1, 1)`
	} else if strings.HasPrefix(text, breaks) {
		note += fmt.Sprintf(`, oldest = %d`, number)
	}
	_, err := c.ExecContext(ctx, "BEGIN;\n"+text+";\n"+note+";\nCOMMIT")
	if err == nil {
		return nil
	}
	if _, undo := c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); undo != nil {
		return fmt.Errorf("%w (and rolling back: %w)", err, undo)
	}
	return err
}

// unstale runs what begins to read. A connection of the pool may have died
// while nobody used it, and only shows it now: then another is taken, until
// none is left and a new one is made.
func unstale[T any](f func() (T, error)) (T, error) {
	for range 2*readers + 2 {
		v, err := f()
		var said *pgconn.PgError
		var dial *pgconn.ConnectError
		if err == nil || errors.As(err, &said) && !strings.HasPrefix(said.Code, "57P") || errors.As(err, &dial) || fault.KindOf(explainServer(err)) != fault.Unavailable {
			return v, err
		}
	}
	return f()
}

// lost reports whether the connection itself is gone.
func lost(c *sql.Conn) bool {
	err := c.Raw(func(conn any) error {
		if conn.(*stdlib.Conn).Conn().IsClosed() {
			return driver.ErrBadConn
		}
		return nil
	})
	return err != nil
}

func (server) hits(words []inbox.Word) string { return tsquery(words) }
