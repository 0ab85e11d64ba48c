package alert

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	domain "vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/inbox/team"
	"vigie/inbox/watch"
	"vigie/ui/vm"
)

// Words writes alerts.
type Words struct{ vm.Formats }

// decimal keeps one figure after the point below a hundred, and drops a zero.
func (f Words) decimal(v float64) string {
	figures := 1
	if v >= 100 {
		figures = 0
	}
	s := strings.TrimSuffix(strconv.FormatFloat(v, 'f', figures, 64), ".0")
	return strings.Replace(s, ".", f.Texts.T("time.decimal-point", nil), 1)
}

// Warnings is all that is known of the early warning: what its screen shows.
type Warnings struct {
	Watches  []watch.Standing
	Alerts   []domain.Alert
	Settings map[watch.ID]domain.Settings
	Stands   map[watch.ID]domain.Standing
	Roster   team.Roster
}

// Section is a group of lines of the list of the early warning.
type Section struct {
	Title string // "" has none
	Count int    // shown beside the title when it is not 0
	Lines []AlertLine
}

// AlertLine is one line of the list: an alert or a watch.
type AlertLine struct {
	Key   string // AlertKey or WatchKey
	Name  string
	Right string // times the usual, or a state
	Under string
	Tone  vm.Mood
	// Curve are the last sums; Threshold is drawn as a line.
	Curve     []float64
	Threshold float64
}

// AlertKey and WatchKey name lines.
func AlertKey(id string) string   { return "a:" + id }
func WatchKey(id watch.ID) string { return "w:" + string(id) }

// Alert is the alert of a line.
func (w Warnings) Alert(key string) (domain.Alert, bool) {
	i := slices.IndexFunc(w.Alerts, func(a domain.Alert) bool { return AlertKey(a.ID) == key })
	if i < 0 {
		return domain.Alert{}, false
	}
	return w.Alerts[i], true
}

// Watch is the watch of a line, or that of an alert's.
func (w Warnings) Watch(key string) (watch.Standing, bool) {
	id := watch.ID(strings.TrimPrefix(key, "w:"))
	if a, ok := w.Alert(key); ok {
		id = a.Watch
	}
	i := slices.IndexFunc(w.Watches, func(s watch.Standing) bool { return s.ID == id })
	if i < 0 {
		return watch.Standing{}, false
	}
	return w.Watches[i], true
}

// Set is how the early warning of a watch is set.
func (w Warnings) Set(id watch.ID) domain.Settings {
	s := w.Settings[id]
	s.Watch = id
	return s
}

// mostPast is how many earlier alerts the list shows.
const mostPast = 30

// Sections makes the list: what goes on, the house's watches, the competitors',
// and what is over.
func (f Words) Sections(w Warnings, now time.Time) []Section {
	live := Section{Title: f.Texts.T("alert.section-live", nil)}
	past := Section{Title: f.Texts.T("alert.section-past", nil)}
	own := Section{Title: f.Texts.T("alert.section-own", nil)}
	rival := Section{Title: f.Texts.T("alert.section-rivals", nil)}
	list := slices.Clone(w.Alerts)
	slices.SortStableFunc(list, func(a, b domain.Alert) int {
		return cmp.Or(rank(b.Radar.Level)-rank(a.Radar.Level), b.Radar.RaisedAt.Compare(a.Radar.RaisedAt))
	})
	for _, a := range list {
		if s, _ := w.Watch(AlertKey(a.ID)); a.Live() && !s.Competitor {
			live.Lines = append(live.Lines, f.alertLine(w, a, now))
		}
	}
	live.Count = len(live.Lines)
	for _, a := range w.Alerts {
		if s, _ := w.Watch(AlertKey(a.ID)); (!a.Live() || s.Competitor) && len(past.Lines) < mostPast {
			past.Lines = append(past.Lines, f.alertLine(w, a, now))
		}
	}
	for _, s := range w.Watches {
		line := f.watchLine(w, s)
		if s.Competitor {
			rival.Lines = append(rival.Lines, line)
		} else {
			own.Lines = append(own.Lines, line)
		}
	}
	var out []Section
	for _, s := range []Section{live, own, rival, past} {
		if len(s.Lines) > 0 {
			out = append(out, s)
		}
	}
	return out
}

func rank(l radar.Level) int {
	return 1 + slices.Index([]radar.Level{radar.Vigilance, radar.Alarm, radar.Crisis}, l)
}

func (f Words) alertLine(w Warnings, a domain.Alert, now time.Time) AlertLine {
	s, _ := w.Watch(AlertKey(a.ID))
	out := AlertLine{Key: AlertKey(a.ID), Name: cmp.Or(s.Name, string(a.Watch)), Under: f.AlertBrief(a), Threshold: a.Radar.Why.Threshold}
	for _, p := range a.Radar.Why.Points {
		out.Curve = append(out.Curve, p.Sums[a.Radar.Why.Stream])
	}
	if a.Live() {
		out.Right, out.Tone = f.Times(a.Radar.Why), MoodOf(a.Radar.Level)
		return out
	}
	out.Right = f.Day(a.Radar.RaisedAt, now)
	if a.State == domain.Dismissed {
		out.Under = f.Texts.T("alert.state-dismissed", nil) + " · " + f.Texts.T("alert.reason-"+string(a.Why), nil)
	}
	return out
}

// MoodOf is the colour of a level.
func MoodOf(l radar.Level) vm.Mood {
	if l == radar.Vigilance {
		return vm.MoodHeed
	}
	return vm.MoodAlarm
}

func (f Words) watchLine(w Warnings, s watch.Standing) AlertLine {
	st, known := w.Stands[s.ID]
	p := st.Radar.Streams[radar.Negative]
	out := AlertLine{Key: WatchKey(s.ID), Name: s.Name, Curve: p.Curve, Threshold: p.Threshold}
	switch {
	case w.Set(s.ID).Silent:
		out.Under = f.Texts.T("alert.watch-silent", nil)
	case s.Filling || !known:
		out.Under = f.Texts.T("alert.watch-unread", nil)
	case st.Reading > 0:
		out.Under = f.Texts.T("alert.watch-reading", map[string]any{"Percent": st.Reading})
	case st.Radar.Learning:
		out.Under = f.Learning(st.Radar)
	default:
		out.Under = f.hour(st.Radar.Hour[radar.All])
	}
	return out
}

func (f Words) hour(h radar.Hourly) string {
	return f.Texts.T("alert.hour", map[string]any{"Observed": h.Observed, "Expected": f.decimal(h.Expected)})
}

// Learning says plainly how little is known yet.
func (f Words) Learning(s radar.Standing) string {
	return f.Texts.N("alert.learning", s.Days, nil)
}

// Times is how many times the usual the last hour is: "×9.4".
func (f Words) Times(w radar.Why) string {
	if w.Expected <= 0 || w.Observed == 0 {
		return ""
	}
	times := float64(w.Observed) / math.Max(w.Expected, 0.1)
	if times >= 100 {
		return "× 100+"
	}
	return "×\u202f" + f.decimal(math.Round(times*10)/10)
}

// AlertBrief says an alert in a line.
func (f Words) AlertBrief(a domain.Alert) string {
	w := a.Radar.Why
	parts := []string{f.hour(radar.Hourly{Observed: w.Observed, Expected: w.Expected})}
	if w.Posts > 0 {
		parts = append(parts, f.Texts.T("alert.share-negative", map[string]any{"Percent": 100 * w.Negative / w.Posts}))
	}
	if a.State != domain.Raised {
		parts = append(parts, f.StateText(a.State))
	}
	return strings.Join(parts, " · ")
}

// StateText names what people made of an alert.
func (f Words) StateText(s domain.State) string { return f.Texts.T("alert.state-"+string(s), nil) }

// LevelText names a level.
func (f Words) LevelText(l radar.Level) string { return f.Texts.T("radar.level-"+string(l), nil) }

// ReasonText writes a reason of the detector.
func (f Words) ReasonText(r radar.Reason) string {
	args := make(map[string]any, len(r.Args))
	for name, v := range r.Args {
		if n, ok := v.(float64); ok { // also whole numbers, as JSON has them
			v = f.decimal(n)
		}
		args[name] = v
	}
	if n, ok := r.Number(); ok {
		return f.Texts.N(r.Key, n, args)
	}
	return f.Texts.T(r.Key, args)
}
