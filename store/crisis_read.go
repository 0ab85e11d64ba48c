package store

import (
	"context"
	"encoding/json"
	"fmt"

	"vigie/crisis"
	"vigie/inbox/fault"
)

// Runs lists the runs, the newest first.
func (w *Workspace) Runs(ctx context.Context) ([]*crisis.Run, error) {
	list, err := all(w.glance(ctx), body[*crisis.Run], `SELECT body FROM crisis_run ORDER BY id DESC`)
	return list, explain(err)
}

// Run gives a run as it stands, with the playbook that it follows.
func (w *Workspace) Run(ctx context.Context, id crisis.RunID) (*crisis.Run, *crisis.Plan, error) {
	var run *crisis.Run
	var plan *crisis.Plan
	err := w.snapshot(ctx, func(r reading) (err error) {
		if run, err = storedRun(r, id); err != nil {
			return err
		}
		if run.ID == "" {
			return fault.New(fault.NotFound, "crisis.no-run")
		}
		plan, err = planOf(r, run.Book.Hash)
		return err
	})
	return run, plan, err
}

// RunEvents gives the log of a run, from its first event.
func (w *Workspace) RunEvents(ctx context.Context, id crisis.RunID) ([]crisis.Event, error) {
	list, err := runEvents(w.glance(ctx), id)
	return list, explain(err)
}

// soundRuns folds every log and compares it with what is kept of it.
func soundRuns(r reading, rep *Report) error {
	ids, err := all(r, plain[crisis.RunID], `SELECT DISTINCT run FROM crisis_event ORDER BY run`)
	if err != nil {
		return fmt.Errorf("list runs: %w", err)
	}
	for _, id := range ids {
		folded, _, broken, err := foldRun(r, id)
		if err != nil {
			return err
		}
		if broken != nil {
			rep.fault("log: %v", broken)
		}
		same, err := sameAsKept(r, folded)
		if err != nil {
			return err
		}
		if !same {
			rep.fault("run %s is not what its log says", id)
		}
	}
	return nil
}

// foldRun makes a run of its log anew.
func foldRun(r reading, id crisis.RunID) (*crisis.Run, *crisis.Plan, *crisis.Break, error) {
	events, err := runEvents(r, id)
	if err != nil || len(events) == 0 {
		return nil, nil, nil, err
	}
	act, err := crisis.DecodeAct(events[0].Kind, events[0].Payload)
	if err != nil {
		return nil, nil, nil, err
	}
	start, ok := act.(crisis.Start)
	if !ok {
		return nil, nil, &crisis.Break{Event: events[0], Why: "seq"}, nil
	}
	plan, err := planOf(r, start.Book.Hash)
	if err != nil {
		return nil, nil, nil, err
	}
	return crisis.Fold(plan, events), plan, crisis.Verify(events), nil
}

// sameAsKept compares a fold with the projection.
func sameAsKept(r reading, folded *crisis.Run) (bool, error) {
	if folded == nil {
		return false, nil
	}
	kept, err := storedRun(r, folded.ID)
	if err != nil {
		return false, err
	}
	a, err := json.Marshal(folded)
	if err != nil {
		return false, err
	}
	b, err := json.Marshal(kept)
	return string(a) == string(b), err
}

// mendRuns folds the logs at the start and puts right what was kept wrongly of
// them: the log is what happened. A broken chain is only reported, never mended.
// Runs that ended are looked through by Check.
func (w *Workspace) mendRuns(ctx context.Context) error {
	_, err := w.transact(ctx, func(x *writing) error {
		ids, err := all(x, plain[crisis.RunID], `SELECT DISTINCT run FROM crisis_event
			WHERE run NOT IN (SELECT r.id FROM crisis_run r
				WHERE r.state IN ('closed', 'stood_down', 'reviewed', 'discarded')
					AND r.seq = (SELECT MAX(e.seq) FROM crisis_event e WHERE e.run = r.id))`)
		if err != nil {
			return fmt.Errorf("list runs: %w", err)
		}
		for _, id := range ids {
			if err := x.mendRun(id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("fold the runs: %w", err)
	}
	return nil
}

func (x *writing) mendRun(id crisis.RunID) error {
	folded, plan, broken, err := foldRun(x, id)
	if err != nil {
		x.w.opts.Log.Error("a run cannot be folded", "run", id, "error", err)
		return nil // the rest of the house is not kept from working by it
	}
	if broken != nil {
		x.w.opts.Log.Error("the log of a run is broken", "run", id, "error", broken)
		return nil
	}
	same, err := sameAsKept(x, folded)
	if err != nil || same {
		return err
	}
	x.w.opts.Log.Warn("a run was not what its log says; it is made anew", "run", id)
	return x.keepRun(plan, folded)
}
