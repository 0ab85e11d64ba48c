package radar

import (
	"math"
	"slices"
	"time"

	"vigie/crisis/radar/story"
)

// Detector follows one watch. Mentions are fed in the order of their time; the
// alerts that change come back. It is a plain value behind a pointer, not safe
// for concurrent use.
type Detector struct {
	set     Settings
	begun   bool
	first   time.Time // the bin that it began with
	bin     time.Time // start of the bin that is open
	day     int       // of the last learning of thresholds
	meters  map[Stream]*meter
	reach   Baseline
	stories *story.Grouping
	counted map[Stream]map[string]time.Time // when an author was last counted
	open    map[Stream]float64              // counts of the open bin
	grown   map[*story.Story]float64        // authors that joined a story in the open bin
	reached float64                         // reach of the open bin
	share   share
	recent  []recent           // mentions of the last two hours
	waiting []silence          // empty bins whose cause is not known yet
	gaps    []Span             // in which nobody listened
	since   int                // bins taught since the last silence that was not believed
	doubted float64            // mentions that were expected in that silence
	medians map[string]*median // followers by channel
	history []Point            // of the last hours, for the explanation
	bins    []binCount         // of the last weeks, without the empty ones
	alert   *Alert
	calm    int // bins since which the open alert is calm

	recorder *Recorder // nil where nobody notes what is fed
	player   *Player   // nil where mentions are fed, and not the bins of a tape
}

// recent is a mention with what was found about it.
type recent struct {
	Mention
	story *story.Story
	reach float64
}

// Point is one bin as it was judged: what an alert is reproduced from.
type Point struct {
	At       time.Time          `json:"at"`
	Counts   map[Stream]float64 `json:"counts"`
	Expected map[Stream]float64 `json:"expected"`
	Sums     map[Stream]float64 `json:"sums"`
}

// New makes a detector that knows nothing yet.
func New(s Settings) *Detector {
	if s.Budget <= 0 {
		s.Budget = DefaultBudget
	}
	if s.Week == nil {
		s.Week = WeekIn(time.UTC, nil)
	}
	d := &Detector{
		set: s, reach: NewBaseline(), stories: story.New(0), medians: map[string]*median{},
		grown: map[*story.Story]float64{},
		meters: map[Stream]*meter{
			All: newMeter(5, 0.3), Negative: newMeter(3, 0.7), Stories: newMeter(5, 0.3), Risk: newMeter(4, 0.3),
		},
	}
	d.counted = map[Stream]map[string]time.Time{}
	for _, s := range Streams() {
		d.counted[s] = map[string]time.Time{}
	}
	d.clearBin()
	return d
}

func (d *Detector) clearBin() {
	d.open, d.reached = map[Stream]float64{}, 0
	clear(d.grown)
}

// Feed takes a mention and gives the alerts that changed before it. A mention
// of an earlier bin than the open one counts for the open one.
func (d *Detector) Feed(m Mention) []Alert {
	changed := d.Advance(m.At)
	r := recent{Mention: m}
	r.story = d.stories.Add(story.Post{
		ID: m.ID, Author: m.Author, Channel: m.Channel, At: m.At, Text: m.Text, Followers: m.Followers,
	})
	r.reach = d.reachOf(m)
	d.reached += r.reach
	d.recent = append(d.recent, r)
	d.count(All, m, 1)
	if m.Negative {
		d.count(Negative, m, 1)
	}
	if len(m.Risk) > 0 {
		d.count(Risk, m, 1)
	}
	if !r.story.Short() && d.once(Stories, string(r.story.ID)+" "+m.author(), m.At) {
		d.grown[r.story]++
	}
	if d.recorder != nil {
		d.recorder.mention(d, r)
	}
	return changed
}

func (d *Detector) count(s Stream, m Mention, n float64) {
	if d.once(s, m.author(), m.At) {
		d.open[s] += n
	}
}

// once reports whether an author was not counted within the last hour: one
// angry person who writes fifty times is one person.
func (d *Detector) once(s Stream, author string, at time.Time) bool {
	last, seen := d.counted[s][author]
	if seen && at.Sub(last) < time.Hour {
		return false
	}
	d.counted[s][author] = at
	return true
}

// Advance closes every bin that ended by a time. After a silence of more than
// two months it knows nothing any more and begins anew: one message with a date
// of long ago is no history of silence, and costs no decades of bins.
func (d *Detector) Advance(to time.Time) []Alert {
	if !d.begun {
		d.begun, d.bin, d.first = true, to.Truncate(Bin), to.Truncate(Bin)
		return nil
	}
	var changed []Alert
	if Forgotten(to.Sub(d.bin)) {
		changed = d.Advance(d.bin.Add(longestSilence / 2))
		d.unlearn()
		d.bin, d.first = to.Truncate(Bin), to.Truncate(Bin)
	}
	for !to.Before(d.bin.Add(Bin)) {
		if a, ok := d.close(); ok {
			changed = append(changed, a)
		}
		d.bin = d.bin.Add(Bin)
		d.clearBin()
	}
	return changed
}

// longestSilence is twice what thresholds look back.
const longestSilence = 2 * historyDays * 24 * time.Hour

// Forgotten reports that a silence is so long that what was before it is no
// history any more.
func Forgotten(silence time.Duration) bool { return silence > longestSilence }

// unlearn forgets what is usual.
func (d *Detector) unlearn() {
	fresh := New(d.set)
	d.meters, d.reach, d.share, d.day = fresh.meters, fresh.reach, share{}, 0
	d.waiting, d.history, d.bins = nil, nil, nil
}

// close judges the open bin.
func (d *Detector) close() (Alert, bool) {
	for _, n := range d.grown {
		d.open[Stories] = math.Max(d.open[Stories], n)
	}
	d.forget(d.bin.Add(Bin))
	d.keepBin()
	if d.recorder != nil {
		d.recorder.bin(d)
	}
	return d.judge(d.score())
}

// score compares the open bin with what is usual, and learns from it.
func (d *Detector) score() Point {
	hour, factor := d.set.Week(d.bin), d.set.factor(d.bin)
	p := Point{At: d.bin, Counts: d.open, Expected: map[Stream]float64{}, Sums: map[Stream]float64{}}
	excluded := factor > 1 || d.set.known(d.bin)
	for _, s := range Streams() {
		m := d.meters[s]
		mu, deviation := d.expected(s, hour, factor)
		m.score(Excess(d.open[s], mu, deviation), excluded)
		p.Expected[s], p.Sums[s] = mu, m.sum
	}
	d.learn(hour, factor, excluded)
	d.history = append(d.history, p)
	if most := 2 * BinsADay; len(d.history) > 2*most {
		d.history = slices.Delete(d.history, 0, len(d.history)-most)
	}
	d.night()
	return p
}

// expected gives what a bin is compared with. Where much is said, more of it is
// negative without anybody being angrier: most of that surplus is expected too.
// This is what keeps a harmless burst from looking like a crisis, and lets the
// threshold be lower (docs/early-warning.md).
func (d *Detector) expected(s Stream, h Hour, factor float64) (mu, deviation float64) {
	m := d.meters[s]
	mu = m.base.Expect(h) * factor
	deviation = m.base.Deviation(mu)
	if s != Negative {
		return mu, deviation
	}
	p := d.share.of()
	usual := d.meters[All].base.Expect(h) * factor
	surplus := surplusShare * usual / (usual + surplusFrom) * math.Max(0, p*d.open[All]-mu)
	variance := deviation*deviation + surplus*(1-p) + surplusSpread*surplus*surplus
	return mu + surplus, math.Sqrt(variance)
}

// How much of the negative mentions that come with more talk are expected, from
// how many mentions in a bin that begins to hold (a small brand has no bursts to
// be mistaken for crises), and how much the share varies; all measured with
// injected crises.
const (
	surplusShare  = 0.85
	surplusFrom   = 2.0
	surplusSpread = 0.1
)

// share follows which part of the mentions is negative.
type share struct{ negative, all float64 }

func (s share) of() float64 { return (s.negative + 0.5) / (s.all + 3) }

func (s *share) learn(negative, all float64) {
	s.negative += negative - spreadGain*s.negative
	s.all += all - spreadGain*s.all
}

// learn teaches the baselines, except in a crisis that was confirmed, and keeps
// the sums for the thresholds. Empty bins wait (silence.go).
func (d *Detector) learn(h Hour, factor float64, excluded bool) {
	known, young := d.set.known(d.bin), d.meters[All].base.Young()
	if d.open[All] == 0 && !known && !young {
		d.wait(h, excluded)
		return
	}
	if !known {
		d.settleSilence()
	}
	if !young && !excluded {
		for _, m := range d.meters {
			m.remember(m.raw)
		}
	}
	if !known {
		d.teach(h, factor, d.open)
	}
}

func (d *Detector) teach(h Hour, factor float64, counts map[Stream]float64) {
	cut := func(s Stream) float64 {
		b := &d.meters[s].base
		if b.Young() {
			return counts[s]
		}
		mu := b.Expect(h)
		return math.Min(counts[s], mu+3*b.Deviation(mu)+1)
	}
	d.since++
	d.share.learn(cut(Negative), cut(All))
	for _, s := range Streams() {
		d.meters[s].base.Learn(h, counts[s], factor)
	}
	reach := 0.0
	if len(counts) > 0 {
		reach = d.reached
	}
	d.reach.Learn(h, reach, factor)
}

// night learns new thresholds when a day has passed.
func (d *Detector) night() {
	if today := d.meters[All].base.Bins / BinsADay; today != d.day {
		d.day = today
		for _, m := range d.meters {
			m.relearn(d.set.Budget)
		}
	}
}

// window is how far back an alert looks for its reasons.
const window = 2 * time.Hour

// heard gives the mentions that an alert is judged by, the oldest first.
func (d *Detector) heard() []recent {
	if d.player != nil {
		d.player.fill(d)
	}
	return d.recent
}

// forget drops what is older than anything looks back.
func (d *Detector) forget(now time.Time) {
	i := 0
	for i < len(d.recent) && now.Sub(d.recent[i].At) > window {
		i++
	}
	clear(d.recent[:i])
	d.recent = d.recent[i:]
	if now.Minute() != 0 {
		return
	}
	for _, seen := range d.counted {
		for a, at := range seen {
			if now.Sub(at) >= time.Hour {
				delete(seen, a)
			}
		}
	}
}

// Learning says how much is known: the days of history, and whether thresholds
// are still the fixed ones of the first week.
func (d *Detector) Learning() (days int, fixed bool) {
	days = d.meters[All].base.Bins / BinsADay
	return days, len(d.meters[All].past) < youngDays*BinsADay
}

// Threshold gives a stream's threshold and how often it would have been reached
// in the history that it was learnt from.
func (d *Detector) Threshold(s Stream) (h float64, reached, days int) {
	m := d.meters[s]
	past := m.last()
	return m.threshold, Episodes(past, m.threshold), len(past) / BinsADay
}

// Points gives the last two days, a bin each, for the curve.
func (d *Detector) Points() []Point { return slices.Clone(d.history) }
