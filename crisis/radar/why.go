package radar

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"

	"vigie/crisis/radar/story"
)

// MostShown is how many messages a reason points to at most: the newest.
const MostShown = 20

// why gathers the numbers of the moment.
func (d *Detector) why(s Stream, end time.Time) Why {
	m := d.meters[s]
	threshold, rung, days := d.Threshold(s)
	_, fixed := d.Learning()
	w := Why{
		Stream: s, Sum: m.sum, Threshold: threshold, Rung: rung, Days: days, Learning: fixed,
		Authors: d.authors(nil), Posts: len(d.heard()), Channels: map[string]int{}, Reach: d.reachNow(end),
	}
	w.First = end
	for _, r := range d.heard() {
		w.Channels[r.Channel]++
		if r.Negative {
			w.Negative++
		}
		if r.At.Before(w.First) {
			w.First = r.At
		}
	}
	w.Observed, w.Expected = d.hour(s, end)
	w.Words = tally(d.heard(), func(r recent) []string { return r.Words })
	w.Risk = tally(d.heard(), func(r recent) []string { return r.Risk })
	d.addStory(&w, end)
	w.Points = slices.Clone(d.history[max(0, len(d.history)-clearedBins):])
	return w
}

// hour gives what a stream counted in the last hour and what was expected.
func (d *Detector) hour(s Stream, end time.Time) (observed int, expected float64) {
	for i := len(d.history) - 1; i >= 0 && end.Sub(d.history[i].At) <= time.Hour; i-- {
		observed += int(d.history[i].Counts[s])
		expected += d.history[i].Expected[s]
	}
	return observed, expected
}

// addStory finds what most authors of the last two hours repeat.
func (d *Detector) addStory(w *Why, end time.Time) {
	authors := map[*story.Story]map[string]bool{}
	posts := map[*story.Story]int{}
	for _, r := range d.heard() {
		if r.story.Short() {
			continue
		}
		if authors[r.story] == nil {
			authors[r.story] = map[string]bool{}
		}
		authors[r.story][r.author()] = true
		posts[r.story]++
	}
	if len(authors) == 0 {
		return
	}
	largest := slices.SortedFunc(maps.Keys(authors), func(a, b *story.Story) int {
		return cmp.Or(cmp.Compare(len(authors[b]), len(authors[a])), cmp.Compare(a.ID, b.ID))
	})[0]
	const copied = 3 // authors that make a story of a text
	if len(authors[largest]) < copied {
		return
	}
	share := d.shareOf(largest, authors[largest], w.Authors)
	copies, tellers := posts[largest], len(authors[largest])
	if d.player != nil {
		largest = d.player.whole(largest)
	}
	w.Story = &StoryFacts{
		ID: string(largest.ID), Title: largest.Title(), Copies: copies, Authors: tellers, Share: share,
	}
	if widest := largest.Widest(); widest.Followers != nil {
		w.Story.Widest, w.Story.Followers = widest.Author, widest.Followers
	}
	if largest.First.At.Before(w.First) {
		w.First = largest.First.At
	}
	if doubling, ok := largest.Doubling(end); ok {
		w.Doubling = doubling
	}
}

// shareOf is which part of the angry authors tells a story; of all authors
// where few are angry.
func (d *Detector) shareOf(s *story.Story, tellers map[string]bool, all int) float64 {
	angry := d.authors(func(r recent) bool { return r.Negative })
	if angry < leastAuthors {
		return float64(len(tellers)) / float64(max(all, 1))
	}
	both := d.authors(func(r recent) bool { return r.Negative && r.story == s })
	return float64(both) / float64(angry)
}

// reachNow is how many times the usual reach of an hour the last hour has, each
// author once.
func (d *Detector) reachNow(end time.Time) float64 {
	best := map[string]float64{}
	for _, r := range d.heard() {
		if end.Sub(r.At) <= time.Hour {
			best[r.author()] = math.Max(best[r.author()], r.reach)
		}
	}
	now := 0.0
	for _, r := range d.heard() { // in their order, so that the sum is always the same
		if a := r.author(); best[a] > 0 {
			now += best[a]
			delete(best, a)
		}
	}
	usual := d.reach.Expect(d.set.Week(d.bin)) * float64(time.Hour/Bin)
	return now / math.Max(usual, 1)
}

// usualFollowers is the middle of what accounts of a channel have.
func (d *Detector) usualFollowers(channel string) float64 {
	if m := d.medians[channel]; m != nil {
		return math.Pow(10, m.value())
	}
	return 1
}

// tally counts words by how many authors said them, most first.
func tally(list []recent, words func(recent) []string) []Word {
	by := map[string]map[string]bool{}
	for _, r := range list {
		for _, w := range words(r) {
			if by[w] == nil {
				by[w] = map[string]bool{}
			}
			by[w][r.author()] = true
		}
	}
	var out []Word
	for w, authors := range by {
		out = append(out, Word{w, len(authors)})
	}
	slices.SortFunc(out, func(a, b Word) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Word, b.Word)) })
	return out[:min(len(out), 8)]
}

// reasons says the numbers in sentences: what speaks for the alert, and at
// least one line of what speaks against it.
func reasons(w Why) []Reason {
	out := []Reason{
		{Key: "radar.observed", Args: map[string]any{"Observed": w.Observed, "Expected": math.Round(w.Expected*10) / 10, "Stream": string(w.Stream)}},
		{Key: "radar.authors", Args: map[string]any{"Authors": w.Authors, "Posts": w.Posts}},
	}
	if w.Story != nil {
		out = append(out, Reason{Key: "radar.story", Args: map[string]any{
			"Percent": math.Round(100 * w.Story.Share), "Title": w.Story.Title, "Copies": w.Story.Copies,
		}})
	}
	if w.Doubling > 0 {
		out = append(out, Reason{Key: "radar.doubling", Args: map[string]any{"Minutes": int(w.Doubling.Minutes())}})
	}
	if w.Reach >= 2 {
		out = append(out, Reason{Key: "radar.reach", Args: map[string]any{"Times": math.Round(w.Reach*10) / 10}})
	}
	if len(w.Risk) > 0 {
		out = append(out, Reason{Key: "radar.risk", Args: map[string]any{"Word": w.Risk[0].Word, "Count": w.Risk[0].N}})
	}
	return append(out, against(w)...)
}

func against(w Why) []Reason {
	var out []Reason
	no := func(key string, args map[string]any) { out = append(out, Reason{Key: key, Args: args, Against: true}) }
	if w.Learning {
		no("radar.still-learning", map[string]any{"Days": w.Days})
	}
	if len(w.Channels) == 1 {
		no("radar.one-channel", nil)
	}
	if w.Negative*2 < w.Posts {
		no("radar.mostly-neutral", map[string]any{"Negative": w.Negative, "Posts": w.Posts})
	}
	if w.Rung > 0 {
		no("radar.rung-before", map[string]any{"Times": w.Rung, "Days": w.Days})
	}
	if len(out) == 0 {
		no("radar.nothing-against", nil)
	}
	return out
}
