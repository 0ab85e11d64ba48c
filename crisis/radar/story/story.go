// Package story groups posts that say the same: copies, quotations, shortened
// and decorated versions. Two posts are of one story when one holds half of the
// other's runs of three words (containment, not likeness: a long comment that
// quotes a short post is a copy of it).
package story

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// The rule, as measured on French sentences with six kinds of copy
// (docs/early-warning.md).
const (
	leastShared    = 4    // runs of three words in common
	leastContained = 0.5  // of the shorter one
	sameWords      = 0.85 // containment from which a copy brings nothing new to compare with
	mostSamples    = 8    // versions of a story that later posts are compared with
)

// Post is one message of a story.
type Post struct {
	ID      string
	Author  string
	Channel string
	At      time.Time
	Text    string
	// Followers is the author's; nil is unknown and not zero.
	Followers *int64
}

// ID names a story: the id of its first post.
type ID string

// Story is what several posts say.
type Story struct {
	ID       ID
	First    Post
	Posts    int
	Authors  map[string]time.Time // when each first took part
	Channels map[string]int
	Reach    float64 // sum of log10(1 + followers) of its authors, each once
	Last     time.Time
	samples  []sample
	known    int // authors whose followers are known
	widest   Post
	words    uint64 // the whole text, of one that is too short to be compared
	short    bool
	number   int
}

// Number tells the stories of a grouping apart: they are counted from 0 as they
// begin.
func (s *Story) Number() int { return s.number }

// Short reports a text of so few words that many say it without copying
// ("merci"): it makes no story that spreads.
func (s *Story) Short() bool { return s.short }

// sample is a version of a story, by its number in the index.
type sample struct {
	text   string
	number int32
}

// Title is the post that says it shortest among those that are compared with:
// what all versions have in common.
func (s *Story) Title() string {
	best := s.First.Text
	for _, x := range s.samples {
		if n := len(strings.Fields(x.text)); n >= 5 && n < len(strings.Fields(best)) {
			best = x.text
		}
	}
	return best
}

// Widest is the post of the author with most followers; the zero post when
// nobody's are known.
func (s *Story) Widest() Post { return s.widest }

// Doubling is in how long the number of authors doubles, by a straight line
// through the logarithm of the last hour's growth; ok is false with fewer than
// eight posts or when it does not grow.
func (s *Story) Doubling(now time.Time) (d time.Duration, ok bool) {
	const least = 8
	if s.Posts < least {
		return 0, false
	}
	var at []time.Time
	for _, t := range s.Authors {
		at = append(at, t)
	}
	slices.SortFunc(at, time.Time.Compare)
	from := now.Add(-time.Hour)
	var n, sx, sy, sxx, sxy float64
	for m := from; !m.After(now); m = m.Add(5 * time.Minute) {
		i, _ := slices.BinarySearchFunc(at, m.Add(1), time.Time.Compare)
		x, y := m.Sub(from).Minutes(), math.Log(1+float64(i))
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	slope := (n*sxy - sx*sy) / (n*sxx - sx*sx)
	if !(slope > 0) {
		return 0, false
	}
	minutes := math.Ln2 / slope
	if minutes > 24*60 {
		return 0, false
	}
	return time.Duration(minutes * float64(time.Minute)), true
}

// Grouping sorts posts into stories as they come. It is not safe for
// concurrent use. What was last added to before the window is forgotten, so
// that its memory is bounded by what is said in a window.
type Grouping struct {
	window  time.Duration
	stories map[ID]*Story
	index   *index
	byWords map[uint64]ID // whole texts of fewer than six words
	ageing  []aged        // every story, by when it is looked at again
	swept   time.Time
	reader  reader
	begun   int // stories so far
	step    Step
}

// aged is a story and the last post that it had when it was queued.
type aged struct {
	story *Story
	last  time.Time
}

// New makes a grouping that remembers a window, 72 hours when 0.
func New(window time.Duration) *Grouping {
	if window <= 0 {
		window = 72 * time.Hour
	}
	return &Grouping{window: window, stories: map[ID]*Story{}, index: newIndex(), byWords: map[uint64]ID{}}
}

// Begun is how many stories began so far.
func (g *Grouping) Begun() int { return g.begun }

// Add puts a post into its story and gives it. Posts come about in the order of
// their time.
func (g *Grouping) Add(p Post) *Story {
	g.sweep(p.At)
	g.step.Joined, g.step.Sampled = g.step.Joined[:0], false
	g.reader.read(p.Text)
	runs := g.reader.runs
	if len(runs) < leastShared {
		return g.exact(p)
	}
	found, contained := g.nearest(runs)
	if found == nil {
		found = g.begin(p)
	}
	found.take(p)
	if contained < sameWords && len(found.samples) < mostSamples {
		found.samples = append(found.samples, sample{p.Text, g.index.put(found, slices.Clone(runs))})
		g.step.Sampled = true
	}
	return found
}

// exact groups short texts, which have too few runs to compare.
func (g *Grouping) exact(p Post) *Story {
	n, whole := len(g.reader.words), g.reader.whole()
	s := g.stories[g.byWords[whole]]
	if s == nil || n == 0 {
		s = g.begin(p)
		s.short, s.words = n < leastShared, whole
		g.byWords[whole] = s.ID
	}
	s.take(p)
	return s
}

func (g *Grouping) begin(p Post) *Story {
	s := begun(p)
	s.number = g.begun
	g.begun++
	g.stories[s.ID] = s
	g.ageing = append(g.ageing, aged{s, p.At})
	return s
}

func begun(p Post) *Story {
	return &Story{ID: ID(p.ID), First: p, Authors: map[string]time.Time{}, Channels: map[string]int{}}
}

// nearest gives the story of which a sample shares most; several that fit are
// joined into the oldest.
func (g *Grouping) nearest(runs []uint64) (*Story, float64) {
	var found []*Story
	most := 0.0
	g.index.near(runs, func(s *Story, contained float64) {
		if most = math.Max(most, contained); !slices.Contains(found, s) {
			found = append(found, s)
		}
	})
	if len(found) == 0 {
		return nil, 0
	}
	slices.SortFunc(found, func(a, b *Story) int {
		return cmp.Or(a.First.At.Compare(b.First.At), strings.Compare(string(a.ID), string(b.ID)))
	})
	for _, s := range found[1:] {
		g.join(found[0], s)
	}
	return found[0], most
}

// join makes one story of two that a post connects.
func (g *Grouping) join(into, from *Story) {
	g.step.Joined = append(g.step.Joined, from)
	into.absorb(from)
	for _, x := range from.samples {
		if len(into.samples) < mostSamples {
			into.samples = append(into.samples, x)
			g.index.samples[x.number].story = into
		} else {
			g.index.drop(x.number)
		}
	}
	delete(g.stories, from.ID)
}

// absorb counts what another story had.
func (s *Story) absorb(from *Story) {
	for a, at := range from.Authors {
		if old, there := s.Authors[a]; !there || at.Before(old) {
			s.Authors[a] = at
		}
	}
	for c, n := range from.Channels {
		s.Channels[c] += n
	}
	s.Posts += from.Posts
	s.Reach += from.Reach
	s.known += from.known
	if s.widest.Followers == nil || from.widest.Followers != nil && *from.widest.Followers > *s.widest.Followers {
		s.widest = from.widest
	}
	if from.Last.After(s.Last) {
		s.Last = from.Last
	}
}

func (s *Story) take(p Post) {
	s.Posts++
	s.Channels[p.Channel]++
	if p.At.After(s.Last) {
		s.Last = p.At
	}
	if _, again := s.Authors[p.Author]; again && p.Author != "" {
		return
	}
	name := p.Author
	if name == "" { // nobody knows who: each is somebody
		name = "\x00" + p.ID
	}
	s.Authors[name] = p.At
	if p.Followers == nil {
		return
	}
	s.known++
	s.Reach += math.Log10(1 + float64(max(*p.Followers, 0)))
	if s.widest.Followers == nil || *p.Followers > *s.widest.Followers {
		s.widest = p
	}
}

// sweep forgets, now and then, what nobody added to within the window.
func (g *Grouping) sweep(now time.Time) {
	if now.Sub(g.swept) < time.Hour {
		return
	}
	g.swept = now
	i := 0
	for ; i < len(g.ageing) && now.Sub(g.ageing[i].last) > g.window; i++ {
		s := g.ageing[i].story
		switch {
		case g.stories[s.ID] != s: // joined into another one
		case now.Sub(s.Last) <= g.window:
			g.ageing = append(g.ageing, aged{s, s.Last})
		default:
			g.forget(s)
		}
		g.ageing[i] = aged{}
	}
	g.ageing = g.ageing[i:]
}

func (g *Grouping) forget(s *Story) {
	for _, x := range s.samples {
		g.index.drop(x.number)
	}
	delete(g.stories, s.ID)
	if g.byWords[s.words] == s.ID {
		delete(g.byWords, s.words)
	}
}

// Stories gives every story that is remembered, the one with most authors
// first.
func (g *Grouping) Stories() []*Story {
	out := make([]*Story, 0, len(g.stories))
	for _, s := range g.stories {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *Story) int {
		if d := len(b.Authors) - len(a.Authors); d != 0 {
			return d
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	return out
}
