package crisis

import (
	"vigie/crisis/playbook"
	"vigie/inbox/fault"
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
