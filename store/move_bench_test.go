package store_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"vigie/store"
)

// BenchmarkMove takes 20,000 mails from a file to PostgreSQL and back.
func BenchmarkMove(b *testing.B) {
	h := benchHouse(b, b.TempDir())
	b.Cleanup(func() { h.Close() })
	h.furnish()
	ctx := context.Background()
	h.fill(b, 20_000)
	for b.Loop() {
		dir, url := b.TempDir(), stand.URL(b)
		if err := h.Snapshot(ctx, filepath.Join(dir, "vigie.db")); err != nil {
			b.Fatal(err)
		}
		stages := map[store.MoveStage]time.Time{}
		began := time.Now()
		m, err := store.Move(ctx, dir, url, store.Options{}, func(p store.MoveProgress) {
			if stages[p.Stage].IsZero() {
				stages[p.Stage] = time.Now()
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		whole := time.Since(began)
		began = time.Now()
		if _, err := store.MoveBack(ctx, url, b.TempDir(), store.Options{}, quiet); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(m.Rows), "rows")
		b.ReportMetric(stages[store.MoveChecks].Sub(stages[store.MoveCopies]).Seconds(), "s-copy")
		b.ReportMetric(stages[store.MoveIndexes].Sub(stages[store.MoveChecks]).Seconds(), "s-check")
		b.ReportMetric(whole.Seconds(), "s-there")
		b.ReportMetric(time.Since(began).Seconds(), "s-back")
	}
}
