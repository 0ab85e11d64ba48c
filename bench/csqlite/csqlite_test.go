// Package csqlite puts the queries of our lists to C SQLite and to the SQLite
// that we ship, in turn, on one file. It is a module of its own, because the
// program has no C but the window's: scripts/bench csqlite runs it.
package csqlite

import (
	"database/sql"
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	_ "modernc.org/sqlite"
)

type query struct {
	Name, SQL string
	Args      []any
}

// open gives a connection like those that the store reads by.
func open(b *testing.B, driver, address string) *sql.DB {
	b.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { db.Close() })
	var version string
	if err := db.QueryRow(`SELECT sqlite_version()`).Scan(&version); err != nil {
		b.Fatal(err)
	}
	for _, pragma := range []string{`PRAGMA cache_size = -16000`, `PRAGMA temp_store = MEMORY`, `PRAGMA query_only = 1`} {
		if _, err := db.Exec(pragma); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%s is SQLite %s", driver, version)
	return db
}

// drain reads all rows of a query as the store does: every column.
func drain(b *testing.B, s *sql.Stmt, q query) (rows int) {
	b.Helper()
	r, err := s.Query(q.Args...)
	if err != nil {
		b.Fatalf("%s: %v", q.Name, err)
	}
	defer r.Close()
	columns, err := r.Columns()
	if err != nil {
		b.Fatal(err)
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for r.Next() {
		if err := r.Scan(into...); err != nil {
			b.Fatal(err)
		}
		rows++
	}
	if err := r.Err(); err != nil {
		b.Fatal(err)
	}
	return rows
}

func BenchmarkLists(b *testing.B) {
	file, list := os.Getenv("VIGIE_BENCH_DB"), os.Getenv("VIGIE_BENCH_QUERIES")
	text, err := os.ReadFile(list)
	if err != nil {
		b.Skip("VIGIE_BENCH_DB and VIGIE_BENCH_QUERIES do not name the file and the queries: scripts/bench csqlite does")
	}
	var queries []query
	if err := json.Unmarshal(text, &queries); err != nil {
		b.Fatal(err)
	}
	ours, theirs := open(b, "sqlite", "file:"+file+"?mode=ro"), open(b, "sqlite3", "file:"+file+"?mode=ro")
	for _, q := range queries {
		for i, v := range q.Args { // JSON has no whole numbers
			if f, ok := v.(float64); ok {
				q.Args[i] = int64(f)
			}
		}
		b.Run(q.Name, func(b *testing.B) { compare(b, q, ours, theirs) })
	}
}

func compare(b *testing.B, q query, ours, theirs *sql.DB) {
	var took [2][]time.Duration
	var statements [2]*sql.Stmt
	for i, db := range []*sql.DB{ours, theirs} {
		s, err := db.Prepare(q.SQL)
		if err != nil {
			b.Fatalf("%s: %v", q.Name, err)
		}
		defer s.Close()
		statements[i] = s
	}
	if a, c := drain(b, statements[0], q), drain(b, statements[1], q); a != c {
		b.Fatalf("%s: %d and %d rows", q.Name, a, c)
	}
	for b.Loop() { // in turn, so that both have the same load
		for i, s := range statements {
			began := time.Now()
			drain(b, s, q)
			took[i] = append(took[i], time.Since(began))
		}
	}
	at := func(i, percent int) float64 {
		slices.Sort(took[i])
		return float64(took[i][len(took[i])*percent/100].Microseconds()) / 1000
	}
	for _, percent := range []int{50, 95} {
		name := map[int]string{50: "p50", 95: "p95"}[percent]
		b.ReportMetric(at(0, percent), "ours-"+name+"-ms")
		b.ReportMetric(at(1, percent), "c-"+name+"-ms")
		b.ReportMetric(at(0, percent)/at(1, percent), "ratio-"+name)
	}
}
