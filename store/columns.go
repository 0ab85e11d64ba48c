package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"sync"
	"time"
)

// reading is where a query runs: the writer's transaction or a reading
// connection. What is read in a transaction sees what it wrote.
type reading interface {
	query(text string, args ...any) (*sql.Rows, error)
}

// look is a reading connection, or a transaction of one.
type look struct {
	w   *Workspace
	ctx context.Context
	tx  *sql.Tx // nil reads the latest with each query
}

func (l look) query(text string, args ...any) (*sql.Rows, error) {
	text, args = l.w.engine.bind(text, args)
	if l.w.engine.served { // its driver keeps prepared statements by itself
		if l.tx != nil {
			return l.tx.QueryContext(l.ctx, text, args...)
		}
		return unstale(func() (*sql.Rows, error) { return l.w.readDB.QueryContext(l.ctx, text, args...) })
	}
	s, err := l.w.reads.prepared(l.ctx, l.w.readDB, text)
	if err != nil {
		return nil, err
	}
	switch {
	case s != nil && l.tx != nil:
		return l.tx.StmtContext(l.ctx, s).QueryContext(l.ctx, args...)
	case s != nil:
		return s.QueryContext(l.ctx, args...)
	case l.tx != nil:
		return l.tx.QueryContext(l.ctx, text, args...)
	default:
		return l.w.readDB.QueryContext(l.ctx, text, args...)
	}
}

// statements keeps prepared statements by their text: preparing the query of a
// list takes as long as running it.
type statements struct {
	mu     sync.Mutex
	byText map[string]*sql.Stmt
}

// mostStatements is far more than the program itself has shapes of queries.
// Searches make ever new ones: beyond, they are prepared each time.
const mostStatements = 300

// prepared gives the statement of a text, nil when it is not to be kept.
func (s *statements) prepared(ctx context.Context, db *sql.DB, text string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.byText[text]; ok {
		return p, nil
	}
	if len(s.byText) >= mostStatements {
		return nil, nil
	}
	p, err := db.PrepareContext(ctx, text)
	if err == nil {
		s.byText[text] = p
	}
	return p, err
}

// glance reads outside any transaction.
func (w *Workspace) glance(ctx context.Context) look { return look{w: w, ctx: ctx} }

// snapshot reads several things of one moment.
func (w *Workspace) snapshot(ctx context.Context, f func(reading) error) error {
	select {
	case w.snapshots <- struct{}{}:
		defer func() { <-w.snapshots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	tx, err := unstale(func() (*sql.Tx, error) { return w.readDB.BeginTx(ctx, &w.engine.moment) })
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback() // reading leaves nothing to commit
	return explain(f(look{w, ctx, tx}))
}

// scanner is a row being read.
type scanner interface{ Scan(into ...any) error }

// all reads every row of a query.
func all[T any](r reading, read func(scanner) (T, error), text string, args ...any) ([]T, error) {
	rows, err := r.query(text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := read(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// first reads the first row of a query; none is sql.ErrNoRows.
func first[T any](r reading, read func(scanner) (T, error), text string, args ...any) (T, error) {
	var zero T
	rows, err := r.query(text, args...)
	if err != nil {
		return zero, err
	}
	defer rows.Close()
	if !rows.Next() {
		return zero, errors.Join(rows.Err(), sql.ErrNoRows)
	}
	v, err := read(rows)
	if err != nil {
		return zero, err
	}
	return v, rows.Err()
}

// plain reads a row of one column.
func plain[T any](s scanner) (T, error) {
	var v T
	err := s.Scan(&v)
	return v, err
}

// body reads a row of one column that holds a value as JSON.
func body[T any](s scanner) (T, error) {
	var v T
	var raw []byte
	if err := s.Scan(&raw); err != nil {
		return v, err
	}
	return v, unpack(raw, &v)
}

// pack writes a value as the domain's JSON.
func pack(v any) (string, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return string(raw), nil
}

func unpack(raw []byte, into any) error {
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("decode %T: %w", into, err)
	}
	return nil
}

// millis is how a time is stored; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// list is how a short list of words is stored: ” for none.
func list(words []string) (string, error) {
	if len(words) == 0 {
		return "", nil
	}
	return pack(words)
}

func unlist(stored string) ([]string, error) {
	if stored == "" {
		return nil, nil
	}
	var out []string
	return out, unpack([]byte(stored), &out)
}

// hashOf is a 64-bit FNV-1a of the parts; never 0, which means none.
func hashOf(parts ...string) int64 {
	h := fnv.New64a()
	h.Write([]byte(strings.Join(parts, "\x00")))
	if sum := int64(h.Sum64()); sum != 0 {
		return sum
	}
	return 1
}

// question gives the placeholders of an IN list.
func question(n int) string { return marks(1, n) }

func args[T any](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}
