package crisis

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"vigie/crisis/playbook"
	"vigie/inbox/fault"
)

// Passing is one deadline that passed.
type Passing struct {
	What  string    `json:"what"` // late, escalated, round, waited, update or review
	Step  string    `json:"step,omitempty"`
	Level int       `json:"level,omitempty"` // of the escalation
	To    []string  `json:"to,omitempty"`    // roles that are told
	Due   time.Time `json:"due"`
}

// What passed.
const (
	Late      = "late"
	Escalated = "escalated"
	Round     = "round"  // of a repetition: the next one begins
	Waited    = "waited" // a wait is over
	UpdateDue = "update" // the house waits to hear
	// ReviewOwed is that a run has ended and its retrospective is missing.
	ReviewOwed = "review"
)

// Passed are the deadlines that passed since the program last looked: one
// summary, however long it slept.
type Passed struct {
	Passed []Passing `json:"passed"`
}

// Kind implements Act.
func (Passed) Kind() Kind { return KindPassed }

func (Passed) decide(*deciding) error { return fault.New(fault.Forbidden, "fault.no-member") }

// lateAgain is how long after a deadline the next level is told, where the
// playbook does not say, and after how long an update that is owed is called
// for again.
const lateAgain = 10 * time.Minute

// mostLevels ends an escalation: the role, whom the playbook names, the lead.
const mostLevels = 3

// NextTimer is when Tick will next have something; zero is never.
func (r *Run) NextTimer(p *Plan) time.Time {
	var next time.Time
	for _, t := range r.pending(p) {
		if next.IsZero() || t.Due.Before(next) {
			next = t.Due
		}
	}
	return next
}

// Tick gives the event of the deadlines that passed, one for all; ok is false
// when there is none. Its number and hash are those behind the last event.
func (r *Run) Tick(p *Plan, id string, at time.Time) (e Event, ok bool, err error) {
	var due []Passing
	for _, t := range r.pending(p) {
		if !t.Due.After(at) {
			due = append(due, t)
		}
	}
	if len(due) == 0 {
		return Event{}, false, nil
	}
	slices.SortStableFunc(due, func(a, b Passing) int { return a.Due.Compare(b.Due) })
	e, err = r.System(id, Passed{due}, at)
	return e, err == nil, err
}

// System makes an event of the program itself behind the last one.
func (r *Run) System(id string, a Act, at time.Time) (Event, error) {
	raw, err := json.Marshal(a)
	if err != nil {
		return Event{}, fmt.Errorf("encode %s: %w", a.Kind(), err)
	}
	e := Event{ID: id, Run: r.ID, Seq: r.Seq + 1, Kind: a.Kind(), At: at, Kept: at, Base: r.Seq, Payload: raw}
	return e.Sealed(r.Head), nil
}

// pending lists what waits for the clock, each with its absolute time.
func (r *Run) pending(p *Plan) []Passing {
	if r.LacksReview() && !r.ReviewDue.IsZero() {
		return []Passing{{What: ReviewOwed, To: []string{p.LeadRole()}, Due: r.ReviewDue}}
	}
	if r.State != Running && r.State != Watching {
		return nil
	}
	var out []Passing
	for _, id := range p.order {
		s, def := r.Steps[id], p.steps[id].step
		if s == nil || !s.Open() {
			continue
		}
		switch {
		case def.Type == playbook.Wait:
			out = append(out, Passing{What: Waited, Step: id, Due: s.NextAt})
		case def.Type == playbook.Repeat && s.State == Awaiting && !s.Unsigned:
			out = append(out, Passing{What: Round, Step: id, Due: s.NextAt})
		}
		for level := s.Level + 1; level <= mostLevels && !s.DueAt.IsZero(); level++ {
			out = append(out, escalation(p, def, s.DueAt, level))
		}
	}
	if !r.UpdateDue.IsZero() {
		out = append(out, Passing{What: UpdateDue, To: []string{either(p.Book.Updates.Role, p.LeadRole())}, Due: r.UpdateDue})
	}
	return out
}

// escalation is a level of a step that is or will be late.
func escalation(p *Plan, def playbook.Step, due time.Time, level int) Passing {
	after := def.Overdue.After
	if after == 0 {
		after = lateAgain
	}
	t := Passing{What: Escalated, Step: def.ID, Level: level, Due: due.Add(time.Duration(level-1) * after)}
	switch level {
	case 1:
		t.What, t.To = Late, doers(p, def)
	case 2:
		t.To = []string{backupOf(p, def)}
	default:
		t.To = []string{p.LeadRole()}
	}
	return t
}

// doers are the roles whose step it is: those who are to approve, of an
// approval.
func doers(p *Plan, def playbook.Step) []string {
	if def.Type == playbook.Approval {
		s, _ := p.Book.Statement(def.Of)
		return s.Approve.Of
	}
	return []string{either(def.Role, p.LeadRole())}
}

// backupOf is whom the playbook names for a step that stays late.
func backupOf(p *Plan, def playbook.Step) string {
	to := def.Overdue.Escalate
	if to == "" || to == "backup" {
		role, _ := p.Book.Role(def.Role)
		to = either(role.Backup, p.LeadRole())
	}
	return to
}

func (a Passed) apply(f *folding) {
	for _, t := range a.Passed {
		if t.What == UpdateDue {
			f.r.UpdateDue = f.e.Kept.Add(lateAgain)
			continue
		}
		if t.What == ReviewOwed {
			f.remindedOfReview()
			continue
		}
		s := f.r.Steps[t.Step]
		if s == nil || !s.Open() {
			continue
		}
		switch t.What {
		case Late, Escalated:
			s.Level = max(s.Level, t.Level)
			s.Told = append(s.Told, t.To...)
		case Round:
			def := f.p.steps[t.Step].step
			s.State, s.ReadyAt, s.Level, s.Told, s.Seq = Ready, f.e.Kept, 0, nil, f.e.Seq
			s.DueAt = f.e.Kept.Add(max(def.Due, def.Every))
		case Waited:
			f.settle(t.Step, Done)
		}
	}
}
