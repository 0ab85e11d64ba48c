package inbox_test

import (
	"slices"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/team"
)

func proposal(to team.DepartmentID) inbox.Propose {
	return inbox.Propose{To: to, Asked: inbox.AskAnswer, Reason: "Product safety", Words: "Needs a case number.", DueAt: noon.Add(time.Hour), ComesBack: true}
}

// handed is a desk whose conversation Léa of Social has handed to Service.
func handed(t *testing.T) (*desk, inbox.HandoverID) {
	d := newDesk(t)
	d.do("lea", inbox.Route{To: social})
	d.do("lea", inbox.Claim{})
	d.do("lea", proposal(service))
	return d, d.state.Handovers[0].ID
}

func TestPropose_LeavesTheBallWithTheSender(t *testing.T) {
	d, _ := handed(t)
	c, h := d.conv(), d.state.Handovers[0]
	if c.Department != social || c.Assignee != "lea" || c.HandedTo != service {
		t.Errorf("department %q, assignee %q, handed to %q", c.Department, c.Assignee, c.HandedTo)
	}
	if h.State != inbox.Proposed || h.Holder != "lea" || h.From != social {
		t.Errorf("leg %+v", h)
	}
	if got := d.last().Tell; !slices.Equal(got, []team.MemberID{"marc", "sofia", "chief-service"}) {
		t.Errorf("told %v", got)
	}
	t.Run("a second proposal waits for the first", func(t *testing.T) {
		d.refuse("lea", proposal(legal), "fault.handover-waits")
	})
	t.Run("it cannot be resolved meanwhile", func(t *testing.T) { d.refuse("lea", inbox.Resolve{}, "fault.handover-waits") })
	t.Run("it counts for both sides", func(t *testing.T) {
		got := inbox.Counted(c)
		if !slices.Contains(got, inbox.CountHanded(service)) || !slices.Contains(got, inbox.CountDepartment(social)) {
			t.Errorf("counted in %v", got)
		}
	})
}

func TestPropose_IsRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		by   team.MemberID
		edit func(*inbox.Propose)
		key  string
	}{
		{"without a reason", "lea", func(p *inbox.Propose) { p.Reason = " " }, "fault.handover-needs-reason"},
		{"to a department that is not there", "lea", func(p *inbox.Propose) { p.To = "nowhere" }, "fault.department-gone"},
		{"to the own department", "lea", func(p *inbox.Propose) { p.To = social }, "fault.already-there"},
		{"to a department without members", "lea", func(p *inbox.Propose) { p.To = empty }, "fault.department-empty"},
		{"to a member of another department", "lea", func(p *inbox.Propose) { p.ToMember = "nadia" }, "fault.member-elsewhere"},
		{"due in the past", "lea", func(p *inbox.Propose) { p.DueAt = noon.Add(-time.Hour) }, "fault.handover-due-past"},
		{"asking for nothing known", "lea", func(p *inbox.Propose) { p.Asked = "love" }, "fault.handover-asked-invalid"},
		{"by another department", "marc", func(*inbox.Propose) {}, "fault.not-your-department"},
		{"by an adviser", "judge", func(*inbox.Propose) {}, "fault.profile-may-not"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			d.do("lea", inbox.Route{To: social})
			p := proposal(service)
			if c.by == "marc" {
				p.To = legal
			}
			c.edit(&p)
			d.refuse(c.by, p, c.key)
		})
	}
}

func TestAccept_GivesTheBallAndStartsTheClock(t *testing.T) {
	d, id := handed(t)
	d.refuse("nadia", inbox.Accept{Handover: id}, "fault.not-your-department")
	proposed := d.state.Handovers[0].ProposedAt
	d.at = proposed.Add(10 * time.Minute)
	d.do("marc", inbox.Accept{Handover: id})
	c, h := d.conv(), d.state.Handovers[0]
	if c.Department != service || c.Assignee != "marc" || c.HandedTo != "" || h.State != inbox.Accepted {
		t.Errorf("conversation %+v, leg %+v", c, h)
	}
	if w := h.Waited(d.at.Add(time.Hour)); w.Round(time.Minute) != 10*time.Minute {
		t.Errorf("waited %v", w)
	}
	if w := h.Worked(d.at.Add(time.Hour)); w.Round(time.Minute) != time.Hour {
		t.Errorf("worked %v", w)
	}
	d.refuse("sofia", inbox.Accept{Handover: id}, "fault.handover-accepted")
	if !slices.Equal(d.last().Tell, []team.MemberID{"lea"}) {
		t.Errorf("told %v", d.last().Tell)
	}
}

func TestDecline_GoesBackToTheTopOfTheSender(t *testing.T) {
	d, id := handed(t)
	d.refuse("sofia", inbox.Decline{Handover: id}, "fault.decline-needs-reason")
	d.do("sofia", inbox.Decline{Handover: id, Reason: "Pas chez nous"})
	c, h := d.conv(), d.state.Handovers[0]
	if c.Department != social || c.Assignee != "lea" || c.HandedTo != "" || c.Priority != inbox.High {
		t.Errorf("conversation %+v", c)
	}
	if h.State != inbox.Declined || h.Answer != "Pas chez nous" || h.AnsweredBy != "sofia" {
		t.Errorf("leg %+v", h)
	}
	t.Run("the second refusal is told to the coordinators", func(t *testing.T) {
		d.do("lea", proposal(service))
		d.do("sofia", inbox.Decline{Handover: d.state.Handovers[1].ID, Reason: "Toujours pas"})
		for _, chief := range []team.MemberID{"chief", "chief-service"} {
			if !slices.Contains(d.last().Tell, chief) {
				t.Errorf("%s was not told: %v", chief, d.last().Tell)
			}
		}
	})
}

func TestExpire_OnlyWhenItsTimeHasCome(t *testing.T) {
	d, id := handed(t)
	d.refuse("", inbox.Expire{Handover: id}, "fault.nothing-changed")
	d.at = noon.Add(2 * time.Hour)
	d.do("", inbox.Expire{Handover: id})
	if c := d.conv(); c.HandedTo != "" || c.Assignee != "lea" || d.state.Handovers[0].State != inbox.Expired {
		t.Errorf("conversation %+v, leg %+v", c, d.state.Handovers[0])
	}
	d.refuse("marc", inbox.Accept{Handover: id}, "fault.handover-over")
}

func TestWithdraw_BeforeItIsAnswered(t *testing.T) {
	d, id := handed(t)
	d.refuse("marc", inbox.Withdraw{Handover: id}, "fault.not-your-handover")
	d.do("nadia", inbox.Withdraw{Handover: id})
	if d.conv().HandedTo != "" || d.conv().Priority != inbox.Normal {
		t.Errorf("conversation %+v", d.conv())
	}
}

func TestReturn_BringsTheAnswerToWhoHadIt(t *testing.T) {
	d, id := handed(t)
	d.do("marc", inbox.Accept{Handover: id})
	d.refuse("marc", inbox.Return{Handover: id}, "fault.return-needs-answer")
	d.refuse("lea", inbox.Return{Handover: id, Answer: "x"}, "fault.not-your-department")
	d.do("marc", inbox.Return{Handover: id, Answer: "Dossier SC-4471"})
	c, h := d.conv(), d.state.Handovers[0]
	if c.Department != social || c.Assignee != "lea" || h.State != inbox.Returned || h.Answer != "Dossier SC-4471" {
		t.Errorf("conversation %+v, leg %+v", c, h)
	}
	t.Run("to the sender when the holder is away", func(t *testing.T) {
		d, id := handed(t)
		d.do("marc", inbox.Accept{Handover: id})
		i := slices.IndexFunc(d.state.Roster.Members, func(m team.Member) bool { return m.ID == "lea" })
		d.state.Roster.Members[i].Away = true
		d.do("marc", inbox.Return{Handover: id, Answer: "ok"})
		if d.conv().Assignee != "" || d.conv().Department != social {
			t.Errorf("conversation %+v", d.conv())
		}
	})
}

func TestLoop_IsToldToTheCoordinators(t *testing.T) {
	d, id := handed(t)
	d.do("marc", inbox.Accept{Handover: id})
	d.do("marc", proposal(social))
	h := d.state.Handovers[len(d.state.Handovers)-1]
	if !h.Loop || d.last().Facts["loop"] == "" {
		t.Fatalf("a ball that goes back the way it came is no loop: %+v", h)
	}
	for _, chief := range []team.MemberID{"chief", "chief-service"} {
		if !slices.Contains(d.last().Tell, chief) {
			t.Errorf("%s was not told: %v", chief, d.last().Tell)
		}
	}
	d.do("lea", inbox.Accept{Handover: h.ID})
	if first := d.state.Handovers[0]; first.State != inbox.Closed || first.EndedAt.IsZero() {
		t.Errorf("the earlier leg still runs: %+v", first)
	}
}
