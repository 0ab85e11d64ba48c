package playbook

// asked warns of a blank that a text is approved with although some way leads
// there without the step that asks for it: the approval would wait for a value
// that nobody was told to give.
func (c *check) asked(g *graph) {
	without := map[string]map[string]bool{}
	for _, n := range g.nodes {
		s, isStep := g.step[n]
		statement, ok := c.p.Statement(s.Of)
		if !isStep || s.Type != Approval || !ok {
			continue
		}
		said := map[string]bool{}
		for _, t := range statement.Channels {
			for _, name := range Placeholders(t.Text) {
				v, known := c.p.Variable(name)
				if !known || said[name] || v.Ask == "" || v.Ask == "start" || v.Default != "" {
					continue
				}
				said[name] = true
				if without[v.Ask] == nil {
					without[v.Ask] = g.reachedWithout(v.Ask)
				}
				if without[v.Ask][n] {
					c.warn(g.path[n], "playbook.asked-late", "Name", name, "Statement", s.Of, "Step", v.Ask)
				}
			}
		}
	}
}

// reachedWithout gives what can be reached when a step is never passed. A join
// that waits for all is reached when all that lead to it are.
func (g *graph) reachedWithout(step string) map[string]bool {
	seen := map[string]bool{}
	if g.start != step {
		seen[g.start] = true
	}
	for changed := true; changed; {
		changed = false
		for _, n := range g.nodes {
			if !seen[n] && n != step && g.led(n, seen) {
				seen[n], changed = true, true
			}
		}
	}
	return seen
}

// led reports whether what was reached leads to a place.
func (g *graph) led(n string, reached map[string]bool) bool {
	if len(g.prev[n]) == 0 {
		return false
	}
	id, isJoin := cutJoin(n)
	all := isJoin && g.step[id].Join != "any"
	for _, e := range g.prev[n] {
		if reached[e.to] != all {
			return !all
		}
	}
	return all
}
