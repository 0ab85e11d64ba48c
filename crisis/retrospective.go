package crisis

import (
	"slices"
	"time"

	"vigie/inbox/team"
)

// Retrospective is what the log says about a run afterwards. Nothing of it is
// typed.
type Retrospective struct {
	Alerted  time.Time     `json:"alerted,omitzero"` // as Warned says
	Begun    time.Time     `json:"begun"`
	Ended    time.Time     `json:"ended,omitzero"`
	Exercise bool          `json:"exercise,omitempty"`
	Book     Pin           `json:"book"`
	Severity string        `json:"severity"` // the last
	Highest  string        `json:"highest"`
	People   int           `json:"people"` // who acted
	Metrics  Metrics       `json:"metrics"`
	Steps    []Delay       `json:"steps,omitempty"`
	Late     []Delay       `json:"late,omitempty"`
	Skipped  []SkippedStep `json:"skipped,omitempty"`
	Out      []Publication `json:"out,omitempty"`
	Actions  []Todo        `json:"actions,omitempty"`
	Odd      []Oddity      `json:"odd,omitempty"` // what did not simply count
	// Decisions are what was decided, in their order; Doers who did what, those
	// who did most first.
	Decisions []Decided `json:"decisions,omitempty"`
	Doers     []Doer    `json:"doers,omitempty"`
}

// Metrics are the figures that a playbook may ask for. A time that did not come
// is 0.
type Metrics struct {
	AlertToStart     time.Duration `json:"alert_to_start,omitempty"`
	ToFreeze         time.Duration `json:"to_freeze"` // from the beginning
	ToFirstStatement time.Duration `json:"to_first_statement"`
	Lasted           time.Duration `json:"lasted"`
	OverdueSteps     int           `json:"overdue_steps"`
	SkippedSteps     int           `json:"skipped_steps"`
	Rejections       int           `json:"approvals_rejected"`
	Overrides        int           `json:"approvals_overridden"`
	Updates          int           `json:"status_updates"`
	Conversations    int           `json:"conversations"`
	LeadChanges      int           `json:"lead_changes"`
}

// Delay is how long a step took from when it was ready.
type Delay struct {
	Step  string        `json:"step"`
	Title string        `json:"title"`
	By    team.MemberID `json:"by,omitempty"`
	Took  time.Duration `json:"took"`
	Due   time.Duration `json:"due,omitempty"`
	Late  time.Duration `json:"late,omitempty"`
}

// SkippedStep is a step that was left out, and why.
type SkippedStep struct {
	Step   string        `json:"step"`
	Title  string        `json:"title"`
	By     team.MemberID `json:"by"`
	Reason string        `json:"reason"`
}

// Oddity is an event that somebody should look at: two did the same, somebody
// worked on after the end.
type Oddity struct {
	Event   string        `json:"event"`
	Kind    Kind          `json:"kind"`
	Step    string        `json:"step,omitempty"`
	By      team.MemberID `json:"by"`
	Verdict Verdict       `json:"verdict"`
}

// Look makes the retrospective of a log. The steps are timed while the log is
// folded, so that one that was done twice is there twice.
func Look(p *Plan, events []Event) Retrospective {
	r, out := NewRun(), Retrospective{}
	people := map[team.MemberID]bool{}
	for _, e := range events {
		before := stands(r)
		verdict := r.Take(p, e)
		if verdict != Counts {
			out.Odd = append(out.Odd, Oddity{Event: e.ID, Kind: e.Kind, Step: e.Step, By: e.By, Verdict: verdict})
		}
		out.timed(p, r, e, before)
		out.counted(p, r, e, verdict)
		out.decided(p, e, verdict)
		out.acted(e, verdict)
		if e.By != "" {
			people[e.By] = true
		}
	}
	out.Begun, out.Ended, out.Exercise, out.Book, out.Severity = r.Begun, r.ClosedAt, r.Exercise, r.Book, r.Severity
	out.People, out.Out, out.Actions = len(people), r.Publications, r.Actions
	out.Metrics.OverdueSteps, out.Metrics.SkippedSteps, out.Metrics.Updates = len(out.Late), len(out.Skipped), len(r.Updates)
	out.ranked()
	out.Metrics.LeadChanges = int(max(r.Epoch-1, 0))
	out.Metrics.Conversations = len(r.Conversations())
	if !r.ClosedAt.IsZero() {
		out.Metrics.Lasted = r.ClosedAt.Sub(r.Begun)
	}
	return out
}

// stand is what the timing of a step needs of what was before an event.
type stand struct {
	open       bool
	ready, due time.Time
}

func stands(r *Run) map[string]stand {
	out := make(map[string]stand, len(r.Steps))
	for id, s := range r.Steps {
		out[id] = stand{s.Open(), s.ReadyAt, s.DueAt}
	}
	return out
}

// timed notes the steps that an event ended.
func (o *Retrospective) timed(p *Plan, r *Run, e Event, before map[string]stand) {
	for _, id := range p.order {
		was, s := before[id], r.Steps[id]
		if s == nil || !was.open || s.State != Done && s.State != Skipped {
			continue
		}
		title := p.steps[id].step.Title
		if s.State == Skipped {
			o.Skipped = append(o.Skipped, SkippedStep{Step: id, Title: title, By: s.SkippedBy, Reason: s.Reason})
			continue
		}
		d := Delay{Step: id, Title: title, By: e.By, Took: e.Kept.Sub(was.ready)}
		if !was.due.IsZero() {
			d.Due, d.Late = was.due.Sub(was.ready), max(e.Kept.Sub(was.due), 0)
		}
		o.Steps = append(o.Steps, d)
		if d.Late > 0 {
			o.Late = append(o.Late, d)
		}
	}
}

// counted keeps the figures that an event moves.
func (o *Retrospective) counted(p *Plan, r *Run, e Event, v Verdict) {
	if p.Book.SeverityRank(r.Severity) > p.Book.SeverityRank(o.Highest) {
		o.Highest = r.Severity
	}
	since := e.Kept.Sub(r.Begun)
	switch {
	case e.Kind == KindReject && v == Counts:
		o.Metrics.Rejections++
	case e.Kind == KindOverride && v == Counts:
		o.Metrics.Overrides++
	case e.Kind == KindFreeze && o.Metrics.ToFreeze == 0:
		o.Metrics.ToFreeze = since
	}
	if o.Metrics.ToFirstStatement == 0 && slices.ContainsFunc(r.Publications, func(p Publication) bool {
		return p.State == Sent || p.State == HandMade || p.State == Rehearsed
	}) {
		o.Metrics.ToFirstStatement = since
	}
}
