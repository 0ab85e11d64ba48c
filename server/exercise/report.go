package exercise

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Report is what the exercise's own store says of it. Nothing of it is typed. A
// time that did not come is zero.
type Report struct {
	First    time.Time // the first message of the storm
	Rang     time.Time // the first alert could be seen
	Begun    time.Time // the playbook
	Ready    time.Time // the first text was ready for approval
	Approved time.Time // … and approved
	Spoke    time.Time // the first publication was rehearsed
	Ended    time.Time
	Messages int // that came
	Replies  int // that would have left
	Late     int // steps
	Skipped  int
	Run      crisis.RunID // that it is all about; "" is none
}

// Report gives it as it stands.
func (e *Exercise) Report(ctx context.Context) (Report, error) {
	m := e.Status()
	r := Report{First: m.First, Rang: m.Rang, Ended: m.Ended, Messages: m.Sent + m.Injected}
	replies, err := e.store.Replies(ctx, inbox.Sent)
	if err != nil {
		return r, err
	}
	r.Replies = len(replies)
	runs, err := e.store.Runs(ctx)
	if err != nil {
		return r, err
	}
	for _, run := range slices.Backward(runs) { // the first of the playbook, not one that was only proposed
		if run.Book.ID == m.Book.ID && !run.Begun.IsZero() {
			return r, e.reportRun(ctx, &r, run.ID)
		}
	}
	return r, nil
}

func (e *Exercise) reportRun(ctx context.Context, r *Report, id crisis.RunID) error {
	run, plan, err := e.store.Run(ctx, id)
	if err != nil {
		return err
	}
	events, err := e.store.RunEvents(ctx, id)
	if err != nil {
		return err
	}
	look := crisis.Look(plan, events)
	r.Run, r.Begun, r.Late, r.Skipped = id, run.Begun, len(look.Late), len(look.Skipped)
	for _, step := range plan.Order() {
		def, _ := plan.Step(step)
		s := run.Steps[step]
		if def.Type != playbook.Approval || s == nil || s.ReadyAt.IsZero() {
			continue
		}
		r.Ready = earlier(r.Ready, s.ReadyAt)
		if s.State == crisis.Done {
			r.Approved = earlier(r.Approved, s.EndedAt)
		}
	}
	_, _, out := run.Course()
	for _, at := range out {
		r.Spoke = earlier(r.Spoke, at)
	}
	return nil
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// End ends the exercise: what still runs stands down in the name of its lead, and
// no message comes any more. It can be looked at until somebody deletes it. One
// that could not be ended goes on, and can be ended again.
func (e *Exercise) End(ctx context.Context, reason string) error {
	e.turn.Lock()
	defer e.turn.Unlock()
	runs, err := e.store.Runs(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, r := range runs {
		errs = append(errs, e.standDown(ctx, r, reason))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return e.change(func(m *Meta) error {
		m.Ended = e.now().UTC().Truncate(time.Millisecond)
		return nil
	})
}

func (e *Exercise) standDown(ctx context.Context, r *crisis.Run, reason string) error {
	var acts []crisis.Act
	switch r.State {
	case crisis.Prepared:
		acts = []crisis.Act{crisis.Discard{Reason: reason}}
	case crisis.Paused:
		acts = []crisis.Act{crisis.Resume{}, crisis.StandDown{Reason: reason, Anyway: true}}
	case crisis.Running, crisis.Watching:
		acts = []crisis.Act{crisis.StandDown{Reason: reason, Anyway: true}}
	}
	seq := r.Seq
	for _, a := range acts {
		if err := e.actAs(ctx, r.Lead, crisis.Order{Run: r.ID, Base: seq, Act: a}); err != nil {
			return fmt.Errorf("stand run %s down: %w", r.ID, err)
		}
		seq++
	}
	return nil
}

// actAs does something in a run in the name of its lead. Who left the house, or
// may lead no more, comes back for it, here where nobody works: else a run would
// keep an exercise from ending.
func (e *Exercise) actAs(ctx context.Context, lead team.MemberID, o crisis.Order) error {
	err := e.store.ActInRun(ctx, o, lead)
	if fault.KindOf(err) != fault.Forbidden {
		return err
	}
	roster, unread := e.store.Roster(ctx)
	m, known := roster.Member(lead)
	if unread != nil || !known {
		return errors.Join(err, unread)
	}
	back := m
	back.Retired, back.Profile = false, team.Coordinator
	if err := e.store.PutMember(ctx, back, ""); err != nil {
		return err
	}
	return errors.Join(e.store.ActInRun(ctx, o, lead), e.store.PutMember(ctx, m, ""))
}
