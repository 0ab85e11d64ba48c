package radar

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// volume is a series of counts, five minutes each, with stretches that are
// known to be events.
type volume struct {
	name   string
	from   time.Time
	counts []float64
	events [][2]int
}

// tweets are the volumes of the shared data (Numenta, MIT).
func tweets(t testing.TB) []volume {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", "nab-twitter-dev")
	raw, err := os.ReadFile(filepath.Join(dir, "twitter_windows.json"))
	if err != nil {
		t.Skipf("the shared data is not beside the repository: %v", err)
	}
	var labels map[string]struct {
		Windows []struct{ Start, End string }
	}
	if err := json.Unmarshal(raw, &labels); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "data", "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no series: %v", err)
	}
	var out []volume
	for _, f := range files {
		v := volume{name: filepath.Base(f)}
		for i, row := range rowsOf(t, f) {
			if i == 0 {
				v.from = stamp(t, row[0])
			}
			v.counts = append(v.counts, number(t, row[1]))
		}
		for _, w := range labels["realTweets/"+v.name].Windows {
			v.events = append(v.events, [2]int{v.index(stamp(t, w.Start)), v.index(stamp(t, w.End))})
		}
		out = append(out, v)
	}
	return out
}

func (v volume) index(at time.Time) int { return int(at.Sub(v.from) / Bin) }

func rowsOf(t testing.TB, file string) [][]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func stamp(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateTime, s[:19])
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	var v float64
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// brands are invented: an hour of the day, a week, noise from hour to hour and
// a harmless burst every two days.
func brands() []volume {
	var out []volume
	for i, perHour := range []float64{3, 10, 30, 100, 300} {
		for j := range 2 {
			r := rand.New(rand.NewSource(int64(100*(j+1) + i)))
			v := volume{name: "brand", from: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)}
			noise := 1.0
			for b := range 56 * BinsADay {
				if b%12 == 0 {
					noise = gamma(r, 6) / 6
				}
				at := v.from.Add(time.Duration(b) * Bin)
				x := float64(poisson(r, perHour/12*daily(at)*noise))
				if r.Float64() < 1.0/float64(2*BinsADay) {
					x += 3 + float64(r.Intn(18))
				}
				v.counts = append(v.counts, x)
			}
			out = append(out, v)
		}
	}
	return out
}

// trial is one detector over one series.
type trial struct {
	d  *Detector
	at time.Time
}

func newTrial(v volume, from int, budget float64) *trial {
	set := Settings{Budget: budget / 0.7} // what the negative stream gets
	for _, e := range v.events {
		set.Known = append(set.Known, Span{v.from.Add(time.Duration(e[0]) * Bin), v.from.Add(time.Duration(e[1]+1) * Bin)})
	}
	at := v.from.Add(time.Duration(from) * Bin)
	d := New(set)
	d.Advance(at)
	return &trial{d, at}
}

// bin takes one bin and says how far the negative sum is over its threshold.
func (x *trial) bin(all, negative float64) float64 {
	x.d.clearBin()
	x.d.bin = x.at
	x.d.open[All], x.d.open[Negative] = all, negative
	x.d.close()
	x.at = x.at.Add(Bin)
	m := x.d.meters[Negative]
	return m.raw / m.threshold
}

// judged is a poor reader of tones: it takes 17 % of the usual and 54 % of a
// crisis for negative (recall 0.65, false positives 0.10).
func judged(r *rand.Rand, counts []float64) []float64 {
	out := make([]float64, len(counts))
	p := 0.166
	for i, n := range counts {
		if i%72 == 0 {
			p = math.Max(0.03, 0.166+0.05*r.NormFloat64())
		}
		out[i] = float64(drawn(r, int(n), p))
	}
	return out
}

func drawn(r *rand.Rand, n int, p float64) int {
	k := 0
	for range n {
		if r.Float64() < p {
			k++
		}
	}
	return k
}

func (v volume) quiet(at int) bool {
	for _, e := range v.events {
		if at+150 > e[0] && at-72 < e[1] {
			return false
		}
	}
	return true
}

func quantile(list []float64, q float64) float64 {
	if len(list) == 0 {
		return math.NaN()
	}
	s := slices.Sorted(slices.Values(list))
	return s[int(q*float64(len(s)-1))]
}
