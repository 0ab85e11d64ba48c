package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"vigie/crisis/radar"
)

// alertLine is what is printed of an alert.
type alertLine struct {
	Group     string            `json:"group"`
	RaisedAt  time.Time         `json:"raised_at"`
	ClearedAt *time.Time        `json:"cleared_at"`
	Level     radar.Level       `json:"level"`
	Levels    []radar.Step      `json:"levels"`
	Streams   []radar.Stream    `json:"streams"`
	Story     *radar.StoryFacts `json:"story"`
	Reasons   []string          `json:"reasons"`
	Against   []string          `json:"against"`
	Expected  float64           `json:"expected"`
	Observed  int               `json:"observed"`
	Authors   int               `json:"authors"`
	Posts     int               `json:"posts"`
	Negative  int               `json:"negative"`
	Sum       float64           `json:"sum"`
	Threshold float64           `json:"threshold"`
	Words     []radar.Word      `json:"words,omitempty"`
	Risk      []radar.Word      `json:"risk,omitempty"`
	Channels  map[string]int    `json:"channels"`
	First     time.Time         `json:"first"`
}

// finish closes the history.
func (x *replaying) finish() {
	end := cmp.Or(x.to, x.last)
	if now := x.now(); end.After(now) { // what is to come is not history
		end = now
	}
	if end.Before(x.last) {
		end = x.last
	}
	for _, g := range x.groups {
		g.take(g.detector.Advance(end))
	}
}

// print prints every alert, the earliest first.
func (x *replaying) print() error {
	var lines []alertLine
	for _, name := range slices.Sorted(maps.Keys(x.groups)) {
		g := x.groups[name]
		for _, a := range g.alerts {
			if !a.RaisedAt.Before(x.from) {
				lines = append(lines, x.lineOf(name, a))
			}
		}
		if err := x.warn(name, g.detector); err != nil {
			return err
		}
	}
	slices.SortStableFunc(lines, func(a, b alertLine) int { return a.RaisedAt.Compare(b.RaisedAt) })
	for _, l := range lines {
		person := x.texts.T("cli.radar-alert", map[string]any{
			"At": l.RaisedAt.Format("2006-01-02 15:04"), "Group": l.Group, "Level": x.texts.T("radar.level-"+string(l.Level), nil),
			"Reasons": strings.Join(l.Reasons, " "),
		})
		if err := x.say(l, person); err != nil {
			return err
		}
	}
	return nil
}

// warn says on the error output that a group has too little history to be
// judged by, so that silence is not taken for calm.
func (x *replaying) warn(group string, d *radar.Detector) error {
	days, fixed := d.Learning()
	if !fixed {
		return nil
	}
	args := map[string]any{"Group": cmp.Or(group, x.texts.T("cli.radar-all", nil)), "Days": days}
	text := x.texts.N("cli.radar-young", days, args)
	if days == 0 {
		text = x.texts.T("cli.radar-no-history", args)
	}
	if !x.json {
		_, err := fmt.Fprintln(x.errs, text)
		return err
	}
	raw, err := json.Marshal(map[string]any{"group": group, "days": days, "note": text})
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	_, err = fmt.Fprintf(x.errs, "%s\n", raw)
	return err
}

func (x *replaying) lineOf(group string, a radar.Alert) alertLine {
	w := a.Why
	l := alertLine{
		Group: group, RaisedAt: a.RaisedAt.UTC(), Level: a.Level, Levels: slices.Clone(a.Steps), Streams: a.Streams, Story: w.Story,
		Expected: math.Round(w.Expected*100) / 100, Observed: w.Observed, Authors: w.Authors, Posts: w.Posts, Negative: w.Negative,
		Sum: math.Round(w.Sum*100) / 100, Threshold: math.Round(w.Threshold*100) / 100, Words: w.Words, Risk: w.Risk, Channels: w.Channels,
		First: w.First.UTC(), Reasons: []string{}, Against: []string{},
	}
	for i := range l.Levels {
		l.Levels[i].At = l.Levels[i].At.UTC()
	}
	if !a.ClearedAt.IsZero() {
		at := a.ClearedAt.UTC()
		l.ClearedAt = &at
	}
	for _, r := range a.Reasons {
		text := x.texts.T(r.Key, r.Args)
		if n, ok := r.Number(); ok {
			text = x.texts.N(r.Key, n, r.Args)
		}
		if r.Against {
			l.Against = append(l.Against, text)
		} else {
			l.Reasons = append(l.Reasons, text)
		}
	}
	return l
}
