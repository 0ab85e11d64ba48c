package playbook

import "strconv"

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// graph is where each step may lead. A branch of a parallel step ends in the
// join of that step, whose name is the step's with joinMark.
type graph struct {
	start string
	nodes []string // in the order of the file; joins behind their steps
	step  map[string]Step
	path  map[string]string
	next  map[string][]edge
	prev  map[string][]edge // the same, from the other end
	ends  map[string]bool
}

// edge leads to a step, or comes from it. Rejected says that it is taken when an approval was
// refused.
type edge struct {
	to       string
	rejected bool
}

const joinMark = " join"

func graphOf(p Playbook) *graph {
	g := &graph{step: map[string]Step{}, path: map[string]string{}, next: map[string][]edge{}, prev: map[string][]edge{}, ends: map[string]bool{}}
	if len(p.Steps) > 0 {
		g.start = p.Steps[0].ID
	}
	p.Walk(func(path string, s *Step) { g.path[s.ID] = path })
	g.sequence(p.Steps, "")
	return g
}

// sequence adds steps; after is where the last one leads, "" is nowhere.
func (g *graph) sequence(steps []Step, after string) { Follow(steps, after, g.add) }

func (g *graph) add(s Step, follows string) {
	g.nodes = append(g.nodes, s.ID)
	g.step[s.ID] = s
	switch s.Type {
	case Decision:
		for _, o := range s.Options {
			g.lead(s.ID, either(o.Goto, follows), false)
		}
	case Approval:
		g.lead(s.ID, follows, false)
		g.lead(s.ID, s.OnReject, true)
	case Repeat:
		g.lead(s.ID, s.Then.Done, false)
		g.lead(s.ID, s.Then.Raised, false)
	case Parallel:
		join := s.ID + joinMark
		for _, b := range s.Branches {
			if len(b.Steps) > 0 {
				g.lead(s.ID, b.Steps[0].ID, false)
				g.sequence(b.Steps, join)
			}
		}
		g.nodes = append(g.nodes, join)
		g.path[join] = g.path[s.ID]
		g.lead(join, follows, false)
	case End:
		g.ends[s.ID] = true
	default:
		g.lead(s.ID, follows, false)
	}
	if s.When != "" && s.Type != End {
		g.lead(s.ID, follows, true) // not taken: what it would have done is not done
	}
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (g *graph) lead(from, to string, rejected bool) {
	if to != "" {
		g.next[from] = append(g.next[from], edge{to, rejected})
		g.prev[to] = append(g.prev[to], edge{from, rejected})
	}
}

// reached gives what can be reached from the start.
func (g *graph) reached() map[string]bool {
	seen := map[string]bool{}
	todo := []string{g.start}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[at] {
			continue
		}
		seen[at] = true
		for _, e := range g.next[at] {
			todo = append(todo, e.to)
		}
	}
	return seen
}

// ending gives what can reach an end.
func (g *graph) ending() map[string]bool {
	ends := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for _, n := range g.nodes {
			if ends[n] {
				continue
			}
			can := g.ends[n]
			for _, e := range g.next[n] {
				can = can || ends[e.to]
			}
			if can {
				ends[n], changed = true, true
			}
		}
	}
	return ends
}

// paths reports steps that nothing leads to, and those from which no end can be
// reached.
func (c *check) paths(g *graph) {
	reached, ending := g.reached(), g.ending()
	stuck := false
	for _, n := range g.nodes {
		s, isStep := g.step[n]
		switch {
		case !isStep:
		case !reached[n]:
			c.bad(g.path[n], "playbook.unreachable", "Name", s.ID)
		case !ending[n] && !stuck:
			// The first says it; those behind it are stuck for the same reason.
			c.bad(g.path[n], "playbook.no-end", "Name", s.ID)
			stuck = true
		}
	}
}
