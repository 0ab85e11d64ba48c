package radar

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"vigie/crisis/radar/story"
)

// memoryVersion grows when what a detector remembers means something else.
const memoryVersion = 1

// memory is a Detector as it is kept: encoding/gob writes columns of numbers
// and texts fast. Times are microseconds since 1970.
type memory struct {
	Version          int
	First, Bin       int64
	Day, Calm        int
	Since            int
	Doubted, Reached float64
	Negative, All    float64 // the usual share
	Meters           []meterMemory
	Reach            Baseline
	Open             []float64
	Grown            map[int]float64 // by the rows of the stories
	CountedNames     [][]string      // by stream
	CountedTimes     [][]int64
	Recent           []recentMemory
	Waiting          []silenceMemory
	Gaps             [][2]int64
	Medians          map[string]medianMemory
	Bins             binMemory
	History, Alert   []byte // JSON
	Stories          story.Memory
}

type meterMemory struct {
	Base                Baseline
	Sum, Raw, Threshold float64
	Past                []float64
}

type recentMemory struct {
	Row, Followers      int64 // followers are one more, 0 is unknown
	At                  int64
	ID, Author, Channel string
	Words, Risk         []string
	Negative, Unsure    bool
	Weighty             bool
	Reach               float64
}

type silenceMemory struct {
	At       int64
	Expected float64
	Excluded bool
	Raw      []float64
}

type medianMemory struct {
	Values []float64
	Next   int
}

type binMemory struct {
	At      []int64
	Counts  [][]float32
	Reached []float64
}

// Remember writes down all that a detector knows, so that Recall goes on from
// there. It holds words and names out of messages.
func (d *Detector) Remember() ([]byte, error) {
	m := memory{
		Version: memoryVersion, First: d.first.UnixMicro(), Bin: d.bin.UnixMicro(), Day: d.day, Calm: d.calm, Since: d.since,
		Doubted: d.doubted, Reached: d.reached, Negative: d.share.negative, All: d.share.all, Reach: d.reach, Open: columns(d.open),
	}
	if !d.begun {
		return nil, errors.New("a detector that was fed nothing has no memory")
	}
	var rows map[*story.Story]int
	m.Stories, rows = d.stories.Remember(d.loose())
	m.Grown = make(map[int]float64, len(d.grown))
	for s, n := range d.grown {
		m.Grown[rows[s]] = n
	}
	for _, s := range Streams() {
		t := d.meters[s]
		m.Meters = append(m.Meters, meterMemory{Base: t.base, Sum: t.sum, Raw: t.raw, Threshold: t.threshold, Past: t.past})
		names := slices.Sorted(maps.Keys(d.counted[s]))
		times := make([]int64, len(names))
		for i, n := range names {
			times[i] = d.counted[s][n].UnixMicro()
		}
		m.CountedNames, m.CountedTimes = append(m.CountedNames, names), append(m.CountedTimes, times)
	}
	for _, r := range d.recent {
		m.Recent = append(m.Recent, r.kept(rows[r.story]))
	}
	m.keepBins(d)
	var err error
	if m.History, err = json.Marshal(d.history); err != nil {
		return nil, fmt.Errorf("remember the last bins: %w", err)
	}
	if m.Alert, err = json.Marshal(d.alert); err != nil {
		return nil, fmt.Errorf("remember the alert: %w", err)
	}
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(m); err != nil {
		return nil, fmt.Errorf("remember a detector: %w", err)
	}
	return out.Bytes(), nil
}

// loose are stories that are spoken of, whether the grouping still has them or
// not.
func (d *Detector) loose() []*story.Story {
	out := slices.SortedFunc(maps.Keys(d.grown), func(a, b *story.Story) int { return bytes.Compare([]byte(a.ID), []byte(b.ID)) })
	for _, r := range d.recent {
		out = append(out, r.story)
	}
	return out
}

func (m *memory) keepBins(d *Detector) {
	for _, s := range d.waiting {
		m.Waiting = append(m.Waiting, silenceMemory{At: s.at.UnixMicro(), Expected: s.expected, Excluded: s.excluded, Raw: columns(s.raw)})
	}
	for _, g := range d.gaps {
		m.Gaps = append(m.Gaps, [2]int64{g.From.UnixMicro(), g.To.UnixMicro()})
	}
	m.Medians = make(map[string]medianMemory, len(d.medians))
	for name, v := range d.medians {
		m.Medians[name] = medianMemory{v.values, v.next}
	}
	m.Bins.Counts = make([][]float32, len(Streams()))
	for _, b := range d.bins {
		m.Bins.At, m.Bins.Reached = append(m.Bins.At, b.at.UnixMicro()), append(m.Bins.Reached, b.reached)
		for i, n := range b.counts {
			m.Bins.Counts[i] = append(m.Bins.Counts[i], n)
		}
	}
}

func (r recent) kept(row int) recentMemory {
	k := recentMemory{
		Row: int64(row), At: r.At.UnixMicro(), ID: r.ID, Author: r.Author, Channel: r.Channel, Words: r.Words, Risk: r.Risk,
		Negative: r.Negative, Unsure: r.Unsure, Weighty: r.Weighty, Reach: r.reach,
	}
	if r.Followers != nil {
		k.Followers = max(*r.Followers, 0) + 1
	}
	return k
}

// columns are values by stream in the order of Streams.
func columns(of map[Stream]float64) []float64 {
	out := make([]float64, 0, len(Streams()))
	for _, s := range Streams() {
		out = append(out, of[s])
	}
	return out
}
