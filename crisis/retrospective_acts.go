package crisis

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// ReviewWithin is how long after its end a run may wait for its retrospective
// where the playbook does not say; ReviewAgain is how often the lead is reminded
// after that.
const (
	ReviewWithin = 7 * 24 * time.Hour
	ReviewAgain  = 7 * 24 * time.Hour
)

// Review publishes the retrospective; nothing follows. What it says of the
// playbook is kept with it: each change with its verdict, and either the version
// that comes next or why there is none.
type Review struct {
	Text       string            `json:"text"`
	Answers    map[string]string `json:"answers,omitempty"` // by question
	Changes    []BookChange      `json:"changes,omitempty"`
	NewVersion string            `json:"new_version,omitempty"`
	Refused    string            `json:"refused,omitempty"` // why the playbook stays as it is
}

// Asked are the questions that were answered, in the order of the playbook, then
// the others.
func (a Review) Asked(p *Plan) []string {
	questions := p.Book.Retrospective.Questions
	place := func(q string) int {
		if i := slices.Index(questions, q); i >= 0 {
			return i
		}
		return len(questions)
	}
	return slices.SortedFunc(maps.Keys(a.Answers), func(x, y string) int {
		return cmp.Or(cmp.Compare(place(x), place(y)), strings.Compare(x, y))
	})
}

// BookChange is a change of the playbook that a retrospective proposes.
type BookChange struct {
	ID       string `json:"id"`             // unique in its retrospective
	What     string `json:"what"`           // due, remove or note
	Step     string `json:"step,omitempty"` // "" is the playbook as a whole
	From     string `json:"from,omitempty"`
	To       string `json:"to,omitempty"`
	Accepted bool   `json:"accepted,omitempty"`
}

// Kind implements Act.
func (Review) Kind() Kind { return KindReview }

// decide wants a verdict on the playbook: each retrospective of a crisis ends in
// a change that somebody accepted or refused. A false alarm has the short form.
func (a Review) decide(d *deciding) error {
	if err := d.may(EndRun); err != nil {
		return err
	}
	if err := d.in(Closed, StoodDown); err != nil {
		return err
	}
	switch {
	case a.Text == "" && len(a.Answers) == 0:
		return fault.New(fault.Invalid, "crisis.review-empty")
	case d.r.State == Closed && a.NewVersion == "" && a.Refused == "":
		return fault.New(fault.Invalid, "crisis.review-undecided")
	}
	return nil
}

func (Review) apply(f *folding) {
	if f.to(Reviewed) {
		f.r.ReviewDue = time.Time{}
	}
}

// owesReview begins the time in which the retrospective is due.
func (f *folding) owesReview() {
	within := f.p.Book.Retrospective.Due
	if within <= 0 {
		within = ReviewWithin
	}
	f.r.ReviewDue = f.e.Kept.Add(within)
}

// remindedOfReview sets the next reminder: the first of the weekly ones that is
// still to come, however many passed while the program slept.
func (f *folding) remindedOfReview() {
	for !f.r.ReviewDue.IsZero() && !f.r.ReviewDue.After(f.e.Kept) {
		f.r.ReviewDue = f.r.ReviewDue.Add(ReviewAgain)
	}
}

// LacksReview reports whether a run has ended and nobody published its
// retrospective yet.
func (r *Run) LacksReview() bool { return r.State == Closed || r.State == StoodDown }

// Todo is an action of a run and whether it is done.
type Todo struct {
	ID     string        `json:"id"` // of the event that added it
	Text   string        `json:"text"`
	Owner  team.MemberID `json:"owner"`
	Due    time.Time     `json:"due"`
	DoneBy team.MemberID `json:"done_by,omitempty"`
	DoneAt time.Time     `json:"done_at,omitzero"`
	Note   string        `json:"note,omitempty"`
}

// Open reports whether it is still to be done.
func (t Todo) Open() bool { return t.DoneAt.IsZero() }

// ActionDone says that an action of a run is done.
type ActionDone struct {
	Action string `json:"action"` // its id
	Note   string `json:"note,omitempty"`
}

// Kind implements Act.
func (ActionDone) Kind() Kind { return KindActionDone }

func (a ActionDone) decide(d *deciding) error {
	if d.r.todo(a.Action) == nil {
		return fault.New(fault.NotFound, "crisis.no-action")
	}
	return d.takesPart()
}

func (a ActionDone) apply(f *folding) {
	t := f.r.todo(a.Action)
	if t == nil || !t.Open() {
		f.verdict = AlsoDone
		return
	}
	t.DoneBy, t.DoneAt, t.Note = f.e.By, f.e.Kept, a.Note
}

func (r *Run) todo(id string) *Todo {
	for i := range r.Actions {
		if r.Actions[i].ID == id {
			return &r.Actions[i]
		}
	}
	return nil
}
