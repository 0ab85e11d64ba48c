package radar

import (
	"math"
	"math/rand"
	"os"
	"slices"
	"testing"
)

// ratio is the rule that most tools have: the last hour against the mean hour
// of the last seven days, from ten mentions on.
func ratio(counts []float64) []float64 {
	sums := make([]float64, len(counts)+1)
	for i, n := range counts {
		sums[i+1] = sums[i] + n
	}
	out := make([]float64, len(counts))
	for i := range counts {
		from, week := max(0, i-11), max(0, i-7*BinsADay)
		hour := sums[i+1] - sums[from]
		if from > week && hour >= 10 {
			out[i] = hour / math.Max((sums[from]-sums[week])/float64(from-week)*12, 1)
		}
	}
	return out
}

// The common rule on the same crises, at the same price in false alarms.
func TestReport_TimesTheBaseline(t *testing.T) {
	if os.Getenv("VIGIE_REPORT") == "" {
		t.Skip("long: set VIGIE_REPORT=1")
	}
	for name, set := range map[string][]volume{"tweets": tweets(t), "invented": brands()} {
		for _, peak := range []float64{1, 3} {
			r := rand.New(rand.NewSource(21))
			found, n := map[string]int{}, 0
			for _, v := range set {
				negative := judged(r, v.counts)
				for k := 0; k < 30; {
					at := 28*BinsADay + r.Intn(len(v.counts)-28*BinsADay-200)
					if !v.quiet(at) {
						continue
					}
					k++
					n++
					all, angry := crisisIn(r, v, negative, at, peak)
					for which, counts := range map[string][]float64{"volume": all, "negative": angry} {
						score := ratio(counts)
						past := append([]float64(nil), score[at-28*BinsADay:at]...)
						for i := range past {
							if !v.quiet(at - 28*BinsADay + i) {
								past[i] = 0
							}
						}
						limit := Between(past, 0.33*4, 0)
						for _, s := range score[at : at+144] {
							if s >= limit {
								found[which]++
								break
							}
						}
					}
				}
			}
			t.Logf("%s, peak %gx: times the baseline finds %.0f %% by volume, %.0f %% by negatives",
				name, peak, 100*float64(found["volume"])/float64(n), 100*float64(found["negative"])/float64(n))
			if peak == 1 && 2*found["volume"] > n {
				t.Errorf("%s: by volume it finds %d of %d small crises: the README says that it does not", name, found["volume"], n)
			}
		}
	}
}

func crisisIn(r *rand.Rand, v volume, negative []float64, at int, peak float64) (all, angry []float64) {
	all, angry = append([]float64(nil), v.counts[:at+144]...), append([]float64(nil), negative[:at+144]...)
	mean := 0.0
	for _, n := range v.counts {
		mean += n
	}
	top := math.Max(peak*mean*12/float64(len(v.counts)), 12)
	for i := range 144 {
		n := poisson(r, math.Min(2*math.Pow(2, float64(i)*5/20), top)/12)
		all[at+i] += float64(n)
		angry[at+i] += float64(drawn(r, n, 0.54))
	}
	return all, angry
}

// The threshold is looked for among fewer and fewer sums: it is the one that
// counting all of them finds.
func TestThreshold_IsThatOfAllSums(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	for range 40 {
		sums, c := make([]float64, 3000), 0.0
		for i := range sums {
			c = Pile(c, r.NormFloat64()+r.Float64())
			sums[i] = c
		}
		for allowed := range 5 {
			low, high := 0.0, slices.Max(sums)+1e-9
			for range 30 {
				if mid := (low + high) / 2; Episodes(sums, mid) > allowed {
					low = mid
				} else {
					high = mid
				}
			}
			if got := Threshold(sums, allowed, 0); got != high*margin {
				t.Errorf("%d allowed: %v, not %v", allowed, got, high*margin)
			}
		}
	}
}
