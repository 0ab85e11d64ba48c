package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"vigie/crisis"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store/wire"
)

// publishSoon is how long after it was given a publication may still be
// carried out: later, a person decides again.
const publishSoon = 2 * time.Minute

// mostActBytes bounds an act: its texts and reasons. Files travel apart.
const mostActBytes = 256 << 10

// runAct are the arguments of an order in a run. The name of the order is the
// kind of the act.
type runAct struct {
	Run  crisis.RunID    `json:"run"`
	Step string          `json:"step,omitempty"`
	Base int64           `json:"base"` // the last event that the actor saw
	At   int64           `json:"at"`   // the actor's clock
	Act  json.RawMessage `json:"act"`
}

// runOrders has each act of a person in a run carried out.
func runOrders() map[string]carrier {
	out := map[string]carrier{}
	for _, k := range crisis.Kinds() {
		out[string(k)] = func(x *writing, raw json.RawMessage, by team.MemberID) error {
			var a runAct
			if err := json.Unmarshal(raw, &a); err != nil {
				return fault.Wrap(err, fault.Invalid, "fault.command-incomplete")
			}
			return x.actInRun(k, a, by)
		}
	}
	return out
}

// StartRun begins a run, or joins the one that is about the same story; it gives
// the id of the run that goes on.
func (w *Workspace) StartRun(ctx context.Context, a crisis.Start, by team.MemberID) (crisis.RunID, error) {
	id := crisis.RunID(w.newID(w.now()))
	err := w.inRun(ctx, crisis.Order{Run: id, Act: a}, by)
	if err != nil {
		return "", err
	}
	if there, err := maybe(w.glance(ctx), plain[crisis.RunID], `SELECT id FROM crisis_run WHERE id = ?`, id); err != nil || there != "" {
		return there, explain(err)
	}
	joined, err := maybe(w.glance(ctx), plain[crisis.RunID], `SELECT run FROM crisis_event WHERE kind = ? AND payload LIKE ?`,
		crisis.KindJoin, "%"+string(id)+"%")
	return joined, explain(err)
}

// ActInRun has a member act in a run, on a step of it or, with "", on all of
// it. The act is judged by what the run was when the member looked: base is the
// number of the last event that they saw.
func (w *Workspace) ActInRun(ctx context.Context, o crisis.Order, by team.MemberID) error {
	if o.Run == "" || o.Act == nil {
		return fault.New(fault.Invalid, "fault.command-incomplete")
	}
	return w.inRun(ctx, o, by)
}

func (w *Workspace) inRun(ctx context.Context, o crisis.Order, by team.MemberID) error {
	act, err := json.Marshal(o.Act)
	if err != nil {
		return fmt.Errorf("encode %s: %w", o.Act.Kind(), err)
	}
	return w.write(ctx, func(x *writing) error {
		base, err := x.heard(o.Run, o.Base)
		if err != nil {
			return err
		}
		order, err := w.newOrder(string(o.Act.Kind()), runAct{Run: o.Run, Step: o.Step, Base: base, At: millis(w.now()), Act: act})
		if err != nil {
			return err
		}
		if o.ID != "" {
			order.ID = o.ID
		}
		if o.Act.Kind() == crisis.KindPublish {
			order.Until = millis(w.now().Add(publishSoon))
		}
		return x.give(order, by)
	})
}

// give carries out an order here and hands it to the relay.
func (x *writing) give(o wire.Order, by team.MemberID) error {
	if _, err := x.carryOut(o, by); err != nil {
		return err
	}
	return x.hand(by, o)
}

// actInRun decides an act and adds its events, with all that follows, in one
// transaction.
func (x *writing) actInRun(k crisis.Kind, a runAct, by team.MemberID) error {
	if len(a.Act) > mostActBytes {
		return fault.New(fault.Invalid, "fault.text-too-long", "Max", mostActBytes)
	}
	m, err := x.member(by)
	if err != nil {
		return err
	}
	act, err := crisis.DecodeAct(k, a.Act)
	if err != nil {
		return err
	}
	run, err := storedRun(x, a.Run)
	if err != nil {
		return err
	}
	base, err := x.seen(a.Run, a.Base)
	if err != nil {
		return err
	}
	o := crisis.Order{ID: string(x.order), Run: a.Run, Step: a.Step, At: moment(a.At), Base: base, Act: act}
	if start, ok := act.(crisis.Start); ok {
		if start, err = x.rehearsing(start); err != nil {
			return err
		}
		start = fromAlert(start)
		o.Act = start
		if o, run, err = x.joining(o, start, run); err != nil {
			return err
		}
	}
	plan, err := planOf(x, hashFor(run, o.Act))
	if err != nil {
		return err
	}
	if x.w.copied() && crisis.NeedsAuthority(plan, run, o.Act) {
		return nil // the server does, or not; until then nothing is shown as done
	}
	if start, ok := o.Act.(crisis.Start); ok {
		if err := x.born(start); err != nil {
			return err
		}
	}
	if o.Act, err = x.whole(o.Act, run); err != nil {
		return err
	}
	events, err := crisis.Decide(plan, run, o, m, x.now)
	if err != nil {
		return err
	}
	if err := x.happen(plan, run, events); err != nil || run.State != crisis.Closed || run.Exercise || !closes(events) {
		return err
	}
	return x.seal(run.ID)
}

// closes reports whether a run is closed by one of the events.
func closes(events []crisis.Event) bool {
	return slices.ContainsFunc(events, func(e crisis.Event) bool { return e.Kind == crisis.KindClose })
}

// whole completes an act with what only the authority knows.
func (x *writing) whole(a crisis.Act, r *crisis.Run) (crisis.Act, error) {
	switch t := a.(type) {
	case crisis.Publish:
		if !r.Exercise {
			return x.addressee(t, r)
		}
	case crisis.Lift:
		return x.giving(t, r)
	}
	return a, nil
}

func hashFor(r *crisis.Run, a crisis.Act) string {
	if start, ok := a.(crisis.Start); ok {
		return start.Book.Hash
	}
	return r.Book.Hash
}

// joining makes of a second start for the same story a word in the first run.
func (x *writing) joining(o crisis.Order, start crisis.Start, fresh *crisis.Run) (crisis.Order, *crisis.Run, error) {
	if err := x.startable(start); err != nil || start.Story == "" || start.Parent != nil {
		return o, fresh, err
	}
	runs, err := all(x, body[*crisis.Run], `SELECT body FROM crisis_run WHERE story <> '' AND exercise = ? AND state IN `+goingOn+` ORDER BY id`, bit(start.Exercise))
	if err != nil {
		return o, nil, fmt.Errorf("read runs: %w", err)
	}
	for _, run := range runs {
		about := start
		if same, err := x.sameStory(start.Story, run.Story); err != nil {
			return o, nil, err
		} else if same {
			about.Story = run.Story
		}
		if run.ID != o.Run && run.Joins(about, x.now) {
			o.Act, o.Base = crisis.Join{Start: start, Wanted: o.Run}, run.Seq
			o.Run = run.ID
			return o, run, nil
		}
	}
	return o, fresh, nil
}

// startable refuses a playbook that is not to be run: an exercise may try a
// draft.
func (x *writing) startable(a crisis.Start) error {
	state, err := maybe(x, plain[string], `SELECT state FROM playbook WHERE hash = ?`, a.Book.Hash)
	switch {
	case err != nil:
		return fmt.Errorf("read playbook: %w", err)
	case state == "":
		return fault.New(fault.NotFound, "crisis.no-playbook")
	case state == bookPublished, a.Exercise && state == bookDraft:
		return nil
	default:
		return fault.New(fault.Conflict, "crisis.playbook-not-published")
	}
}

// happen adds events to a run: log, projection and what follows outside of it.
func (x *writing) happen(p *crisis.Plan, r *crisis.Run, events []crisis.Event) error {
	for _, e := range events {
		if err := x.addEvent(e); err != nil {
			return err
		}
		r.Take(p, e)
		if err := x.follows(r, e); err != nil {
			return err
		}
		if err := x.tellParent(r, e); err != nil {
			return err
		}
	}
	return x.keepRun(p, r)
}

// follows does what an event means outside of its run. On a desktop's copy that
// is the server's to do.
func (x *writing) follows(r *crisis.Run, e crisis.Event) error {
	if x.w.copied() || r.Exercise {
		return nil
	}
	switch e.Kind {
	case crisis.KindFreeze:
		return x.hold(r, e.ID)
	case crisis.KindLift:
		return x.letGo(r)
	case crisis.KindPublish:
		return x.permit(r, e)
	default:
		return nil
	}
}
