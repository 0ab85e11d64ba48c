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
		window: g.window, swept: g.swept, begun: g.begun, byWords: maps.Clone(g.byWords),
		stories: make(map[ID]*Story, len(g.stories)), ageing: make([]aged, 0, len(g.ageing)),
	}
	for id, s := range g.stories {
		c.stories[id] = to(s)
	}
	c.index = g.index.clone(to)
	for _, a := range g.ageing {
		if g.stories[a.story.ID] == a.story { // else it was joined into another one
			c.ageing = append(c.ageing, aged{to(a.story), a.last})
		}
	}
	return c, moved
}

func (s *Story) clone() *Story {
	c := *s
	c.Authors, c.Channels = maps.Clone(s.Authors), maps.Clone(s.Channels)
	c.samples = slices.Clone(s.samples)
	return &c
}
