package crisis

import (
	"slices"

	"vigie/crisis/playbook"
	"vigie/inbox/fault"
)

// SignAlso is the supervisor's signature below what a novice did.
type SignAlso struct{}

// Kind implements Act.
func (SignAlso) Kind() Kind { return KindCountersign }

func (SignAlso) decide(d *deciding) error {
	def, ok := d.p.Step(d.o.Step)
	s := d.r.Steps[d.o.Step]
	if !ok || s == nil {
		return fault.New(fault.NotFound, "crisis.no-step")
	}
	if !s.Unsigned {
		if d.unseen(s.Seq) {
			return nil
		}
		return fault.New(fault.Conflict, "crisis.step-settled")
	}
	if s.Done[len(s.Done)-1].By == d.by.ID {
		return fault.New(fault.Forbidden, "crisis.not-your-own")
	}
	if s.Sign == d.by.ID || d.grant(DoStep, def.Role) == Freely {
		return nil
	}
	return refusal(DoStep)
}

func (SignAlso) apply(f *folding) {
	s := f.step()
	if s == nil || !s.Unsigned {
		f.verdict = AlsoDone
		return
	}
	s.Unsigned = false
	f.completed(s)
}

// Skip leaves a step out, with a reason.
type Skip struct {
	Reason string `json:"reason"`
}

// Kind implements Act.
func (Skip) Kind() Kind { return KindSkip }

func (a Skip) decide(d *deciding) error {
	def, s, _, err := d.onStep(SkipStep)
	if err != nil {
		return err
	}
	if err := needReason(a.Reason); err != nil {
		return err
	}
	if def.Skip == "never" || def.Type == playbook.Decision || def.Type == playbook.Approval || def.Type == playbook.End {
		return fault.New(fault.Forbidden, "crisis.never-skipped")
	}
	return d.open(s)
}

func (a Skip) apply(f *folding) {
	s := f.step()
	switch {
	case s == nil, !s.Open():
		f.verdict = Superseded
		if s != nil && s.State == Skipped {
			f.verdict = AlsoDone
		}
	case len(s.Done) > 0 && s.Unsigned: // done outweighs
		f.verdict = Superseded
	default:
		s.SkippedBy, s.Reason = f.e.By, a.Reason
		if f.def().Type == playbook.Parallel {
			f.abandon(f.def())
		}
		if f.def().Type == playbook.Repeat {
			f.end(f.e.Step, either(f.def().Then.Done, f.p.steps[f.e.Step].follows))
			s.State = Skipped
			return
		}
		f.settle(f.e.Step, Skipped)
	}
}

// ReopenStep takes up again what was done or skipped.
type ReopenStep struct {
	Reason string `json:"reason"`
}

// Kind implements Act.
func (ReopenStep) Kind() Kind { return KindReopenStep }

func (a ReopenStep) decide(d *deciding) error {
	def, s, _, err := d.onStep(DoStep)
	if err != nil {
		return err
	}
	if err := needReason(a.Reason); err != nil {
		return err
	}
	if def.Type == playbook.Approval || def.Type == playbook.End || def.Type == playbook.Parallel || def.Type == playbook.Repeat {
		return fault.New(fault.Invalid, "crisis.not-ticked")
	}
	if s.State != Done && s.State != Skipped {
		return fault.New(fault.Conflict, "crisis.step-open")
	}
	return nil
}

func (a ReopenStep) apply(f *folding) {
	s := f.step()
	if s == nil || s.State != Done && s.State != Skipped {
		f.verdict = Superseded
		return
	}
	f.renew(f.e.Step, s)
	s.Reopened, s.Reason = true, a.Reason
	f.moved = true
}

// Acknowledge says that somebody who was called has heard it.
type Acknowledge struct{}

// Kind implements Act.
func (Acknowledge) Kind() Kind { return KindAcknowledge }

func (Acknowledge) decide(d *deciding) error {
	def, ok := d.p.Step(d.o.Step)
	if !ok || def.Type != playbook.Notify {
		return fault.New(fault.NotFound, "crisis.no-step")
	}
	if !slices.ContainsFunc(def.To, func(role string) bool { return d.r.Holds(d.by.ID, role) }) {
		return fault.New(fault.Forbidden, "crisis.not-called")
	}
	return nil
}

func (Acknowledge) apply(f *folding) {
	s := f.step()
	if s == nil || slices.Contains(s.Acks, f.e.By) {
		f.verdict = AlsoDone
		return
	}
	s.Acks = append(s.Acks, f.e.By)
	if s.State == Awaiting && !s.Unsigned {
		f.acknowledged(s, f.def())
	}
}
