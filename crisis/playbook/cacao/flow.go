package cacao

import (
	"slices"

	"vigie/crisis/playbook"
)

// flow is where each step leads. A target is the id of a step, or endMark with
// a name: the end of a branch, which CACAO wants to be a step of its own.
type flow struct {
	start   string
	order   map[string]int // place in the file
	follows map[string]string
	next    map[string][]string
	prev    map[string][]string
	regions []region // the inner ones first
}

// endMark begins the name of an end that the playbook does not have.
const endMark = " end/"

// region is what lies between a decision and the place where all its branches
// meet, for one branch. Within it, to go to that place is to end the branch.
type region struct {
	decision string
	first    string
	join     string
	steps    map[string]bool
}

func (r region) end() string { return endMark + r.decision + "/" + r.first }

func flowOf(p playbook.Playbook) *flow {
	f := &flow{order: map[string]int{}, follows: map[string]string{}, next: map[string][]string{}, prev: map[string][]string{}}
	f.start = endMark + "nothing"
	if len(p.Steps) > 0 {
		f.start = p.Steps[0].ID
		f.prev[f.start] = []string{endMark + "start"}
	}
	f.sequence(p.Steps, endMark+"main")
	p.Walk(func(_ string, s *playbook.Step) {
		if s.Type == playbook.Decision && s.When == "" {
			f.enclose(*s)
		}
	})
	slices.SortStableFunc(f.regions, func(a, b region) int { return len(a.steps) - len(b.steps) })
	return f
}

// sequence adds steps; after is where the last one leads.
func (f *flow) sequence(steps []playbook.Step, after string) {
	playbook.Follow(steps, after, func(s playbook.Step, follows string) {
		f.order[s.ID] = len(f.order)
		f.follows[s.ID] = follows
		for _, t := range exits(s, follows) {
			f.next[s.ID] = append(f.next[s.ID], t)
			f.prev[t] = append(f.prev[t], s.ID)
		}
		for _, b := range s.Branches {
			if len(b.Steps) > 0 {
				f.prev[b.Steps[0].ID] = append(f.prev[b.Steps[0].ID], s.ID)
			}
			f.sequence(b.Steps, branchEnd(s.ID, b.ID))
		}
	})
}

func branchEnd(step, branch string) string { return endMark + step + "/branch/" + branch }

// exits lists where a step may lead. What goes on inside a parallel step is its
// own affair.
func exits(s playbook.Step, follows string) []string {
	var out []string
	switch s.Type {
	case playbook.Decision:
		for _, o := range s.Options {
			out = append(out, orElse(o.Goto, follows))
		}
	case playbook.Repeat:
		out = append(out, orElse(s.Then.Done, follows))
		if s.Then.Raised != "" {
			out = append(out, s.Then.Raised)
		}
	case playbook.End:
	default:
		out = append(out, follows)
		if s.OnReject != "" {
			out = append(out, s.OnReject)
		}
	}
	if s.When != "" && s.Type != playbook.End {
		out = append(out, follows)
	}
	return out
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// enclose finds the place where the branches of a decision meet. Where each
// branch has one entry and no step in common with another, they can end before
// that place, as CACAO wants it.
func (f *flow) enclose(s playbook.Step) {
	join := f.meeting(s.ID)
	if join == "" || !f.apart(s, join) {
		return
	}
	for _, t := range f.next[s.ID] {
		if t != join {
			f.regions = append(f.regions, region{s.ID, t, join, f.reach(t, join)})
		}
	}
	if !f.enclosed(s.ID) { // every option leads to the same place
		f.regions = append(f.regions, region{s.ID, join, join, map[string]bool{}})
	}
}

// apart reports whether the branches of a decision have one entry each and
// nothing in common.
func (f *flow) apart(s playbook.Step, join string) bool {
	owner := map[string]string{}
	for _, t := range f.next[s.ID] {
		if t == join {
			continue
		}
		steps := f.reach(t, join)
		for n := range steps {
			if n == s.ID || owner[n] != "" && owner[n] != t {
				return false
			}
			owner[n] = t
			for _, from := range f.prev[n] {
				if !steps[from] && from != s.ID {
					return false
				}
			}
		}
	}
	return true
}

func (f *flow) enclosed(decision string) bool {
	return slices.ContainsFunc(f.regions, func(r region) bool { return r.decision == decision })
}

// reach gives what can be reached from a place without passing another.
func (f *flow) reach(from, without string) map[string]bool {
	seen := map[string]bool{}
	todo := []string{from}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[at] || at == without {
			continue
		}
		seen[at] = true
		todo = append(todo, f.next[at]...)
	}
	return seen
}

// meeting gives the first place that every way from a step passes; "" when
// there is none. A way that ends passes nothing more.
func (f *flow) meeting(from string) string {
	all := f.reach(from, "")
	best, most := "", -1
	for place := range all {
		if place == from || f.avoids(from, place) {
			continue
		}
		// What is passed first can reach the most.
		if n := len(f.reach(place, from)); n > most || n == most && place < best {
			best, most = place, n
		}
	}
	return best
}

// avoids reports whether some way from a step ends without passing a place.
func (f *flow) avoids(from, place string) bool {
	for n := range f.reach(from, place) {
		if len(f.next[n]) == 0 {
			return true
		}
	}
	return false
}

// toward gives where a step leads that wants to go to a target: the end of the
// innermost branch that the target closes, or the target itself.
func (f *flow) toward(from, target string) string {
	for _, r := range f.regions {
		if r.steps[from] && r.join == target {
			return r.end()
		}
	}
	return target
}

// afterwards gives what follows a decision whose branches end, and whether they
// do.
func (f *flow) afterwards(decision string) (string, bool) {
	for _, r := range f.regions {
		if r.decision == decision {
			return f.toward(decision, r.join), true
		}
	}
	return endMark + decision + "/after", false
}

// separate reports whether branches that nothing brings together have nothing
// in common, so that each ends in its own end.
func (f *flow) separate(targets []string) bool {
	seen := map[string]bool{}
	for _, t := range targets {
		for n := range f.reach(t, "") {
			if seen[n] {
				return false
			}
			seen[n] = true
		}
	}
	return len(targets) > 0
}
