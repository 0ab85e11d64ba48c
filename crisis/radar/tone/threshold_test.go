package tone_test

import (
	"math"
	"slices"
	"testing"

	"vigie/crisis/radar/tone"
	"vigie/crisis/radar/tongue"
)

// graded is the score that a post got, and whether people call it negative.
type graded struct {
	score    float64
	negative bool
}

const folds = 5

// fold deals the posts out in turn; they come in no order.
func fold(all []graded, which int) (in, out []graded) {
	for i, g := range all {
		if i%folds == which {
			out = append(out, g)
		} else {
			in = append(in, g)
		}
	}
	return in, out
}

// rates are the negative recall and the share of the others called negative.
func rates(all []graded, at float64) (recall, wrong float64) {
	var hit, negative, alarm float64
	for _, g := range all {
		switch said := g.score <= at; {
		case g.negative && said:
			hit++
			negative++
		case g.negative:
			negative++
		case said:
			alarm++
		}
	}
	return hit / negative, alarm / (float64(len(all)) - negative)
}

// most is the threshold that calls the most negative for so many wrong alarms.
func most(all []graded, allowed float64) float64 {
	scores := make([]float64, len(all))
	for i, g := range all {
		scores[i] = g.score
	}
	slices.Sort(scores)
	best := -1.0
	for _, at := range slices.Compact(scores) {
		if _, wrong := rates(all, at); wrong > allowed {
			break
		}
		best = at
	}
	return best
}

func spread(all []float64) (mean, deviation float64) {
	for _, v := range all {
		mean += v / float64(len(all))
	}
	for _, v := range all {
		deviation += (v - mean) * (v - mean) / float64(len(all)-1)
	}
	return mean, math.Sqrt(deviation)
}

// TestRead_KeepsWrongAlarmsLowOnTheDevPosts keeps what is reached on the dev posts:
// with the 90 % bound of the sampling error the wrong alarms stay under one in ten.
// The bound does not know that those posts were read when the lists were corrected
// (docs/early-warning.md): this is in-sample, and the rule of leaveout_test.go is
// what chose the thresholds. What was held out is reported by VIGIE_VAL=1 alone. It
// prints what a threshold chosen on four of five parts does on the fifth.
func TestRead_KeepsWrongAlarmsLowOnTheDevPosts(t *testing.T) {
	r := reader(t)
	for part, lang := range map[string]tongue.Language{"french_train": "fr", "english_train": "en"} {
		var all []graded
		shipped := -1.0
		for _, p := range umsab(t, part) {
			got := r.ReadIn(p.text, lang)
			all = append(all, graded{got.Score, p.tone == tone.Negative})
			if got.Tone == tone.Negative {
				shipped = max(shipped, got.Score)
			}
		}
		for _, allowed := range []float64{0.065, 0.075, 0.085, 0.10} {
			var recalls, alarms, chosen []float64
			for i := range folds {
				in, out := fold(all, i)
				at := most(in, allowed)
				recall, wrong := rates(out, at)
				recalls, alarms, chosen = append(recalls, recall), append(alarms, wrong), append(chosen, at)
			}
			recall, _ := spread(recalls)
			wrong, deviation := spread(alarms)
			t.Logf("%s: %.3f allowed on four parts: on the fifth recall %.3f, wrong %.3f ± %.3f, at %.3f", lang, allowed, recall, wrong, deviation, chosen)
		}
		var alarms []float64
		for i := range folds {
			_, out := fold(all, i)
			_, wrong := rates(out, shipped)
			alarms = append(alarms, wrong)
		}
		recall, _ := rates(all, shipped)
		wrong, deviation := spread(alarms)
		bound := wrong + 1.28*math.Sqrt(wrong*(1-wrong)*3/2/float64(len(all))) // two in three posts are not negative
		t.Logf("%s: shipped, at %.3f: recall %.3f, wrong %.3f ± %.3f in a part, at most %.3f", lang, shipped, recall, wrong, deviation, bound)
		if bound > 0.10 || recall < 0.62 {
			t.Errorf("%s: recall %.3f, wrong alarms %.3f, at most %.3f", lang, recall, wrong, bound)
		}
	}
}
