//go:build unix

package engine

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"vigie/inbox/watch"
	"vigie/store"
)

// BenchmarkLookout is one look of a house with eight watches and 20,000
// messages a day, each of which is a hit of one of them. The history has one
// day only, so that it is made in a minute: what a look costs depends on the
// last hours and on the stories of 72 hours. late is when each look finds a
// message that was sent before.
func BenchmarkLookout(b *testing.B) {
	const perDay, watches, days = 20_000, 8, 1
	s := busy(b, perDay, watches, days)
	begun := processor()
	s.l.slice = 1 << 30
	s.must(s.l.look(b.Context()))
	b.Logf("made from %d messages in %v", s.n, processor()-begun)
	for _, late := range []bool{false, true} {
		b.Run(fmt.Sprint("late=", late), func(b *testing.B) {
			var spent time.Duration
			for b.Loop() {
				b.StopTimer()
				s.now = s.now.Add(time.Minute)
				for i := range watches {
					at := []time.Time{s.now.Add(-time.Second), s.now.Add(-9 * time.Second), s.now.Add(-20 * time.Second), s.now.Add(-40 * time.Second)}
					if late {
						at = append(at, s.now.Add(-20*time.Minute))
					}
					s.say(fmt.Sprint("marque", i)+" %d : une soupe ce soir, et un gâteau demain avec mon robot", at...)
				}
				b.StartTimer()
				before := processor()
				s.must(s.l.look(b.Context()))
				spent += processor() - before
			}
			b.ReportMetric(float64(spent.Microseconds())/float64(b.N), "cpu-µs/look")
		})
	}
}

// busy is a house with so many watches and messages a day, each of which is a
// hit of one watch.
func busy(b *testing.B, perDay, watches, days int) *square {
	s := newSquare(b)
	for i := range watches {
		q, err := watch.Parse(fmt.Sprint("marque", i))
		s.must(err)
		id := watch.ID(fmt.Sprint("w", i))
		s.must(s.w.PutWatch(b.Context(), watch.Watch{ID: id, Name: fmt.Sprint("M", i), Query: q}, ""))
		s.must(s.w.FillWatch(b.Context(), id, nil))
	}
	every := 24 * time.Hour / time.Duration(perDay) * time.Duration(watches)
	for i := range watches {
		var at []time.Time
		for t := s.now.AddDate(0, 0, -days); t.Before(s.now); t = t.Add(every) {
			at = append(at, t)
		}
		for len(at) > 0 {
			n := min(2000, len(at))
			s.say(fmt.Sprint("marque", i)+" %d : une soupe ce soir, et un gâteau demain avec mon robot de cuisine", at[:n]...)
			at = at[n:]
		}
	}
	return s
}

// BenchmarkStart is what a start costs in a house with eight watches: from the
// messages (anew, of each message), and from what was written down (of all eight).
// VIGIE_PER_DAY and VIGIE_DAYS make it larger than 2,000 a day for four days.
func BenchmarkStart(b *testing.B) {
	s := busy(b, sizeOf("VIGIE_PER_DAY", 2000), 8, sizeOf("VIGIE_DAYS", 4))
	for _, how := range []string{"anew", "remembered"} {
		b.Run(how, func(b *testing.B) {
			var spent time.Duration
			for b.Loop() {
				b.StopTimer()
				s.restart()
				s.l.slice = 1 << 30
				if how == "anew" {
					for i := range 8 {
						s.must(s.w.PutRadarMemory(b.Context(), watch.ID(fmt.Sprint("w", i)), store.RadarMemory{Mark: "{}", Erasures: "0 0"}))
					}
				}
				b.StartTimer()
				before := processor()
				s.must(s.l.look(b.Context()))
				spent += processor() - before
				if s.l.read != (how == "anew") {
					b.Fatal("it read the messages: ", s.l.read)
				}
			}
			b.ReportMetric(float64(spent.Milliseconds())/float64(b.N), "cpu-ms/start")
			b.ReportMetric(float64(spent.Microseconds())/float64(b.N*s.n), "cpu-µs/message")
		})
	}
}

func sizeOf(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return usual
}

// processor is the processor time that this program has had: what other programs
// do meanwhile counts for nothing.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
