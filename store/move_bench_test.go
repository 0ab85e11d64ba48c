package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"vigie/store"
)

// BenchmarkMove takes 200,000 mails from a file to PostgreSQL and back.
func BenchmarkMove(b *testing.B) {
	h := bigHouse(b)
	from := h.dir
	h.shut(h.Workspace)
	ctx := context.Background()
	rows := int64(0)
	for b.Loop() {
		b.StopTimer()
		dir, url := b.TempDir(), stand.URL(b)
		raw, err := os.ReadFile(filepath.Join(from, "vigie.db"))
		h.must(err)
		h.must(os.WriteFile(filepath.Join(dir, "vigie.db"), raw, 0o600))
		b.StartTimer()
		m, err := store.Move(ctx, dir, url, store.Options{}, quiet)
		h.must(err)
		there := b.Elapsed()
		_, err = store.MoveBack(ctx, url, b.TempDir(), store.Options{}, quiet)
		h.must(err)
		rows = m.Rows
		b.ReportMetric(there.Seconds(), "s-there")
	}
	b.ReportMetric(float64(rows), "rows")
}
