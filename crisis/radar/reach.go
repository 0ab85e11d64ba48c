package radar

import (
	"math"
	"slices"
)

// reachOf is log10(1 + followers): never linear, so that one celebrity does not
// drown everything. Unknown is the median of the channel, zero where nobody's
// are known.
func (d *Detector) reachOf(m Mention) float64 {
	known := d.medians[m.Channel]
	if known == nil {
		known = &median{}
		d.medians[m.Channel] = known
	}
	if m.Followers == nil {
		return known.value()
	}
	r := reachBy(*m.Followers)
	known.add(r)
	return r
}

func reachBy(followers int64) float64 { return math.Log10(1 + float64(max(followers, 0))) }

// median follows the middle of the last values, a few hundred of them.
type median struct {
	values []float64
	next   int
	cached float64
	stale  bool
}

const medianOf = 256

func (m *median) add(v float64) {
	m.stale = true
	if len(m.values) < medianOf {
		m.values = append(m.values, v)
		return
	}
	m.values[m.next] = v
	m.next = (m.next + 1) % medianOf
}

func (m *median) clone() *median {
	c := *m
	c.values = slices.Clone(m.values)
	return &c
}

func (m *median) value() float64 {
	if len(m.values) == 0 {
		return 0
	}
	if m.stale {
		sorted := slices.Sorted(slices.Values(m.values))
		m.cached, m.stale = sorted[len(sorted)/2], false
	}
	return m.cached
}
