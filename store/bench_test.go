package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/watch"
	"vigie/store"
)

// corpus makes mails of about 1.5 KB of text by words of Zipfian frequency, in
// conversations of about two.
type corpus struct {
	words []string
	zipf  *rand.Zipf
	r     *rand.Rand
	last  string
}

func newCorpus() *corpus {
	r := rand.New(rand.NewPCG(1, 2))
	c := &corpus{r: r, zipf: rand.NewZipf(r, 1.2, 8, 29_999)}
	syllables := []string{"ba", "ko", "li", "mé", "ro", "su", "ta", "vi", "nou", "cha", "der", "fin", "gra", "pli"}
	for len(c.words) < 30_000 {
		var b strings.Builder
		for range 2 + r.IntN(3) {
			b.WriteString(syllables[r.IntN(len(syllables))])
		}
		fmt.Fprintf(&b, "%c", 'a'+rune(len(c.words)%26))
		c.words = append(c.words, b.String())
	}
	return c
}

func (c *corpus) text(words int) string {
	var b strings.Builder
	for range words {
		b.WriteString(c.words[c.zipf.Uint64()])
		b.WriteByte(' ')
	}
	return b.String()
}

func (c *corpus) mail(i int) channel.Upsert {
	at := noon().Add(-time.Duration(i) * 7 * time.Minute)
	from := fmt.Sprintf("client%d@client.example", c.r.IntN(5000))
	u := mail(fmt.Sprintf("m%d", i), from, c.text(5), c.text(200), at)
	if i%20 == 0 {
		u.Message.Text += " douzaine"
	}
	if i%9973 == 0 {
		u.Message.Text += " rarissime"
	}
	u.Message.Quoted = c.text(30)
	if i%2 == 0 {
		c.last = u.Message.Subject
	}
	u.Raw = []byte("Received: from x by y\r\nSubject: " + u.Message.Subject + "\r\n\r\n" + u.Message.Text + u.Message.Quoted)
	if i%2 == 1 {
		u = answering(u, fmt.Sprintf("m%d@mail.example", i-1))
		u.Message.Subject, u.Message.BaseSubject, u.Message.Answers = "Re: "+c.last, c.last, true
	}
	return u
}

// batches gives n mails in batches of size.
func (c *corpus) batches(n, size int) [][]channel.Event {
	var out [][]channel.Event
	for from := 0; from < n; from += size {
		var b []channel.Event
		for i := from; i < min(n, from+size); i++ {
			b = append(b, c.mail(i))
		}
		out = append(out, b)
	}
	return out
}

func benchHouse(b *testing.B, dir string) *house {
	h := &house{t: b, dir: dir, url: database(b), clock: &clock{at: noon()}, ids: rand.NewChaCha8([32]byte{byte(time.Now().UnixNano()), byte(time.Now().UnixNano() >> 8), byte(time.Now().UnixNano() >> 16)})}
	w, err := store.Open(context.Background(), dir, store.Options{Now: h.clock.now, Database: h.url})
	if err != nil {
		b.Fatal(err)
	}
	h.Workspace = w
	return h
}

// BenchmarkIngest stores whole mails with their full text: per mail.
func BenchmarkIngest(b *testing.B) {
	for _, size := range []int{50, 500, 2000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			const n = 10_000
			batches := newCorpus().batches(n, size)
			for b.Loop() {
				b.StopTimer()
				h := benchHouse(b, b.TempDir())
				h.furnish()
				b.StartTimer()
				for i, batch := range batches {
					if _, err := h.Ingest(context.Background(), mailbox, channel.Batch{Events: batch, More: i < len(batches)-1, Total: n}); err != nil {
						b.Fatal(err)
					}
				}
				b.StopTimer()
				if err := h.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/mail")
		})
	}
}

// BenchmarkHeaders stores headers, and then the bodies: per mail.
func BenchmarkHeaders(b *testing.B) {
	const n, size = 10_000, 1000
	whole := newCorpus().batches(n, size)
	for _, part := range []string{"headers", "bodies"} {
		b.Run(part, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				h := benchHouse(b, b.TempDir())
				h.furnish()
				if part == "headers" {
					b.StartTimer()
				}
				for _, batch := range whole {
					var heads []channel.Event
					for _, e := range batch {
						u := e.(channel.Upsert)
						heads = append(heads, header(u, "uid:"+u.Message.Native))
					}
					h.take(heads...)
				}
				b.StartTimer()
				if part == "bodies" {
					for i, batch := range whole {
						var bodies []channel.Event
						for _, e := range batch {
							u := e.(channel.Upsert)
							u.Replaces = "uid:" + u.Message.Native
							bodies = append(bodies, u)
						}
						if _, err := h.Ingest(context.Background(), mailbox, channel.Batch{Events: bodies, More: i < len(whole)-1}); err != nil {
							b.Fatal(err)
						}
					}
				}
				b.StopTimer()
				if err := h.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/mail")
		})
	}
}

// big is a workspace of 200,000 messages, made once for all benchmarks. It is
// kept between runs where VIGIE_BENCH_DIR names a directory.
var big = sync.OnceValues(func() (string, error) {
	dir := os.Getenv("VIGIE_BENCH_DIR")
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "vigie-bench-*"); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "w200k"), nil
})

func bigHouse(b *testing.B) *house {
	dir, err := big()
	if err != nil {
		b.Fatal(err)
	}
	_, missing := os.Stat(filepath.Join(dir, "complete"))
	h := benchHouse(b, dir)
	b.Cleanup(func() { h.Close() })
	if missing == nil {
		return h
	}
	h.furnish()
	began := time.Now()
	h.fill(b, 200_000)
	h.age(b)
	if err := os.WriteFile(filepath.Join(dir, "complete"), nil, 0o600); err != nil {
		b.Fatal(err)
	}
	b.Logf("200,000 mails made and stored in %v", time.Since(began))
	return h
}

// fill takes so many mails in.
func (h *house) fill(b *testing.B, n int) {
	b.Helper()
	c := newCorpus()
	const size = 2000
	for from := 0; from < n; from += size {
		var batch []channel.Event
		for i := from; i < from+size; i++ {
			batch = append(batch, c.mail(i))
		}
		if _, err := h.Ingest(context.Background(), mailbox, channel.Batch{Events: batch, More: true, Total: n}); err != nil {
			b.Fatal(err)
		}
	}
}

// age has the house work on what came: most is resolved, some is taken.
func (h *house) age(b *testing.B) {
	rows, err := h.Rows(context.Background(), inbox.View{Statuses: []inbox.Status{inbox.New}}, inbox.Place{}, 1_000_000)
	if err != nil {
		b.Fatal(err)
	}
	var cmds []inbox.Command
	for i, r := range rows {
		switch {
		case i%50 == 0:
			cmds = append(cmds, h.command(r.ID, inbox.Claim{}))
		case i%50 == 1:
			cmds = append(cmds, h.command(r.ID, inbox.Label{Add: []string{"vip"}}))
		case i > 2000:
			cmds = append(cmds, h.command(r.ID, inbox.Resolve{}))
		}
	}
	if _, err := h.DoAll(context.Background(), cmds, senior, nil); err != nil {
		b.Fatal(err)
	}
}

// percentile runs f many times and reports its 50th and 95th percentile.
func percentile(b *testing.B, f func()) {
	b.Helper()
	f()
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		f()
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-µs")
}

func BenchmarkRows(b *testing.B) {
	h := bigHouse(b)
	active := []inbox.Status{inbox.New, inbox.Open}
	for name, v := range map[string]inbox.View{
		"inbox":             {Statuses: active},
		"all":               {},
		"due":               {Statuses: active, Sort: inbox.DueFirst},
		"resolved":          {Statuses: []inbox.Status{inbox.Resolved}},
		"mine":              {Statuses: active, Assignee: senior},
		"department":        {Statuses: active, Department: support},
		"department queue":  {Statuses: active, Department: support, Unassigned: true},
		"tag":               {Tag: "vip"},
		"search rare":       {Search: "rarissime"},
		"search 5%":         {Search: "douzaine "},
		"search phrase":     {Search: `"douzaine rarissime"`},
		"search prefix":     {Search: "douz"},
		"search two":        {Search: "douzaine -rarissime tag:vip"},
		"search and status": {Search: "douzaine", Statuses: active},
	} {
		b.Run(name, func(b *testing.B) {
			percentile(b, func() {
				if _, err := h.Rows(context.Background(), v, inbox.Place{}, 50); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
	b.Run("deep page", func(b *testing.B) {
		rows, err := h.Rows(context.Background(), inbox.View{}, inbox.Place{}, 50_000)
		if err != nil {
			b.Fatal(err)
		}
		at := inbox.PlaceOf(rows[len(rows)-1].Conversation, "")
		percentile(b, func() {
			if _, err := h.Rows(context.Background(), inbox.View{}, at, 50); err != nil {
				b.Fatal(err)
			}
		})
	})
}

func BenchmarkCountsAndDetail(b *testing.B) {
	h := bigHouse(b)
	rows, err := h.Rows(context.Background(), inbox.View{}, inbox.Place{}, 200)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("counts", func(b *testing.B) {
		percentile(b, func() {
			if _, err := h.Counts(context.Background()); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("detail", func(b *testing.B) {
		i := 0
		percentile(b, func() {
			i++
			if _, err := h.Detail(context.Background(), rows[i%len(rows)].ID, 50); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("act", func(b *testing.B) {
		i := 0
		percentile(b, func() {
			i++
			if _, err := h.Do(context.Background(), h.command(rows[i%len(rows)].ID, inbox.AddNote{Text: "vu"}), coordinator); err != nil {
				b.Fatal(err)
			}
		})
	})
}

// BenchmarkWatches stores 20,000 whole mails with eight watches and with none:
// per mail.
func BenchmarkWatches(b *testing.B) {
	queries := []string{
		`douzaine OR "service client"`, "bako* OR vigie", "rarissime -emploi", "vigie NEAR/5 panne", "lang:fr douzaine", "(phare OR fanal) (panne OR retard)",
		"from:@client7 bako*", `"la vigie" OR #vigie OR @vigie`,
	}
	for _, n := range []int{0, 8} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			const mails = 20_000
			batches := newCorpus().batches(mails, 500)
			for b.Loop() {
				b.StopTimer()
				h := benchHouse(b, b.TempDir())
				h.furnish()
				for i, q := range queries[:n] {
					h.watches(fmt.Sprint("w", i), q, watch.Inbox)
				}
				b.StartTimer()
				for i, batch := range batches {
					if _, err := h.Ingest(context.Background(), mailbox, channel.Batch{Events: batch, More: i < len(batches)-1, Total: mails}); err != nil {
						b.Fatal(err)
					}
				}
				b.StopTimer()
				if err := h.Close(); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*mails), "µs/mail")
		})
	}
}
