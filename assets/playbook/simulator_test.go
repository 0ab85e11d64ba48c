package playbook_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/crisis/playbook"
)

// A rehearsal walks a playbook through every state that a run can be in: where
// it stands, how severe it is, what was decided, asked and approved. Branches
// that go on at once are walked one behind the other; they share no statement.
type rehearsal struct {
	p      playbook.Playbook
	at     map[string]spot
	seen   map[string]state
	ways   map[string][]string // from a state to the states behind it
	taken  map[string]bool     // edges, "step>why"
	faults map[string]bool
	ends   map[string]bool
}

// spot is where a step stands, and where its end leads.
type spot struct {
	step    playbook.Step
	follows string // "" behind the last step of the file
}

// state is one moment of a run.
type state struct {
	step     string
	severity string
	values   map[string]string // of choices
	asked    map[string]bool
	approved map[string]bool
}

func (s state) key() string {
	set := func(m map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(m)), ",") }
	values := ""
	for _, k := range slices.Sorted(maps.Keys(s.values)) {
		values += k + "=" + s.values[k] + ","
	}
	return strings.Join([]string{s.step, s.severity, values, set(s.asked), set(s.approved)}, "|")
}

func (s state) to(step string) state {
	return state{step, s.severity, maps.Clone(s.values), maps.Clone(s.asked), maps.Clone(s.approved)}
}

// Value, Rank and Held make a state the facts of a condition. That an alert is
// cleared is taken both ways by the walk itself.
func (r facts) Value(name string) string {
	if name == playbook.NameSeverity {
		return r.s.severity
	}
	return r.s.values[name]
}
func (r facts) Rank(level string) int             { return r.p.SeverityRank(level) }
func (r facts) Held(string) (time.Duration, bool) { return 0, false }

type facts struct {
	p playbook.Playbook
	s state
}

func rehearse(p playbook.Playbook) *rehearsal {
	r := &rehearsal{
		p: p, at: map[string]spot{}, seen: map[string]state{}, ways: map[string][]string{}, taken: map[string]bool{},
		faults: map[string]bool{}, ends: map[string]bool{},
	}
	r.lay(p.Steps, "")
	first := state{step: p.Steps[0].ID, values: map[string]string{}, asked: map[string]bool{}, approved: map[string]bool{}}
	for _, v := range p.Variables {
		if v.Type == "choice" {
			first.values[v.ID] = v.Default
		}
		if v.Ask == "start" || v.Default != "" {
			first.asked[v.ID] = true
		}
	}
	r.walk(first)
	return r
}

// lay notes where each step leads; after is where the list leads at its end.
func (r *rehearsal) lay(steps []playbook.Step, after string) {
	playbook.Follow(steps, after, func(s playbook.Step, follows string) {
		r.at[s.ID] = spot{s, follows}
		for j, b := range s.Branches {
			behind := follows
			if j+1 < len(s.Branches) {
				behind = s.Branches[j+1].Steps[0].ID
			}
			r.lay(b.Steps, behind)
		}
	})
}

func (r *rehearsal) walk(first state) {
	todo := []state{first}
	for len(todo) > 0 && len(r.seen) < 200_000 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if _, was := r.seen[s.key()]; was {
			continue
		}
		r.seen[s.key()] = s
		for _, n := range r.behind(s) {
			r.ways[s.key()] = append(r.ways[s.key()], n.key())
			todo = append(todo, n)
		}
	}
}

func (r *rehearsal) fault(format string, args ...any) { r.faults[fmt.Sprintf(format, args...)] = true }

// behind does a step in every way that it can go, and gives what comes then.
func (r *rehearsal) behind(s state) []state {
	at, ok := r.at[s.step]
	if !ok {
		r.fault("the run falls off the end behind its last step")
		return nil
	}
	if c, err := playbook.ParseCondition(at.step.When); at.step.When != "" && err == nil && !c.Holds(facts{r.p, s}) {
		return []state{s.to(at.follows)}
	}
	if at.step.Type == playbook.End {
		r.ends[s.key()] = true
		return nil
	}
	done := s.to(at.follows)
	for _, v := range r.p.Variables {
		if v.Ask == s.step {
			done.asked[v.ID] = true
		}
	}
	switch at.step.Type {
	case playbook.Decision:
		return r.decide(at, done)
	case playbook.Repeat:
		return r.repeat(at, done)
	case playbook.Parallel:
		return []state{done.to(at.step.Branches[0].Steps[0].ID)}
	default:
		return r.speak(at, done)
	}
}

func (r *rehearsal) decide(at spot, done state) []state {
	var out []state
	for _, o := range at.step.Options {
		n := done.to(at.follows)
		if o.Goto != "" {
			n.step = o.Goto
		}
		switch at.step.Sets {
		case "":
		case playbook.NameSeverity:
			n.severity = o.ID
		default:
			n.values[at.step.Sets] = o.ID
		}
		r.taken[at.step.ID+">"+o.ID] = true
		out = append(out, n)
	}
	return out
}

func (r *rehearsal) repeat(at spot, done state) []state {
	r.taken[at.step.ID+">done"] = true
	out := []state{done.to(at.step.Then.Done)}
	for i, level := range r.p.Severity {
		if at.step.Then.Raised != "" && i > r.p.SeverityRank(done.severity) {
			n := done.to(at.step.Then.Raised)
			n.severity = level.ID
			r.taken[at.step.ID+">raised"] = true
			out = append(out, n)
		}
	}
	return out
}

// speak writes, approves and publishes, and goes through all other steps.
func (r *rehearsal) speak(at spot, done state) []state {
	switch s := at.step; s.Type {
	case playbook.StatementStep:
		delete(done.approved, s.Statement)
	case playbook.Approval:
		r.sayable(s, s.Of, done)
		refused := done.to(s.OnReject)
		delete(refused.approved, s.Of)
		done.approved[s.Of] = true
		r.taken[s.ID+">yes"], r.taken[s.ID+">no"] = true, true
		return []state{done, refused}
	case playbook.Publish:
		r.sayable(s, s.Statement, done)
		if !done.approved[s.Statement] {
			r.fault("%s publishes %s without its approval", s.ID, s.Statement)
		}
	}
	return []state{done}
}

// sayable checks what must hold when a statement is approved or published:
// every blank was asked for, and what it requires is so.
func (r *rehearsal) sayable(step playbook.Step, id string, s state) {
	st, _ := r.p.Statement(id)
	for name, value := range st.Requires {
		if s.values[name] != value {
			r.fault("%s says %s while %s is %s", step.ID, id, name, s.values[name])
		}
	}
	for _, c := range st.Channels {
		for _, name := range playbook.Placeholders(c.Text) {
			if _, own := r.p.Variable(name); own && !s.asked[name] {
				r.fault("%s: {%s} of %s was not asked for by then", step.ID, name, id)
			}
		}
	}
}

// expected lists every edge that a walk must have taken.
func (r *rehearsal) expected() []string {
	var out []string
	r.p.Walk(func(_ string, s *playbook.Step) {
		switch s.Type {
		case playbook.Decision:
			for _, o := range s.Options {
				out = append(out, s.ID+">"+o.ID)
			}
		case playbook.Repeat:
			out = append(out, s.ID+">done")
			if s.Then.Raised != "" {
				out = append(out, s.ID+">raised")
			}
		case playbook.Approval:
			out = append(out, s.ID+">yes", s.ID+">no")
		}
	})
	return out
}

// stuck gives the states from which no end can be reached.
func (r *rehearsal) stuck() []string {
	back := map[string][]string{}
	for from, all := range r.ways {
		for _, to := range all {
			back[to] = append(back[to], from)
		}
	}
	good := map[string]bool{}
	todo := slices.Collect(maps.Keys(r.ends))
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !good[at] {
			good[at] = true
			todo = append(todo, back[at]...)
		}
	}
	var out []string
	for key := range r.seen {
		if !good[key] {
			out = append(out, key)
		}
	}
	return out
}

// avoids reports whether a step can be reached without passing another.
func (r *rehearsal) avoids(other, step string) bool {
	seen := map[string]bool{other: true}
	todo := []string{r.p.Steps[0].ID}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[at] {
			continue
		}
		seen[at] = true
		for key, s := range r.seen {
			if s.step != at {
				continue
			}
			for _, n := range r.ways[key] {
				todo = append(todo, r.seen[n].step)
			}
		}
	}
	return seen[step] && step != other
}

// longest sums the deadlines on the longest way from a step to another, both
// counted, that goes through no step twice and no repetition. Branches go on at
// once: the longest counts.
func longest(p playbook.Playbook, from, to string) time.Duration {
	best := time.Duration(-1)
	var follow func(id string, sum time.Duration, seen map[string]bool)
	index := map[string]int{}
	for i, s := range p.Steps {
		index[s.ID] = i
	}
	follow = func(id string, sum time.Duration, seen map[string]bool) {
		i, ok := index[id]
		if !ok || seen[id] || p.Steps[i].Type == playbook.Repeat {
			return
		}
		s := p.Steps[i]
		sum += span(s)
		if id == to {
			best = max(best, sum)
			return
		}
		seen = maps.Clone(seen)
		seen[id] = true
		next := []string{s.Goto}
		if s.Goto == "" && i+1 < len(p.Steps) {
			next[0] = p.Steps[i+1].ID
		}
		for _, o := range s.Options {
			next = append(next, o.Goto)
		}
		for _, n := range next {
			follow(n, sum, seen)
		}
	}
	follow(from, 0, map[string]bool{})
	return best
}

// span is how long a step may take, with its branches.
func span(s playbook.Step) time.Duration {
	most := time.Duration(0)
	for _, b := range s.Branches {
		sum := time.Duration(0)
		for _, inner := range b.Steps {
			sum += span(inner)
		}
		most = max(most, sum)
	}
	return s.Due + most
}
