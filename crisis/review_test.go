package crisis_test

import (
	"testing"
	"time"

	"vigie/crisis"
)

// calm is a run that was a false alarm.
func calm(t *testing.T) *room {
	m := newRoom(t)
	m.do("lead", "", crisis.StandDown{Reason: "a joke"})
	return m
}

func TestReview_IsOwedUntilItIsPublished(t *testing.T) {
	m := calm(t)
	equal(t, "owed", m.run.LacksReview(), true)
	equal(t, "due", m.run.ReviewDue, noon().Add(5*24*time.Hour)) // as the playbook says
	m.refused("crisis.review-empty", "lead", "", crisis.Review{})
	m.refused("crisis.lead-only", "cm", "", crisis.Review{Text: "…"})
	m.do("lead", "", crisis.Review{Text: "a joke"})
	equal(t, "state", m.run.State, crisis.Reviewed)
	equal(t, "timer", m.run.NextTimer(m.p).IsZero(), true)
	m.refused("crisis.run-elsewhere", "lead", "", crisis.RaiseAgain{Reason: "again"})
	m.whole()
}

func TestReview_OfACrisisEndsInAVerdictOnThePlaybook(t *testing.T) {
	m := newRoom(t)
	m.do("lead", "", crisis.Watch{}, crisis.Close{})
	m.refused("crisis.review-undecided", "lead", "", crisis.Review{Text: "it went well"})
	m.do("lead", "", crisis.Review{Text: "it went well", NewVersion: "1.1.0", Changes: []crisis.BookChange{{ID: "due/hold", What: "due", Step: "hold", From: "5m", To: "10m", Accepted: true}}})
	equal(t, "state", m.run.State, crisis.Reviewed)
	m.whole()
}

func TestReview_RemindsWeeklyWithOneSummaryAfterSleep(t *testing.T) {
	m := calm(t)
	first := m.run.ReviewDue
	m.now = first.Add(-time.Minute)
	if _, due, err := m.run.Tick(m.p, "T0", m.now); due || err != nil {
		t.Fatalf("it reminds early: %v %v", due, err)
	}
	m.now = first.Add(23 * 24 * time.Hour) // three weeks and two days asleep
	e, due, err := m.run.Tick(m.p, "T1", m.now)
	if !due || err != nil {
		t.Fatalf("it does not remind: %v", err)
	}
	m.run.Take(m.p, e)
	m.events = append(m.events, e)
	equal(t, "next", m.run.ReviewDue, first.Add(4*crisis.ReviewAgain))
	if _, due, _ := m.run.Tick(m.p, "T2", m.now); due {
		t.Error("it reminds twice at once")
	}
	m.do("lead", "", crisis.RaiseAgain{Reason: "it is true after all"})
	equal(t, "while it runs", m.run.ReviewDue.IsZero(), true)
	m.whole()
}

func TestAction_IsFollowedUntilItIsDoneAlsoAfterTheReview(t *testing.T) {
	m := calm(t)
	m.do("lead", "", crisis.Action{Text: "Change the number", Owner: "cm", Due: noon().AddDate(0, 0, 7)}, crisis.Review{Text: "…"})
	equal(t, "open", m.run.Actions[0].Open(), true)
	m.refused("crisis.no-action", "cm", "", crisis.ActionDone{Action: "none"})
	id := m.run.Actions[0].ID
	m.do("cm", "", crisis.ActionDone{Action: id, Note: "changed"})
	equal(t, "done", m.run.Actions[0], crisis.Todo{ID: id, Text: "Change the number", Owner: "cm", Due: noon().AddDate(0, 0, 7), DoneBy: "cm", DoneAt: m.run.Actions[0].DoneAt, Note: "changed"})
	if v, err := m.try("lead", "", m.run.Seq, crisis.ActionDone{Action: id}); v != crisis.AlsoDone || err != nil {
		t.Errorf("done twice it is %q, %v", v, err)
	}
	m.whole()
}
