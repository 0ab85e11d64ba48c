package bench

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel/email/mailtest"
)

// sizes are the numbers of mails that are read: VIGIE_BENCH_MAILS, or 20,000.
func sizes(b *testing.B) []int {
	b.Helper()
	var out []int
	for _, word := range strings.Fields(strings.ReplaceAll(os.Getenv("VIGIE_BENCH_MAILS"), ",", " ")) {
		n, err := strconv.Atoi(word)
		if err != nil {
			b.Fatal(err)
		}
		out = append(out, n)
	}
	if out == nil {
		return []int{20_000}
	}
	return out
}

// BenchmarkMail reads a full mailbox into an empty workspace, until everything
// is found by its words.
func BenchmarkMail(b *testing.B) {
	for _, n := range sizes(b) {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			servers := mailtest.Start(b, mailtest.Options{})
			address := fill(b, servers, n)
			readMailbox(b, servers, address, n) // the server has its own index from here on
			for b.Loop() {
				readMailbox(b, servers, address, n)
			}
		})
	}
}

func readMailbox(b *testing.B, servers *mailtest.Servers, address string, n int) {
	b.Helper()
	r := newRig(b, servers, address)
	calm(b)
	before := costs()
	r.open()
	usable := r.usable(before.at)
	results, err := r.engine().Collector().Once(b.Context())
	if err != nil || len(results) != 1 || results[0].Err != nil {
		b.Fatal(err, results)
	}
	after := costs()
	b.ReportMetric(after.at.Sub(before.at).Seconds(), "wall-s")
	b.ReportMetric((after.cpu - before.cpu).Seconds(), "cpu-s")
	b.ReportMetric(float64((after.cpu-before.cpu).Microseconds())/float64(n), "cpu-µs/mail")
	b.ReportMetric((<-usable).Seconds()*1000, "list-ms")
	b.ReportMetric(peak(b), "peak-MB")
	r.isWhole(n)
	r.close()
	b.ReportMetric(disk(b, r.dir), "disk-MB")
}

// usable gives, after the reading has begun, when the list first had a page.
func (r *rig) usable(began time.Time) <-chan time.Duration {
	out := make(chan time.Duration, 1)
	var cancel func()
	cancel = r.Subscribe(func(inbox.Notice) {
		rows, err := r.Rows(r.b.Context(), inbox.View{Statuses: []inbox.Status{inbox.New, inbox.Open}}, inbox.Place{}, 50)
		if err == nil && len(rows) == 50 {
			select {
			case out <- time.Since(began):
			default:
			}
		}
	})
	r.b.Cleanup(func() { cancel() })
	return out
}

// isWhole checks that the figures are those of work that was done: every mail
// is there and found by its words, in the threads that they make.
func (r *rig) isWhole(n int) {
	r.b.Helper()
	report, err := r.Check(r.b.Context())
	if err != nil {
		r.b.Fatal(err)
	}
	if report.Messages+report.Quarantined != n || report.Unindexed != 0 || !report.OK() {
		r.b.Fatalf("of %d mails: %+v", n, report)
	}
	r.b.ReportMetric(float64(report.Conversations), "threads")
	if got := r.found(r.b.Context(), "ornithorynque"); got == 0 {
		r.b.Fatal("the rare word is not found")
	}
}
