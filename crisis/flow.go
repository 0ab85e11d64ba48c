package crisis

import (
	"vigie/crisis/playbook"
)

// deepest is how many steps one event may make ready in a row: a loop of steps
// that are passed over would else never end.
const deepest = 1000

// enter makes a step ready, or passes it over when its condition does not hold.
func (f *folding) enter(id string) {
	at, ok := f.p.steps[id]
	f.depth++
	if !ok || f.depth > deepest {
		return
	}
	s := f.r.Steps[id]
	if s == nil {
		s = &Step{}
		f.r.Steps[id] = s
	}
	if s.Open() && s.State != Refused || s.State == Disputed {
		return
	}
	f.moved = true
	f.renew(id, s)
	if c, there := f.p.when[id]; there && !f.holds(c) {
		s.State = NotTaken
		f.leave(id)
		return
	}
	f.begin(at.step, s)
}

// renew sets a step back to its start; what was done on it stays in view.
func (f *folding) renew(id string, s *Step) {
	def := f.p.steps[id].step
	*s = Step{
		State: Ready, ReadyAt: f.e.Kept, ReadySeq: f.e.Seq, Seq: f.e.Seq, Round: s.Round, Done: s.Done, Evidence: s.Evidence,
		Entered: f.p.Book.SeverityRank(f.r.Severity),
	}
	if def.Due > 0 {
		s.DueAt = f.e.Kept.Add(def.Due)
	}
}

// begin has a step that is ready do what it does by itself.
func (f *folding) begin(def playbook.Step, s *Step) {
	switch def.Type {
	case playbook.Approval:
		s.State = Awaiting // texts ends it when the yes is there already
	case playbook.Wait:
		s.State, s.NextAt = Awaiting, f.e.Kept.Add(def.For)
	case playbook.Repeat:
		s.Round = 0
	case playbook.Parallel:
		s.State, s.Branches = Active, map[string]bool{}
		for _, b := range def.Branches {
			if len(b.Steps) > 0 {
				f.enter(b.Steps[0].ID)
			}
		}
	case playbook.End:
		if f.r.State == Running {
			f.r.State = Watching
		}
	}
}

// settle ends a step and goes on behind it.
func (f *folding) settle(id string, as StepState) {
	s := f.r.Steps[id]
	again := s.Reopened
	s.State, s.EndedAt, s.Seq, s.ClaimedBy, s.Reopened = as, f.e.Kept, f.e.Seq, "", false
	f.moved = true
	if again { // what comes behind was begun when it ended the first time
		return
	}
	f.leave(id)
}

// leave goes to what follows a step.
func (f *folding) leave(id string) { f.follow(id, f.p.steps[id].follows) }

// follow goes from a step to another; "" is the end of its list.
func (f *folding) follow(from, to string) {
	at := f.p.steps[from]
	if to != "" && !f.outOf(at, to) {
		f.enter(to)
		return
	}
	if at.within != "" {
		f.ended(at, to == "")
	}
	if to != "" {
		f.enter(to)
	}
}

// outOf reports whether a step stands outside the branch of another.
func (f *folding) outOf(at place, to string) bool {
	for there := f.p.steps[to]; ; there = f.p.steps[there.within] {
		if there.within == at.within && there.branch == at.branch {
			return false
		}
		if there.within == "" {
			return at.within != ""
		}
	}
}

// ended notes that a branch came to its end, or was left for another place, and
// goes on behind the join when that was awaited.
func (f *folding) ended(at place, whole bool) {
	join := f.r.Steps[at.within]
	def := f.p.steps[at.within].step
	if join == nil || join.State != Active {
		return
	}
	if join.Branches == nil { // as it comes out of JSON
		join.Branches = map[string]bool{}
	}
	join.Branches[at.branch] = whole
	wholes := 0
	for _, w := range join.Branches {
		if w {
			wholes++
		}
	}
	switch {
	case def.Join == "any" && wholes > 0:
		f.abandon(def)
		f.settle(at.within, Done)
	case len(join.Branches) < len(def.Branches):
	case wholes > 0:
		f.settle(at.within, Done)
	default: // every branch was left: nothing follows the join
		join.State, join.EndedAt, join.Seq = Done, f.e.Kept, f.e.Seq
	}
}

// abandon closes what is open in the branches of a step of which one sufficed.
func (f *folding) abandon(def playbook.Step) {
	for _, b := range def.Branches {
		for _, s := range b.Steps {
			if st := f.r.Steps[s.ID]; st != nil && st.Open() {
				st.State, st.Seq = NotTaken, f.e.Seq
			}
			f.abandon(s)
		}
	}
}

// repeats ends the repetitions whose condition holds, and those that a raised
// severity leads elsewhere.
func (f *folding) repeats() {
	if f.r.ended() {
		return
	}
	for _, id := range f.p.order {
		s, def := f.r.Steps[id], f.p.steps[id].step
		if s == nil || def.Type != playbook.Repeat || !s.Open() {
			continue
		}
		raised := def.Then.Raised != "" && f.p.Book.SeverityRank(f.r.Severity) > s.Entered
		c, has := f.p.until[id]
		switch {
		case raised:
			f.end(id, def.Then.Raised)
		case has && f.holds(c), def.Max > 0 && s.Round >= def.Max:
			f.end(id, either(def.Then.Done, f.p.steps[id].follows))
		}
	}
}

// end ends a step and goes on where it leads this time.
func (f *folding) end(id, to string) {
	s := f.r.Steps[id]
	s.State, s.EndedAt, s.Seq, s.ClaimedBy = Done, f.e.Kept, f.e.Seq, ""
	f.moved = true
	f.follow(id, to)
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
