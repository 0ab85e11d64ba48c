// Package crisis is the crisis side of the trade, pure like inbox: playbooks,
// runs, steps, statements. So far it holds where a run and a step can stand and
// how they move; the rest comes with the crisis room.
package crisis

import "slices"

// RunState is where a run of a playbook stands. Severity and lead are not
// states, and "overdue" is computed from the clock, so that it cannot be lost.
type RunState string

// The states of a run.
const (
	Prepared  RunState = "prepared"
	Running   RunState = "running"
	Paused    RunState = "paused"
	Watching  RunState = "watching"   // all public acts are done; the volume is still watched
	StoodDown RunState = "stood_down" // a false alarm
	Closed    RunState = "closed"
	Reviewed  RunState = "reviewed" // the retrospective is published; a new run links to it
	Discarded RunState = "discarded"
)

// Next lists the states that a run may move to, none from a final one.
func (s RunState) Next() []RunState {
	switch s {
	case Prepared:
		return []RunState{Running, Discarded}
	case Running:
		return []RunState{Paused, Watching, StoodDown}
	case Paused:
		return []RunState{Running}
	case Watching:
		return []RunState{Running, StoodDown, Closed}
	case StoodDown:
		return []RunState{Running, Reviewed}
	case Closed:
		return []RunState{Watching, StoodDown, Reviewed}
	default:
		return nil
	}
}

// May reports whether a run may move to another state.
func (s RunState) May(to RunState) bool { return slices.Contains(s.Next(), to) }

// Final reports whether nothing follows.
func (s RunState) Final() bool { return len(s.Next()) == 0 }

// StepState is where a step of a run stands.
type StepState string

// The states of a step.
const (
	Locked   StepState = "locked"    // what comes before it is not done
	Ready    StepState = "ready"     // can be claimed
	Active   StepState = "active"    // somebody does it
	Awaiting StepState = "waiting"   // for an approval, an acknowledgement or a timer
	Done     StepState = "done"      // with its evidence
	Skipped  StepState = "skipped"   // with a reason
	Refused  StepState = "refused"   // its approval was
	Disputed StepState = "disputed"  // two devices decided differently; the lead settles it
	NotTaken StepState = "not_taken" // of the branch that was not chosen
)

// Next lists the states that a step may move to.
func (s StepState) Next() []StepState {
	switch s {
	case Locked:
		return []StepState{Ready, NotTaken}
	case Ready:
		return []StepState{Active, Skipped, NotTaken}
	case Active:
		return []StepState{Ready, Awaiting, Done, Skipped, Disputed}
	case Awaiting:
		return []StepState{Active, Done, Skipped, Refused, Disputed}
	case Refused:
		return []StepState{Active, Skipped}
	case Done, Skipped:
		return []StepState{Ready, Disputed}
	case Disputed:
		return []StepState{Done, Skipped, Ready}
	default:
		return nil
	}
}

// May reports whether a step may move to another state.
func (s StepState) May(to StepState) bool { return slices.Contains(s.Next(), to) }

// Settled reports whether the steps behind it may begin.
func (s StepState) Settled() bool { return s == Done || s == Skipped || s == NotTaken }
