package story

import (
	"maps"
	"slices"
)

// Clone is a grouping that goes its own way from here on, and where each story
// is in it.
func (g *Grouping) Clone() (*Grouping, map[*Story]*Story) {
	moved := make(map[*Story]*Story, len(g.stories))
	to := func(s *Story) *Story {
		if moved[s] == nil {
			moved[s] = s.clone()
		}
		return moved[s]
	}
	c := &Grouping{
		window: g.window, swept: g.swept, byWords: maps.Clone(g.byWords),
		stories: make(map[ID]*Story, len(g.stories)), byRun: make(map[uint64][]ref, len(g.byRun)),
	}
	for id, s := range g.stories {
		c.stories[id] = to(s)
	}
	for run, refs := range g.byRun {
		own := make([]ref, len(refs))
		for i, r := range refs {
			own[i] = ref{to(r.story), r.sample}
		}
		c.byRun[run] = own
	}
	return c, moved
}

func (s *Story) clone() *Story {
	c := *s
	c.Authors, c.Channels = maps.Clone(s.Authors), maps.Clone(s.Channels)
	c.samples = slices.Clone(s.samples)
	return &c
}
