package store

import (
	"context"
	"fmt"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
)

// runTimers are the deadlines of a run that passed, as a command that the
// program owes.
type runTimers struct {
	Run crisis.RunID `json:"run"`
}

// Name implements inbox.Act.
func (runTimers) Name() string { return string(crisis.KindPassed) }

// runsDue lists the runs of which a deadline passed.
func (w *Workspace) runsDue(ctx context.Context, now time.Time) ([]inbox.Command, error) {
	ids, err := all(w.glance(ctx), plain[crisis.RunID], `SELECT id FROM crisis_run WHERE next_at > 0 AND next_at <= ? ORDER BY next_at`, millis(now))
	if err != nil {
		return nil, explain(err)
	}
	out := make([]inbox.Command, 0, len(ids))
	for _, id := range ids {
		out = append(out, inbox.Command{ID: inbox.CommandID(w.newID(now)), Act: runTimers{id}})
	}
	return out, nil
}

// runTimersPassed adds what passed to the run: one event for all, however long
// the program slept.
func (x *writing) runTimersPassed(id crisis.RunID, event string) error {
	run, plan, err := runAndPlan(x, id)
	if err != nil {
		return err
	}
	e, due, err := run.Tick(plan, event, x.now)
	switch {
	case err != nil:
		return fmt.Errorf("tick run %s: %w", id, err)
	case !due:
		return fault.New(fault.Conflict, "fault.nothing-changed")
	}
	if err := x.happen(plan, run, []crisis.Event{e}); err != nil {
		return err
	}
	return x.remindReview(run, e)
}
