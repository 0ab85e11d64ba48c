package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// engine holds what differs between databases: how a connection is made, what
// full text is and how a page of hits is asked for. Everything else is the
// same SQL everywhere.
type engine struct {
	driver string
	// oldest is the first version of the library that may be trusted with a
	// workspace: earlier ones could corrupt a write-ahead log.
	oldest string
	// match is the condition that a message is a hit of the query in its one
	// placeholder.
	match string
	// index adds the queued messages up to the number in its placeholder.
	index string
	// forget takes out of the index first what is in it with an older text.
	forget string
	// unindexed counts the messages that are neither indexed nor queued.
	unindexed string
}

func sqliteEngine() engine {
	return engine{
		driver: "sqlite",
		oldest: "3.51.3",
		match:  `SELECT rowid FROM message_search WHERE message_search MATCH ?`,
		forget: `DELETE FROM message_search
			WHERE rowid IN (SELECT num FROM search_queue WHERE num <= ? AND again = 1)`,
		index: `INSERT INTO message_search (rowid, subject, people, body)
			SELECT m.num, m.subject,
			       m.handle || ' ' || m.name || ' ' || COALESCE(m.more ->> '$.recipients', ''),
			       t.text || char(10) || t.quoted || char(10) || t.signature || COALESCE(char(10) || (
			         SELECT group_concat(f.value ->> '$.name', ' ') FROM json_each(m.more, '$.attachments') f), '')
			FROM search_queue q
			JOIN message m ON m.num = q.num
			JOIN message_text t ON t.num = q.num
			WHERE q.num <= ?
			ORDER BY q.num`,
		unindexed: `SELECT COUNT(*)
			FROM message_text t
			WHERE t.num NOT IN (SELECT id FROM message_search_docsize)
			  AND t.num NOT IN (SELECT num FROM search_queue)`,
	}
}

// writeAddress is where the one writing connection goes. A person's act must
// survive a loss of power, hence synchronous(FULL); intake pays one sync a
// batch. The busy timeout comes first so that the other pragmas can wait.
func writeAddress(dir string) string {
	return address(dir, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {
			"busy_timeout(5000)", "journal_mode(WAL)", "foreign_keys(1)", "synchronous(FULL)",
			"temp_store(MEMORY)", "cache_size(-32000)", "wal_autocheckpoint(4000)", "journal_size_limit(67108864)",
		},
	})
}

// shape gives an empty file its page size, on a connection of its own: in one
// with the switch to the write-ahead log it has no effect. The pages are large
// because a mail's text is: two of them rarely share 4 KiB.
func (e engine) shape(ctx context.Context, dir string) error {
	db, err := sql.Open(e.driver, address(dir, url.Values{"_pragma": {"page_size(8192)"}}))
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

// assert checks that the connection is what was asked for: a misspelt pragma
// is silently ignored by SQLite.
func (e engine) assert(ctx context.Context, c *sql.Conn) error {
	var version string
	if err := c.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return fmt.Errorf("read version: %w", err)
	}
	if olderThan(version, e.oldest) {
		return fmt.Errorf("sqlite %s is older than %s", version, e.oldest)
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
	return nil
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
