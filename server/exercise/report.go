package exercise

import (
	"context"
	"errors"
	"fmt"
	"time"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox"
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
	if err != nil || len(runs) == 0 {
		return r, err
	}
	run := runs[len(runs)-1] // the first
	return r, e.reportRun(ctx, &r, run.ID)
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
	for _, ev := range events {
		if ev.Kind == crisis.KindPublish {
			r.Spoke = earlier(r.Spoke, ev.Kept)
		}
	}
	return nil
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// End ends the exercise: no message comes any more, and what still runs stands
// down in the name of its lead. It can be looked at until somebody deletes it.
func (e *Exercise) End(ctx context.Context, reason string) error {
	if err := e.change(func(m *Meta) error {
		m.Ended = e.now().UTC().Truncate(time.Millisecond)
		return nil
	}); err != nil {
		return err
	}
	runs, err := e.store.Runs(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, r := range runs {
		errs = append(errs, e.standDown(ctx, r, reason))
	}
	return errors.Join(errs...)
}

func (e *Exercise) standDown(ctx context.Context, r *crisis.Run, reason string) error {
	var acts []crisis.Act
	switch r.State {
	case crisis.Prepared:
		acts = []crisis.Act{crisis.Discard{Reason: reason}}
	case crisis.Paused:
		acts = []crisis.Act{crisis.Resume{}, crisis.StandDown{Reason: reason}}
	case crisis.Running, crisis.Watching:
		acts = []crisis.Act{crisis.StandDown{Reason: reason}}
	}
	seq := r.Seq
	for _, a := range acts {
		if err := e.store.ActInRun(ctx, crisis.Order{Run: r.ID, Base: seq, Act: a}, r.Lead); err != nil {
			return fmt.Errorf("stand run %s down: %w", r.ID, err)
		}
		seq++
	}
	return nil
}
