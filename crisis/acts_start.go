package crisis

import (
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Start begins a run of a playbook. A novice and an agency propose one; somebody
// else confirms.
type Start struct {
	Book     Pin                `json:"book"`
	Exercise bool               `json:"exercise,omitempty"`
	Severity string             `json:"severity,omitempty"`
	Roles    map[string]Binding `json:"roles"` // the lead among them
	Vars     map[string]string  `json:"vars,omitempty"`
	Links    []Link             `json:"links,omitempty"`
	Story    string             `json:"story,omitempty"` // of the alert
	Parent   *Parent            `json:"parent,omitempty"`
	Before   RunID              `json:"before,omitempty"`
	Outside  []string           `json:"outside,omitempty"` // of an agency, who may publish
	Proposed bool               `json:"proposed,omitempty"`
}

// Kind implements Act.
func (Start) Kind() Kind { return KindStart }

func (a Start) decide(d *deciding) error {
	grant := MayStart(d.by, a.Exercise)
	if grant == Never {
		return refusal(StartRun)
	}
	a.Proposed = a.Proposed || grant == Propose
	if err := a.whole(d.p); err != nil {
		return err
	}
	d.act = a
	return nil
}

// whole refuses a start that leaves open who leads and who must be there. A
// blank holds up nobody in the first minute: no text is approved or leaves
// while one of its own is open.
func (a Start) whole(p *Plan) error {
	for _, r := range p.Book.Roles {
		if b := a.Roles[r.ID]; (r.Required || r.ID == p.LeadRole()) && b.Holder == "" {
			return fault.New(fault.Invalid, "crisis.role-open", "Role", r.Label)
		}
	}
	for id := range a.Roles {
		if _, ok := p.Book.Role(id); !ok {
			return fault.New(fault.Invalid, "crisis.no-role", "Role", id)
		}
	}
	for id, value := range a.Vars {
		if err := fits(p, id, value); err != nil {
			return err
		}
	}
	if a.Severity != "" && p.Book.SeverityRank(a.Severity) < 0 {
		return fault.New(fault.Invalid, "crisis.no-severity", "Name", a.Severity)
	}
	return nil
}

func (a Start) apply(f *folding) {
	r := f.r
	r.ID, r.Book, r.Exercise, r.Severity, r.Story, r.Parent, r.Before = f.e.Run, a.Book, a.Exercise, a.Severity, a.Story, a.Parent, a.Before
	r.Outside, r.Links, r.State = a.Outside, a.Links, Prepared
	for id, b := range a.Roles {
		if role, _ := f.p.Book.Role(id); b.Backup == "" && role.Backup != "" {
			b.Backup = a.Roles[role.Backup].Holder
		}
		r.Roles[id] = b
	}
	r.Lead, r.Epoch = r.Roles[f.p.LeadRole()].Holder, 1
	for _, v := range f.p.Book.Variables {
		r.Vars[v.ID] = Variable{Value: either(a.Vars[v.ID], v.Default), Since: f.e.Kept}
	}
	for _, id := range f.p.order {
		r.Steps[id] = &Step{State: Locked}
	}
	for _, s := range f.p.Book.Statements {
		r.Texts[s.ID] = newText(s)
	}
	if !a.Proposed {
		f.setOff()
	}
}

// setOff makes the first step ready.
func (f *folding) setOff() {
	f.r.State, f.r.Begun = Running, f.e.Kept
	if every := f.p.Book.Updates.Every; every > 0 {
		f.r.UpdateDue = f.e.Kept.Add(every)
	}
	if len(f.p.Book.Steps) > 0 {
		f.enter(f.p.Book.Steps[0].ID)
	}
}

// Confirm begins a run that was proposed.
type Confirm struct{}

// Kind implements Act.
func (Confirm) Kind() Kind { return KindConfirm }

func (Confirm) decide(d *deciding) error {
	if MayStart(d.by, d.r.Exercise) != Freely {
		return refusal(StartRun)
	}
	return d.in(Prepared)
}

func (Confirm) apply(f *folding) {
	if f.r.State == Prepared {
		f.setOff()
		return
	}
	f.verdict = AlsoDone
}

// Discard drops a run that was proposed.
type Discard struct {
	Reason string `json:"reason"`
}

// Kind implements Act.
func (Discard) Kind() Kind { return KindDiscard }

func (a Discard) decide(d *deciding) error {
	if MayStart(d.by, d.r.Exercise) != Freely {
		return refusal(StartRun)
	}
	if err := needReason(a.Reason); err != nil {
		return err
	}
	return d.in(Prepared)
}

func (Discard) apply(f *folding) { f.to(Discarded) }

// Join notes that somebody else wanted to start a run for the same story.
type Join struct {
	Start  Start `json:"start"`
	Wanted RunID `json:"wanted,omitempty"` // the id that the second run would have had
}

// Kind implements Act.
func (Join) Kind() Kind { return KindJoin }

func (Join) decide(d *deciding) error {
	if MayStart(d.by, d.r.Exercise) == Never {
		return refusal(StartRun)
	}
	return nil
}

func (a Join) apply(f *folding) {
	f.r.Joined = append(f.r.Joined, a.Start)
	for _, l := range a.Start.Links {
		f.link(l)
	}
}

// SameStory is how long a story starts one run only: a second start joins it.
const SameStory = 2 * time.Hour

// Joins reports whether a start is about what a run is about already.
func (r *Run) Joins(a Start, at time.Time) bool {
	since := r.Begun
	return a.Story != "" && a.Story == r.Story && a.Exercise == r.Exercise && !r.ended() && (since.IsZero() || at.Sub(since) < SameStory)
}

// in refuses an act in another state, unless the actor could not know of it.
func (d *deciding) in(states ...RunState) error {
	for _, s := range states {
		if d.r.State == s {
			return nil
		}
	}
	return fault.New(fault.Conflict, "crisis.run-elsewhere", "State", string(d.r.State))
}

// to moves the run; where it may not go it stays, and the event is superseded.
func (f *folding) to(s RunState) bool {
	if !f.r.State.May(s) {
		f.verdict = Superseded
		if f.r.State == s {
			f.verdict = AlsoDone
		}
		return false
	}
	f.r.State = s
	return true
}

// Bind gives a role to other people.
type Bind struct {
	Role   string        `json:"role"`
	Holder team.MemberID `json:"holder"`
	Backup team.MemberID `json:"backup,omitempty"`
}

// Kind implements Act.
func (Bind) Kind() Kind { return KindBind }

func (a Bind) decide(d *deciding) error {
	if _, ok := d.p.Book.Role(a.Role); !ok {
		return fault.New(fault.Invalid, "crisis.no-role", "Role", a.Role)
	}
	if a.Role == d.p.LeadRole() && a.Holder != d.r.Lead {
		return fault.New(fault.Invalid, "crisis.lead-by-handover")
	}
	return d.may(EndRun)
}

func (a Bind) apply(f *folding) { f.r.Roles[a.Role] = Binding{Holder: a.Holder, Backup: a.Backup} }

// HandLead gives the lead to somebody: by compare-and-set on its epoch, so that
// nobody takes it from who has it by now without knowing.
type HandLead struct {
	To     team.MemberID `json:"to"`
	Epoch  int64         `json:"epoch"` // as the actor saw it
	Reason string        `json:"reason,omitempty"`
}

// Kind implements Act.
func (HandLead) Kind() Kind { return KindHandLead }

func (a HandLead) decide(d *deciding) error {
	if err := d.may(HandOverLead); err != nil {
		return err
	}
	if a.Epoch != d.r.Epoch {
		return fault.New(fault.Conflict, "crisis.lead-moved", "Member", string(d.r.Lead))
	}
	if d.by.ID != d.r.Lead {
		if err := needReason(a.Reason); err != nil {
			return err
		}
	}
	if a.To == "" || a.To == d.r.Lead {
		return fault.New(fault.Invalid, "crisis.leads-already")
	}
	return nil
}

func (a HandLead) apply(f *folding) {
	if a.Epoch != f.r.Epoch {
		f.verdict = Superseded
		return
	}
	role := f.p.LeadRole()
	b := f.r.Roles[role]
	b.Holder = a.To
	f.r.Roles[role], f.r.Lead, f.r.Epoch = b, a.To, f.r.Epoch+1
}
