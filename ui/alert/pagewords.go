package alert

import (
	"cmp"
	"slices"
	"strings"
	"time"

	domain "vigie/crisis/alert"
	"vigie/crisis/radar"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/inbox/watch"
	"vigie/ui/vm"
)

// PostsText says to how many messages a reason leads: where there are more, to the
// newest only.
func (f Words) PostsText(n int) string {
	if n >= radar.MostShown {
		return f.Texts.N("alert.posts-newest", n, nil)
	}
	return f.Texts.N("alert.posts", n, nil)
}

// AlertPage is "why this alert", in words.
type AlertPage struct {
	Title, Level, Since, State string
	Tone                       vm.Mood
	For, Against               []AlertReason
	Facts                      []AlertFact
	Curve                      []float64 // of the last month
	Threshold                  float64
	CurveText                  string
}

// AlertReason is a sentence with the messages that it speaks of.
type AlertReason struct {
	Text  string
	Posts []inbox.MessageID
}

// AlertFact is a name with its value.
type AlertFact struct{ Name, Value string }

// Page writes an alert with everything that it was judged by.
func (f Words) Page(w Warnings, a domain.Alert, now time.Time) AlertPage {
	s, _ := w.Watch(AlertKey(a.ID))
	why := a.Radar.Why
	p := AlertPage{
		Title: cmp.Or(s.Name, string(a.Watch)), Level: f.LevelText(a.Radar.Level), Tone: MoodOf(a.Radar.Level),
		Since: f.Texts.T("alert.since", map[string]any{"Raised": f.Amid(a.Radar.RaisedAt, now), "First": f.Amid(why.First, now)}),
		State: f.stateOf(w.Roster, a, now), Curve: w.Stands[a.Watch].Radar.Streams[why.Stream].Curve, Threshold: why.Threshold,
	}
	if !a.Open() {
		p.Since += " · " + f.Texts.T("alert.cleared", map[string]any{"When": f.Amid(a.Radar.ClearedAt, now)})
		p.Tone = vm.MoodPlain
	}
	p.CurveText = f.thresholdText(why)
	for _, r := range a.Radar.Reasons {
		one := AlertReason{Text: f.ReasonText(r)}
		for _, id := range r.Posts {
			one.Posts = append(one.Posts, inbox.MessageID(id))
		}
		if r.Against {
			p.Against = append(p.Against, one)
		} else {
			p.For = append(p.For, one)
		}
	}
	p.Facts = f.facts(why)
	return p
}

func (f Words) thresholdText(why radar.Why) string {
	args := map[string]any{
		"Sum": f.decimal(why.Sum), "Threshold": f.decimal(why.Threshold), "Days": why.Days, "Stream": f.StreamText(why.Stream),
	}
	if why.Learning {
		return f.Texts.T("alert.threshold-fixed", args)
	}
	return f.Texts.N("alert.threshold", why.Rung, args)
}

// StreamText names what is counted.
func (f Words) StreamText(s radar.Stream) string { return f.Texts.T("alert.stream-"+string(s), nil) }

func (f Words) stateOf(r team.Roster, a domain.Alert, now time.Time) string {
	if a.State == domain.Raised {
		return f.StateText(a.State)
	}
	text := f.StateText(a.State)
	if a.Why != "" {
		text += " (" + f.Texts.T("alert.reason-"+string(a.Why), nil) + ")"
	}
	name := string(a.By)
	if m, ok := r.Member(a.By); ok {
		name = m.Name
	}
	return f.Texts.T("alert.state-by", map[string]any{"State": text, "Name": name, "When": f.Amid(a.At, now)})
}

func (f Words) facts(w radar.Why) []AlertFact {
	var out []AlertFact
	add := func(key, value string) {
		if value != "" {
			out = append(out, AlertFact{f.Texts.T(key, nil), value})
		}
	}
	var networks []string
	names := make([]string, 0, len(w.Channels))
	for ch := range w.Channels {
		names = append(names, ch)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(w.Channels[b]-w.Channels[a], strings.Compare(a, b)) })
	for _, ch := range names {
		networks = append(networks, f.ChannelText(inbox.Channel(ch))+" "+f.decimal(float64(w.Channels[ch])))
	}
	add("alert.fact-networks", strings.Join(networks, ", "))
	if s := w.Story; s != nil && s.Widest != "" {
		relay := s.Widest
		if s.Followers != nil {
			relay += " (" + f.Texts.T("watch.followers", map[string]any{"N": f.People(*s.Followers)}) + ")"
		}
		add("alert.fact-relay", relay)
	}
	add("alert.fact-words", f.tally(w.Words))
	add("alert.fact-risk", f.tally(w.Risk))
	return out
}

func (f Words) tally(list []radar.Word) string {
	var out []string
	for _, w := range list {
		out = append(out, w.Word+" "+f.decimal(float64(w.N)))
	}
	return strings.Join(out, ", ")
}

// WatchPage is the early warning of one watch, in words.
type WatchPage struct {
	Title     string
	Learning  string // "" once it knows
	Hour      string
	Precision string
	Charts    []Chart
	Campaigns []string
	Deaf      []string
	Past      []AlertLine
}

// Chart is the sum of a stream over the last month beside its threshold.
type Chart struct {
	Title, Text string
	Curve       []float64
	Threshold   float64
}

// WatchPageOf writes how the early warning of a watch stands.
func (f Words) WatchPageOf(w Warnings, s watch.Standing, now time.Time) WatchPage {
	st := w.Stands[s.ID].Radar
	p := WatchPage{Title: s.Name, Precision: f.precision(domain.ScoreOf(w.Alerts, s.ID)), Deaf: w.Set(s.ID).Deaf}
	if _, known := w.Stands[s.ID]; !known {
		p.Learning = f.Texts.T("alert.watch-unread", nil)
		return p
	}
	if st.Learning {
		p.Learning = f.Learning(st)
	}
	p.Hour = f.hour(st.Hour[radar.All])
	for _, stream := range []radar.Stream{radar.Negative, radar.All} {
		c := st.Streams[stream]
		args := map[string]any{"Sum": f.decimal(c.Sum), "Threshold": f.decimal(c.Threshold), "Days": st.Days, "Stream": f.StreamText(stream)}
		text := f.Texts.N("alert.threshold", c.Rung, args)
		if st.Learning {
			text = f.Texts.T("alert.threshold-fixed", args)
		}
		p.Charts = append(p.Charts, Chart{Title: f.StreamText(stream), Text: text, Curve: c.Curve, Threshold: c.Threshold})
	}
	for _, c := range w.Set(s.ID).Campaigns {
		p.Campaigns = append(p.Campaigns, f.Texts.T("alert.campaign-line", map[string]any{
			"Name": c.Name, "From": f.Amid(c.From, now), "To": f.Amid(c.To, now), "Factor": f.decimal(c.Factor),
		}))
	}
	for _, a := range w.Alerts {
		if a.Watch == s.ID && len(p.Past) < mostPast {
			p.Past = append(p.Past, f.alertLine(w, a, now))
		}
	}
	return p
}

// precision says how past alerts were judged.
func (f Words) precision(s domain.Score) string {
	judged := s.Right + s.Wrong
	if judged == 0 {
		return f.Texts.T("alert.precision-none", nil)
	}
	return f.Texts.T("alert.precision", map[string]any{"Right": s.Right, "Judged": judged, "Wrong": s.Wrong})
}
