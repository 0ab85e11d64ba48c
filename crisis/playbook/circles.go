package playbook

// circles warns of a way that goes round without a count. A repetition counts;
// a refused approval leads back, and a person ends that.
func (c *check) circles(g *graph) {
	const open, closed = 1, 2
	mark := map[string]int{}
	var follow func(n string)
	follow = func(n string) {
		mark[n] = open
		for _, e := range g.next[n] {
			if g.counts(n, e) {
				continue
			}
			switch mark[e.to] {
			case open:
				c.warn(g.path[n], "playbook.endless-loop", "Name", e.to)
			case 0:
				follow(e.to)
			}
		}
		mark[n] = closed
	}
	if g.start != "" {
		follow(g.start)
	}
}

// counts reports whether a way back along an edge ends by itself.
func (g *graph) counts(from string, e edge) bool {
	s, isStep := g.step[from]
	return isStep && (s.Type == Repeat || s.Type == Approval && e.rejected && e.to == s.OnReject)
}
