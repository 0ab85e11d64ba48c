package main

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"vigie/crisis/alert"
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
	Anew   bool    `help:"${radar_anew}"`

	Holidays string `default:"" enum:"none,${holiday_countries}," placeholder:"COUNTRY" help:"${radar_holidays}"`
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
	if x.from, err = whenOf(c.From, zone); err != nil {
		return err
	}
	if x.to, err = whenOf(c.To, zone); err != nil {
		return err
	}
	if !x.from.IsZero() && !x.to.IsZero() && !x.from.Before(x.to) {
		return fault.New(fault.Invalid, "fault.radar-span", "From", c.From, "To", c.To)
	}
	err = j.with(j.look, func(w *store.Workspace) error {
		if err := x.choose(w, c); err != nil {
			return err
		}
		x.settings.Week = radar.WeekIn(zone, engine.HolidaysOf(cmp.Or(c.Holidays, x.set.Holidays())))
		return x.run(w, c.Anew)
	})
	if err == nil && x.tape != nil && x.tape.kept.Body != nil && !c.Anew {
		x.keep()
	}
	return err
}

// run runs the detectors over the tape of an earlier replay or over the
// messages.
func (x *replaying) run(w *store.Workspace, anew bool) error {
	own, err := w.OwnTones(x.ctx)
	if err != nil {
		return err
	}
	var before time.Time // the history that is learnt from
	if !x.from.IsZero() {
		before = x.from.Add(-engine.LookBack)
	}
	if x.tape, err = x.taping(w, own, before); err != nil {
		return err
	}
	if x.tape != nil && !anew {
		played, err := x.play(w)
		if err != nil {
			return err
		}
		if played {
			return x.print()
		}
	}
	if x.tones, err = engine.Tones(); err != nil {
		return err
	}
	x.tones, x.pack = x.tones.With(own), w.PackTapePart
	err = x.stream(func(emit func(store.Said) error) error {
		return w.SaidBetween(x.ctx, before, x.to, x.by == "tag", emit)
	})
	if err != nil {
		return err
	}
	if x.tape != nil {
		if err := x.wind(); err != nil {
			return err
		}
	}
	x.finish()
	return x.print()
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
	set      alert.Settings // of the watch
	from, to time.Time
	// first is when the history begins that what is read now belongs to, and
	// last when what is read now was sent.
	first, last time.Time
	ears        replayEars
	groups      map[string]*replayed
	tape        *taping
	pack        func([]byte) []byte
}

// replayed is one group with its alerts.
type replayed struct {
	detector *radar.Detector
	recorder *radar.Recorder // nil where nothing is recorded
	player   *radar.Player   // nil where messages are fed
	told     int             // gaps that it knows of
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
		all, err := w.RadarSettings(x.ctx)
		if err != nil {
			return err
		}
		x.set = all[list[i].ID]
		x.settings.Campaigns = x.set.Campaigns
	}
	return nil
}
