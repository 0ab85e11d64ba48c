package crisis

import (
	"cmp"
	"slices"
	"time"

	"vigie/inbox/team"
)

// Decided is what somebody decided in a run.
type Decided struct {
	Step      string        `json:"step"`
	Title     string        `json:"title"`
	Option    string        `json:"option"` // its label
	By        team.MemberID `json:"by"`
	Confirmed team.MemberID `json:"confirmed,omitempty"`
	Reason    string        `json:"reason,omitempty"`
	At        time.Time     `json:"at"`
}

// Doer is what a member did in a run, as its log counts it.
type Doer struct {
	Member team.MemberID `json:"member"`
	Acts   int           `json:"acts"`
	Steps  int           `json:"steps"` // that they ended
	Yes    int           `json:"yes,omitempty"`
	Words  int           `json:"words,omitempty"` // statements and updates that they wrote
}

// decided keeps a decision that counts.
func (o *Retrospective) decided(p *Plan, e Event, v Verdict) {
	act, err := DecodeAct(e.Kind, e.Payload)
	if err != nil || v != Counts {
		return
	}
	def := p.steps[e.Step].step
	label := func(id string) string {
		at, _ := option(def, id)
		return at.Label
	}
	switch a := act.(type) {
	case Choose:
		o.Decisions = append(o.Decisions, Decided{Step: e.Step, Title: def.Title, Option: label(a.Option), By: e.By, Reason: a.Reason, At: e.Kept})
	case Settle:
		o.Decisions = append(o.Decisions, Decided{Step: e.Step, Title: def.Title, Option: label(a.Option), By: e.By, Reason: a.Reason, At: e.Kept})
	case ConfirmChoice:
		for i := range slices.Backward(o.Decisions) {
			if d := &o.Decisions[i]; d.Step == e.Step {
				d.Confirmed = e.By
				return
			}
		}
	}
}

// acted counts what a member did.
func (o *Retrospective) acted(e Event, verdict Verdict) {
	if e.By == "" {
		return
	}
	i := slices.IndexFunc(o.Doers, func(d Doer) bool { return d.Member == e.By })
	if i < 0 {
		i = len(o.Doers)
		o.Doers = append(o.Doers, Doer{Member: e.By})
	}
	d := &o.Doers[i]
	d.Acts++
	if verdict != Counts {
		return
	}
	switch e.Kind {
	case KindComplete, KindSkip, KindChoose:
		d.Steps++
	case KindApprove:
		d.Yes++
	case KindEdit, KindUpdate:
		d.Words++
	}
}

// ranked puts who did most first.
func (o *Retrospective) ranked() {
	slices.SortStableFunc(o.Doers, func(a, b Doer) int { return cmp.Compare(b.Acts, a.Acts) })
}

// Warned says when the alert came that the run answers, for the delay from the
// alert to the start. The zero time is a run without an alert.
func (o *Retrospective) Warned(at time.Time) {
	if o.Alerted = at; !at.IsZero() && !o.Begun.IsZero() {
		o.Metrics.AlertToStart = max(o.Begun.Sub(at), 0)
	}
}

// Course is when a run began and ended, and when each of its statements first
// went public, once a text. The end is zero while the run goes on.
func (r *Run) Course() (begun, ended time.Time, out []time.Time) {
	if r.LacksReview() || r.State == Reviewed {
		ended = r.ClosedAt
	}
	said := map[string]bool{}
	for _, p := range r.Publications {
		key := p.Statement + "\n" + p.Hash
		if !said[key] && (p.State == Sent || p.State == HandMade || p.State == Rehearsed) {
			said[key] = true
			out = append(out, p.At)
		}
	}
	return r.Begun, ended, out
}
