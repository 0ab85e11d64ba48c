package crisis

import (
	"slices"
	"time"

	"vigie/crisis/playbook"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Complete says that a step is done.
type Complete struct {
	Note     string        `json:"note,omitempty"`
	Evidence []Evidence    `json:"evidence,omitempty"`
	Checked  []int         `json:"checked,omitempty"`
	Sign     team.MemberID `json:"sign,omitempty"`   // the supervisor who is to countersign
	Signed   bool          `json:"signed,omitempty"` // Sign counts: the actor is a novice
	Child    RunID         `json:"child,omitempty"`  // the run of a playbook step, once it is started
	Anyway   bool          `json:"anyway,omitempty"` // of the last step: although runs of other steps go on
	// Only are the accounts that a freeze step holds; none is all.
	Only []inbox.AccountID `json:"only,omitempty"`
}

// Kind implements Act.
func (Complete) Kind() Kind { return KindComplete }

func (a Complete) decide(d *deciding) error {
	def, s, g, err := d.onStep(DoStep)
	if err != nil {
		return err
	}
	if err := d.open(s); err != nil {
		return err
	}
	if err := a.fits(d, def, s); err != nil {
		return err
	}
	a.Sign, a.Signed = "", g == Countersign
	if a.Signed {
		a.Sign = d.by.Supervisor
	}
	d.act = a
	switch def.Type {
	case playbook.End:
		return d.finish(a.Anyway)
	case playbook.FreezeStep:
		return d.also(SetFreeze{Scope: def.Scope, Only: a.Only, Reason: either(a.Note, def.Title)}, d.o.Step)
	case playbook.StatementStep:
		if t := d.r.Texts[def.Statement]; t != nil {
			return d.also(Submit{Statement: def.Statement, Hash: d.r.TextHash(d.p, def.Statement)}, d.o.Step)
		}
	}
	return nil
}

// finish closes the run behind its last step.
func (d *deciding) finish(anyway bool) error {
	if err := d.may(EndRun); err != nil {
		return err
	}
	if err := d.alone(anyway); err != nil {
		return err
	}
	if err := d.r.nothingInDoubt(); err != nil {
		return err
	}
	return d.also(Close{}, "")
}

func (a Complete) fits(d *deciding, def playbook.Step, s *Step) error {
	switch def.Type {
	case playbook.Decision, playbook.Approval, playbook.Wait, playbook.Parallel:
		return fault.New(fault.Invalid, "crisis.not-ticked")
	case playbook.Publish:
		if !d.r.wentOut(def.Statement) && !d.r.Exercise {
			return fault.New(fault.Conflict, "crisis.nothing-published")
		}
	case playbook.StatementStep:
		if missing := d.r.Missing(d.p, def.Statement); len(missing) > 0 {
			return fault.New(fault.Invalid, "crisis.variable-open", "Name", missing[0])
		}
	case playbook.SubPlaybook:
		if a.Child == "" && s.Child == "" {
			return fault.New(fault.Invalid, "crisis.no-run")
		}
	}
	if def.Evidence == "required" && len(a.Evidence) == 0 && len(s.Evidence) == 0 {
		return fault.New(fault.Invalid, "crisis.evidence-missing")
	}
	for _, id := range def.Needs {
		if n := d.r.Steps[id]; n != nil && (n.Open() || n.State == Disputed) {
			at, _ := d.p.Step(id)
			return fault.New(fault.Conflict, "crisis.needs-step", "Step", at.Title)
		}
	}
	return nil
}

func (a Complete) apply(f *folding) {
	s := f.step()
	if s == nil {
		f.verdict = Superseded
		return
	}
	late := s.Overdue(f.e.Kept)
	did := f.did(a.Note)
	did.Late = late
	s.Done = append(s.Done, did)
	f.evidence(s, a.Evidence)
	for _, line := range a.Checked {
		if s.Checked == nil {
			s.Checked = map[int]bool{}
		}
		s.Checked[line] = true
	}
	if a.Child != "" {
		s.Child = a.Child
	}
	switch {
	case s.State == Done, s.Unsigned && s.State == Awaiting:
		f.verdict = AlsoDone
	case s.State == Skipped: // what was done outweighs that it was left out
		s.State, s.SkippedBy, s.Seq, s.Reason = Done, "", f.e.Seq, ""
	case !s.Open():
		f.verdict = Superseded
	case a.Signed:
		s.State, s.Sign, s.Unsigned, s.Seq = Awaiting, a.Sign, true, f.e.Seq
	default:
		f.completed(s)
	}
}

// completed has a completed step end, or wait for what it still needs.
func (f *folding) completed(s *Step) {
	def := f.def()
	switch def.Type {
	case playbook.Notify:
		s.Seq, s.State = f.e.Seq, Awaiting
		f.acknowledged(s, def)
	case playbook.Repeat:
		s.Round++
		s.Seq, s.State, s.ClaimedBy, s.NextAt, s.DueAt = f.e.Seq, Awaiting, "", f.e.Kept.Add(def.Every), time.Time{}
	default:
		f.settle(f.e.Step, Done)
	}
}

// acknowledged ends a notification when everybody answered, or nobody has to.
func (f *folding) acknowledged(s *Step, def playbook.Step) {
	if def.NeedAck {
		for _, role := range def.To {
			if b, there := f.r.Roles[role]; there && b.Holder != "" &&
				!slices.ContainsFunc(s.Acks, func(m team.MemberID) bool { return f.r.Holds(m, role) }) {
				return
			}
		}
	}
	f.settle(f.e.Step, Done)
}
