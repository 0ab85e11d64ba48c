package tone

import (
	"cmp"
	"math"
	"slices"
)

// weighSwearing lets a swear word beside praise, and nothing bad, say more of
// it: "damn that pie was good".
func (f *finding) weighSwearing() {
	glad := false
	for _, h := range f.hits {
		if h.entry.kind != swear && h.worth < 0 {
			return
		}
		glad = glad || h.worth >= gladly
	}
	if !glad {
		return
	}
	for i, h := range f.hits {
		if h.entry.kind == swear {
			f.hits[i].worth = sworn
		}
	}
}

// weighContrast has what follows the last "mais" weigh more.
func (f *finding) weighContrast() {
	turn := -1
	for i, m := range f.marks {
		if m.kind == contrast && i > 0 {
			turn = i
		}
	}
	if turn < 0 {
		return
	}
	for i := range f.hits {
		if f.hits[i].at < turn {
			f.hits[i].worth *= beforeBut
		} else {
			f.hits[i].worth *= afterBut
		}
	}
}

// weighIrony turns praise beside what is bad, and lets laughter soften nothing.
func (f *finding) weighIrony() {
	bad, said, marked := 0.0, false, false
	for _, h := range f.hits {
		if h.worth < 0 {
			bad += h.worth
		}
	}
	for _, m := range f.marks {
		said = said || m.kind == ironic
	}
	for _, h := range f.hits {
		marked = marked || h.entry.kind == praise && h.worth > 0 && bad <= mockedBelow
	}
	for i, h := range f.hits {
		switch {
		case h.worth <= 0:
		case h.entry.kind == laugh && bad < 0:
			f.hits[i].worth = 0
		case marked && (f.words.words[h.at].sign || h.entry.kind != plainKind), said, h.entry.kind == polite && bad <= bitterBelow:
			f.hits[i].worth *= bitter
		}
	}
}

// score brings the sum of the hits between -1 and 1.
func (f *finding) score() float64 {
	sum := f.total()
	if n := len(f.words.words); n > calmWords {
		sum *= math.Sqrt(calmWords / float64(n))
	}
	loud := shout * float64(min(f.shouts, 4))
	if f.asks > 1 {
		loud += ask * float64(min(f.asks, 4))
	}
	switch {
	case sum > 0:
		sum += loud
	case sum < 0:
		sum -= loud * angryShout
	default:
		return 0 // rather than -0
	}
	return math.Round(sum/math.Sqrt(sum*sum+flat)*1e4) / 1e4
}

// total adds the hits up. Where good and bad words meet the bad ones are meant,
// and faintly good ones ("game", "tomorrow") beside what is bad say nothing.
func (f *finding) total() float64 {
	sum, faintly, best, worst := 0.0, 0.0, 0.0, 0.0
	for _, h := range f.hits {
		sum += h.worth
		best, worst = max(best, h.worth), min(worst, h.worth)
		if h.worth > 0 && h.worth <= faint {
			faintly += h.worth
		}
	}
	if best > 0 && worst < 0 {
		sum += mixed
	}
	if worst <= plainlyBad {
		sum -= faintly
	}
	return sum + complaint*float64(min(max(f.denials, 0), 2))
}

const mostReasons = 8

// reasons are the hits that pull the way of the score, the strongest first; of
// an even score all.
func (f *finding) reasons() []string {
	score := f.score()
	hits := slices.Clone(f.hits)
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(math.Abs(b.worth), math.Abs(a.worth)) })
	var all []string
	for _, h := range hits {
		w := f.text[f.words.words[h.at].from:f.words.words[h.at+h.n-1].to]
		if score*h.worth < 0 || slices.Contains(all, w) {
			continue
		}
		if all = append(all, w); len(all) == mostReasons {
			break
		}
	}
	return all
}
