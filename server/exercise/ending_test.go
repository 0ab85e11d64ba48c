package exercise

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

// small is the playbook of the tests of runs, under an id and with changes of
// its text.
func (s *stage) small(id string, changes ...string) (crisis.Pin, string) {
	s.t.Helper()
	raw, err := os.ReadFile("../../crisis/testdata/storm.en.yaml")
	s.must(err)
	text := strings.NewReplacer(append(changes, "id: storm\n", "id: "+id+"\n")...).Replace(string(raw))
	return crisis.Pin{ID: id, Version: "1.0.0", Hash: playbook.Hash([]byte(text)), Title: id, Lang: "en"}, text
}

// have gives the exercise a playbook that the house has not.
func (s *stage) have(pin crisis.Pin, text string) crisis.Pin {
	s.t.Helper()
	_, err := s.Workspace().PutPlaybook(s.t.Context(), text, "")
	s.must(err)
	s.must(s.Workspace().PublishPlaybook(s.t.Context(), pin.Hash, ""))
	return pin
}

// stormy opens an exercise in which the playbook "storm" is rehearsed.
func stormy(t *testing.T) (*stage, crisis.Pin) {
	t.Helper()
	s := newStage(t)
	pin, text := s.small("storm")
	m, err := Create(t.Context(), s.root, s.real, Plan{
		Brand: "Tambrelle", Book: pin, BookText: text, Storm: "panne", Lang: "fr", Pace: 1, Seed: 5, Me: lou,
	}, Around{Now: s.clock, Random: s.ids})
	s.must(err)
	s.open(m)
	return s, pin
}

// begin has Lou start a run, led by Lou.
func (s *stage) begin(a crisis.Start) crisis.RunID {
	s.t.Helper()
	a.Vars, a.Roles = map[string]string{"product": "Cream", "hour": "15:00"}, map[string]crisis.Binding{}
	for _, role := range []string{"lead", "cm", "quality", "head", "legal"} {
		a.Roles[role] = crisis.Binding{Holder: lou}
	}
	id, err := s.Workspace().StartRun(s.t.Context(), a, lou)
	s.must(err)
	return id
}

func (s *stage) standsAt(id crisis.RunID, state crisis.RunState) {
	s.t.Helper()
	r, _, err := s.Workspace().Run(s.t.Context(), id)
	s.must(err)
	if r.State != state {
		s.t.Errorf("the run is %s, not %s", r.State, state)
	}
}

func (s *stage) over() {
	s.t.Helper()
	m, err := Read(s.dirOfExercise())
	s.must(err)
	if !m.Over() || !s.Status().Over() {
		s.t.Error("the exercise goes on")
	}
}

func (s *stage) dirOfExercise() string { return Dir(s.root, s.Status().ID) }

func TestEnd_CanBeAskedForAgainWhenItFailed(t *testing.T) {
	s, pin := stormy(t)
	id := s.begin(crisis.Start{Book: pin})
	off, stop := context.WithCancel(t.Context())
	stop()
	if err := s.End(off, "over"); err == nil {
		t.Fatal("it ended on a store that did not answer")
	}
	if s.Status().Over() {
		t.Error("it is over while a run goes on")
	}
	s.must(s.End(t.Context(), "over"))
	s.standsAt(id, crisis.StoodDown)
	s.over()
	if err := s.End(t.Context(), "over"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("it ends twice: %v", err)
	}
}

func TestEnd_StandsDownARunWhoseStepHasARunOfItsOwn(t *testing.T) {
	s, pin := stormy(t)
	proof := "  - {id: proof, type: task, title: Keep the evidence, role: cm, due: 15m, evidence: required, checklist: [Screenshot, Relays], overdue: {escalate: head, after: 10m}}"
	big := s.have(s.small("big", proof, "  - {id: proof, type: playbook, title: Run the storm, role: cm, due: 15m, playbook: storm}"))
	parent := s.begin(crisis.Start{Book: big})
	r, _, err := s.Workspace().Run(t.Context(), parent)
	s.must(err)
	s.must(s.Workspace().ActInRun(t.Context(), crisis.Order{Run: parent, Step: "hold", Base: r.Seq, Act: crisis.Complete{}}, lou))
	s.now = s.now.Add(-time.Minute) // so that the parent is the newer one, and comes first
	child := s.begin(crisis.Start{Book: pin, Parent: &crisis.Parent{Run: parent, Step: "proof"}})
	s.must(s.End(t.Context(), "over"))
	s.standsAt(parent, crisis.StoodDown)
	s.standsAt(child, crisis.StoodDown)
	s.over()
}

func TestEnd_DoesNotWaitForALeadWhoLeft(t *testing.T) {
	s, pin := stormy(t)
	id := s.begin(crisis.Start{Book: pin})
	s.must(s.Workspace().PutMember(t.Context(), team.Member{ID: lou, Name: "Lou", Handle: "lou", Profile: team.Coordinator, Retired: true, Departments: []team.DepartmentID{work}}, ""))
	s.must(s.End(t.Context(), "over"))
	s.standsAt(id, crisis.StoodDown)
	s.over()
}

func TestReport_IsAboutThePlaybookThatIsRehearsed(t *testing.T) {
	s, pin := stormy(t)
	about := func(what string, run crisis.RunID) {
		t.Helper()
		r, err := s.Report(t.Context())
		s.must(err)
		if r.Run != run || r.Begun.IsZero() != (run == "") {
			t.Errorf("%s: the report is about %q since %v", what, r.Run, r.Begun)
		}
	}
	about("nothing was begun", "")
	s.begin(crisis.Start{Book: s.have(s.small("other"))})
	about("another playbook was", "")
	s.now = s.now.Add(time.Minute)
	proposed := s.begin(crisis.Start{Book: pin, Proposed: true})
	about("it was proposed", "")
	s.must(s.Workspace().ActInRun(t.Context(), crisis.Order{Run: proposed, Base: 1, Act: crisis.Discard{Reason: "no"}}, lou))
	about("it was dropped", "")
	s.now = s.now.Add(time.Minute)
	first := s.begin(crisis.Start{Book: pin})
	s.now = s.now.Add(time.Minute)
	s.begin(crisis.Start{Book: pin})
	about("it was begun twice", first)
}
