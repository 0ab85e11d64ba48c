package radar

import (
	"math"
	"time"
)

// Bin is the width of a bin. A day has BinsADay of them, also on the two days
// of the year that are an hour longer or shorter.
const (
	Bin      = 5 * time.Minute
	BinsADay = int(24 * time.Hour / Bin)
)

// The memory of a baseline.
const (
	levelHalfLife  = 2 * BinsADay // of the level, in bins
	seasonHalfLife = 10 * 12      // of an hour's factor: ten visits of twelve bins
	spreadHalfLife = 5 * BinsADay // of the dispersion
	leastExpected  = 0.02         // a silent watch expects a mention in four hours, never none
	leastSpread    = 0.01         // 1/k of the negative binomial
	firstSpread    = 0.2
	shrink         = 12.0 // bins that an hour must have been seen to be half believed
)

// Hour is the place of a moment in the week: the hour of the day, on working
// days or on the others.
type Hour struct {
	Of  int // 0 to 23
	Off bool
}

// Calendar says the place of a moment in the week, by the user's own clock and
// holidays.
type Calendar func(time.Time) Hour

// WeekIn is the calendar of a zone; holiday may be nil.
func WeekIn(zone *time.Location, holiday func(year int, month time.Month, day int) bool) Calendar {
	return func(t time.Time) Hour {
		t = t.In(zone)
		off := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
		if !off && holiday != nil {
			off = holiday(t.Date())
		}
		return Hour{Of: t.Hour(), Off: off}
	}
}

// Baseline is what a stream usually counts, learnt only from the past, one bin
// at a time, at a fixed cost. A burst cannot teach itself as normal: each count
// is cut at three standard deviations before it is learnt.
type Baseline struct {
	Level  float64        `json:"level"` // mean count of a bin, without the season
	Season [2][24]float64 `json:"season"`
	Seen   [2][24]float64 `json:"seen"`   // bins of each hour
	Spread float64        `json:"spread"` // 1/k: 0 is Poisson, more is burstier
	Bins   int            `json:"bins"`
	Sum    float64        `json:"sum"` // of the first day
}

// NewBaseline knows nothing yet.
func NewBaseline() Baseline { return Baseline{Spread: firstSpread} }

// Young reports that there is no day of history yet: an expectation is only the
// mean so far.
func (b *Baseline) Young() bool { return b.Bins < BinsADay }

// Expect gives the expected count of a bin, more than zero always.
func (b *Baseline) Expect(h Hour) float64 {
	if b.Young() {
		return math.Max(b.Sum/math.Max(float64(b.Bins), 1), leastExpected)
	}
	return math.Max(b.Level*b.season(h), leastExpected)
}

// season is the factor of an hour, drawn towards the same hour on the other
// kind of day as long as it was seldom seen.
func (b *Baseline) season(h Hour) float64 {
	own, other := class(h), 1-class(h)
	seen := b.Seen[own][h.Of]
	if seen == 0 {
		return 1
	}
	elsewhere := 1.0
	if b.Seen[other][h.Of] > 0 {
		elsewhere = b.Season[other][h.Of]
	}
	w := seen / (seen + shrink)
	return w*b.Season[own][h.Of] + (1-w)*elsewhere
}

func class(h Hour) int {
	if h.Off {
		return 1
	}
	return 0
}

// Deviation is the standard deviation of a bin that expects mu (negative
// binomial).
func (b *Baseline) Deviation(mu float64) float64 {
	return math.Sqrt(mu + b.Spread*mu*mu)
}

// Learn takes the count of a bin in. factor is how many times the usual was
// announced (a campaign), 1 otherwise: what a campaign brings is not learnt as
// usual.
func (b *Baseline) Learn(h Hour, count, factor float64) {
	count /= math.Max(factor, 1)
	b.Bins++
	b.Sum += count
	season := b.season(h)
	learnt := count
	if b.Bins <= BinsADay {
		b.Level = math.Max(b.Sum/float64(b.Bins), leastExpected)
	} else {
		mu := math.Max(b.Level*season, leastExpected)
		learnt = math.Min(count, mu+3*b.Deviation(mu)+1)
		b.Level += levelGain * (learnt/math.Max(season, 0.1) - b.Level)
		b.spreadFrom(count, mu)
	}
	b.seasonFrom(h, learnt/math.Max(b.Level, leastExpected))
}

// spreadFrom follows the excess of the variance over the mean; one bin counts
// for nine times the usual at most.
func (b *Baseline) spreadFrom(count, mu float64) {
	e := ((count-mu)*(count-mu) - mu) / math.Max(mu*mu, 0.2)
	e = math.Min(e, 9*(1/math.Max(mu, 0.5)+b.Spread))
	b.Spread = math.Max(b.Spread+spreadGain*(e-b.Spread), leastSpread)
}

func (b *Baseline) seasonFrom(h Hour, relative float64) {
	c := class(h)
	if n := b.Seen[c][h.Of]; n < shrink {
		b.Season[c][h.Of] = (b.Season[c][h.Of]*n + relative) / (n + 1)
	} else {
		b.Season[c][h.Of] += seasonGain * (relative - b.Season[c][h.Of])
	}
	b.Seen[c][h.Of]++
}

// The weight of a new value in an exponential mean of each half-life, of which a
// bin needs a dozen: 1 - 0.5^(1/bins).
const (
	levelGain  = 0.0012026567498187868
	seasonGain = 0.005759576182452708
	spreadGain = 0.00048123637733377134
)
