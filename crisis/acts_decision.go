package crisis

import (
	"vigie/crisis/playbook"
	"vigie/inbox/fault"
)

// Choose answers a decision.
type Choose struct {
	Option string `json:"option"`
	Reason string `json:"reason,omitempty"`
	Lower  bool   `json:"lower,omitempty"` // the actor may lower the severity, and this does
}

// Kind implements Act.
func (Choose) Kind() Kind { return KindChoose }

func (a Choose) decide(d *deciding) error {
	def, s, g, err := d.onStep(DecideStep)
	switch {
	case err != nil:
		return err
	case g != Freely:
		return refusal(DecideStep)
	case def.Type != playbook.Decision:
		return fault.New(fault.NotFound, "crisis.no-step")
	}
	if _, ok := option(def, a.Option); !ok {
		return fault.New(fault.Invalid, "crisis.no-option")
	}
	if err := d.open(s); err != nil {
		return err
	}
	if len(s.Choices) > 0 && s.Open() && !d.unseen(s.Seq) && s.Choices[0].By != d.by.ID {
		return fault.New(fault.Conflict, "crisis.awaits-confirmation")
	}
	a.Lower = false
	if def.Sets == playbook.NameSeverity && d.p.Book.SeverityRank(a.Option) < d.p.Book.SeverityRank(d.r.Severity) {
		if a.Lower = d.grant(EndRun, "") == Freely; !a.Lower && !d.unseen(d.r.SeverityAt) {
			return refusal(EndRun)
		}
	}
	d.act = a
	return nil
}

func option(def playbook.Step, id string) (playbook.Option, bool) {
	for _, o := range def.Options {
		if o.ID == id {
			return o, true
		}
	}
	return playbook.Option{}, false
}

func (a Choose) apply(f *folding) {
	s := f.step()
	if s == nil {
		f.verdict = Superseded
		return
	}
	choice := Choice{Option: a.Option, By: f.e.By, Reason: a.Reason, Event: f.e.ID, Seq: f.e.Seq}
	first := len(s.Choices) == 0
	switch {
	case s.Open() && (first || !f.unseen(s.Seq)): // the actor's own word, or a new one
		s.Choices = []Choice{choice}
		s.Seq = f.e.Seq
		if f.def().Confirm != "" {
			s.State = Awaiting
			return
		}
		f.chosen(s, choice, a.Lower)
	case first:
		f.verdict = Superseded
	case s.Choices[0].Option == a.Option:
		s.Choices = append(s.Choices, choice)
		f.verdict = AlsoDone
	default:
		s.Choices = append(s.Choices, choice)
		s.State, s.Seq = Disputed, f.e.Seq
		f.verdict = Disputing
		f.moved = true
	}
}

// chosen has a decision take effect.
func (f *folding) chosen(s *Step, c Choice, lower bool) {
	def := f.def()
	o, _ := option(def, c.Option)
	f.outcome(def, c.Option, lower)
	s.Done = append(s.Done, Did{By: c.By, At: f.e.At, Event: c.Event, Note: c.Reason, Late: s.Overdue(f.e.Kept)})
	f.end(f.e.Step, either(o.Goto, f.p.steps[f.e.Step].follows))
}

// outcome sets what a decision sets. The severity goes down only by who may.
func (f *folding) outcome(def playbook.Step, option string, lower bool) {
	switch {
	case def.Sets == "":
	case def.Sets != playbook.NameSeverity:
		f.set(def.Sets, option)
	case lower || f.p.Book.SeverityRank(option) > f.p.Book.SeverityRank(f.r.Severity):
		f.r.Severity, f.r.SeverityAt = option, f.e.Seq
	}
}

// ConfirmChoice is the second person's yes to a decision.
type ConfirmChoice struct {
	Option string `json:"option"` // as they read it
}

// Kind implements Act.
func (ConfirmChoice) Kind() Kind { return KindConfirmPick }

func (a ConfirmChoice) decide(d *deciding) error {
	def, ok := d.p.Step(d.o.Step)
	s := d.r.Steps[d.o.Step]
	switch {
	case !ok || s == nil || def.Confirm == "":
		return fault.New(fault.NotFound, "crisis.no-step")
	case !d.r.Holds(d.by.ID, def.Confirm):
		return refusal(DecideStep)
	case d.grant(DecideStep, def.Confirm) != Freely:
		return refusal(DecideStep)
	}
	if err := d.open(s); err != nil {
		return err
	}
	if len(s.Choices) > 0 && s.Choices[0].By == d.by.ID {
		return fault.New(fault.Forbidden, "crisis.not-your-own")
	}
	if (len(s.Choices) == 0 || s.Choices[0].Option != a.Option) && !d.unseen(s.Seq) {
		return fault.New(fault.Conflict, "crisis.decided-otherwise")
	}
	return nil
}

func (a ConfirmChoice) apply(f *folding) {
	s := f.step()
	if s == nil || !s.Open() || len(s.Choices) == 0 || s.Choices[0].Option != a.Option || s.Choices[0].By == f.e.By {
		f.verdict = Stale
		if s != nil && s.State == Done {
			f.verdict = AlsoDone
		}
		return
	}
	s.Choices[0].Confirmed = f.e.By
	f.chosen(s, s.Choices[0], false)
}

// Settle is the lead's word on a decision that two took differently.
type Settle struct {
	Option string `json:"option"`
	Reason string `json:"reason"`
}

// Kind implements Act.
func (Settle) Kind() Kind { return KindSettle }

func (a Settle) decide(d *deciding) error {
	def, ok := d.p.Step(d.o.Step)
	s := d.r.Steps[d.o.Step]
	if !ok || s == nil {
		return fault.New(fault.NotFound, "crisis.no-step")
	}
	if _, ok := option(def, a.Option); !ok {
		return fault.New(fault.Invalid, "crisis.no-option")
	}
	if err := d.may(EndRun); err != nil {
		return err
	}
	if s.State != Disputed {
		return fault.New(fault.Conflict, "crisis.step-settled")
	}
	return needReason(a.Reason)
}

func (a Settle) apply(f *folding) {
	s := f.step()
	if s == nil || s.State != Disputed {
		f.verdict = AlsoDone
		return
	}
	taken, done := s.Choices[0], len(s.Done) > 0
	choice := Choice{Option: a.Option, By: f.e.By, Reason: a.Reason, Event: f.e.ID, Seq: f.e.Seq}
	s.Choices = append([]Choice{choice}, s.Choices...)
	if done && taken.Option == a.Option { // what was begun goes on
		s.State, s.Seq = Done, f.e.Seq
		f.moved = true
		return
	}
	f.takeBack(f.e.Step, taken.Seq)
	f.chosen(s, choice, true)
}

// takeBack closes what became ready by a decision that does not hold.
func (f *folding) takeBack(from string, since int64) {
	for id, s := range f.r.Steps {
		if id != from && s.ReadySeq >= since && f.p.reach[from][id] && (s.Open() || s.State == Active) {
			s.State, s.Seq, s.ClaimedBy = NotTaken, f.e.Seq, ""
		}
	}
}
