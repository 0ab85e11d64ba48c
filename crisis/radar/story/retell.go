package story

import "slices"

// Step is what Grouping.Add did with a post besides counting it: with the steps
// of its posts a story is told again without any text (Begin, Take, Absorb).
type Step struct {
	Joined  []*Story // stories that the post showed to be one with its own
	Sampled bool     // its text is one that later posts are compared with
}

// Step is what the last Add did; it holds until the next one.
func (g *Grouping) Step() Step { return g.step }

// Begin is a story that a grouping began with a post, before it took the post.
// Posts of a story that is told again have no text: Worded brings them.
func Begin(p Post, number int, short bool) *Story {
	s := begun(p)
	s.number, s.short = number, short
	return s
}

// Take counts a post, and keeps the text of one that was sampled by its id.
func (s *Story) Take(p Post, sampled bool) {
	s.take(p)
	if sampled {
		s.samples = append(s.samples, sample{text: p.ID})
	}
}

// Absorb counts what another story had, as when a post joins the two.
func (s *Story) Absorb(from *Story) {
	s.absorb(from)
	s.samples = append(s.samples, from.samples[:min(len(from.samples), mostSamples-len(s.samples))]...)
}

// Worded is a story that was told again with its texts, which text gives for the
// ids of posts. It shares everything else with the story.
func (s *Story) Worded(text func(id string) string) *Story {
	w := *s
	w.First.Text = text(w.First.ID)
	w.samples = slices.Clone(s.samples)
	for i, x := range w.samples {
		w.samples[i].text = text(x.text)
	}
	return &w
}
