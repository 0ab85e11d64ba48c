package crisis

import (
	"slices"

	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// SetFreeze holds every unsent reply and every automatic act in its scope.
type SetFreeze struct {
	Scope  string            `json:"scope"`
	Only   []inbox.AccountID `json:"only,omitempty"` // none is all
	Reason string            `json:"reason"`
}

// Kind implements Act.
func (SetFreeze) Kind() Kind { return KindFreeze }

func (a SetFreeze) decide(d *deciding) error {
	if d.grant(PublishText, "") != Freely {
		return refusal(PublishText)
	}
	return needReason(a.Reason)
}

func (a SetFreeze) apply(f *folding) {
	f.r.Freezes = append(f.r.Freezes, Freeze{
		ID: f.e.ID, Scope: a.Scope, Only: a.Only, Reason: a.Reason, By: f.e.By, At: f.e.Kept, Acks: map[string]Did{},
	})
}

// AckFreeze says that an account or an outside tool really is paused.
type AckFreeze struct {
	Freeze string `json:"freeze"`
	Target string `json:"target"`
	Note   string `json:"note,omitempty"`
}

// Kind implements Act.
func (AckFreeze) Kind() Kind { return KindAckFreeze }

func (a AckFreeze) decide(d *deciding) error {
	if d.r.freeze(a.Freeze) == nil || a.Target == "" {
		return fault.New(fault.NotFound, "crisis.no-freeze")
	}
	return d.takesPart()
}

func (r *Run) freeze(id string) *Freeze {
	i := slices.IndexFunc(r.Freezes, func(f Freeze) bool { return f.ID == id })
	if i < 0 {
		return nil
	}
	return &r.Freezes[i]
}

func (a AckFreeze) apply(f *folding) {
	z := f.r.freeze(a.Freeze)
	if z == nil || z.Acks[a.Target].By != "" {
		f.verdict = AlsoDone
		return
	}
	if z.Acks == nil {
		z.Acks = map[string]Did{}
	}
	z.Acks[a.Target] = f.did(a.Note)
}

// AskLift is the lead's word that a freeze may end.
type AskLift struct {
	Freeze string `json:"freeze"`
	Reason string `json:"reason"`
}

// Kind implements Act.
func (AskLift) Kind() Kind { return KindAskLift }

func (a AskLift) decide(d *deciding) error {
	z := d.r.freeze(a.Freeze)
	if z == nil || !z.On() {
		return fault.New(fault.Conflict, "crisis.no-freeze")
	}
	if d.by.ID != d.r.Lead {
		return refusal(EndRun)
	}
	return needReason(a.Reason)
}

func (a AskLift) apply(f *folding) {
	z := f.r.freeze(a.Freeze)
	if z == nil || !z.On() {
		f.verdict = Superseded
		return
	}
	z.LiftBy = f.e.By
}

// Lift is the second person's word: the freeze ends. What it held comes back
// as drafts; nothing is sent by itself.
type Lift struct {
	Freeze string `json:"freeze"`
	// Gave is what came back as drafts; the authority says, never the actor.
	Gave []GivenBack `json:"gave,omitempty"`
}

// GivenBack is a reply that a freeze held and that is a draft again.
type GivenBack struct {
	Conversation inbox.ConversationID `json:"conversation"`
	Author       team.MemberID        `json:"author"`
}

// Kind implements Act.
func (Lift) Kind() Kind { return KindLift }

func (a Lift) decide(d *deciding) error {
	z := d.r.freeze(a.Freeze)
	switch {
	case z == nil || !z.On():
		return fault.New(fault.Conflict, "crisis.no-freeze")
	case z.LiftBy == "":
		return fault.New(fault.Conflict, "crisis.lift-not-asked")
	case z.LiftBy == d.by.ID:
		return fault.New(fault.Forbidden, "crisis.not-your-own")
	case d.grant(PublishText, "") != Freely:
		return refusal(PublishText)
	}
	return nil
}

func (a Lift) apply(f *folding) {
	z := f.r.freeze(a.Freeze)
	if z == nil || !z.On() || z.LiftBy == "" || z.LiftBy == f.e.By {
		f.verdict = Superseded
		return
	}
	z.Lifted, z.Gave = f.e.Kept, a.Gave
}

// Frozen gives the freeze of the run that holds what leaves from an account;
// nil where none does.
func (r *Run) Frozen(acc inbox.AccountID) *Freeze {
	for i := range r.Freezes {
		if r.Freezes[i].Covers(acc) && !r.Exercise {
			return &r.Freezes[i]
		}
	}
	return nil
}
