package crisis

import "vigie/crisis/playbook"

// Plan is a playbook made ready to be followed: where each step stands and
// leads. It is read-only once made.
type Plan struct {
	Book  playbook.Playbook
	steps map[string]place
	order []string
	next  map[string][]string
	reach map[string]map[string]bool // what can still come behind a step
	until map[string]playbook.Condition
	when  map[string]playbook.Condition
}

// place is where a step stands. follows is the step behind it in its own list,
// or where its goto leads; within says which branch of which parallel step.
type place struct {
	step    playbook.Step
	follows string
	within  string
	branch  string
}

// NewPlan makes a playbook ready. It must be one without errors.
func NewPlan(b playbook.Playbook) *Plan {
	p := &Plan{
		Book: b, steps: map[string]place{}, next: map[string][]string{}, reach: map[string]map[string]bool{},
		until: map[string]playbook.Condition{}, when: map[string]playbook.Condition{},
	}
	p.lay(b.Steps, "", "", "")
	for _, id := range p.order {
		p.reach[id] = p.behind(id)
	}
	return p
}

// lay places a list of steps; after is where its end leads for what can come
// behind.
func (p *Plan) lay(steps []playbook.Step, within, branch, after string) {
	playbook.Follow(steps, "", func(s playbook.Step, follows string) {
		at := place{step: s, within: within, branch: branch, follows: follows}
		p.steps[s.ID] = at
		p.order = append(p.order, s.ID)
		behind := at.follows
		if behind == "" {
			behind = after
		}
		p.condition(s)
		p.next[s.ID] = leads(s, behind)
		for _, b := range s.Branches {
			p.lay(b.Steps, s.ID, b.ID, behind)
		}
	})
}

func (p *Plan) condition(s playbook.Step) {
	if c, err := playbook.ParseCondition(s.Until); s.Until != "" && err == nil {
		p.until[s.ID] = c
	}
	if c, err := playbook.ParseCondition(s.When); s.When != "" && err == nil {
		p.when[s.ID] = c
	}
}

// leads lists where a step may lead.
func leads(s playbook.Step, behind string) []string {
	out := []string{behind, s.OnReject, s.Then.Done, s.Then.Raised}
	if s.Type == playbook.End {
		out = nil
	}
	for _, o := range s.Options {
		out = append(out, o.Goto)
	}
	for _, b := range s.Branches {
		if len(b.Steps) > 0 {
			out = append(out, b.Steps[0].ID)
		}
	}
	return out
}

func (p *Plan) behind(id string) map[string]bool {
	seen := map[string]bool{}
	todo := append([]string(nil), p.next[id]...)
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if at == "" || seen[at] {
			continue
		}
		seen[at] = true
		todo = append(todo, p.next[at]...)
	}
	return seen
}

// Step gives a step of the playbook.
func (p *Plan) Step(id string) (playbook.Step, bool) {
	at, ok := p.steps[id]
	return at.step, ok
}

// Order lists the steps in the order of the file.
func (p *Plan) Order() []string { return p.order }

// LeadRole is the role of who leads: the one that has no second role, else the
// one that tells the house, else the one that looks back.
func (p *Plan) LeadRole() string {
	for _, r := range p.Book.Roles {
		if r.Exclusive {
			return r.ID
		}
	}
	for _, id := range []string{p.Book.Updates.Role, p.Book.Retrospective.Owner} {
		if id != "" {
			return id
		}
	}
	if len(p.Book.Roles) > 0 {
		return p.Book.Roles[0].ID
	}
	return ""
}
