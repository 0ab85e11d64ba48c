package crisis_test

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// The cell of the tests: who is bound to what.
func member(id string, profile team.Profile) team.Member {
	return team.Member{ID: team.MemberID(id), Name: id, Profile: profile, Supervisor: "sup"}
}

func cell() map[string]team.Member {
	out := map[string]team.Member{}
	for _, m := range []team.Member{
		member("lead", team.Senior), member("cm", team.Senior), member("cm2", team.Senior), member("quality", team.Senior),
		member("head", team.Adviser), member("legal", team.Adviser), member("away", team.Agency), member("intern", team.Trainee),
		member("junior", team.Junior), member("other", team.Senior), member("admin", team.Coordinator), member("sup", team.Senior),
	} {
		out[string(m.ID)] = m
	}
	return out
}

func start() crisis.Start {
	return crisis.Start{
		Book: crisis.Pin{ID: "storm", Version: "1.0.0"}, Vars: map[string]string{"product": "Cream"},
		Roles: map[string]crisis.Binding{
			"lead": {Holder: "lead"}, "cm": {Holder: "cm", Backup: "cm2"}, "quality": {Holder: "quality"}, "head": {Holder: "head"},
			"legal": {Holder: "legal"}, "away": {Holder: "away"},
		},
	}
}

func storm(t testing.TB) *crisis.Plan {
	t.Helper()
	raw, err := os.ReadFile("testdata/storm.en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, findings := playbook.Read(raw)
	if findings.Errors() {
		t.Fatalf("%v", findings)
	}
	return crisis.NewPlan(p)
}

// room is a run with its authority.
type room struct {
	t      testing.TB
	p      *crisis.Plan
	run    *crisis.Run
	events []crisis.Event
	now    time.Time
	ids    int
	people map[string]team.Member
}

func noon() time.Time { return time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC) }

func emptyRoom(t testing.TB) *room {
	return roomOf(t, storm(t))
}

func roomOf(t testing.TB, p *crisis.Plan) *room {
	return &room{t: t, p: p, run: crisis.NewRun(), now: noon(), people: cell()}
}

func newRoom(t testing.TB) *room {
	m := emptyRoom(t)
	m.do("lead", "", start())
	return m
}

// order makes an order of somebody who has seen the events up to base.
func (m *room) order(step string, base int64, a crisis.Act) crisis.Order {
	m.ids++
	return crisis.Order{ID: fmt.Sprintf("O%04d", m.ids), Run: "R1", Step: step, At: m.now, Base: base, Act: a}
}

func (m *room) try(who, step string, base int64, a crisis.Act) (crisis.Verdict, error) {
	by, ok := m.people[who]
	if !ok {
		m.t.Fatalf("nobody is called %s", who)
	}
	return m.take(m.order(step, base, a), by)
}

func (m *room) take(o crisis.Order, by team.Member) (crisis.Verdict, error) {
	list, err := crisis.Decide(m.p, m.run, o, by, m.now)
	if err != nil {
		return "", err
	}
	var verdict crisis.Verdict
	for i, e := range list {
		v := m.run.Take(m.p, e)
		if i == 0 {
			verdict = v
		}
		m.events = append(m.events, e)
	}
	return verdict, nil
}

// do acts with everything seen, and must succeed.
func (m *room) do(who, step string, acts ...crisis.Act) {
	m.t.Helper()
	for _, a := range acts {
		v, err := m.try(who, step, m.run.Seq, a)
		if err != nil {
			m.t.Fatalf("%s, %s on %q: %v", who, a.Kind(), step, err)
		}
		if v != crisis.Counts {
			m.t.Fatalf("%s, %s on %q: the verdict is %s", who, a.Kind(), step, v)
		}
	}
}

// since acts with what was seen at base, and gives the verdict.
func (m *room) since(base int64, who, step string, a crisis.Act) crisis.Verdict {
	m.t.Helper()
	v, err := m.try(who, step, base, a)
	if err != nil {
		m.t.Fatalf("%s, %s on %q: %v", who, a.Kind(), step, err)
	}
	return v
}

// refused acts with everything seen, and must be refused with the key.
func (m *room) refused(key, who, step string, a crisis.Act) {
	m.t.Helper()
	_, err := m.try(who, step, m.run.Seq, a)
	var f *fault.Error
	if !errors.As(err, &f) || f.Key != key {
		m.t.Errorf("%s, %s on %q: got %v, want %s", who, a.Kind(), step, err, key)
	}
}

func (m *room) is(step string, want crisis.StepState) {
	m.t.Helper()
	if s := m.run.Steps[step]; s == nil || s.State != want {
		m.t.Errorf("step %s is %+v, want %s", step, s, want)
	}
}

// tick lets the program look at the clock.
func (m *room) tick(later time.Duration) []crisis.Passing {
	m.t.Helper()
	m.now = m.now.Add(later)
	m.ids++
	e, ok, err := m.run.Tick(m.p, fmt.Sprintf("T%04d", m.ids), m.now)
	if err != nil {
		m.t.Fatal(err)
	}
	if !ok {
		return nil
	}
	m.run.Take(m.p, e)
	m.events = append(m.events, e)
	a, err := crisis.DecodeAct(e.Kind, e.Payload)
	if err != nil {
		m.t.Fatal(err)
	}
	return a.(crisis.Passed).Passed
}

func proof() []crisis.Evidence {
	return []crisis.Evidence{{Kind: "link", URL: "https://example.org/1"}}
}

// toFronts leads the run to its two fronts.
func (m *room) toFronts() {
	m.t.Helper()
	m.do("cm", "hold", crisis.Complete{})
	m.do("cm", "proof", crisis.Complete{Evidence: proof()})
	m.do("cm", "grade", crisis.Choose{Option: "n2"})
	m.do("lead", "call", crisis.Complete{})
	m.do("quality", "call", crisis.Acknowledge{})
	m.do("legal", "call", crisis.Acknowledge{})
}

func (m *room) hash(statement string) string { return m.run.Texts[statement].Hash }

// toOut leads it to the publication of the approved first word.
func (m *room) toOut() {
	m.t.Helper()
	m.toFronts()
	m.do("cm", "", crisis.SetVariable{Name: "hour", Value: "15:00"})
	m.do("cm", "draft", crisis.Complete{})
	m.do("head", "", crisis.Approve{Statement: "wait", Hash: m.hash("wait")})
	m.do("legal", "", crisis.Approve{Statement: "wait", Hash: m.hash("wait")})
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
