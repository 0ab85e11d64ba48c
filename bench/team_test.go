package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/store"
	"vigie/store/replica"
	"vigie/store/wire"
)

// engines runs a benchmark on both engines. One that cannot be had is skipped.
func engines(b *testing.B, f func(b *testing.B, engine string)) {
	for _, e := range []string{onFile, onServer} {
		b.Run(e, func(b *testing.B) { f(b, e) })
	}
}

// once runs f one time, whatever -benchtime says: these take seconds to
// minutes and measure many times inside.
func once(b *testing.B, f func()) {
	b.Helper()
	b.ReportMetric(0, "ns/op")
	if b.N == 1 {
		f()
	}
}

// spreadOf reports percentiles in ms.
func spreadOf(b *testing.B, name string, took []time.Duration) {
	b.Helper()
	if len(took) == 0 {
		b.Errorf("%s: nothing was measured", name)
		return
	}
	slices.Sort(took)
	for _, p := range []int{50, 95, 99} {
		b.ReportMetric(float64(took[(len(took)-1)*p/100].Microseconds())/1000, name+"-p"+strconv.Itoa(p)+"-ms")
	}
}

// conversations lists ids of a house to act on.
func (h *house) conversations(n int) (out []string) {
	h.b.Helper()
	h.open(func(w *store.Workspace) {
		rows, err := w.Rows(h.b.Context(), inbox.View{}, inbox.Place{}, n)
		h.check(err)
		for _, r := range rows {
			out = append(out, string(r.ID))
		}
	})
	return out
}

// BenchmarkTeamChange measures from the push of a change to the poke and to the
// pulled page on every other desktop, with 2, 200 and 2,000 of them, and what
// an idle one costs the server in memory.
func BenchmarkTeamChange(b *testing.B) {
	engines(b, func(b *testing.B, engine string) {
		for _, n := range []int{2, 200, 2000} {
			b.Run(strconv.Itoa(n), func(b *testing.B) {
				once(b, func() { change(b, engine, n) })
			})
		}
	})
}

// idleFor is how long the desktops do nothing before the server's memory is
// read.
const idleFor = 20 * time.Second

// rest connects a desktop for each seat to a server, has them do nothing and
// says what an idle one costs the server.
func (h *house) rest(server *node, seats []store.Caller) (list []*desktop, leave func()) {
	b, n := h.b, len(seats)
	b.Helper()
	time.Sleep(2 * time.Second)
	before := server.resident()
	list, leave = h.connect(b.Context(), server.address, seats)
	h.await("the desktops listen", func() bool {
		return !slices.ContainsFunc(list, func(d *desktop) bool { return !d.listening() })
	})
	time.Sleep(idleFor)
	b.ReportMetric((server.resident()-before)/float64(n), "KiB/idle-desktop")
	b.ReportMetric(server.resident()/1024, "server-MB")
	return list, leave
}

// BenchmarkTeamIdle measures what many desktops cost that only listen:
// VIGIE_BENCH_DESKTOPS of them, else 10,000. Each has two connections, so both
// sides want twice as many open files.
func BenchmarkTeamIdle(b *testing.B) {
	n := 10000
	if said, err := strconv.Atoi(os.Getenv("VIGIE_BENCH_DESKTOPS")); err == nil {
		n = said
	}
	engines(b, func(b *testing.B, engine string) {
		once(b, func() {
			h := newHouse(b, engine, b.TempDir(), 2000)
			seats := h.seats(n)
			_, leave := h.rest(h.serve(), seats)
			leave()
		})
	})
}

func change(b *testing.B, engine string, n int) {
	h := newHouse(b, engine, b.TempDir(), 2000)
	on := h.conversations(200)
	seats := h.seats(n + 1)
	server := h.serve()
	list, leave := h.rest(server, seats[:n])
	defer leave()
	p := &pusher{by: seats[n], server: h.dial(seats[n], server.address)}
	rounds := max(6, min(40, 4000/n))
	var poked, pulled []time.Duration
	used := server.cpu()
	slowed := 0
	for i := range rounds {
		time.Sleep(time.Second + time.Duration(n)*time.Millisecond/2)
		for _, d := range list {
			d.forget()
		}
		at := time.Now()
		done, err := p.push(b.Context(), 1, func(seq int64) string { return on[int(seq)%len(on)] })
		h.check(err)
		h.await("round "+strconv.Itoa(i), func() bool {
			return !slices.ContainsFunc(list, func(d *desktop) bool { _, here := d.got(done.Rev); return here.IsZero() })
		})
		for _, d := range list {
			heard, here := d.got(done.Rev)
			pulled = append(pulled, here.Sub(at))
			if !heard.IsZero() {
				poked = append(poked, heard.Sub(at))
			}
		}
	}
	for _, d := range list {
		slowed += d.slowed
	}
	spreadOf(b, "poke", poked)
	spreadOf(b, "change", pulled)
	b.ReportMetric(float64((server.cpu()-used).Microseconds())/float64(rounds*n), "server-CPU-µs/desktop+change")
	b.ReportMetric(float64(slowed), "refused")
}

func (h *house) await(what string, f func() bool) {
	h.b.Helper()
	for end := time.Now().Add(2 * time.Minute); !f(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			h.b.Fatalf("%s: it takes too long", what)
		}
	}
}

// BenchmarkTeamOrders measures orders that the server acknowledges, each synced
// to its disk: from desktops that come back with many, and from people who do
// one thing after the other.
func BenchmarkTeamOrders(b *testing.B) {
	engines(b, func(b *testing.B, engine string) {
		for _, c := range []struct {
			desktops, each int
			lasts          time.Duration
		}{{1, 200, 5 * time.Second}, {8, 200, 5 * time.Second}, {64, 1, 5 * time.Second}} {
			b.Run(fmt.Sprintf("%d desktops, %d a push", c.desktops, c.each), func(b *testing.B) {
				once(b, func() { orders(b, engine, c.desktops, c.each, c.lasts) })
			})
		}
	})
}

func orders(b *testing.B, engine string, desktops, each int, lasts time.Duration) {
	h := newHouse(b, engine, b.TempDir(), 2000)
	on := h.conversations(500)
	seats := h.seats(desktops)
	server := h.serve()
	time.Sleep(2 * time.Second) // what a start costs is not of the orders
	var all sync.WaitGroup
	var acked, refused atomic.Int64
	var mu sync.Mutex
	var took []time.Duration
	used, began := server.cpu(), time.Now()
	for i, c := range seats {
		all.Go(func() {
			p := &pusher{by: c, server: h.dial(c, server.address)}
			defer p.server.Close()
			for time.Since(began) < lasts {
				at := time.Now()
				done, err := p.push(b.Context(), each, func(seq int64) string { return on[(int(seq)+i*31)%len(on)] })
				if err != nil {
					refused.Add(1)
					time.Sleep(50 * time.Millisecond)
					continue
				}
				acked.Add(int64(len(done.Answers)))
				mu.Lock()
				took = append(took, time.Since(at))
				mu.Unlock()
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(acked.Load())/time.Since(began).Seconds(), "orders/s")
	b.ReportMetric(float64((server.cpu()-used).Microseconds())/float64(acked.Load()), "server-CPU-µs/order")
	b.ReportMetric(float64(refused.Load()), "refused")
	spreadOf(b, "push", took)
}

// BenchmarkTeamIngest stores messages with their full text, as a collector does,
// in batches of 50 and of 400.
func BenchmarkTeamIngest(b *testing.B) {
	engines(b, func(b *testing.B, engine string) {
		for _, size := range []int{50, 400} {
			b.Run(strconv.Itoa(size), func(b *testing.B) {
				once(b, func() {
					const n = 20_000
					h := newHouse(b, engine, b.TempDir(), 0)
					batches := slices.Collect(batchesOf(h.text, 0, n, size))
					h.open(func(w *store.Workspace) {
						used := costs()
						for i, batch := range batches {
							_, err := w.Ingest(b.Context(), mailbox, channel.Batch{Events: batch, More: i < len(batches)-1, Total: n})
							h.check(err)
						}
						now := costs()
						b.ReportMetric(n/now.at.Sub(used.at).Seconds(), "messages/s")
						b.ReportMetric(float64((now.cpu-used.cpu).Microseconds())/n, "own-CPU-µs/message")
					})
				})
			})
		}
	})
}

// BenchmarkTeamReconcile sends a thousand orders that a desktop took while it
// was offline, and waits until the copy is synced.
func BenchmarkTeamReconcile(b *testing.B) {
	engines(b, func(b *testing.B, engine string) {
		once(b, func() {
			h := newHouse(b, engine, b.TempDir(), 2000)
			c := h.seats(1)[0]
			server := h.serve()
			r := h.replica(c, server.address, nil)
			h.check(r.Settle(b.Context()))
			rows, err := r.Workspace().Rows(b.Context(), inbox.View{}, inbox.Place{}, 500)
			h.check(err)
			for i := range 1000 {
				_, err := r.Workspace().Do(b.Context(), inbox.Command{
					ID: inbox.CommandID(newID()), Conversation: rows[i%len(rows)].ID, Act: inbox.AddNote{Text: "hors ligne " + strconv.Itoa(i)},
				}, c.Member)
				h.check(err)
			}
			began := time.Now()
			h.check(r.Settle(b.Context()))
			b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-reconciled")
			if s := r.State(); s.Waiting != 0 || s.Review != 0 || s.Phase != replica.Synced {
				b.Errorf("%+v", s)
			}
		})
	})
}

// replica is a whole desktop of the team, with its copy.
func (h *house) replica(c store.Caller, address string, hook func(string) error) *replica.Replica {
	h.b.Helper()
	server := h.dial(c, address)
	r, err := replica.Open(h.b.Context(), filepath.Join(h.b.TempDir(), "desk"), replica.Options{Server: server, Member: c.Member, Hook: hook})
	h.check(err)
	h.b.Cleanup(func() {
		server.Close()
		if err := r.Close(); err != nil {
			h.b.Error(err)
		}
	})
	return r
}

// large is a house of n messages, kept between runs where VIGIE_BENCH_DIR names
// a directory.
func large(b *testing.B, n int) *house {
	b.Helper()
	dir := b.TempDir()
	if kept := os.Getenv("VIGIE_BENCH_DIR"); kept != "" {
		dir = filepath.Join(kept, fmt.Sprintf("team%d", n))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			b.Fatal(err)
		}
	}
	whole := filepath.Join(dir, "complete")
	if _, err := os.Stat(whole); err == nil {
		h := newHouse(b, onFile, dir, 0)
		h.n = int(time.Now().Unix() % 90_000) // members of earlier runs stay
		return h
	}
	h := newHouse(b, onFile, dir, n)
	h.check(os.WriteFile(whole, nil, 0o600))
	return h
}

// BenchmarkTeamBootstrap has a real desktop get its first copy of
// VIGIE_BENCH_ROWS (200,000) messages over TLS: until the inbox can be used,
// until all is there, and until all is found.
func BenchmarkTeamBootstrap(b *testing.B) {
	once(b, func() {
		n := number("VIGIE_BENCH_ROWS", 200_000)
		h := large(b, n)
		c := h.seats(1)[0]
		server := h.serve()
		time.Sleep(2 * time.Second)
		var usable, whole time.Duration
		began, own := time.Now(), costs()
		served := server.cpu()
		r := h.replica(c, server.address, func(point string) error {
			if point == replica.MidRefill && usable == 0 {
				usable = time.Since(began)
			}
			return nil
		})
		began = time.Now()
		cancel := r.Subscribe(func(s replica.State) {
			if s.Coming == 0 && usable > 0 && whole == 0 {
				whole = time.Since(began)
			}
		})
		defer cancel()
		settled := make(chan error, 1)
		go func() { settled <- r.Settle(b.Context()) }()
		found := h.searchable(r.Workspace(), n)
		searchable, took := time.Since(began), costs()
		h.check(<-settled) // which tidies the full text, too
		tidy := costs()
		b.ReportMetric(float64(usable.Milliseconds()), "usable-ms")
		b.ReportMetric(whole.Seconds(), "all-s")
		b.ReportMetric(searchable.Seconds(), "searchable-s")
		b.ReportMetric((took.cpu - own.cpu).Seconds(), "desktop-CPU-s")
		b.ReportMetric((tidy.cpu - took.cpu).Seconds(), "tidying-CPU-s")
		b.ReportMetric((server.cpu() - served).Seconds(), "server-CPU-s")
		b.ReportMetric(float64(found), "found")
	})
}

func number(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return usual
}

// searchable waits until every message is in the full text. While they come it
// asks for nothing that costs: that there is none in line is asked once a while,
// and at the end what is found is counted.
func (h *house) searchable(w *store.Workspace, n int) int {
	h.b.Helper()
	for end := time.Now().Add(10 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		state, err := w.CopyState(h.b.Context())
		h.check(err)
		if state.Ready && !w.Unindexed() {
			break
		}
		if time.Now().After(end) {
			h.b.Fatal("it is not searchable after ten minutes")
		}
	}
	rows, err := w.Rows(h.b.Context(), inbox.View{Search: "douzaine"}, inbox.Place{}, n)
	h.check(err)
	if want := (n + 19) / 20; len(rows) < want {
		h.b.Errorf("%d of %d are found", len(rows), want)
	}
	return len(rows)
}

// BenchmarkTeamLists reads lists of 50 and searches over HTTP at 20,000 and
// 100,000 messages.
func BenchmarkTeamLists(b *testing.B) {
	for _, n := range []int{20_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			once(b, func() {
				h := large(b, n)
				c := h.seats(1)[0]
				server := h.serve()
				line := h.dial(c, server.address)
				defer line.Close()
				for _, q := range [][2]string{{"list", ""}, {"rare", "rarissime"}, {"5%", "douzaine"}, {"phrase", `"rarissime avec accent"`}} {
					var took []time.Duration
					for i := range 120 {
						at := time.Now()
						f, err := line.Search(b.Context(), wire.Search{View: inbox.View{Search: q[1]}, Limit: 50})
						h.check(err)
						if len(f.Rows) == 0 {
							b.Fatalf("%s finds nothing", q[1])
						}
						if i >= 10 { // the first ones warm up
							took = append(took, time.Since(at))
						}
						time.Sleep(55 * time.Millisecond) // 20 requests a second are let in
					}
					spreadOf(b, strings.ReplaceAll(q[0], " ", "-"), took)
				}
			})
		})
	}
}
