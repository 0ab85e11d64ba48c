package radar

import (
	"maps"
	"slices"
	"time"

	"vigie/crisis/radar/story"
)

// Clone is a detector that goes its own way from here on: what is fed to one is
// unknown to the other.
func (d *Detector) Clone() *Detector {
	c := d.light()
	stories, moved := d.stories.Clone()
	c.stories = stories
	to := func(s *story.Story) *story.Story {
		if moved[s] == nil { // joined into another one, or forgotten
			own := *s
			own.Authors, own.Channels = maps.Clone(s.Authors), maps.Clone(s.Channels)
			moved[s] = &own
		}
		return moved[s]
	}
	c.grown = make(map[*story.Story]float64, len(d.grown))
	for s, n := range d.grown {
		c.grown[to(s)] = n
	}
	for i := range c.recent {
		c.recent[i].story = to(c.recent[i].story)
	}
	c.medians = make(map[string]*median, len(d.medians))
	for name, m := range d.medians {
		c.medians[name] = m.clone()
	}
	return c
}

// light is a clone that shares the stories and the medians: bins may be closed
// in it, and nothing be fed.
func (d *Detector) light() *Detector {
	c := *d
	c.recorder, c.player = nil, nil
	c.meters = make(map[Stream]*meter, len(d.meters))
	for s, m := range d.meters {
		own := *m
		own.past = slices.Clone(m.past)
		c.meters[s] = &own
	}
	c.counted = make(map[Stream]map[string]time.Time, len(d.counted))
	for s, seen := range d.counted {
		c.counted[s] = maps.Clone(seen)
	}
	c.open, c.grown = maps.Clone(d.open), maps.Clone(d.grown)
	c.recent, c.waiting, c.history = slices.Clone(d.recent), slices.Clone(d.waiting), slices.Clone(d.history)
	c.gaps, c.bins = slices.Clone(d.gaps), slices.Clip(d.bins)
	if d.alert != nil {
		a := d.told()
		c.alert = &a
	}
	return &c
}

// Standing is how a detector stands, for people to look at.
type Standing struct {
	Alert    *Alert             `json:"alert,omitempty"` // open, or the last one
	Days     int                `json:"days"`            // of history
	Learning bool               `json:"learning"`        // the thresholds are still the fixed ones
	Streams  map[Stream]Pattern `json:"streams"`
	Hour     map[Stream]Hourly  `json:"hour"` // the last hour against the usual
}

// Hourly is what was counted in the last hour, and what was expected.
type Hourly struct {
	Observed int     `json:"observed"`
	Expected float64 `json:"expected"`
}

// Pattern is a stream's sum over the last month beside its threshold.
type Pattern struct {
	Threshold float64   `json:"threshold"`
	Rung      int       `json:"rung"` // times it would have been reached in those days
	Sum       float64   `json:"sum"`
	Curve     []float64 `json:"curve"` // the largest sum of each CurveStep, the oldest first
}

// CurveStep is how many bins make one value of a curve: two hours.
const CurveStep = 24

// Now says how it would stand if the open bin ended at this moment. What is
// counted in it by now can only grow, so that an alert need not wait for the
// end of the bin. The detector itself is not changed.
func (d *Detector) Now() Standing {
	if !d.begun {
		return Standing{Learning: true}
	}
	c := d.light()
	c.close()
	c.bin = c.bin.Add(Bin)
	return c.standing()
}

func (d *Detector) standing() Standing {
	days, fixed := d.Learning()
	s := Standing{Days: days, Learning: fixed, Streams: map[Stream]Pattern{}, Hour: map[Stream]Hourly{}}
	if d.alert != nil {
		a := d.told()
		s.Alert = &a
	}
	for _, stream := range Streams() {
		h, rung, _ := d.Threshold(stream)
		m := d.meters[stream]
		s.Streams[stream] = Pattern{Threshold: h, Rung: rung, Sum: m.sum, Curve: m.curve(d.unsettled(stream))}
		observed, expected := d.hour(stream, d.bin)
		s.Hour[stream] = Hourly{Observed: observed, Expected: expected}
	}
	return s
}

// unsettled are the sums of a stream in the bins that wait: a silence belongs on
// the curve before it is known what it was.
func (d *Detector) unsettled(of Stream) []float64 {
	var out []float64
	for _, s := range d.waiting {
		if !s.excluded {
			out = append(out, s.raw[of])
		}
	}
	return out
}

// curve gives the largest sums of the last historyDays, and of what waits.
func (m *meter) curve(waiting []float64) []float64 {
	past := append(slices.Clip(m.last()), waiting...)
	var out []float64
	for chunk := range slices.Chunk(past[max(0, len(past)-historyDays*BinsADay):], CurveStep) {
		out = append(out, slices.Max(chunk))
	}
	return out
}
