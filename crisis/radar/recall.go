package radar

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"vigie/crisis/radar/story"
)

// Recall is the detector that a memory is of. Under the settings that it had,
// it goes on as if it had never stopped; for other ones ask it for Under. A
// memory of another version or one that is damaged is an error: then it is made
// from the messages again.
func Recall(s Settings, raw []byte) (*Detector, error) {
	var m memory
	if err := gob.NewDecoder(bytes.NewReader(raw)).Decode(&m); err != nil {
		return nil, fmt.Errorf("recall a detector: %w", err)
	}
	if m.Version != memoryVersion {
		return nil, fmt.Errorf("recall a detector: version %d", m.Version)
	}
	if !m.sound() {
		return nil, errors.New("recall a detector: its memory is damaged")
	}
	d := New(s)
	d.begun, d.first, d.bin = true, moment(m.First), moment(m.Bin)
	d.day, d.calm, d.since, d.doubted = m.Day, m.Calm, m.Since, m.Doubted
	d.reached, d.share, d.reach, d.open = m.Reached, share{m.Negative, m.All}, m.Reach, streams(m.Open)
	if err := json.Unmarshal(m.History, &d.history); err != nil {
		return nil, fmt.Errorf("recall the last bins: %w", err)
	}
	if err := json.Unmarshal(m.Alert, &d.alert); err != nil {
		return nil, fmt.Errorf("recall the alert: %w", err)
	}
	m.recallBins(d)
	return d, m.recallStories(d)
}

func (m *memory) recallBins(d *Detector) {
	for i, s := range Streams() {
		t, k := d.meters[s], m.Meters[i]
		t.base, t.sum, t.raw, t.threshold, t.past = k.Base, k.Sum, k.Raw, k.Threshold, k.Past
		for j, name := range m.CountedNames[i] {
			d.counted[s][name] = moment(m.CountedTimes[i][j])
		}
	}
	for _, k := range m.Waiting {
		d.waiting = append(d.waiting, silence{at: moment(k.At), expected: k.Expected, excluded: k.Excluded, raw: streams(k.Raw)})
	}
	for _, g := range m.Gaps {
		d.gaps = append(d.gaps, Span{moment(g[0]), moment(g[1])})
	}
	for name, k := range m.Medians {
		d.medians[name] = &median{values: k.Values, next: k.Next, stale: true}
	}
	d.bins = make([]binCount, len(m.Bins.At))
	for i := range d.bins {
		d.bins[i] = binCount{at: moment(m.Bins.At[i]), reached: m.Bins.Reached[i]}
		for j := range d.bins[i].counts {
			d.bins[i].counts[j] = m.Bins.Counts[j][i]
		}
	}
}

// recallStories gives the mentions of the last hours their stories back.
func (m *memory) recallStories(d *Detector) error {
	var rows []*story.Story
	d.stories, rows = story.Recall(&m.Stories)
	at := func(row int64) (*story.Story, error) {
		if row < 0 || row >= int64(len(rows)) {
			return nil, errors.New("recall a detector: a story is missing")
		}
		return rows[row], nil
	}
	for row, n := range m.Grown {
		s, err := at(int64(row))
		if err != nil {
			return err
		}
		d.grown[s] = n
	}
	for _, k := range m.Recent {
		s, err := at(k.Row)
		if err != nil {
			return err
		}
		r := recent{story: s, reach: k.Reach, Mention: Mention{
			ID: k.ID, At: moment(k.At), Author: k.Author, Channel: k.Channel, Negative: k.Negative, Unsure: k.Unsure,
			Words: k.Words, Risk: k.Risk, Weighty: k.Weighty,
		}}
		if n := k.Followers - 1; n >= 0 {
			r.Followers = &n
		}
		d.recent = append(d.recent, r)
	}
	return nil
}

// sound reports whether the columns fit each other.
func (m *memory) sound() bool {
	n := len(Streams())
	ok := len(m.Meters) == n && len(m.Open) == n && len(m.CountedNames) == n && len(m.CountedTimes) == n && len(m.Bins.Counts) == n &&
		len(m.Bins.At) == len(m.Bins.Reached) && m.Stories.Sound()
	for i := range n {
		ok = ok && len(m.CountedNames[i]) == len(m.CountedTimes[i]) && len(m.Bins.Counts[i]) == len(m.Bins.At)
	}
	for _, s := range m.Waiting {
		ok = ok && len(s.Raw) == n
	}
	for _, v := range m.Medians {
		ok = ok && v.Next >= 0 && v.Next < medianOf && len(v.Values) <= medianOf && (v.Next == 0 || len(v.Values) == medianOf)
	}
	return ok
}

func moment(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// streams are values in the order of Streams by stream.
func streams(columns []float64) map[Stream]float64 {
	out := make(map[Stream]float64, len(columns))
	for i, s := range Streams() {
		out[s] = columns[i]
	}
	return out
}
