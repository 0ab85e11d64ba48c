package crisis

import (
	"time"

	"vigie/crisis/playbook"
	"vigie/inbox/fault"
)

// SubRun says that a step of the type playbook has a run of its own now, or,
// with no child, that this run was discarded and another may be started. The
// authority says it, never a person.
type SubRun struct {
	Child RunID `json:"child,omitempty"`
}

// Kind implements Act.
func (SubRun) Kind() Kind { return KindSubRun }

func (SubRun) decide(*deciding) error { return fault.New(fault.Forbidden, "fault.no-member") }

func (a SubRun) apply(f *folding) {
	s := f.step()
	if s == nil || !s.Open() {
		f.verdict = Superseded
		return
	}
	s.Child = a.Child
}

// Children lists the steps whose own runs go on: closing the run leaves those
// alone, so whoever closes it is asked.
func (r *Run) Children() []RunID {
	var out []RunID
	for _, s := range r.Steps {
		if s.Child != "" && s.Open() {
			out = append(out, s.Child)
		}
	}
	return out
}

// MayBear says whether a run of a playbook may be started for a step: the step
// is one of that playbook, open, and has no run yet.
func (r *Run) MayBear(p *Plan, step, book string) error {
	def, ok := p.Step(step)
	s := r.Steps[step]
	switch {
	case !ok || s == nil || def.Type != playbook.SubPlaybook:
		return fault.New(fault.NotFound, "crisis.no-step")
	case def.Playbook != book:
		return fault.New(fault.Invalid, "crisis.no-playbook")
	case r.ended() || !s.Open():
		return fault.New(fault.Conflict, "crisis.step-settled")
	case s.Child != "":
		return fault.New(fault.Conflict, "crisis.has-child")
	}
	return nil
}

// Bears makes the event by which a run hears that the run of one of its steps
// began or was discarded (SubRun), or ended (Complete).
func (r *Run) Bears(id, step string, a Act, at time.Time) (Event, error) {
	e, err := r.System(id, a, at)
	e.Step = step
	return e.Sealed(r.Head), err
}

// alone refuses to end a run while runs of its steps go on, unless whoever ends
// it was asked.
func (d *deciding) alone(anyway bool) error {
	if n := len(d.r.Children()); n > 0 && !anyway {
		return fault.New(fault.Conflict, "crisis.children-open", "Count", n)
	}
	return nil
}
