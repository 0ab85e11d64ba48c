package crisis

import (
	"slices"
	"time"

	"vigie/crisis/playbook"
)

// Fold gives the run that events make of a playbook. They must be in the order
// of their numbers, from the first.
func Fold(p *Plan, events []Event) *Run {
	r := NewRun()
	for _, e := range events {
		r.Take(p, e)
	}
	return r
}

// NewRun is a run before its first event.
func NewRun() *Run {
	return &Run{
		Roles: map[string]Binding{}, Vars: map[string]Variable{}, Steps: map[string]*Step{}, Texts: map[string]*Text{},
		Verdicts: map[string]Verdict{},
	}
}

// folding is one event on its way into a run.
type folding struct {
	p       *Plan
	r       *Run
	e       Event
	verdict Verdict
	moved   bool // steps became ready or ended
	depth   int
}

// Take adds the next event. Every event finds its place: what does not count
// is kept with its verdict.
func (r *Run) Take(p *Plan, e Event) Verdict {
	f := &folding{p: p, r: r, e: e, verdict: Counts}
	act, err := DecodeAct(e.Kind, e.Payload)
	r.Seq, r.Head = e.Seq, e.Hash
	switch {
	case err != nil: // of a newer program: it is kept, and nothing follows from it here
		f.verdict = Superseded
	case r.ended() && !afterClosing(e.Kind):
		f.verdict = AfterClosing
		f.keepEvidence(act)
	default:
		act.apply(f)
	}
	f.repeats()
	f.texts()
	f.ways()
	if f.verdict != Counts {
		if r.Verdicts == nil {
			r.Verdicts = map[string]Verdict{}
		}
		r.Verdicts[e.ID] = f.verdict
	}
	return f.verdict
}

func (r *Run) ended() bool {
	return r.State != "" && (r.State == Closed || r.State == StoodDown || r.State.Final())
}

// afterClosing says what may still happen to a run that has ended.
func afterClosing(k Kind) bool {
	return slices.Contains([]Kind{
		KindReopen, KindRaiseAgain, KindReview, KindNote, KindAction, KindPublished, KindSettled, KindLink, KindUnlink, KindLift, KindAskLift,
		KindAckFreeze, KindHandLead, KindStandDown, KindActionDone, KindPassed, KindSeal,
	}, k)
}

// keepEvidence keeps what somebody did who did not know that the run was
// closed.
func (f *folding) keepEvidence(act Act) {
	done, ok := act.(Complete)
	if s := f.r.Steps[f.e.Step]; ok && s != nil {
		f.evidence(s, done.Evidence)
		s.Done = append(s.Done, f.did(done.Note))
	}
}

func (f *folding) did(note string) Did {
	return Did{By: f.e.By, At: f.e.At, Event: f.e.ID, Note: note}
}

func (f *folding) evidence(s *Step, list []Evidence) {
	for _, ev := range list {
		ev.By, ev.At = f.e.By, f.e.At
		s.Evidence = append(s.Evidence, ev)
	}
}

// step gives the step of the event; nil where the playbook has none.
func (f *folding) step() *Step { return f.r.Steps[f.e.Step] }

func (f *folding) def() playbook.Step { return f.p.steps[f.e.Step].step }

// unseen reports whether the actor did not know of an event.
func (f *folding) unseen(seq int64) bool { return f.e.Base < seq }

// facts answers conditions as of a moment.
type facts struct {
	p  *Plan
	r  *Run
	at time.Time
}

func (f facts) Value(name string) string {
	if name == playbook.NameSeverity {
		return f.r.Severity
	}
	return f.r.Vars[name].Value
}

func (f facts) Rank(level string) int { return f.p.Book.SeverityRank(level) }

func (f facts) Held(name string) (time.Duration, bool) {
	switch name {
	case playbook.NameCleared:
		return f.at.Sub(f.r.Cleared), !f.r.Cleared.IsZero()
	case playbook.NameSeverity:
		return 0, f.r.Severity != ""
	}
	v := f.r.Vars[name]
	return f.at.Sub(v.Since), v.Value != "" && v.Value != "false"
}

func (f *folding) holds(c playbook.Condition) bool { return c.Holds(facts{f.p, f.r, f.e.Kept}) }

// ways says of steps that nobody reached whether anybody still can.
func (f *folding) ways() {
	if !f.moved {
		return
	}
	for id, s := range f.r.Steps {
		if s.State != Locked && s.State != NotTaken {
			continue
		}
		s.State = NotTaken
		for other, o := range f.r.Steps {
			if (o.Open() || o.State == Disputed) && f.p.reach[other][id] {
				s.State = Locked
				break
			}
		}
	}
}

// Blocked reports whether a dispute holds a step: no publication, no routing
// and no end comes after one that is not settled.
func (r *Run) Blocked(p *Plan, id string) bool {
	switch p.steps[id].step.Type {
	case playbook.Publish, playbook.RouteStep, playbook.End:
	default:
		return false
	}
	for other, s := range r.Steps {
		if s.State == Disputed && p.reach[other][id] {
			return true
		}
	}
	return false
}

// Overdue reports whether a step is late.
func (s Step) Overdue(at time.Time) bool {
	return s.Open() && !s.DueAt.IsZero() && at.After(s.DueAt)
}
