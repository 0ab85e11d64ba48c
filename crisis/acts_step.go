package crisis

import (
	"slices"
	"time"

	"vigie/crisis/playbook"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// onStep gives the step of an order, for who may work on it. A grant below
// Freely comes back, for the act to judge.
func (d *deciding) onStep(right Right) (playbook.Step, *Step, Grant, error) {
	def, ok := d.p.Step(d.o.Step)
	s := d.r.Steps[d.o.Step]
	if !ok || s == nil {
		return def, nil, Never, fault.New(fault.NotFound, "crisis.no-step")
	}
	role := d.roleOn(def, s)
	g := d.grant(right, role)
	holds := role == "" || d.r.Holds(d.by.ID, role)
	switch {
	case g == OwnRole && def.Role == "" && !d.r.bound(d.by.ID):
		g = Never // a step of nobody is for those of the cell
	case g == OwnRole && holds:
		g = Freely
	case g == OwnRole, g == Countersign && !holds, g == IfAllowed && !(holds && d.outsideMay(def)):
		g = Never
	case g == IfAllowed:
		g = Freely
	}
	if g == Never {
		return def, s, g, refusal(right)
	}
	return def, s, g, nil
}

// roleOn is the role by which a member works on a step: its own, or one that
// was told when it was late.
func (d *deciding) roleOn(def playbook.Step, s *Step) string {
	for _, told := range s.Told {
		if d.r.Holds(d.by.ID, told) {
			return told
		}
	}
	return def.Role
}

// outsideMay reports whether a step is open to people of an agency.
func (d *deciding) outsideMay(def playbook.Step) bool {
	role, _ := d.p.Book.Role(def.Role)
	return def.Agency || role.Agency
}

// open refuses work on a step that is not open, unless it was when the actor
// looked.
func (d *deciding) open(s *Step) error {
	switch {
	case d.r.Blocked(d.p, d.o.Step):
		return fault.New(fault.Conflict, "crisis.disputed")
	case s.Open() || d.unseen(s.Seq):
		return nil
	case s.State == Locked || s.State == NotTaken:
		return fault.New(fault.Conflict, "crisis.step-locked")
	default:
		return fault.New(fault.Conflict, "crisis.step-settled")
	}
}

// Claim says "I do it".
type Claim struct{}

// Kind implements Act.
func (Claim) Kind() Kind { return KindClaim }

func (Claim) decide(d *deciding) error {
	_, s, _, err := d.onStep(DoStep)
	if err != nil {
		return err
	}
	if s.State == Active && s.ClaimedBy != "" && s.ClaimedBy != d.by.ID && d.by.ID != d.r.Lead && !d.unseen(s.Seq) {
		return fault.New(fault.Conflict, "crisis.step-taken", "Member", string(s.ClaimedBy))
	}
	return d.open(s)
}

func (Claim) apply(f *folding) {
	s := f.step()
	switch {
	case s == nil, !s.Open():
		f.verdict = Superseded
	case s.ClaimedBy != "" && s.ClaimedBy != f.e.By && f.unseen(s.Seq):
		f.verdict = AlsoDone
	default:
		s.ClaimedBy, s.Seq = f.e.By, f.e.Seq
		if s.State == Ready {
			s.State = Active
		}
	}
}

// Release gives a step back.
type Release struct{}

// Kind implements Act.
func (Release) Kind() Kind { return KindRelease }

func (Release) decide(d *deciding) error {
	_, s, _, err := d.onStep(DoStep)
	if err != nil {
		return err
	}
	return d.open(s)
}

func (Release) apply(f *folding) {
	s := f.step()
	if s == nil || s.State != Active || f.def().Type == playbook.Parallel {
		f.verdict = Superseded
		return
	}
	s.State, s.ClaimedBy, s.Seq = Ready, "", f.e.Seq
}

// Check ticks a line of the checklist, or unticks it.
type Check struct {
	Line int  `json:"line"` // from 0
	Done bool `json:"done"`
}

// Kind implements Act.
func (Check) Kind() Kind { return KindCheck }

func (a Check) decide(d *deciding) error {
	def, s, _, err := d.onStep(DoStep)
	if err != nil {
		return err
	}
	if a.Line < 0 || a.Line >= len(def.Checklist) {
		return fault.New(fault.Invalid, "crisis.no-step")
	}
	return d.open(s)
}

func (a Check) apply(f *folding) {
	s := f.step()
	if s == nil {
		f.verdict = Superseded
		return
	}
	if s.Checked == nil {
		s.Checked = map[int]bool{}
	}
	s.Checked[a.Line] = a.Done
}

// Attach adds evidence to a step, whatever its state.
type Attach struct {
	Evidence []Evidence `json:"evidence"`
}

// Kind implements Act.
func (Attach) Kind() Kind { return KindAttach }

func (a Attach) decide(d *deciding) error {
	if len(a.Evidence) == 0 {
		return fault.New(fault.Invalid, "crisis.evidence-missing")
	}
	_, _, _, err := d.onStep(DoStep)
	return err
}

func (a Attach) apply(f *folding) {
	if s := f.step(); s != nil {
		f.evidence(s, a.Evidence)
	}
}

// Complete says that a step is done.
type Complete struct {
	Note     string        `json:"note,omitempty"`
	Evidence []Evidence    `json:"evidence,omitempty"`
	Checked  []int         `json:"checked,omitempty"`
	Sign     team.MemberID `json:"sign,omitempty"`   // the supervisor who is to countersign
	Signed   bool          `json:"signed,omitempty"` // Sign counts: the actor is a novice
	Child    RunID         `json:"child,omitempty"`  // the run of a playbook step, once it is started
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
		return d.finish()
	case playbook.FreezeStep:
		return d.also(SetFreeze{Scope: def.Scope, Reason: def.Title}, d.o.Step)
	case playbook.StatementStep:
		if t := d.r.Texts[def.Statement]; t != nil {
			return d.also(Submit{Statement: def.Statement, Hash: d.r.TextHash(d.p, def.Statement)}, d.o.Step)
		}
	}
	return nil
}

// finish closes the run behind its last step.
func (d *deciding) finish() error {
	if err := d.may(EndRun); err != nil {
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
