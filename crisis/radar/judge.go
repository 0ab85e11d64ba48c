package radar

import (
	"maps"
	"slices"
	"time"
)

// judge decides, at the end of a bin, whether an alert begins, rises or ends.
func (d *Detector) judge(p Point) (Alert, bool) {
	if d.meters[All].base.Young() {
		return Alert{}, false // no history yet
	}
	end := p.At.Add(Bin)
	level, stream := d.level(p)
	if d.alert != nil && d.alert.ClearedAt.IsZero() {
		return d.follow(level, stream, p)
	}
	if level == "" {
		return Alert{}, false
	}
	a := d.begin(stream, end)
	d.alert, d.calm = &a, 0
	d.rise(level, stream, end)
	return d.told(), true
}

// begin makes an alert, or takes up the last one when the same story flares up
// again within a day.
func (d *Detector) begin(stream Stream, end time.Time) Alert {
	why := d.why(stream, end)
	about := string(stream)
	if why.Story != nil && why.Story.Share >= storyShare {
		about = why.Story.ID
	}
	old := d.alert
	if old != nil && why.Story != nil && old.Why.Story != nil && old.Why.Story.ID == why.Story.ID && end.Sub(old.ClearedAt) <= reopensWithin {
		again := *old
		again.ClearedAt = time.Time{}
		return again
	}
	return Alert{ID: alertID(end, about), RaisedAt: end}
}

// follow carries an open alert on: it rises, is brought up to date, or is
// cleared.
func (d *Detector) follow(level Level, stream Stream, p Point) (Alert, bool) {
	end := p.At.Add(Bin)
	if level.rank() > d.alert.Level.rank() || level != "" && d.doubled(stream, end) {
		d.rise(level, stream, end)
		d.calm = 0
		return d.told(), true
	}
	if !d.calmNow(p) {
		d.calm = 0
		return Alert{}, false
	}
	if d.calm++; d.calm < clearedBins {
		return Alert{}, false
	}
	d.alert.ClearedAt, d.alert.UpdatedAt = end, end
	for _, m := range d.meters {
		m.sum = 0
	}
	return d.told(), true
}

// doubled reports that there are twice the posts since the alert last rose.
func (d *Detector) doubled(stream Stream, end time.Time) bool {
	w := d.alert.Why
	return w.Posts > 0 && len(d.heard()) >= 2*w.Posts && end.Sub(d.alert.UpdatedAt) >= Bin
}

func (d *Detector) rise(level Level, stream Stream, end time.Time) {
	a := d.alert
	if level.rank() > a.Level.rank() {
		a.Level = level
		a.Steps = append(a.Steps, Step{level, end})
	}
	a.Why = d.why(stream, end)
	a.Reasons = reasons(a.Why)
	d.point(a.Reasons, a.Why, end)
	a.Streams = d.over()
	a.UpdatedAt = end
}

// told gives a copy that later bins do not change.
func (d *Detector) told() Alert {
	a := *d.alert
	a.Steps, a.Streams, a.Reasons = slices.Clone(a.Steps), slices.Clone(a.Streams), slices.Clone(a.Reasons)
	a.Why.Channels = maps.Clone(a.Why.Channels)
	return a
}

// over lists the streams that are above their thresholds.
func (d *Detector) over() []Stream {
	var out []Stream
	for _, s := range Streams() {
		if m := d.meters[s]; m.sum >= m.threshold {
			out = append(out, s)
		}
	}
	return out
}

// level says how grave the moment is, and which stream says so.
func (d *Detector) level(p Point) (Level, Stream) {
	times := func(s Stream) float64 { return d.meters[s].sum / d.meters[s].threshold }
	enough := func() bool { return d.authors(nil) >= leastAuthors }
	angry := func() bool { return d.authors(func(r recent) bool { return r.Negative }) >= leastAuthors }
	switch {
	case times(Negative) >= 1 && angry():
		return d.orCrisis(Negative)
	case times(Stories) >= 1 && times(Risk) >= 1 && enough():
		return d.orCrisis(Stories)
	case times(All) >= loud && enough():
		return d.orCrisis(All)
	case times(All) >= 1 && enough():
		return Vigilance, All
	case d.oneWide(p):
		return Vigilance, Risk
	default:
		return "", ""
	}
}

// oneWide reports one post with a word of harm from an account that reaches ten
// times what the watch usually reaches in an hour.
func (d *Detector) oneWide(p Point) bool {
	if d.player != nil {
		return d.player.wide(p.At)
	}
	for i := len(d.recent) - 1; i >= 0 && !d.recent[i].At.Before(p.At); i-- {
		r := d.recent[i]
		if r.Followers == nil || *r.Followers < 10_000 || len(r.Risk) == 0 || !r.Negative {
			continue
		}
		if float64(*r.Followers) >= widestTimes*d.usualFollowers(r.Channel) {
			return true
		}
	}
	return false
}

// orCrisis is an alert, or a probable crisis with two of six signs. One that
// was a crisis before stays one, so that the signs need not be counted again.
func (d *Detector) orCrisis(s Stream) (Level, Stream) {
	if a := d.alert; a != nil && a.ClearedAt.IsZero() && a.Level == Crisis {
		return Crisis, s
	}
	if len(signs(d.why(s, d.bin.Add(Bin)), d.weighty())) >= crisisSigns {
		return Crisis, s
	}
	return Alarm, s
}

// sign is one of the six things that make a crisis probable.
type sign string

func signs(w Why, weighty bool) []sign {
	var out []sign
	if w.Story != nil && w.Story.Share >= storyShare {
		out = append(out, "story")
	}
	second := 0
	for _, c := range w.Channels {
		if c >= 3 {
			second++
		}
	}
	if second >= 2 {
		out = append(out, "channels")
	}
	if w.Reach >= reachTimes {
		out = append(out, "reach")
	}
	if w.Doubling > 0 && w.Doubling <= fastDoubling {
		out = append(out, "doubling")
	}
	risky := 0
	for _, r := range w.Risk {
		risky += r.N
	}
	if w.Authors > 0 && float64(risky) >= riskShare*float64(w.Authors) {
		out = append(out, "risk")
	}
	if weighty {
		out = append(out, "weighty")
	}
	return out
}

func (d *Detector) weighty() bool {
	return slices.ContainsFunc(d.heard(), func(r recent) bool { return r.Weighty && (r.Negative || len(r.Risk) > 0) })
}

// calmNow is when what raised the alert has come down: the sums below a fifth
// of their thresholds and the bin within two deviations of the usual.
func (d *Detector) calmNow(p Point) bool {
	for _, s := range []Stream{All, Negative} {
		m := d.meters[s]
		mu := p.Expected[s]
		if m.sum >= clearedBelow*m.threshold || p.Counts[s] > mu+2*m.base.Deviation(mu)+1 {
			return false
		}
	}
	return true
}

// authors counts who wrote in the last two hours; nil counts all.
func (d *Detector) authors(which func(recent) bool) int {
	seen := map[string]bool{}
	for _, r := range d.heard() {
		if which == nil || which(r) {
			seen[r.author()] = true
		}
	}
	return len(seen)
}
