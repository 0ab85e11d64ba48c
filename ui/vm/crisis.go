package vm

import (
	"context"
	"slices"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/team"
)

// Afoot is a run that goes on, as the screens around the crisis room tell of it.
type Afoot struct {
	ID       crisis.RunID
	Title    string
	Exercise bool
	Lead     team.MemberID
	Mine     bool // the member at the keyboard has a role in it
	Late     int  // steps past their deadline
	// Owed is since when a status update is; zero is not.
	Owed time.Time
	// Slept is the event that told of deadlines which passed while nothing ran,
	// and Missed how many of those steps are still late.
	Slept  string
	Missed int
	Holds  []crisis.Freeze // that still hold; none in an exercise
	Links  []crisis.Link   // conversations and contacts
}

// Has reports whether the run is tied to something.
func (a Afoot) Has(l crisis.Link) bool { return slices.Contains(a.Links, l) }

// Crises is what a desk offers besides to tell of the runs that go on.
type Crises interface {
	CrisesAfoot(ctx context.Context) ([]Afoot, error)
}

// sleptFor is how late a deadline must have been noticed to have passed while
// nothing ran.
const sleptFor = 2 * time.Minute

// NewAfoot tells of a run; false for one that goes on no more and holds nothing.
func NewAfoot(r *crisis.Run, p *crisis.Plan, events []crisis.Event, me team.MemberID, now time.Time) (Afoot, bool) {
	a := Afoot{ID: r.ID, Title: r.Book.Title, Exercise: r.Exercise, Lead: r.Lead, Mine: Takes(r, me), Links: r.Links}
	for _, z := range r.Freezes {
		if z.On() && !r.Exercise {
			a.Holds = append(a.Holds, z)
		}
	}
	if !slices.Contains([]crisis.RunState{crisis.Prepared, crisis.Running, crisis.Paused, crisis.Watching}, r.State) {
		return a, len(a.Holds) > 0
	}
	if r.State == crisis.Paused {
		return a, true
	}
	for _, id := range p.Order() {
		if s := r.Steps[id]; s != nil && s.Overdue(now) {
			a.Late++
		}
	}
	a.Owed = UpdateOwed(r, events, now)
	a.Slept, a.Missed = slept(r, events, now)
	return a, true
}

// Takes reports whether a member has a role in a run.
func Takes(r *crisis.Run, m team.MemberID) bool {
	for role := range r.Roles {
		if r.Holds(m, role) {
			return true
		}
	}
	return m != "" && m == r.Lead
}

// UpdateOwed is since when the house waits for a status update; zero when it
// does not. The run's own timer only calls again, so that it tells nothing of
// this.
func UpdateOwed(r *crisis.Run, events []crisis.Event, now time.Time) time.Time {
	if r.State != crisis.Running && r.State != crisis.Watching {
		return time.Time{}
	}
	var owed time.Time
	if !r.UpdateDue.IsZero() && r.UpdateDue.Before(now) {
		owed = r.UpdateDue
	}
	for _, e := range slices.Backward(events) {
		if e.Kind == crisis.KindUpdate {
			break
		}
		for _, p := range passed(e) {
			if p.What == crisis.UpdateDue {
				owed = p.Due
			}
		}
	}
	return owed
}

// passed are the deadlines that an event tells of; none of another event.
func passed(e crisis.Event) []crisis.Passing {
	if e.Kind != crisis.KindPassed || e.Erased() {
		return nil
	}
	act, err := crisis.DecodeAct(e.Kind, e.Payload)
	if p, ok := act.(crisis.Passed); ok && err == nil {
		return p.Passed
	}
	return nil
}

// slept finds the last time that deadlines were noticed long after they passed,
// and counts the steps of it that are late still.
func slept(r *crisis.Run, events []crisis.Event, now time.Time) (event string, late int) {
	for _, e := range slices.Backward(events) {
		steps := map[string]bool{}
		long := false
		for _, p := range passed(e) {
			long = long || e.Kept.Sub(p.Due) > sleptFor
			if s := r.Steps[p.Step]; (p.What == crisis.Late || p.What == crisis.Escalated) && s != nil && s.Overdue(now) {
				steps[p.Step] = true
			}
		}
		if long && len(steps) > 0 {
			return e.ID, len(steps)
		}
	}
	return "", 0
}

// Held gives the pause of publishing that holds what leaves from an account.
func (h House) Held(acc inbox.AccountID) (crisis.Freeze, bool) {
	for _, a := range h.Afoot {
		for _, z := range a.Holds {
			if z.Covers(acc) {
				return z, true
			}
		}
	}
	return crisis.Freeze{}, false
}

// HeldText says why a text waits.
func (f Faces) HeldText(z crisis.Freeze) string {
	return f.Texts.T("crisisact.held", map[string]any{"Name": f.House.Member(z.By), "Time": f.Clock(z.At), "Reason": z.Reason})
}
