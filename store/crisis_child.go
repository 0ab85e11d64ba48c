package store

import (
	"vigie/crisis"
)

// born refuses a start for a step of another run that cannot have one.
func (x *writing) born(a crisis.Start) error {
	if a.Parent == nil || x.w.copied() {
		return nil
	}
	parent, plan, err := runAndPlan(x, a.Parent.Run)
	if err != nil {
		return err
	}
	return parent.MayBear(plan, a.Parent.Step, a.Book.ID)
}

// tellParent has the run for whose step a run was started hear that it began,
// that it was discarded, or that it ended, which completes the step.
func (x *writing) tellParent(r *crisis.Run, e crisis.Event) error {
	if r.Parent == nil || x.w.copied() {
		return nil
	}
	var act crisis.Act
	switch {
	case e.Kind == crisis.KindStart:
		act = crisis.SubRun{Child: r.ID}
	case e.Kind == crisis.KindDiscard:
		act = crisis.SubRun{}
	case e.Kind == crisis.KindClose && r.State == crisis.Closed, e.Kind == crisis.KindStandDown && r.State == crisis.StoodDown:
		act = crisis.Complete{Child: r.ID}
	default:
		return nil
	}
	parent, err := storedRun(x, r.Parent.Run)
	if err != nil {
		return err
	}
	if s := parent.Steps[r.Parent.Step]; s == nil || !s.Open() {
		return nil // it went on without it
	}
	plan, err := planOf(x, parent.Book.Hash)
	if err != nil {
		return err
	}
	told, err := parent.Bears(x.w.newID(x.now), r.Parent.Step, act, x.now)
	if err != nil {
		return err
	}
	return x.happen(plan, parent, []crisis.Event{told})
}
