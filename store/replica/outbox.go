package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"vigie/store/wire"
)

const outboxSchema = `
CREATE TABLE IF NOT EXISTS orders (
  seq         INTEGER PRIMARY KEY,
  id          TEXT    NOT NULL UNIQUE,
  body        TEXT    NOT NULL,
  standing    TEXT    NOT NULL,
  fault       TEXT    NOT NULL,
  answered_at INTEGER NOT NULL,
  dismissed   INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS orders_open ON orders (standing);
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file (sha256 TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;`

// outbox is the precious file. Each method is one transaction that is on the
// disk when it returns.
type outbox struct{ db *sql.DB }

func openOutbox(ctx context.Context, dir string) (*outbox, error) {
	path := filepath.ToSlash(filepath.Join(dir, "outbox.db"))
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	address := url.URL{Scheme: "file", Path: path, RawQuery: url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(1)"},
	}.Encode()}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, fmt.Errorf("open outbox: %w", err)
	}
	db.SetMaxOpenConns(1)
	var sync string
	if err := db.QueryRowContext(ctx, `PRAGMA synchronous`).Scan(&sync); err == nil && sync != "2" {
		err = fmt.Errorf("synchronous is %s", sync)
	}
	if err == nil {
		_, err = db.ExecContext(ctx, outboxSchema)
	}
	if err != nil {
		return nil, fmt.Errorf("open outbox: %w", errors.Join(err, db.Close()))
	}
	return &outbox{db}, nil
}

func (o *outbox) change(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := o.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("write outbox: %w", err)
	}
	if err := f(tx); err != nil {
		return fmt.Errorf("write outbox: %w", errors.Join(err, tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("write outbox: %w", err)
	}
	return nil
}

// blobName finds the files that an order names.
func blobName() *regexp.Regexp { return regexp.MustCompile(`"blob":"([0-9a-f]{64})"`) }

// add numbers orders and keeps them, with the files that they name.
func (o *outbox) add(ctx context.Context, orders []wire.Order) error {
	return o.change(ctx, func(tx *sql.Tx) error {
		var last int64
		if err := tx.QueryRowContext(ctx, `SELECT MAX(
			COALESCE((SELECT MAX(seq) FROM orders), 0),
			COALESCE((SELECT CAST(value AS INTEGER) FROM fact WHERE name = 'last_seq'), 0))`).Scan(&last); err != nil {
			return err
		}
		for _, order := range orders {
			last++
			order.Seq = last
			raw, err := json.Marshal(order)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO orders (seq, id, body, standing, fault, answered_at, dismissed)
				VALUES (?, ?, ?, ?, '', 0, 0)`, order.Seq, order.ID, string(raw), Waiting); err != nil {
				return err
			}
			for _, found := range blobName().FindAllSubmatch(order.Args, -1) {
				if _, err := tx.ExecContext(ctx, `INSERT INTO file (sha256, seq) VALUES (?, ?) ON CONFLICT DO NOTHING`, string(found[1]), order.Seq); err != nil {
					return err
				}
			}
		}
		return putFact(ctx, tx, "last_seq", fmt.Sprint(last))
	})
}

func putFact(ctx context.Context, tx *sql.Tx, name, value string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO fact (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

// entries lists the orders that are kept, in their order.
func (o *outbox) entries(ctx context.Context) ([]Entry, error) {
	rows, err := o.db.QueryContext(ctx, `SELECT body, standing, fault, answered_at, dismissed FROM orders ORDER BY seq`)
	if err != nil {
		return nil, fmt.Errorf("read outbox: %w", err)
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		var e Entry
		var raw, why string
		var at int64
		if err := rows.Scan(&raw, &e.Standing, &why, &at, &e.Dismissed); err != nil {
			return nil, fmt.Errorf("read outbox: %w", err)
		}
		if err := json.Unmarshal([]byte(raw), &e.Order); err != nil {
			return nil, fmt.Errorf("read outbox: %w", err)
		}
		if why != "" {
			if err := json.Unmarshal([]byte(why), &e.Fault); err != nil {
				return nil, fmt.Errorf("read outbox: %w", err)
			}
		}
		if at > 0 {
			e.AnsweredAt = time.UnixMilli(at)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// keep writes entries as they stand now. One that nobody needs any more may be
// of a conversation that was erased meanwhile.
func (o *outbox) keep(ctx context.Context, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	err := o.change(ctx, func(tx *sql.Tx) error {
		for _, e := range entries {
			why := ""
			if e.Fault != nil {
				raw, err := json.Marshal(e.Fault)
				if err != nil {
					return err
				}
				why = string(raw)
			}
			at := int64(0)
			if !e.AnsweredAt.IsZero() {
				at = e.AnsweredAt.UnixMilli()
			}
			if _, err := tx.ExecContext(ctx, `UPDATE orders SET standing = ?, fault = ?, answered_at = ?, dismissed = ? WHERE seq = ?`,
				e.Standing, why, at, e.Dismissed, e.Order.Seq); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return o.forsake(ctx)
}

// trim drops the entries that nobody needs any more.
func (o *outbox) trim(ctx context.Context, entries []Entry, now time.Time) error {
	var spent []int64
	for _, e := range entries {
		if e.Spent(now) {
			spent = append(spent, e.Order.Seq)
		}
	}
	if len(spent) == 0 {
		return nil
	}
	return o.change(ctx, func(tx *sql.Tx) error {
		for _, seq := range spent {
			if _, err := tx.ExecContext(ctx, `DELETE FROM orders WHERE seq = ?`, seq); err != nil {
				return err
			}
		}
		return nil
	})
}

// fact reads a small value; "" when there is none.
func (o *outbox) fact(ctx context.Context, name string) (string, error) {
	var v string
	err := o.db.QueryRowContext(ctx, `SELECT value FROM fact WHERE name = ?`, name).Scan(&v)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read outbox: %w", err)
	}
	return v, nil
}

func (o *outbox) putFacts(ctx context.Context, facts map[string]string) error {
	return o.change(ctx, func(tx *sql.Tx) error {
		for name, value := range facts {
			if err := putFact(ctx, tx, name, value); err != nil {
				return err
			}
		}
		return nil
	})
}

// files lists what is to be uploaded, with the order that first named it.
func (o *outbox) files(ctx context.Context) (map[string]int64, error) {
	rows, err := o.db.QueryContext(ctx, `SELECT sha256, seq FROM file`)
	if err != nil {
		return nil, fmt.Errorf("read outbox: %w", err)
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var sha string
		var seq int64
		if err := rows.Scan(&sha, &seq); err != nil {
			return nil, fmt.Errorf("read outbox: %w", err)
		}
		out[sha] = seq
	}
	return out, rows.Err()
}

func (o *outbox) uploaded(ctx context.Context, sha string) error {
	return o.change(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM file WHERE sha256 = ?`, sha)
		return err
	})
}

func (o *outbox) close() error { return o.db.Close() }
