package inbox

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// handOver decides the acts on handovers.
func (d *decision) handOver(a Act) error {
	if d.c.MergedInto != "" {
		return fault.New(fault.Conflict, "fault.conversation-merged")
	}
	switch a := a.(type) {
	case Propose:
		return d.propose(a)
	case Accept:
		return d.accept(a)
	case Decline:
		return d.decline(a)
	case Withdraw:
		return d.withdraw(a)
	case Expire:
		return d.expire(a)
	case Return:
		return d.giveBack(a)
	default:
		return fault.New(fault.Invalid, "fault.unknown-act", "Name", a.Name())
	}
}

// propose hands the conversation over. The sender keeps the ball until
// somebody of the receiving department accepts.
func (d *decision) propose(a Propose) error {
	if err := d.proposable(a); err != nil {
		return err
	}
	due := a.DueAt
	if due.IsZero() {
		due = d.at.Add(d.Rules.HandoverDue)
	}
	if !due.After(d.at) {
		return fault.New(fault.Invalid, "fault.handover-due-past")
	}
	h := Handover{
		ID: HandoverID(d.cmd), Conversation: d.c.ID, From: d.c.Department, FromMember: d.by.ID, To: a.To, ToMember: a.ToMember,
		Asked: a.Asked, Reason: a.Reason, Words: strings.TrimSpace(a.Words), ComesBack: a.ComesBack, DueAt: due,
		State: Proposed, Holder: d.c.Assignee, ProposedAt: d.at, Loop: loops(d.Handovers, d.c.Department, a.To),
	}
	d.out.Handovers = []Handover{h}
	d.c.Handover, d.c.HandedTo = h.ID, a.To
	d.begin()
	if d.c.Status != Open {
		d.c.Status, d.c.SnoozedUntil = Open, time.Time{}
	}
	d.fact("to", d.departmentName(a.To))
	d.fact("reason", a.Reason)
	d.fact("asked", string(a.Asked))
	d.fact("due", strconv.FormatInt(due.UnixMilli(), 10))
	d.tellReceivers(h)
	if h.Loop {
		d.fact("loop", "yes")
		d.tell(d.coordinator(h.From), d.coordinator(h.To))
	}
	return nil
}

func (d *decision) proposable(a Propose) error {
	to, ok := d.Roster.Department(a.To)
	m, known := d.Roster.Member(a.ToMember)
	switch {
	case !ok || to.Retired:
		return fault.New(fault.NotFound, "fault.department-gone")
	case d.c.HandedTo != "":
		return fault.New(fault.Conflict, "fault.handover-waits", "Department", d.departmentName(d.c.HandedTo))
	case a.To == d.c.Department:
		return fault.New(fault.Invalid, "fault.already-there", "Department", to.Name)
	case d.c.Department != "" && !d.by.In(d.c.Department) && d.by.Profile != team.Coordinator:
		return fault.New(fault.Forbidden, "fault.not-your-department", "Department", d.departmentName(d.c.Department))
	case a.ToMember != "" && (!known || m.Retired || !m.In(a.To)):
		return fault.New(fault.Invalid, "fault.member-elsewhere", "Name", m.Name, "Department", to.Name)
	case strings.TrimSpace(a.Reason) == "":
		return fault.New(fault.Invalid, "fault.handover-needs-reason")
	case !slices.Contains(Asks(), a.Asked):
		return fault.New(fault.Invalid, "fault.handover-asked-invalid")
	case len(a.Words) > d.Rules.MaxText:
		return fault.New(fault.Invalid, "fault.text-too-long", "Max", d.Rules.MaxText)
	case len(d.Roster.Of(a.To)) == 0:
		return fault.New(fault.Invalid, "fault.department-empty", "Department", to.Name)
	default:
		return nil
	}
}

// loops reports whether to has already passed this conversation to from: the
// ball goes round and no one solves it.
func loops(legs []Handover, from, to team.DepartmentID) bool {
	return slices.ContainsFunc(legs, func(h Handover) bool {
		return h.From == to && h.To == from && (h.State == Accepted || h.State == Closed || h.State == Declined)
	})
}

// tellReceivers notifies the named member, or everyone of the department who
// is not away.
func (d *decision) tellReceivers(h Handover) {
	if h.ToMember != "" {
		d.tell(h.ToMember)
		return
	}
	for _, m := range d.Roster.Of(h.To) {
		if !m.Away {
			d.tell(m.ID)
		}
	}
}

func (d *decision) coordinator(dep team.DepartmentID) team.MemberID {
	v, _ := d.Roster.Department(dep)
	return v.Coordinator
}

// leg finds a leg that is in one of the wanted states.
func (d *decision) leg(id HandoverID, want HandoverState) (Handover, error) {
	i := slices.IndexFunc(d.Handovers, func(h Handover) bool { return h.ID == id })
	if i < 0 {
		return Handover{}, fault.New(fault.NotFound, "fault.handover-gone")
	}
	h := d.Handovers[i]
	if h.State == want {
		return h, nil
	}
	if h.State == Accepted {
		return h, fault.New(fault.Conflict, "fault.handover-accepted", "Name", d.memberName(h.AnsweredBy))
	}
	return h, fault.New(fault.Conflict, "fault.handover-over", "State", string(h.State))
}

// receives checks that the member may answer for the receiving department.
func (d *decision) receives(h Handover) error {
	if d.by.In(h.To) {
		return nil
	}
	return fault.New(fault.Forbidden, "fault.not-your-department", "Department", d.departmentName(h.To))
}

func (d *decision) accept(a Accept) error {
	h, err := d.leg(a.Handover, Proposed)
	if err != nil {
		return err
	}
	if err := d.receives(h); err != nil {
		return err
	}
	d.endEarlier(h)
	h.State, h.AnsweredAt, h.AnsweredBy = Accepted, d.at, d.by.ID
	d.out.Handovers = append(d.out.Handovers, h)
	d.c.Department, d.c.Assignee, d.c.HandedTo, d.c.Handover = h.To, d.by.ID, "", h.ID
	d.fact("from", d.departmentName(h.From))
	d.fact("to", d.departmentName(h.To))
	d.tell(h.FromMember, h.Holder)
	return nil
}

// endEarlier closes the leg by which the sender itself once got the ball.
func (d *decision) endEarlier(next Handover) {
	for _, h := range d.Handovers {
		if h.ID != next.ID && h.State == Accepted {
			h.State, h.EndedAt = Closed, d.at
			d.out.Handovers = append(d.out.Handovers, h)
		}
	}
}

func (d *decision) decline(a Decline) error {
	h, err := d.leg(a.Handover, Proposed)
	if err != nil {
		return err
	}
	if err := d.receives(h); err != nil {
		return err
	}
	if strings.TrimSpace(a.Reason) == "" {
		return fault.New(fault.Invalid, "fault.decline-needs-reason")
	}
	h.Answer = strings.TrimSpace(a.Reason)
	d.back(h, Declined)
	d.fact("reason", h.Answer)
	d.fact("from", d.departmentName(h.To))
	d.tell(h.FromMember, h.Holder)
	return nil
}

func (d *decision) withdraw(a Withdraw) error {
	h, err := d.leg(a.Handover, Proposed)
	if err != nil {
		return err
	}
	if h.FromMember != d.by.ID && !(h.From != "" && d.by.In(h.From)) && d.by.Profile != team.Coordinator {
		return fault.New(fault.Forbidden, "fault.not-your-handover", "Name", d.memberName(h.FromMember))
	}
	d.back(h, Withdrawn)
	d.fact("from", d.departmentName(h.To))
	d.tellReceivers(h)
	return nil
}

func (d *decision) expire(a Expire) error {
	h, err := d.leg(a.Handover, Proposed)
	if err != nil {
		return err
	}
	if d.at.Before(h.DueAt) {
		return fault.New(fault.Conflict, "fault.nothing-changed")
	}
	d.back(h, Expired)
	d.fact("from", d.departmentName(h.To))
	d.tell(h.FromMember, h.Holder, d.coordinator(h.From), d.coordinator(h.To))
	return nil
}

// back ends a proposal: the sender never lost the ball, and it goes to the top
// of their queue. After the second refusal or expiry of one conversation the
// coordinators are told.
func (d *decision) back(h Handover, s HandoverState) {
	h.State, h.AnsweredAt, h.AnsweredBy = s, d.at, d.by.ID
	d.out.Handovers = []Handover{h}
	d.c.HandedTo, d.c.Handover = "", d.previousLeg(h.ID)
	if s == Withdrawn {
		return
	}
	d.c.Priority = max(d.c.Priority, High)
	refused := 1
	for _, e := range d.Handovers {
		if e.State == Declined || e.State == Expired {
			refused++
		}
	}
	if refused >= 2 {
		d.fact("refused", strconv.Itoa(refused))
		d.tell(d.coordinator(h.From), d.coordinator(h.To))
	}
}

// previousLeg is the accepted leg that binds the sender itself, if any.
func (d *decision) previousLeg(not HandoverID) HandoverID {
	for _, h := range slices.Backward(d.Handovers) {
		if h.ID != not && h.State == Accepted {
			return h.ID
		}
	}
	return ""
}

// giveBack returns the ball to the sender with what was asked for.
func (d *decision) giveBack(a Return) error {
	h, err := d.leg(a.Handover, Accepted)
	if err != nil {
		return err
	}
	switch {
	case !d.by.In(h.To) && d.by.Profile != team.Coordinator:
		return fault.New(fault.Forbidden, "fault.not-your-department", "Department", d.departmentName(h.To))
	case strings.TrimSpace(a.Answer) == "":
		return fault.New(fault.Invalid, "fault.return-needs-answer")
	case d.c.HandedTo != "":
		return fault.New(fault.Conflict, "fault.handover-waits", "Department", d.departmentName(d.c.HandedTo))
	}
	h.State, h.EndedAt, h.Answer = Returned, d.at, strings.TrimSpace(a.Answer)
	d.out.Handovers = []Handover{h}
	d.c.Department, d.c.Assignee, d.c.Handover = h.From, d.receiverOfReturn(h), ""
	if !d.c.Status.Active() {
		d.c.Status, d.c.SnoozedUntil = Open, time.Time{}
	}
	d.fact("to", d.departmentName(h.From))
	d.fact("answer", h.Answer)
	d.tell(h.FromMember, h.Holder)
	return nil
}

// receiverOfReturn is who had it before, or else who handed it over, as far as
// they still work here.
func (d *decision) receiverOfReturn(h Handover) team.MemberID {
	for _, id := range []team.MemberID{h.Holder, h.FromMember} {
		if m, ok := d.Roster.Member(id); ok && !m.Retired && !m.Away {
			return id
		}
	}
	return ""
}

// closeHandover ends the accepted leg of a conversation that ends.
func (d *decision) closeHandover() {
	for _, h := range d.Handovers {
		if h.State == Accepted {
			h.State, h.EndedAt = Closed, d.at
			d.out.Handovers = append(d.out.Handovers, h)
		}
	}
	d.c.Handover = ""
}
