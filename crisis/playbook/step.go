package playbook

import "time"

// Type is the kind of a step.
type Type string

// The kinds of steps.
const (
	Task          Type = "task"
	Decision      Type = "decision"
	Approval      Type = "approval"
	StatementStep Type = "statement" // write or adapt a statement
	Publish       Type = "publish"
	Notify        Type = "notify"
	RouteStep     Type = "route"
	FreezeStep    Type = "freeze"
	Repeat        Type = "repeat"
	Parallel      Type = "parallel"
	Wait          Type = "wait"
	SubPlaybook   Type = "playbook"
	End           Type = "end"
)

// Types lists every kind of step.
func Types() []Type {
	return []Type{Task, Decision, Approval, StatementStep, Publish, Notify, RouteStep, FreezeStep, Repeat, Parallel, Wait, SubPlaybook, End}
}

// Step is one thing to do. Which of the later fields count depends on Type.
type Step struct {
	ID        string        `json:"id"`
	Type      Type          `json:"type"`
	Title     string        `json:"title"`
	Help      string        `json:"help,omitempty"`
	Role      string        `json:"role,omitempty"`
	Due       time.Duration `json:"due,omitempty"` // counts from when the step becomes ready; 0 is none
	Overdue   Overdue       `json:"overdue,omitzero"`
	When      string        `json:"when,omitempty"`     // a condition; when it does not hold the step is not taken
	Evidence  string        `json:"evidence,omitempty"` // required or optional
	Checklist []string      `json:"checklist,omitempty"`
	Skip      string        `json:"skip,omitempty"`    // never, or reason (the default)
	Needs     []string      `json:"needs,omitempty"`   // must not be left open if they were reached
	Confirm   string        `json:"confirm,omitempty"` // the role whose second person confirms
	Goto      string        `json:"goto,omitempty"`
	Agency    bool          `json:"agency,omitempty"` // people from outside may do it

	Sets    string   `json:"sets,omitempty"` // decision: a variable, or "severity"
	Options []Option `json:"options,omitempty"`

	Of       string `json:"of,omitempty"` // approval: the statement
	OnReject string `json:"on_reject,omitempty"`

	Statement string `json:"statement,omitempty"` // statement, publish

	To      []string `json:"to,omitempty"` // notify: roles
	NeedAck bool     `json:"need_ack,omitempty"`

	Join     string   `json:"join,omitempty"` // parallel: all or any
	Branches []Branch `json:"branches,omitempty"`

	Every time.Duration `json:"every,omitempty"` // repeat
	Max   int           `json:"max,omitempty"`
	Until string        `json:"until,omitempty"`
	Then  Then          `json:"then,omitzero"`

	Scope string `json:"scope,omitempty"` // freeze
	Topic string `json:"topic,omitempty"` // route
	Queue string `json:"queue,omitempty"`

	For      time.Duration `json:"for,omitempty"`      // wait
	Playbook string        `json:"playbook,omitempty"` // playbook: its id
}

// Overdue is who hears of it when a step is late.
type Overdue struct {
	Escalate string        `json:"escalate,omitempty"` // a role, or "backup"
	After    time.Duration `json:"after,omitempty"`    // after the deadline
}

// Option is one answer of a decision.
type Option struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Goto  string `json:"goto,omitempty"`
}

// Branch is one of several that go on at once.
type Branch struct {
	ID    string `json:"id"`
	Steps []Step `json:"steps"`
}

// Then says where a repetition leads: Done when its condition holds or its
// count is used up, Raised when the severity was raised meanwhile.
type Then struct {
	Done   string `json:"done,omitempty"`
	Raised string `json:"raised,omitempty"`
}

// Walk visits every step in the order of the file, with its path
// ("steps.fronts.faits.verifier").
func (p Playbook) Walk(visit func(path string, s *Step)) { walk("steps", p.Steps, visit) }

func walk(path string, steps []Step, visit func(string, *Step)) {
	for i := range steps {
		s := &steps[i]
		here := path + "." + s.ID
		visit(here, s)
		for _, b := range s.Branches {
			walk(here+"."+b.ID, b.Steps, visit)
		}
	}
}

// Step finds a step by its id, in branches too.
func (p Playbook) Step(id string) (Step, bool) {
	var found Step
	ok := false
	p.Walk(func(_ string, s *Step) {
		if s.ID == id && !ok {
			found, ok = *s, true
		}
	})
	return found, ok
}

// Follow visits the steps of one list with the step that each leads to when
// nothing else is said: where it jumps to, else the next of the list, else after.
func Follow(steps []Step, after string, visit func(s Step, follows string)) {
	for i, s := range steps {
		follows := after
		if i+1 < len(steps) {
			follows = steps[i+1].ID
		}
		visit(s, either(s.Goto, follows))
	}
}
