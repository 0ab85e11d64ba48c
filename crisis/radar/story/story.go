// Package story groups posts that say the same: copies, quotations, shortened
// and decorated versions. Two posts are of one story when one holds half of the
// other's runs of three words (containment, not likeness: a long comment that
// quotes a short post is a copy of it).
package story

import (
	"cmp"
	"maps"
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
	short    bool
}

// Short reports a text of so few words that many say it without copying
// ("merci"): it makes no story that spreads.
func (s *Story) Short() bool { return s.short }

type sample struct {
	post    Post
	triples []uint64
}

// Title is the post that says it shortest among those that are compared with:
// what all versions have in common.
func (s *Story) Title() string {
	best := s.First.Text
	for _, x := range s.samples {
		if n := len(strings.Fields(x.post.Text)); n >= 5 && n < len(strings.Fields(best)) {
			best = x.post.Text
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
// concurrent use. What was last added to before the window is forgotten.
type Grouping struct {
	window  time.Duration
	stories map[ID]*Story
	byRun   map[uint64][]ref // runs of three words of the samples
	byWords map[string]ID    // whole texts of fewer than six words
	swept   time.Time
}

type ref struct {
	story  *Story
	sample int
}

// New makes a grouping that remembers a window, 72 hours when 0.
func New(window time.Duration) *Grouping {
	if window <= 0 {
		window = 72 * time.Hour
	}
	return &Grouping{
		window: window, stories: map[ID]*Story{}, byRun: map[uint64][]ref{}, byWords: map[string]ID{},
	}
}

// Add puts a post into its story and gives it. Posts come about in the order of
// their time.
func (g *Grouping) Add(p Post) *Story {
	g.sweep(p.At)
	words := Words(p.Text)
	runs := triples(words)
	whole := strings.Join(words, " ")
	if len(runs) < leastShared {
		return g.exact(p, whole)
	}
	found, contained := g.nearest(runs)
	if found == nil {
		found = g.begin(p)
	}
	found.take(p)
	if contained < sameWords && len(found.samples) < mostSamples {
		g.keep(found, p, runs)
	}
	return found
}

// exact groups short texts, which have too few runs to compare.
func (g *Grouping) exact(p Post, whole string) *Story {
	s := g.stories[g.byWords[whole]]
	if s == nil || whole == "" {
		s = g.begin(p)
		s.short = len(strings.Fields(whole)) < leastShared
		g.byWords[whole] = s.ID
	}
	s.take(p)
	return s
}

func (g *Grouping) begin(p Post) *Story {
	s := &Story{ID: ID(p.ID), First: p, Authors: map[string]time.Time{}, Channels: map[string]int{}}
	g.stories[s.ID] = s
	return s
}

// nearest gives the story of which a sample shares most; several that fit are
// joined into the oldest.
func (g *Grouping) nearest(runs []uint64) (*Story, float64) {
	shared := map[ref]int{}
	for _, r := range runs {
		for _, x := range g.byRun[r] {
			shared[x]++
		}
	}
	best := map[*Story]float64{}
	for x, n := range shared {
		least := min(len(runs), len(x.story.samples[x.sample].triples))
		if c := float64(n) / float64(least); n >= leastShared && c >= leastContained {
			best[x.story] = math.Max(best[x.story], c)
		}
	}
	if len(best) == 0 {
		return nil, 0
	}
	found := slices.SortedFunc(maps.Keys(best), func(a, b *Story) int {
		return cmp.Or(a.First.At.Compare(b.First.At), strings.Compare(string(a.ID), string(b.ID)))
	})
	for _, s := range found[1:] {
		g.join(found[0], s)
	}
	return found[0], slices.Max(slices.Collect(maps.Values(best)))
}

// join makes one story of two that a post connects.
func (g *Grouping) join(into, from *Story) {
	for a, at := range from.Authors {
		if old, there := into.Authors[a]; !there || at.Before(old) {
			into.Authors[a] = at
		}
	}
	for c, n := range from.Channels {
		into.Channels[c] += n
	}
	into.Posts += from.Posts
	into.Reach += from.Reach
	into.known += from.known
	if into.widest.Followers == nil || from.widest.Followers != nil && *from.widest.Followers > *into.widest.Followers {
		into.widest = from.widest
	}
	if from.Last.After(into.Last) {
		into.Last = from.Last
	}
	for i, x := range from.samples {
		g.unindex(from, i, x)
		if len(into.samples) < mostSamples {
			g.keep(into, x.post, x.triples)
		}
	}
	delete(g.stories, from.ID)
}

func (g *Grouping) keep(s *Story, p Post, runs []uint64) {
	s.samples = append(s.samples, sample{p, runs})
	for _, r := range runs {
		g.byRun[r] = append(g.byRun[r], ref{s, len(s.samples) - 1})
	}
}

func (g *Grouping) unindex(s *Story, i int, x sample) {
	for _, r := range x.triples {
		left := slices.DeleteFunc(g.byRun[r], func(y ref) bool { return y.story == s && y.sample == i })
		if len(left) == 0 {
			delete(g.byRun, r)
		} else {
			g.byRun[r] = left
		}
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
	for id, s := range g.stories {
		if now.Sub(s.Last) <= g.window {
			continue
		}
		for i, x := range s.samples {
			g.unindex(s, i, x)
		}
		delete(g.stories, id)
	}
	for w, id := range g.byWords {
		if g.stories[id] == nil {
			delete(g.byWords, w)
		}
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
