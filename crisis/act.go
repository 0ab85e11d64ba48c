package crisis

import (
	"encoding/json"
	"fmt"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// Act is what somebody does in a run; its event has the same kind and the act
// as its payload. See the files of the acts for what each may.
type Act interface {
	// Kind is the act's own name, as it is stored.
	Kind() Kind
	// decide checks the act in the run as the authority has it.
	decide(*deciding) error
	// apply is what follows from it.
	apply(*folding)
}

// Order is an act of a person on its way to the authority.
type Order struct {
	ID   string    `json:"id"` // ULID
	Run  RunID     `json:"run"`
	Step string    `json:"step,omitempty"`
	At   time.Time `json:"at"`
	Base int64     `json:"base"` // the last event that the actor had seen
	Act  Act       `json:"-"`
}

// deciding is an order on its way to its events.
type deciding struct {
	p    *Plan
	r    *Run
	o    Order
	by   team.Member
	kept time.Time
	act  Act // as it will be kept: a decision may complete it
	more []Event
}

// Decide gives the events that an order makes of a run, or a fault. kept is the
// authority's time. What was right when the actor looked is not refused for
// being late: the fold finds its verdict. Nothing is changed.
func Decide(p *Plan, r *Run, o Order, by team.Member, kept time.Time) ([]Event, error) {
	if o.ID == "" || o.Act == nil || o.Run == "" {
		return nil, fault.New(fault.Invalid, "fault.command-incomplete")
	}
	if by.ID == "" || by.Retired {
		return nil, fault.New(fault.Forbidden, "fault.no-member")
	}
	d := &deciding{p: p, r: r, o: o, by: by, kept: kept, act: o.Act}
	_, starts := o.Act.(Start)
	switch {
	case starts != (r.State == ""):
		return nil, fault.New(fault.Conflict, "crisis.no-run")
	case r.ended() && !afterClosing(o.Act.Kind()) && !d.unseen(r.ClosedSeq):
		return nil, fault.New(fault.Conflict, "crisis.run-closed")
	}
	if err := o.Act.decide(d); err != nil {
		return nil, err
	}
	return d.events()
}

func (d *deciding) events() ([]Event, error) {
	e, err := d.event(d.act, d.o.Step)
	if err != nil {
		return nil, err
	}
	list := append([]Event{e}, d.more...)
	seq, head := d.r.Seq, d.r.Head
	for i := range list {
		seq++
		list[i].ID, list[i].Seq = d.o.ID, seq
		if i > 0 {
			list[i].ID = fmt.Sprintf("%s-%d", d.o.ID, i+1)
		}
		list[i] = list[i].Sealed(head)
		head = list[i].Hash
	}
	return list, nil
}

func (d *deciding) event(a Act, step string) (Event, error) {
	raw, err := json.Marshal(a)
	if err != nil {
		return Event{}, fmt.Errorf("encode %s: %w", a.Kind(), err)
	}
	return Event{Run: d.o.Run, Kind: a.Kind(), Step: step, By: d.by.ID, At: d.o.At, Kept: d.kept, Base: d.o.Base, Payload: raw}, nil
}

// also has the order make one more event.
func (d *deciding) also(a Act, step string) error {
	e, err := d.event(a, step)
	d.more = append(d.more, e)
	return err
}

// unseen reports whether the actor did not know of an event.
func (d *deciding) unseen(seq int64) bool { return d.o.Base < seq }

// grant asks the rights table for the role of a step.
func (d *deciding) grant(right Right, role string) Grant { return d.r.GrantOf(d.p, right, d.by, role) }

// may refuses who has not the right freely.
func (d *deciding) may(right Right) error {
	if d.grant(right, "") != Freely {
		return refusal(right)
	}
	return nil
}

func refusal(right Right) error {
	return fault.New(fault.Forbidden, map[Right]string{
		DoStep: "crisis.not-your-step", SkipStep: "crisis.may-not-skip", DecideStep: "crisis.may-not-decide",
		EditText: "crisis.may-not-edit", ApproveText: "crisis.may-not-approve", PublishText: "crisis.may-not-publish",
		EndRun: "crisis.lead-only", HandOverLead: "crisis.lead-only", OverrideText: "crisis.lead-only",
		StartRun: "crisis.may-not-start", StartExercise: "crisis.may-not-start", RaiseSeverity: "crisis.not-in-run",
		PublishBook: "crisis.may-not-publish-playbook",
	}[right])
}

// takesPart refuses who is nobody of the house: everybody else may speak.
func (d *deciding) takesPart() error {
	if d.grant(RaiseSeverity, "") == Never && !d.r.bound(d.by.ID) && d.by.Profile != team.Adviser {
		return refusal(RaiseSeverity)
	}
	return nil
}

// needReason refuses an act without one.
func needReason(s string) error {
	if s == "" {
		return fault.New(fault.Invalid, "crisis.reason-missing")
	}
	return nil
}

// NeedsAuthority reports whether an act is only carried out by the authority: a
// desktop shows it as asked, not as done.
func NeedsAuthority(p *Plan, r *Run, a Act) bool {
	switch t := a.(type) {
	case Publish, HandLead, Lift:
		return true
	case SetSeverity:
		return p.Book.SeverityRank(t.To) < p.Book.SeverityRank(r.Severity)
	default:
		return false
	}
}

// DecodeAct reads the act of an event or an order. An erased payload is the
// zero act.
func DecodeAct(k Kind, raw json.RawMessage) (Act, error) {
	read := readerOf(k)
	if read == nil {
		return nil, fault.New(fault.Unsupported, "fault.order-unknown", "Name", string(k))
	}
	if len(raw) == 0 {
		raw = json.RawMessage(`{}`)
	}
	a, err := read(raw)
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "fault.command-incomplete")
	}
	return a, nil
}

func reader[T Act](raw json.RawMessage) (Act, error) {
	var a T
	err := json.Unmarshal(raw, &a)
	return a, err
}
