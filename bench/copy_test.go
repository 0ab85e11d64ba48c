package bench

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"vigie/inbox"
	"vigie/store"
	"vigie/store/wire"
)

// BenchmarkCopy has the first copy of VIGIE_BENCH_ROWS (20,000) messages made
// part by part, one after the other and without a network, and says what each
// part costs of the processor: that says something on a busy machine too.
func BenchmarkCopy(b *testing.B) {
	once(b, func() {
		n := number("VIGIE_BENCH_ROWS", 20_000)
		h := large(b, n)
		c := h.seats(1)[0]
		file := filepath.Join(b.TempDir(), "chunks.zst")
		h.open(func(w *store.Workspace) { h.send(w, c, file) })
		w, err := store.Open(b.Context(), b.TempDir(), store.Options{Copy: true})
		h.check(err)
		defer func() { h.check(w.Close()) }()
		h.receive(w, file)
		at := costs()
		for done := 1; done > 0; {
			done, err = w.IndexPending(b.Context(), 2000)
			h.check(err)
		}
		b.ReportMetric(costs().since(at), "index-CPU-s")
		at = costs()
		for more := true; more; {
			more, err = w.MergeIndex(b.Context())
			h.check(err)
		}
		b.ReportMetric(costs().since(at), "tidy-CPU-s")
		rows, err := w.Rows(b.Context(), inbox.View{Search: "douzaine"}, inbox.Place{}, n)
		h.check(err)
		b.ReportMetric(float64(len(rows)), "found")
	})
}

// since is how much of the processor was taken since then, in seconds.
func (c cost) since(then cost) float64 { return (c.cpu - then.cpu).Seconds() }

// send has a server's side write the chunks to a file.
func (h *house) send(w *store.Workspace, c store.Caller, file string) {
	h.b.Helper()
	f, err := os.Create(file)
	h.check(err)
	out, err := zstd.NewWriter(f, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20), zstd.WithLowerEncoderMem(true))
	h.check(err)
	var write, squeeze float64
	var line []byte
	bytes := 0
	began := costs()
	h.check(w.Bootstrap(h.b.Context(), c, wire.Bootstrap{Packed: true}, func(chunk wire.Chunk) (err error) {
		at := costs()
		if line, err = wire.AppendChunk(line[:0], chunk); err != nil {
			return err
		}
		bytes += len(line)
		write += costs().since(at)
		at = costs()
		_, err = out.Write(line)
		err = errors.Join(err, out.Flush())
		squeeze += costs().since(at)
		return err
	}))
	h.check(errors.Join(out.Close(), f.Close()))
	h.b.ReportMetric(costs().since(began), "server-CPU-s")
	h.b.ReportMetric(write, "write-CPU-s")
	h.b.ReportMetric(squeeze, "squeeze-CPU-s")
	info, err := os.Stat(file)
	h.check(err)
	h.b.ReportMetric(float64(info.Size())/1e6, "MB")
	h.b.ReportMetric(float64(bytes)/1e6, "MB-plain")
}

// receive has a desktop's side take the chunks of a file.
func (h *house) receive(w *store.Workspace, file string) {
	h.b.Helper()
	f, err := os.Open(file)
	h.check(err)
	defer f.Close()
	d, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderLowmem(true))
	h.check(err)
	defer d.Close()
	in := bufio.NewReaderSize(d, 256<<10)
	var expand, read, take float64
	for {
		at := costs()
		line, err := in.ReadBytes('\n')
		expand += costs().since(at)
		if errors.Is(err, io.EOF) {
			break
		}
		h.check(err)
		at = costs()
		chunk, err := wire.ReadChunk(line)
		h.check(err)
		u, err := store.Unpack(chunk)
		h.check(err)
		read += costs().since(at)
		at = costs()
		h.check(w.TakeChunk(context.Background(), u, time.Now().UnixMilli()))
		take += costs().since(at)
	}
	h.b.ReportMetric(expand, "expand-CPU-s")
	h.b.ReportMetric(read, "read-CPU-s")
	h.b.ReportMetric(take, "take-CPU-s")
}
