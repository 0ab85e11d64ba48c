package playbook

import "maps"

// approved is the set of statements that are approved on every way to a place.
type approved map[string]bool

// approvals reports every publication that some path reaches without an
// approval of the same text. It is a forward analysis to the greatest fixed
// point: what is approved at a step is what is approved on all ways to it. To
// write a statement again voids its approval.
func (c *check) approvals(g *graph) {
	reached := g.reached()
	in := g.approvedBefore(c.p, reached)
	for _, n := range g.nodes {
		s, isStep := g.step[n]
		if isStep && reached[n] && s.Type == Publish && !in[n][s.Statement] {
			c.bad(g.path[n], "playbook.publish-unapproved", "Name", s.Statement)
		}
	}
}

func (g *graph) approvedBefore(p Playbook, reached map[string]bool) map[string]approved {
	in := map[string]approved{}
	for _, n := range g.nodes {
		in[n] = approved{}
		for _, s := range p.Statements {
			in[n][s.ID] = n != g.start
		}
	}
	for changed := true; changed; {
		changed = false
		for _, n := range g.nodes {
			if n == g.start || !reached[n] {
				continue
			}
			now := g.meet(n, in, reached)
			if !maps.Equal(now, in[n]) {
				in[n], changed = now, true
			}
		}
	}
	return in
}

// meet joins what comes from all who lead to a place: what all bring. At a join
// that waits for all branches, what any brings: all of them were gone.
func (g *graph) meet(n string, in map[string]approved, reached map[string]bool) approved {
	waitsForAll := false
	if id, isJoin := cutJoin(n); isJoin {
		waitsForAll = g.step[id].Join != "any"
	}
	var out approved
	for _, e := range g.prev[n] {
		if !reached[e.to] {
			continue
		}
		brings := g.after(e.to, in[e.to], e.rejected)
		switch {
		case out == nil:
			out = brings
		case waitsForAll:
			for s, yes := range brings {
				out[s] = out[s] || yes
			}
		default:
			for s, yes := range out {
				out[s] = yes && brings[s]
			}
		}
	}
	if out == nil {
		return approved{}
	}
	return out
}

func cutJoin(n string) (string, bool) {
	if len(n) > len(joinMark) && n[len(n)-len(joinMark):] == joinMark {
		return n[:len(n)-len(joinMark)], true
	}
	return n, false
}

// after is what is approved behind a step.
func (g *graph) after(n string, before approved, rejected bool) approved {
	out := maps.Clone(before)
	s, isStep := g.step[n]
	if !isStep {
		return out
	}
	switch s.Type {
	case Approval:
		if s.When == "" || !rejected {
			out[s.Of] = !rejected
		}
	case StatementStep:
		out[s.Statement] = false
	}
	return out
}
