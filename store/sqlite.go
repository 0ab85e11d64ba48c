package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"vigie/inbox"
	"vigie/inbox/fault"
)

// fileDatabase is a workspace whose database is a file of its directory.
type fileDatabase struct{}

// oldestSQLite is the first version of the library that may be trusted with a
// workspace: earlier ones could corrupt a write-ahead log.
const oldestSQLite = "3.51.3"

func sqliteEngine() engine {
	return engine{
		dialect: fileDatabase{},
		match:   `SELECT rowid AS num FROM message_search WHERE message_search MATCH ?`,
		aside:   "+",
		unindex: `DELETE FROM message_search WHERE rowid = ?`,
		scrub: []string{
			// One segment alone is not written anew, whatever was deleted from it:
			// a second one, of one letter, makes it.
			`INSERT INTO message_search (rowid, subject, people, body) VALUES (-1, 'x', '', '')`,
			`INSERT INTO message_search (message_search) VALUES ('optimize')`,
			`DELETE FROM message_search WHERE rowid = -1`, `PRAGMA wal_checkpoint(TRUNCATE)`,
		},
		moment: sql.TxOptions{ReadOnly: true},
		unindexed: `SELECT COUNT(*)
			FROM message_text t
			WHERE t.num NOT IN (SELECT id FROM message_search_docsize)
			  AND t.num NOT IN (SELECT num FROM search_queue)`,
	}
}

const (
	sqliteForget = `DELETE FROM message_search
		WHERE rowid IN (SELECT num FROM search_queue WHERE num <= ? AND again = 1)`
	sqliteIndex = `INSERT INTO message_search (rowid, subject, people, body)
		SELECT m.num, m.subject,
		       m.handle || ' ' || m.name || ' ' || COALESCE(m.more ->> '$.recipients', ''),
		       t.text || char(10) || t.quoted || char(10) || t.signature || COALESCE(char(10) || (
		         SELECT group_concat(f.value ->> '$.name', ' ') FROM json_each(m.more, '$.attachments') f), '')
		FROM search_queue q
		JOIN message m ON m.num = q.num
		JOIN message_text t ON t.num = q.num
		WHERE q.num <= ?
		ORDER BY q.num`
)

func (fileDatabase) index(x *writing, last int64) error {
	if _, err := x.exec(sqliteForget, last); err != nil {
		return err
	}
	_, err := x.exec(sqliteIndex, last)
	return err
}

func (s fileDatabase) bind(text string, args []any) (string, []any) {
	if i := slices.IndexFunc(args, isWording); i >= 0 {
		args = slices.Clone(args)
		for ; i < len(args); i++ {
			if words, ok := args[i].(wording); ok {
				args[i] = s.hits(words)
			}
		}
	}
	return text, args
}

func isWording(v any) bool {
	_, ok := v.(wording)
	return ok
}

func (fileDatabase) hits(words []inbox.Word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		// Quoted, so that nothing in it is taken for syntax; what the tokenizer
		// splits becomes a phrase.
		parts[i] = `"` + strings.ReplaceAll(w.Text, `"`, `""`) + `"`
		if w.Prefix {
			parts[i] += "*"
		}
		if w.Field != inbox.Anywhere {
			parts[i] = string(w.Field) + " : " + parts[i]
		}
	}
	return strings.Join(parts, " AND ")
}

func (s fileDatabase) writer(ctx context.Context, w *Workspace) (*sql.DB, error) {
	// An empty or short file would be taken for a new database; a file that is
	// there must be one.
	if err := s.secureFile(ctx, w.dir); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", writeAddress(w.dir))
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

func (fileDatabase) reader(w *Workspace) (*sql.DB, error) {
	return sql.Open("sqlite", readAddress(w.dir))
}

// writeAddress is where the one writing connection goes. A person's act must
// survive a loss of power, hence synchronous(FULL); intake pays one sync a
// batch. The busy timeout comes first so that the other pragmas can wait.
func writeAddress(dir string) string {
	return address(dir, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {
			"busy_timeout(5000)", "journal_mode(WAL)", "foreign_keys(1)", "synchronous(FULL)", "secure_delete(1)",
			"temp_store(MEMORY)", "cache_size(-32000)", "wal_autocheckpoint(4000)", "journal_size_limit(67108864)",
		},
	})
}

// shape gives an empty file its page size, on a connection of its own: in one
// with the switch to the write-ahead log it has no effect. The pages are large
// because a mail's text is: two of them rarely share 4 KiB.
func (fileDatabase) shape(ctx context.Context, dir string) error {
	db, err := sql.Open("sqlite", address(dir, url.Values{"_pragma": {"page_size(8192)"}}))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `PRAGMA journal_mode = WAL`)
	return errors.Join(err, db.Close())
}

// readAddress is where the reading connections go.
func readAddress(dir string) string {
	return address(dir, url.Values{
		"mode":    {"ro"},
		"_pragma": {"busy_timeout(5000)", "query_only(1)", "foreign_keys(1)", "temp_store(MEMORY)", "cache_size(-8000)"},
	})
}

func address(dir string, q url.Values) string {
	path := filepath.ToSlash(filepath.Join(dir, databaseName))
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a Windows drive: file:///C:/…
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// secureFile makes a new database file that is its owner's alone, and reports
// an old one that is too short to be one. A file that is there is not opened:
// closing a descriptor of it would drop SQLite's own locks.
func (s fileDatabase) secureFile(ctx context.Context, dir string) error {
	path := filepath.Join(dir, databaseName)
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		if err := movedAway(dir); err != nil {
			return err
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
		return s.shape(ctx, dir)
	}
	if err != nil {
		return err
	}
	if size := info.Size(); size > 0 && size < 512 {
		return fault.New(fault.Corrupt, keyCorrupt, "Size", size)
	}
	return nil
}

// ready checks that the connection is what was asked for: a misspelt pragma is
// silently ignored by SQLite. Then it takes and gives back the right to write,
// so that a file that cannot be written is known at once and not with the
// first act.
func (fileDatabase) ready(ctx context.Context, c *sql.Conn) error {
	var version string
	if err := c.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return fmt.Errorf("read version: %w", err)
	}
	if olderThan(version, oldestSQLite) {
		return fmt.Errorf("sqlite %s is older than %s", version, oldestSQLite)
	}
	for pragma, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "synchronous": "2", "busy_timeout": "5000"} {
		var got string
		if err := c.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return fmt.Errorf("read pragma %s: %w", pragma, err)
		}
		if got != want {
			return fmt.Errorf("pragma %s is %s, not %s", pragma, got, want)
		}
	}
	if _, err := c.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return err
	}
	_, err := c.ExecContext(ctx, `ROLLBACK`)
	return err
}

// olderThan compares dotted versions.
func olderThan(a, b string) bool {
	var x, y [3]int
	fmt.Sscanf(a, "%d.%d.%d", &x[0], &x[1], &x[2])
	fmt.Sscanf(b, "%d.%d.%d", &y[0], &y[1], &y[2])
	for i := range x {
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return false
}

func (fileDatabase) begin(ctx context.Context, c *sql.Conn) error {
	_, err := c.ExecContext(ctx, `BEGIN IMMEDIATE`)
	return err
}

func (fileDatabase) commit(ctx context.Context, c *sql.Conn) error {
	_, err := c.ExecContext(ctx, `COMMIT`)
	return err
}

// found is never asked: in a file many are indexed at once, behind the intake.
func (fileDatabase) found(*writing, []queued) error {
	return errors.New("a file indexes behind the intake")
}

func (fileDatabase) load(ctx context.Context, c *sql.Conn, t table, next func() ([]any, error)) error {
	s, err := c.PrepareContext(ctx, `INSERT INTO `+t.name+` (`+strings.Join(t.columns, ", ")+`) VALUES `+marks(1, len(t.columns)))
	if err != nil {
		return err
	}
	defer s.Close()
	for {
		values, err := next()
		if err != nil || values == nil {
			return err
		}
		if _, err := s.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
}

//go:embed schema/*.sql schema/postgres/*.sql
var schemaFiles embed.FS

func (fileDatabase) migrations() ([]string, error) {
	names, err := fs.Glob(schemaFiles, "schema/*.sql") // sorted by name
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var out []string
	for _, n := range names {
		text, err := fs.ReadFile(schemaFiles, n)
		if err != nil {
			return nil, fmt.Errorf("read migration %s: %w", n, err)
		}
		out = append(out, string(text))
	}
	return out, nil
}

// alone needs nothing: the lock of the directory keeps others out.
func (fileDatabase) alone(_ context.Context, _ *sql.Conn, f func() error) error { return f() }

// version gives the same number twice: nobody else is using the file.
func (fileDatabase) version(ctx context.Context, c *sql.Conn) (at, oldest int, err error) {
	err = c.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&at)
	return at, at, err
}

func (fileDatabase) step(ctx context.Context, c *sql.Conn, number int, text string) error {
	script := strings.Join([]string{
		"BEGIN IMMEDIATE", strings.TrimRight(strings.TrimSpace(text), ";"), fmt.Sprintf("PRAGMA user_version = %d", number),
	}, ";\n")
	_, err := c.ExecContext(ctx, script)
	if err == nil {
		err = foreignKeysHold(ctx, c)
	}
	if err == nil {
		_, err = c.ExecContext(ctx, "COMMIT")
		return err
	}
	if _, undo := c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK"); undo != nil {
		return fmt.Errorf("%w (and rolling back: %w)", err, undo)
	}
	return err
}

// foreignKeysHold reads the check as a query: it reports by rows, never by an
// error.
func foreignKeysHold(ctx context.Context, c *sql.Conn) error {
	rows, err := c.QueryContext(ctx, `PRAGMA foreign_key_check`)
	if err != nil {
		return fmt.Errorf("check foreign keys: %w", err)
	}
	defer rows.Close()
	if rows.Next() {
		return fault.New(fault.Corrupt, keyCorrupt, "Check", "foreign keys")
	}
	return rows.Err()
}
