package main

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"vigie/crisis/radar"
	"vigie/crisis/radar/tone"
	"vigie/inbox/fault"
	"vigie/inbox/watch"
	"vigie/server/engine"
	"vigie/store"
)

type replayCmd struct {
	Watch  string  `xor:"what" placeholder:"NAME" help:"${radar_watch}"`
	Query  string  `xor:"what" placeholder:"Q" help:"${radar_query}"`
	By     string  `enum:"account,tag,channel,query," default:"" placeholder:"FIELD" help:"${radar_by}"`
	From   string  `placeholder:"TIME" help:"${radar_from}"`
	To     string  `placeholder:"TIME" help:"${radar_to}"`
	Budget float64 `default:"0.5" help:"${radar_budget}"`
	Zone   string  `placeholder:"ZONE" help:"${radar_zone}"`

	Holidays string `default:"FR" enum:"none,FR,BE,CA,CH,GB,IE,LU,US" placeholder:"COUNTRY" help:"${radar_holidays}"`
}

// Run runs the detector over the workspace's history, one detector for each
// group, each with the whole budget.
func (c *replayCmd) Run(j *job) error {
	if !(c.Budget > 0 && c.Budget <= 100) {
		return fault.New(fault.Invalid, "fault.radar-budget", "Budget", c.Budget)
	}
	x := &replaying{job: j, by: c.By, groups: map[string]*replayed{}, settings: radar.Settings{Budget: c.Budget}}
	zone, err := zoneOf(c.Zone)
	if err != nil {
		return err
	}
	x.settings.Week = radar.WeekIn(zone, engine.HolidaysOf(c.Holidays))
	if x.from, err = whenOf(c.From, zone); err != nil {
		return err
	}
	if x.to, err = whenOf(c.To, zone); err != nil {
		return err
	}
	if x.tones, err = engine.Tones(); err != nil {
		return err
	}
	return j.with(j.look, func(w *store.Workspace) error {
		if err := x.choose(w, c); err != nil {
			return err
		}
		if err := w.SaidBetween(j.ctx, x.from, x.to, x.take); err != nil {
			return err
		}
		return x.print()
	})
}

func zoneOf(name string) (*time.Location, error) {
	if name == "" {
		return time.Local, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "fault.radar-zone", "Zone", name)
	}
	return zone, nil
}

// whenOf reads a moment or a day of a zone; "" is the zero time.
func whenOf(text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fault.New(fault.Invalid, "fault.radar-time", "Time", text)
}

// replaying is one replay under way.
type replaying struct {
	*job
	settings radar.Settings
	tones    *tone.Reader
	by       string
	whole    string // the name of the group when nothing groups
	wanted   *watch.Watch
	from, to time.Time
	last     time.Time
	groups   map[string]*replayed
}

// replayed is one group with its alerts.
type replayed struct {
	detector *radar.Detector
	alerts   []radar.Alert
}

// choose finds what is replayed: a saved watch, a query or everything.
func (x *replaying) choose(w *store.Workspace, c *replayCmd) error {
	switch {
	case c.Query != "":
		q, err := watch.Parse(c.Query)
		if err != nil {
			return err
		}
		x.wanted, x.whole = &watch.Watch{Query: q}, c.Query
	case c.Watch != "":
		list, err := w.Watches(x.ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(v watch.Watch) bool { return strings.EqualFold(v.Name, c.Watch) || string(v.ID) == c.Watch })
		if i < 0 {
			return fault.New(fault.NotFound, "fault.watch-unknown", "Name", c.Watch)
		}
		x.wanted, x.whole = &list[i], list[i].Name
	}
	return nil
}

// take feeds a message to the detectors of its groups.
func (x *replaying) take(s store.Said) error {
	if err := x.ctx.Err(); err != nil {
		return err
	}
	x.last = s.Message.SentAt
	if x.by != "account" && x.by != "channel" && x.by != "tag" {
		// That a query found nothing before is history too. An account that was
		// connected later has none.
		g := x.group(x.whole)
		g.take(g.detector.Advance(x.last))
	}
	if x.wanted != nil {
		if hit, _ := x.wanted.Hit(s.Message, s.Channel); !hit {
			return nil
		}
	}
	m := engine.MentionOf(s, x.tones)
	for _, name := range x.groupsOf(s) {
		g := x.group(name)
		g.take(g.detector.Feed(m))
	}
	return nil
}

func (x *replaying) group(name string) *replayed {
	if x.groups[name] == nil {
		x.groups[name] = &replayed{detector: radar.New(x.settings)}
	}
	return x.groups[name]
}

func (x *replaying) groupsOf(s store.Said) []string {
	switch x.by {
	case "account":
		return []string{s.AccountName}
	case "channel":
		return []string{string(s.Channel)}
	case "tag":
		if len(s.Tags) == 0 {
			return []string{""}
		}
		return s.Tags
	default:
		return []string{x.whole}
	}
}

func (g *replayed) take(changed []radar.Alert) {
	for _, a := range changed {
		if i := slices.IndexFunc(g.alerts, func(b radar.Alert) bool { return b.ID == a.ID }); i >= 0 {
			g.alerts[i] = a
		} else {
			g.alerts = append(g.alerts, a)
		}
	}
}

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

// print prints every alert, the earliest first.
func (x *replaying) print() error {
	end := cmp.Or(x.to, x.last)
	var lines []alertLine
	for _, name := range slices.Sorted(maps.Keys(x.groups)) {
		g := x.groups[name]
		g.take(g.detector.Advance(end))
		for _, a := range g.alerts {
			lines = append(lines, x.lineOf(name, a))
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

func (x *replaying) lineOf(group string, a radar.Alert) alertLine {
	w := a.Why
	l := alertLine{
		Group: group, RaisedAt: a.RaisedAt.UTC(), Level: a.Level, Levels: a.Steps, Streams: a.Streams, Story: w.Story,
		Expected: math.Round(w.Expected*100) / 100, Observed: w.Observed, Authors: w.Authors, Posts: w.Posts, Negative: w.Negative,
		Sum: math.Round(w.Sum*100) / 100, Threshold: math.Round(w.Threshold*100) / 100, Words: w.Words, Risk: w.Risk, Channels: w.Channels,
		First: w.First.UTC(), Reasons: []string{}, Against: []string{},
	}
	if !a.ClearedAt.IsZero() {
		at := a.ClearedAt.UTC()
		l.ClearedAt = &at
	}
	for _, r := range a.Reasons {
		text := x.texts.T(r.Key, r.Args)
		if r.Against {
			l.Against = append(l.Against, text)
		} else {
			l.Reasons = append(l.Reasons, text)
		}
	}
	return l
}
