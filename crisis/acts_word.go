package crisis

import (
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Note is a line of the log that somebody writes.
type Note struct {
	Text string `json:"text"`
}

// Kind implements Act.
func (Note) Kind() Kind { return KindNote }

func (a Note) decide(d *deciding) error {
	if a.Text == "" {
		return fault.New(fault.Invalid, "crisis.text-missing")
	}
	return d.takesPart()
}

func (Note) apply(*folding) {}

// Action is what is to be done after the run, by somebody, until a day.
type Action struct {
	Text  string        `json:"text"`
	Owner team.MemberID `json:"owner"`
	Due   time.Time     `json:"due"`
}

// Kind implements Act.
func (Action) Kind() Kind { return KindAction }

func (a Action) decide(d *deciding) error {
	if a.Text == "" || a.Owner == "" || a.Due.IsZero() {
		return fault.New(fault.Invalid, "crisis.action-incomplete")
	}
	return d.takesPart()
}

func (a Action) apply(f *folding) {
	f.r.Actions = append(f.r.Actions, Todo{ID: f.e.ID, Text: a.Text, Owner: a.Owner, Due: a.Due})
}

// Update tells the house where things stand, under fixed headings.
type Update struct {
	Known   string `json:"known"`
	Unknown string `json:"unknown"`
	Said    string `json:"said"`
	Next    string `json:"next"`
}

// Kind implements Act.
func (Update) Kind() Kind { return KindUpdate }

func (a Update) decide(d *deciding) error {
	if a.Known == "" && a.Unknown == "" && a.Said == "" && a.Next == "" {
		return fault.New(fault.Invalid, "crisis.text-missing")
	}
	if g := d.grant(DoStep, d.p.Book.Updates.Role); g != Freely {
		return refusal(DoStep)
	}
	return nil
}

func (a Update) apply(f *folding) {
	f.r.Updates = append(f.r.Updates, Posted{By: f.e.By, At: f.e.At, Known: a.Known, Unknown: a.Unknown, Said: a.Said, Next: a.Next})
	if every := f.p.Book.Updates.Every; every > 0 {
		f.r.UpdateDue = f.e.Kept.Add(every)
	}
}
