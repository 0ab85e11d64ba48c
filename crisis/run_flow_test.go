package crisis_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"vigie/crisis"
)

func TestRun_GoesFromStartToReview(t *testing.T) {
	m := newRoom(t)
	m.is("hold", crisis.Ready)
	m.is("proof", crisis.Locked)
	m.refused("crisis.step-locked", "cm", "proof", crisis.Complete{Evidence: proof()})
	m.do("cm", "hold", crisis.Claim{}, crisis.Complete{})
	equal(t, "freezes", len(m.run.Freezes), 1)
	m.refused("crisis.evidence-missing", "cm", "proof", crisis.Complete{})
	m.do("cm", "proof", crisis.Check{Line: 0, Done: true}, crisis.Complete{Evidence: proof(), Checked: []int{1}})
	m.do("cm", "grade", crisis.Choose{Option: "n2"})
	equal(t, "severity", m.run.Severity, "n2")
	m.is("look", crisis.NotTaken)
	m.do("lead", "call", crisis.Complete{})
	m.is("call", crisis.Awaiting)
	m.do("quality", "call", crisis.Acknowledge{})
	m.is("call", crisis.Awaiting)
	m.do("legal", "call", crisis.Acknowledge{})
	m.is("call", crisis.Done)
	m.is("verify", crisis.Ready)
	m.is("draft", crisis.Ready)
	m.refused("crisis.variable-open", "cm", "draft", crisis.Complete{})
	m.do("cm", "", crisis.SetVariable{Name: "hour", Value: "15:00"})
	m.do("cm", "draft", crisis.Complete{})
	m.is("yes", crisis.Awaiting)
	m.do("head", "", crisis.Approve{Statement: "wait", Hash: m.hash("wait")})
	m.is("yes", crisis.Awaiting)
	m.do("legal", "", crisis.Approve{Statement: "wait", Hash: m.hash("wait")})
	m.is("yes", crisis.Done)
	m.refused("crisis.nothing-published", "cm", "out", crisis.Complete{})
	m.do("cm", "", crisis.Publish{Statement: "wait", Channel: "x", Account: "a1", Hash: m.hash("wait")})
	equal(t, "text", m.run.Publications[0].Text, "We have seen your messages about Cream. We are checking. Next word at 15:00.")
	m.ended(0, crisis.Sent)
	m.do("cm", "out", crisis.Complete{})
	m.is("fronts", crisis.Active)
	m.do("quality", "verify", crisis.Complete{})
	m.do("away", "outside", crisis.Complete{})
	m.is("fronts", crisis.Done)
	m.do("quality", "verdict", crisis.Choose{Option: "true"})
	m.is("verdict", crisis.Awaiting)
	m.refused("crisis.may-not-decide", "legal", "verdict", crisis.ConfirmChoice{Option: "true"})
	m.do("head", "verdict", crisis.ConfirmChoice{Option: "true"})
	m.is("deny", crisis.NotTaken)
	m.is("rest", crisis.Awaiting)
	m.tick(time.Hour)
	m.do("cm", "route", crisis.Complete{})
	m.do("lead", "home", crisis.Complete{})
	equal(t, "state", m.run.State, crisis.Watching)
	m.do("lead", "end", crisis.Complete{})
	equal(t, "state", m.run.State, crisis.Closed)
	m.do("lead", "", crisis.Review{Text: "…", Refused: "it served as it is"})
	equal(t, "state", m.run.State, crisis.Reviewed)
	m.whole()
}

// ended says how the sending of a publication ended.
func (m *room) ended(i int, state crisis.PublicationState) {
	m.t.Helper()
	m.ids++
	e, err := m.run.System("S"+m.now.Format("150405.000")+string(rune('a'+m.ids%26)), crisis.Published{Permit: m.run.Publications[i].Permit, State: state}, m.now)
	if err != nil {
		m.t.Fatal(err)
	}
	m.run.Take(m.p, e)
	m.events = append(m.events, e)
}

// whole checks what must hold of every run: the chain is whole, and the events
// fold to the same run, on a copy that went through JSON too.
func (m *room) whole() {
	m.t.Helper()
	if b := crisis.Verify(m.events); b != nil {
		m.t.Fatal(b)
	}
	sameRun(m.t, crisis.Fold(m.p, m.events), m.run)
	half := crisis.Fold(m.p, m.events[:len(m.events)/2])
	raw, err := json.Marshal(half)
	if err != nil {
		m.t.Fatal(err)
	}
	back := crisis.NewRun()
	if err := json.Unmarshal(raw, back); err != nil {
		m.t.Fatal(err)
	}
	for _, e := range m.events[len(m.events)/2:] {
		back.Take(m.p, e)
	}
	sameRun(m.t, back, m.run)
}

func sameRun(t testing.TB, a, b *crisis.Run) {
	t.Helper()
	x, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	if string(x) != string(y) {
		t.Fatalf("two folds differ:\n%s\n%s", x, y)
	}
}

func TestRun_BeginsBeforeItsBlanksAreKnown(t *testing.T) {
	m := emptyRoom(t)
	s := start()
	s.Vars = nil
	m.do("lead", "", s)
	equal(t, "state", m.run.State, crisis.Running)
	m.do("cm", "", crisis.SetVariable{Name: "hour", Value: "15:00"})
	m.refused("crisis.variable-open", "head", "", crisis.Approve{Statement: "wait", Hash: m.hash("wait")})
	m.do("cm", "", crisis.SetVariable{Name: "product", Value: "Cream"})
	m.do("head", "", crisis.Approve{Statement: "wait", Hash: m.hash("wait")})
	t.Run("but not without the people it needs", func(t *testing.T) {
		m, s := emptyRoom(t), start()
		delete(s.Roles, "lead")
		m.refused("crisis.role-open", "lead", "", s)
	})
}

func TestRun_RepeatsUntilItMayStop(t *testing.T) {
	watch := func(t *testing.T) *room {
		m := newRoom(t)
		m.do("cm", "hold", crisis.Complete{})
		m.do("cm", "proof", crisis.Complete{Evidence: proof()})
		m.do("cm", "grade", crisis.Choose{Option: "n1"})
		m.is("look", crisis.Ready)
		return m
	}
	t.Run("four rounds at most", func(t *testing.T) {
		m := watch(t)
		for range 3 {
			m.do("cm", "look", crisis.Complete{})
			m.is("look", crisis.Awaiting)
			m.tick(30 * time.Minute)
			m.is("look", crisis.Ready)
		}
		m.do("cm", "look", crisis.Complete{})
		m.is("look", crisis.Done)
		m.is("home", crisis.Ready)
		m.whole()
	})
	t.Run("a raised severity leads to the cell", func(t *testing.T) {
		m := watch(t)
		m.do("intern", "", crisis.SetSeverity{To: "n3"})
		m.is("look", crisis.Done)
		m.is("call", crisis.Ready)
		m.is("home", crisis.Locked)
	})
	t.Run("an alert that stays cleared for an hour ends it", func(t *testing.T) {
		m := watch(t)
		m.do("cm", "", crisis.Cleared{Is: true})
		m.do("cm", "look", crisis.Complete{})
		m.tick(30 * time.Minute)
		m.do("cm", "look", crisis.Complete{})
		m.is("look", crisis.Awaiting)
		m.tick(30 * time.Minute)
		m.is("look", crisis.Done)
		m.is("home", crisis.Ready)
	})
}

func TestRun_EscalatesByItself(t *testing.T) {
	m := newRoom(t)
	m.do("cm", "hold", crisis.Complete{})
	equal(t, "next", m.run.NextTimer(m.p), noon().Add(15*time.Minute))
	if got := m.tick(14 * time.Minute); got != nil {
		t.Fatalf("too early: %v", got)
	}
	got := m.tick(time.Minute)
	equal(t, "passed", len(got), 1)
	equal(t, "what", got[0].What, crisis.Late)
	equal(t, "to", got[0].To[0], "cm")
	m.refused("crisis.not-your-step", "other", "proof", crisis.Claim{})
	got = m.tick(10 * time.Minute)
	equal(t, "level", got[0].Level, 2)
	equal(t, "to", got[0].To[0], "head")
	t.Run("after a long sleep everything comes in one", func(t *testing.T) {
		before := len(m.events)
		got := m.tick(9 * time.Hour)
		equal(t, "events", len(m.events)-before, 1)
		equal(t, "passed", len(got), 2) // the lead is told, and the update is owed
	})
	t.Run("a pause stops the clocks", func(t *testing.T) {
		m := newRoom(t)
		m.do("lead", "", crisis.Pause{Reason: "night"})
		if got := m.tick(8 * time.Hour); got != nil {
			t.Errorf("while it was paused: %v", got)
		}
		m.do("lead", "", crisis.Resume{})
		equal(t, "due", m.run.Steps["hold"].DueAt, noon().Add(8*time.Hour+5*time.Minute))
	})
	m.whole()
}

func TestRun_NeedsTheSupervisorBelowANovicesWork(t *testing.T) {
	m := emptyRoom(t)
	s := start()
	s.Roles["cm"] = crisis.Binding{Holder: "intern"}
	m.do("lead", "", s)
	m.do("intern", "hold", crisis.Complete{})
	m.is("hold", crisis.Awaiting)
	m.is("proof", crisis.Locked)
	m.refused("crisis.not-your-own", "intern", "hold", crisis.SignAlso{})
	m.refused("crisis.not-your-step", "other", "hold", crisis.SignAlso{})
	m.do("sup", "hold", crisis.SignAlso{})
	m.is("hold", crisis.Done)
	m.is("proof", crisis.Ready)
	m.whole()
}

func TestRun_IsProposedByANovice(t *testing.T) {
	m := emptyRoom(t)
	m.do("intern", "", start())
	equal(t, "state", m.run.State, crisis.Prepared)
	m.is("hold", crisis.Locked)
	m.refused("crisis.may-not-start", "junior", "", crisis.Confirm{})
	m.do("other", "", crisis.Confirm{})
	equal(t, "state", m.run.State, crisis.Running)
	m.is("hold", crisis.Ready)
}

func TestRun_TellsItsStatesApart(t *testing.T) {
	m := newRoom(t)
	m.refused("crisis.lead-only", "other", "", crisis.StandDown{Reason: "x"})
	m.do("lead", "", crisis.StandDown{Reason: "false alarm"})
	m.refused("crisis.run-closed", "cm", "hold", crisis.Complete{})
	m.do("cm", "", crisis.RaiseAgain{Reason: "it was none"})
	m.do("lead", "", crisis.Watch{})
	m.do("lead", "", crisis.Close{})
	m.refused("crisis.reason-missing", "lead", "", crisis.Reopen{})
	m.now = m.now.Add(crisis.ReopenWithin + time.Hour)
	m.refused("crisis.too-late-to-reopen", "lead", "", crisis.Reopen{Reason: "again"})
	m.now = m.now.Add(-2 * time.Hour)
	m.do("lead", "", crisis.Reopen{Reason: "again"})
	equal(t, "state", m.run.State, crisis.Watching)
	m.whole()
}

func TestRun_StepsAreTakenUpAgainWithoutBeginningWhatFollowsTwice(t *testing.T) {
	m := newRoom(t)
	m.do("cm", "hold", crisis.Complete{})
	m.do("cm", "proof", crisis.Complete{Evidence: proof()})
	m.do("cm", "proof", crisis.ReopenStep{Reason: "wrong picture"})
	m.is("proof", crisis.Ready)
	m.is("grade", crisis.Ready)
	m.do("cm", "proof", crisis.Complete{})
	m.is("proof", crisis.Done)
	equal(t, "evidence kept", len(m.run.Steps["proof"].Evidence), 1)
	equal(t, "completions kept", len(m.run.Steps["proof"].Done), 2)
}

func TestVerify_FindsTheFirstBreak(t *testing.T) {
	m := newRoom(t)
	m.toOut()
	for name, harm := range map[string]func([]crisis.Event) []crisis.Event{
		"payload": func(l []crisis.Event) []crisis.Event { l[5].Payload = json.RawMessage(`{"option":"n1"}`); return l },
		"hash":    func(l []crisis.Event) []crisis.Event { l[5].By = "other"; return l },
		"seq":     func(l []crisis.Event) []crisis.Event { return append(l[:5:5], l[6:]...) },
		"prev": func(l []crisis.Event) []crisis.Event {
			l[5] = l[5].Sealed("elsewhere")
			return l
		},
	} {
		list := harm(append([]crisis.Event(nil), m.events...))
		b := crisis.Verify(list)
		if b == nil || b.Why != name {
			t.Errorf("%s: found %v", name, b)
			continue
		}
		equal(t, name+" place", b.Event.ID, list[5].ID)
	}
	t.Run("an erased payload leaves the chain whole", func(t *testing.T) {
		list := append([]crisis.Event(nil), m.events...)
		list[2].Payload = nil
		if b := crisis.Verify(list); b != nil {
			t.Error(b)
		}
		if r := crisis.Fold(m.p, list); r.Seq != m.run.Seq {
			t.Error("it does not fold any more")
		}
	})
}

func TestPlan_FollowsTheDesignsExample(t *testing.T) {
	if reflect.DeepEqual(storm(t).Order(), nil) {
		t.Error("no steps")
	}
	equal(t, "lead role", storm(t).LeadRole(), "lead")
}
