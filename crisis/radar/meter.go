package radar

import "math"

// What a threshold is learnt from, and until when it is a fixed one.
const (
	historyDays = 28
	youngDays   = 7
	firstSum    = 25.0 // the threshold of the first week
)

// meter counts one stream: its baseline, its sum and its threshold.
type meter struct {
	base      Baseline
	sum       float64   // C, set back when an alert is cleared
	raw       float64   // C as it runs by itself, for the thresholds
	past      []float64 // raw of the last historyDays, the oldest first
	threshold float64
	least     float64 // below which no threshold is learnt
	share     float64 // of the budget
}

func newMeter(least, share float64) *meter {
	return &meter{base: NewBaseline(), threshold: math.Max(firstSum, least), least: least, share: share}
}

// score adds what a bin has too much, given what was expected. A bin in an
// excluded stretch moves the sum, and is not remembered for the thresholds.
func (m *meter) score(r float64, excluded bool) {
	if m.base.Young() {
		return
	}
	m.sum = math.Min(Pile(m.sum, r), 3*m.threshold)
	if m.raw = Pile(m.raw, r); excluded {
		m.raw = 0
	}
}

// remember keeps a sum for the thresholds.
func (m *meter) remember(raw float64) {
	m.past = append(m.past, raw)
	if most := historyDays * BinsADay; len(m.past) >= 2*most {
		m.past = append(m.past[:0], m.past[len(m.past)-most:]...)
	}
}

// last are the sums that thresholds are learnt from.
func (m *meter) last() []float64 { return m.past[max(0, len(m.past)-historyDays*BinsADay):] }

// relearn takes a new threshold from the past, once a day.
func (m *meter) relearn(budget float64) {
	past := m.last()
	if len(past) < youngDays*BinsADay {
		return
	}
	weeks := float64(len(past)) / float64(7*BinsADay)
	m.threshold = Between(past, budget*m.share*weeks, m.least)
}

// Between is the threshold for a number of episodes that need not be whole, on
// the line between the two next to it: so that the knob has no steps.
func Between(past []float64, allowed, least float64) float64 {
	whole := math.Floor(allowed)
	above := Threshold(past, int(whole), least)
	below := Threshold(past, int(whole)+1, least)
	return above + (allowed-whole)*(below-above)
}
