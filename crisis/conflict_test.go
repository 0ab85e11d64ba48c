package crisis_test

import (
	"fmt"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox/team"
)

// The rows of the page's table "two people at once, or offline": both act on
// what they saw at base, unaware of each other.

func TestConflict_BothCompleteAStep(t *testing.T) {
	m := newRoom(t)
	base := m.run.Seq
	equal(t, "first", m.since(base, "cm", "hold", crisis.Complete{}), crisis.Counts)
	equal(t, "second", m.since(base, "cm2", "hold", crisis.Complete{Evidence: proof()}), crisis.AlsoDone)
	s := m.run.Steps["hold"]
	equal(t, "completions", len(s.Done), 2)
	equal(t, "the first counts", s.Done[0].By, team.MemberID("cm"))
	equal(t, "evidence of the second", s.Evidence[0].By, team.MemberID("cm2"))
	m.is("hold", crisis.Done)
	t.Run("who knows of it is told", func(t *testing.T) {
		m.refused("crisis.step-settled", "cm2", "hold", crisis.Complete{})
	})
	m.whole()
}

func TestConflict_DoneOutweighsSkipped(t *testing.T) {
	for _, order := range []string{"done first", "skipped first"} {
		m := newRoom(t)
		base := m.run.Seq
		if order == "done first" {
			equal(t, "done", m.since(base, "cm", "hold", crisis.Complete{}), crisis.Counts)
			equal(t, "skip", m.since(base, "cm2", "hold", crisis.Skip{Reason: "r"}), crisis.Superseded)
		} else {
			equal(t, "skip", m.since(base, "cm2", "hold", crisis.Skip{Reason: "r"}), crisis.Counts)
			equal(t, "done", m.since(base, "cm", "hold", crisis.Complete{}), crisis.Counts)
		}
		m.is("hold", crisis.Done)
		m.is("proof", crisis.Ready)
		m.whole()
	}
}

func TestConflict_BothEditAStatement(t *testing.T) {
	m := newRoom(t)
	toYes(m)
	m.do("head", "", crisis.Approve{Statement: "wait", Hash: m.hash("wait")})
	base := m.run.Seq
	a := crisis.Edit{Statement: "wait", Channel: "x", Text: "One, {product}."}
	b := crisis.Edit{Statement: "wait", Channel: "x", Text: "Two, {product}."}
	equal(t, "first", m.since(base, "cm", "", a), crisis.Counts)
	equal(t, "second", m.since(base, "lead", "", b), crisis.Variant)
	text := m.run.Texts["wait"]
	equal(t, "text", text.Channels["x"], a.Text)
	equal(t, "variant", text.Variants[0].Text, b.Text)
	equal(t, "its author", text.Variants[0].By, team.MemberID("lead"))
	equal(t, "approvals that carry over", len(text.Approvals), 0)
	m.whole()
}

func TestConflict_AnApprovalIsForTheTextThatWasRead(t *testing.T) {
	m := newRoom(t)
	toYes(m)
	old, base := m.hash("wait"), m.run.Seq
	m.do("cm", "", crisis.Edit{Statement: "wait", Channel: "x", Text: "Another, {product}."})
	equal(t, "of the old text", m.since(base, "legal", "", crisis.Approve{Statement: "wait", Hash: old}), crisis.Stale)
	equal(t, "counts", m.run.ConsentTo(m.p, "wait", m.now).Have, 0)
	m.refused("crisis.text-moved", "legal", "", crisis.Approve{Statement: "wait", Hash: old})
	m.do("legal", "", crisis.Approve{Statement: "wait", Hash: m.hash("wait")})
	t.Run("a variable is part of the text", func(t *testing.T) {
		m.do("cm", "", crisis.SetVariable{Name: "hour", Value: "16:00"})
		m.refused("crisis.not-approved", "cm", "", crisis.Publish{Statement: "wait", Channel: "x", Hash: m.hash("wait")})
		equal(t, "counts", m.run.ConsentTo(m.p, "wait", m.now).Have, 0)
	})
	t.Run("put back as it was, it is to be read again", func(t *testing.T) {
		m.do("cm", "", crisis.SetVariable{Name: "hour", Value: "15:00"})
		equal(t, "counts", m.run.ConsentTo(m.p, "wait", m.now).Have, 0)
	})
	m.whole()
}

func TestConflict_ARejectionWinsUntilItIsAnswered(t *testing.T) {
	m := newRoom(t)
	m.toFronts()
	toYes(m)
	m.do("cm", "draft", crisis.Complete{})
	base, h := m.run.Seq, m.hash("wait")
	m.since(base, "head", "", crisis.Approve{Statement: "wait", Hash: h})
	equal(t, "rejection", m.since(base, "legal", "", crisis.Reject{Statement: "wait", Hash: h, Reason: "too early"}), crisis.Counts)
	m.is("yes", crisis.Refused)
	m.is("draft", crisis.Ready)
	m.refused("crisis.rejected", "cm", "", crisis.Publish{Statement: "wait", Channel: "x", Hash: h})
	equal(t, "a later yes", m.since(base, "legal", "", crisis.Approve{Statement: "wait", Hash: h}), crisis.Superseded)
	m.refused("crisis.rejected", "cm", "", crisis.Publish{Statement: "wait", Channel: "x", Hash: h})
	m.refused("crisis.rejected", "lead", "", crisis.Override{Statement: "wait", Hash: h, Reason: "r"})
	m.refused("crisis.answer-missing", "cm", "", crisis.Submit{Statement: "wait", Hash: h})
	m.do("cm", "", crisis.Submit{Statement: "wait", Hash: h, Answer: "it is due at 15:00"})
	m.is("yes", crisis.Done)
	m.do("cm", "", crisis.Publish{Statement: "wait", Channel: "x", Hash: h})
	m.whole()
}

func TestConflict_TwoDecisionsAreDisputedUntilTheLeadSettles(t *testing.T) {
	graded := func(t *testing.T) *room {
		m := newRoom(t)
		toGrade(m)
		base := m.run.Seq
		equal(t, "first", m.since(base, "cm", "grade", crisis.Choose{Option: "n1", Reason: "few"}), crisis.Counts)
		equal(t, "second", m.since(base, "head", "grade", crisis.Choose{Option: "n2", Reason: "many"}), crisis.Disputing)
		m.is("grade", crisis.Disputed)
		equal(t, "reasons kept", len(m.run.Steps["grade"].Choices), 2)
		return m
	}
	t.Run("what goes out is locked", func(t *testing.T) {
		m := graded(t)
		toYes(m)
		h := m.hash("wait")
		m.do("head", "", crisis.Approve{Statement: "wait", Hash: h})
		m.do("legal", "", crisis.Approve{Statement: "wait", Hash: h})
		m.refused("crisis.disputed", "cm", "", crisis.Publish{Statement: "wait", Channel: "x", Hash: h})
		m.refused("crisis.disputed", "lead", "end", crisis.Complete{})
		m.refused("crisis.lead-only", "cm", "grade", crisis.Settle{Option: "n2", Reason: "r"})
		m.do("lead", "grade", crisis.Settle{Option: "n2", Reason: "two networks"})
		m.do("cm", "", crisis.Publish{Statement: "wait", Channel: "x", Hash: h})
	})
	t.Run("the other way is taken", func(t *testing.T) {
		m := graded(t)
		m.is("look", crisis.Ready)
		m.do("lead", "grade", crisis.Settle{Option: "n2", Reason: "two networks"})
		m.is("grade", crisis.Done)
		m.is("look", crisis.NotTaken)
		m.is("call", crisis.Ready)
		equal(t, "severity", m.run.Severity, "n2")
		m.whole()
	})
	t.Run("the same way goes on", func(t *testing.T) {
		m := graded(t)
		m.do("cm", "look", crisis.Claim{})
		m.do("lead", "grade", crisis.Settle{Option: "n1", Reason: "few"})
		m.is("look", crisis.Active)
		m.whole()
	})
	t.Run("the same answer twice is no dispute", func(t *testing.T) {
		m := newRoom(t)
		toGrade(m)
		base := m.run.Seq
		m.since(base, "cm", "grade", crisis.Choose{Option: "n2"})
		equal(t, "second", m.since(base, "head", "grade", crisis.Choose{Option: "n2"}), crisis.AlsoDone)
		m.is("grade", crisis.Done)
	})
}

func TestConflict_BothRaiseTheSeverity(t *testing.T) {
	for _, order := range [][2]string{{"n2", "n3"}, {"n3", "n2"}} {
		m := newRoom(t)
		base := m.run.Seq
		m.since(base, "cm", "", crisis.SetSeverity{To: order[0]})
		m.since(base, "intern", "", crisis.SetSeverity{To: order[1]})
		equal(t, "severity", m.run.Severity, "n3")
		m.whole()
	}
	m := newRoom(t)
	toSevere(m)
	if !crisis.NeedsAuthority(m.p, m.run, crisis.SetSeverity{To: "n1"}) || crisis.NeedsAuthority(m.p, m.run, crisis.SetSeverity{To: "n3"}) {
		t.Error("only lowering needs the server")
	}
}

func TestConflict_TheLeadIsComparedBeforeItIsSet(t *testing.T) {
	m := newRoom(t)
	base := m.run.Seq
	m.since(base, "lead", "", crisis.HandLead{To: "sup", Epoch: 1})
	if _, err := m.try("head", "", base, crisis.HandLead{To: "other", Epoch: 1, Reason: "r"}); err == nil {
		t.Error("the later one was taken")
	}
	m.refused("crisis.lead-moved", "head", "", crisis.HandLead{To: "other", Epoch: 1, Reason: "r"})
	m.refused("crisis.reason-missing", "head", "", crisis.HandLead{To: "other", Epoch: 2})
	equal(t, "lead", m.run.Lead, team.MemberID("sup"))
	m.refused("crisis.lead-only", "lead", "", crisis.StandDown{Reason: "r"})
	if !crisis.NeedsAuthority(m.p, m.run, crisis.HandLead{}) {
		t.Error("the lead needs the server")
	}
	m.whole()
}

func TestConflict_PublishedByHandIsAFactAndRedWithoutApprovals(t *testing.T) {
	m := newRoom(t)
	if !crisis.NeedsAuthority(m.p, m.run, crisis.Publish{}) || crisis.NeedsAuthority(m.p, m.run, crisis.ByHand{}) {
		t.Error("a permit needs the server, and a fact does not")
	}
	m.refused("crisis.evidence-missing", "cm", "", crisis.ByHand{Statement: "wait", Channel: "x", Hash: m.hash("wait")})
	m.do("cm", "", crisis.ByHand{Statement: "wait", Channel: "x", Hash: m.hash("wait"), At: m.now, Link: "https://example.org/2"})
	equal(t, "red", m.run.Publications[0].Red, true)
	n := newRoom(t)
	n.toOut()
	n.do("cm", "", crisis.ByHand{Statement: "wait", Channel: "x", Hash: n.hash("wait"), At: n.now, Link: "https://example.org/2"})
	equal(t, "red", n.run.Publications[0].Red, false)
	n.do("cm", "out", crisis.Complete{})
}

func TestConflict_WorkAfterClosingIsKeptAndMarked(t *testing.T) {
	m := newRoom(t)
	base := m.run.Seq
	m.do("lead", "", crisis.StandDown{Reason: "false alarm"})
	equal(t, "verdict", m.since(base, "cm", "hold", crisis.Complete{Evidence: proof()}), crisis.AfterClosing)
	equal(t, "evidence kept", len(m.run.Steps["hold"].Evidence), 1)
	equal(t, "state", m.run.State, crisis.StoodDown)
	m.refused("crisis.run-closed", "cm", "hold", crisis.Complete{})
	m.whole()
}

func TestConflict_ASecondStartForTheSameStoryJoins(t *testing.T) {
	m := emptyRoom(t)
	s := start()
	s.Story = "story-1"
	m.do("lead", "", s)
	second := start()
	second.Story, second.Links = "story-1", []crisis.Link{{Kind: "conversation", ID: "c1"}}
	equal(t, "within two hours", m.run.Joins(second, m.now.Add(time.Hour)), true)
	equal(t, "later", m.run.Joins(second, m.now.Add(3*time.Hour)), false)
	m.do("cm", "", crisis.Join{Start: second})
	equal(t, "links", len(m.run.Links), 1)
	equal(t, "joined", len(m.run.Joined), 1)
}

func TestConflict_TwoStepsTickedInTheSameMillisecondAreBothKept(t *testing.T) {
	p := storm(t)
	for i := range 1000 {
		m := roomOf(t, p)
		m.do("lead", "", start())
		m.toFronts()
		toYes(m)
		base := m.run.Seq
		pairs := []struct{ who, step string }{{"quality", "verify"}, {"cm", "draft"}}
		if i%2 == 1 {
			pairs[0], pairs[1] = pairs[1], pairs[0]
		}
		for _, p := range pairs {
			if v := m.since(base, p.who, p.step, crisis.Complete{Note: fmt.Sprint(i)}); v != crisis.Counts {
				t.Fatalf("%s: %s", p.step, v)
			}
		}
		m.is("verify", crisis.Done)
		m.is("draft", crisis.Done)
	}
}

func TestPublication_RulesOfThePermit(t *testing.T) {
	publish := func(m *room) crisis.Act {
		return crisis.Publish{Statement: "wait", Channel: "x", Account: "a1", Hash: m.hash("wait")}
	}
	t.Run("once", func(t *testing.T) {
		m := newRoom(t)
		m.toOut()
		m.do("cm", "", publish(m))
		m.refused("crisis.publication-open", "cm", "", publish(m))
		m.ended(0, crisis.Unsure)
		m.refused("crisis.publication-open", "cm", "", publish(m))
		m.do("cm", "", crisis.SettlePublication{Permit: m.run.Publications[0].Permit, Out: false})
		m.do("cm", "", publish(m))
	})
	t.Run("an approval expires", func(t *testing.T) {
		m := newRoom(t)
		m.toOut()
		m.now = m.now.Add(4 * time.Hour)
		m.refused("crisis.not-approved", "cm", "", publish(m))
	})
	t.Run("nobody approves what they wrote", func(t *testing.T) {
		m := newRoom(t)
		toYes(m)
		m.do("legal", "", crisis.Edit{Statement: "wait", Channel: "x", Text: "Mine."})
		m.do("cm", "", crisis.Edit{Statement: "wait", Channel: "x", Text: "Mine!"})
		m.refused("crisis.not-your-own", "legal", "", crisis.Approve{Statement: "wait", Hash: m.hash("wait")})
	})
	t.Run("one person counts once", func(t *testing.T) {
		m := emptyRoom(t)
		s := start()
		s.Roles["legal"] = crisis.Binding{Holder: "head"}
		m.do("lead", "", s)
		toYes(m)
		for _, role := range []string{"head", "legal"} {
			m.do("head", "", crisis.Approve{Statement: "wait", Hash: m.hash("wait"), Role: role})
		}
		equal(t, "have", m.run.ConsentTo(m.p, "wait", m.now).Have, 1)
	})
	t.Run("what it says must be established", func(t *testing.T) {
		m := newRoom(t)
		m.refused("crisis.requires", "legal", "", crisis.Approve{Statement: "denial", Hash: m.hash("denial")})
		m.do("cm", "", crisis.SetVariable{Name: "fact", Value: "false"})
		for _, who := range []string{"legal", "quality"} {
			m.do(who, "", crisis.Approve{Statement: "denial", Hash: m.hash("denial")})
		}
		m.do("cm", "", crisis.SetVariable{Name: "fact", Value: "true"})
		m.refused("crisis.requires", "cm", "", crisis.Publish{Statement: "denial", Channel: "x", Hash: m.hash("denial")})
	})
	t.Run("an exercise publishes nothing", func(t *testing.T) {
		m := emptyRoom(t)
		s := start()
		s.Exercise = true
		m.do("lead", "", s)
		m.toOut()
		m.do("cm", "", publish(m))
		equal(t, "state", m.run.Publications[0].State, crisis.Rehearsed)
	})
	t.Run("an override needs a second person and is red", func(t *testing.T) {
		m := newRoom(t)
		toYes(m)
		m.do("head", "", crisis.Approve{Statement: "wait", Hash: m.hash("wait")})
		m.do("lead", "", crisis.Override{Statement: "wait", Hash: m.hash("wait"), Reason: "legal is on a plane"})
		m.refused("crisis.not-approved", "cm", "", publish(m))
		id := m.run.Texts["wait"].Overrides[0].Event
		m.refused("crisis.not-your-own", "lead", "", crisis.SecondOverride{Statement: "wait", Override: id})
		m.do("cm", "", crisis.SecondOverride{Statement: "wait", Override: id})
		m.do("cm", "", publish(m))
		equal(t, "red", m.run.Publications[0].Red, true)
	})
	t.Run("one override stands in for one approval", func(t *testing.T) {
		m := newRoom(t)
		toYes(m)
		for _, who := range []string{"head", "legal"} {
			m.do(who, "", crisis.Override{Statement: "wait", Hash: m.hash("wait"), Reason: "r"})
		}
		m.refused("crisis.not-approved", "cm", "", publish(m))
	})
}

func TestFreeze_IsLiftedByTheLeadAndOneMore(t *testing.T) {
	m := newRoom(t)
	m.refused("crisis.may-not-publish", "intern", "", crisis.SetFreeze{Scope: "all", Reason: "r"})
	m.do("cm", "", crisis.SetFreeze{Scope: "all", Reason: "an accident"})
	id := m.run.Freezes[0].ID
	if m.run.Frozen("a1") == nil {
		t.Fatal("it does not hold")
	}
	m.do("cm", "", crisis.AckFreeze{Freeze: id, Target: "ad manager"})
	m.refused("crisis.lift-not-asked", "cm", "", crisis.Lift{Freeze: id})
	m.refused("crisis.lead-only", "cm", "", crisis.AskLift{Freeze: id, Reason: "r"})
	m.do("lead", "", crisis.AskLift{Freeze: id, Reason: "it is over"})
	m.refused("crisis.not-your-own", "lead", "", crisis.Lift{Freeze: id})
	m.do("cm", "", crisis.Lift{Freeze: id})
	if m.run.Frozen("a1") != nil {
		t.Error("it still holds")
	}
	t.Run("the end of the run does not lift it", func(t *testing.T) {
		m := newRoom(t)
		m.do("cm", "", crisis.SetFreeze{Scope: "all", Reason: "an accident"})
		m.do("lead", "", crisis.StandDown{Reason: "r"})
		if m.run.Frozen("a1") == nil {
			t.Error("it was lifted by itself")
		}
	})
	t.Run("some accounts only", func(t *testing.T) {
		m := newRoom(t)
		m.do("cm", "", crisis.SetFreeze{Scope: "all", Reason: "r", Only: nil})
		equal(t, "on", m.run.Freezes[0].Covers("any"), true)
	})
	m.whole()
}
