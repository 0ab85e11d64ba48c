package crisis_test

import (
	"fmt"
	"testing"

	"vigie/crisis"
	"vigie/inbox/fault"
)

// actors has somebody for each column of the rights table, who is nothing else.
func actors() map[crisis.Capacity]string {
	return map[crisis.Capacity]string{
		crisis.Novice: "junior", crisis.SeniorManager: "other", crisis.Holder: "cm", crisis.Pilot: "lead",
		crisis.Director: "head", crisis.Outside: "away", crisis.Administrator: "admin",
	}
}

// columns are the rights table's, in its order.
func columns() []crisis.Capacity {
	return []crisis.Capacity{
		crisis.Novice, crisis.SeniorManager, crisis.Holder, crisis.Pilot, crisis.Director, crisis.Outside, crisis.Administrator,
	}
}

func TestRights_AreThoseOfTheTable(t *testing.T) {
	const (
		no, yes = crisis.Never, crisis.Freely
	)
	for right, row := range map[crisis.Right][]crisis.Grant{
		crisis.StartExercise: {yes, yes, yes, yes, yes, no, yes},
		crisis.StartRun:      {crisis.Propose, yes, yes, yes, yes, crisis.Propose, yes},
		crisis.DoStep:        {crisis.Countersign, crisis.OwnRole, yes, yes, yes, crisis.IfAllowed, no},
		crisis.SkipStep:      {no, crisis.OwnRole, crisis.OwnRole, yes, yes, no, no},
		crisis.DecideStep:    {no, no, yes, yes, yes, no, no},
		crisis.EditText:      {yes, yes, yes, yes, yes, yes, no},
		crisis.ApproveText:   {no, no, crisis.Named, crisis.Named, crisis.Named, no, no},
		crisis.PublishText:   {no, yes, yes, yes, yes, crisis.IfAllowed, no},
		crisis.RaiseSeverity: {yes, yes, yes, yes, yes, yes, yes},
		crisis.EndRun:        {no, no, no, yes, yes, no, no},
		crisis.HandOverLead:  {no, no, no, yes, yes, no, no},
		crisis.OverrideText:  {no, no, no, crisis.Second, yes, no, no},
		crisis.PublishBook:   {no, crisis.Propose, crisis.Propose, yes, yes, no, yes},
	} {
		for i, c := range columns() {
			equal(t, fmt.Sprint(right, " of ", c), crisis.Cell(right, c), row[i])
		}
	}
}

// attempt is an act on a run that stands where the act is possible. It says of
// each column whether it is taken.
type attempt struct {
	name string
	at   func(*room) // leads the run there
	step string
	act  func(*room) crisis.Act
	may  [7]bool
}

func TestRights_AreKeptByEveryAct(t *testing.T) {
	bad, ok := false, true
	nothing := func(*room) {}
	hash := func(m *room) string { return m.hash("wait") }
	given := func(a crisis.Act) func(*room) crisis.Act { return func(*room) crisis.Act { return a } }
	for _, c := range []attempt{
		{"claims a step of cm", nothing, "hold", given(crisis.Claim{}), [7]bool{bad, bad, ok, ok, ok, bad, bad}},
		{"does a step of cm", nothing, "hold", given(crisis.Complete{}), [7]bool{bad, bad, ok, ok, ok, bad, bad}},
		{"does a step of the agency", toOutside, "outside", given(crisis.Complete{}), [7]bool{bad, bad, bad, ok, ok, ok, bad}},
		{"skips a step of cm", nothing, "hold", given(crisis.Skip{Reason: "r"}), [7]bool{bad, bad, ok, ok, ok, bad, bad}},
		{"decides for cm", toGrade, "grade", given(crisis.Choose{Option: "n2"}), [7]bool{bad, bad, ok, ok, ok, bad, bad}},
		{"edits a text", nothing, "", given(crisis.Edit{Statement: "wait", Channel: "x", Text: "new"}), [7]bool{ok, ok, ok, ok, ok, ok, bad}},
		{"approves", toYes, "", func(m *room) crisis.Act { return crisis.Approve{Statement: "wait", Hash: hash(m)} }, [7]bool{bad, bad, bad, bad, ok, bad, bad}},
		{"rejects", toYes, "", func(m *room) crisis.Act { return crisis.Reject{Statement: "wait", Hash: hash(m), Reason: "r"} }, [7]bool{bad, bad, bad, bad, ok, bad, bad}},
		{"publishes", (*room).toOut, "", func(m *room) crisis.Act { return crisis.Publish{Statement: "wait", Channel: "x", Hash: hash(m)} }, [7]bool{bad, ok, ok, ok, ok, bad, bad}},
		{"published by hand", (*room).toOut, "", func(m *room) crisis.Act {
			return crisis.ByHand{Statement: "wait", Channel: "x", Hash: hash(m), At: m.now, Link: "l"}
		}, [7]bool{bad, ok, ok, ok, ok, bad, bad}},
		{"raises the severity", nothing, "", given(crisis.SetSeverity{To: "n3"}), [7]bool{ok, ok, ok, ok, ok, ok, ok}},
		{"lowers the severity", toSevere, "", given(crisis.SetSeverity{To: "n1", Reason: "r"}), [7]bool{bad, bad, bad, ok, ok, bad, bad}},
		{"stands down", nothing, "", given(crisis.StandDown{Reason: "r"}), [7]bool{bad, bad, bad, ok, ok, bad, bad}},
		{"closes", toWatching, "", given(crisis.Close{}), [7]bool{bad, bad, bad, ok, ok, bad, bad}},
		{"hands over the lead", nothing, "", given(crisis.HandLead{To: "sup", Epoch: 1, Reason: "r"}), [7]bool{bad, bad, bad, ok, ok, bad, bad}},
		{"overrides", toYes, "", func(m *room) crisis.Act { return crisis.Override{Statement: "wait", Hash: hash(m), Reason: "r"} }, [7]bool{bad, bad, bad, ok, ok, bad, bad}},
	} {
		for i, column := range columns() {
			m := newRoom(t)
			c.at(m)
			who := actors()[column]
			_, err := m.try(who, c.step, m.run.Seq, c.act(m))
			if (err == nil) != c.may[i] {
				t.Errorf("the %s %s: %v", column, c.name, err)
			}
			if err != nil && fault.KindOf(err) != fault.Forbidden {
				t.Errorf("the %s %s: refused for another reason: %v", column, c.name, err)
			}
		}
	}
}

func toOutside(m *room) {
	m.toFronts()
	m.do("quality", "verify", crisis.Complete{})
}

func toGrade(m *room) {
	m.do("cm", "hold", crisis.Complete{})
	m.do("cm", "proof", crisis.Complete{Evidence: proof()})
}

func toYes(m *room) {
	m.do("cm", "", crisis.SetVariable{Name: "hour", Value: "15:00"})
}

func toSevere(m *room)   { m.do("lead", "", crisis.SetSeverity{To: "n2"}) }
func toWatching(m *room) { m.do("lead", "", crisis.Watch{}) }

func TestRights_OfStarting(t *testing.T) {
	for i, column := range columns() {
		m := emptyRoom(t)
		exercise := start()
		exercise.Exercise = true
		_, err := m.try(actors()[column], "", 0, exercise)
		equal(t, fmt.Sprint("exercise by ", column), err == nil, column != crisis.Outside)
		m = emptyRoom(t)
		_, err = m.try(actors()[column], "", 0, start())
		equal(t, fmt.Sprint("run by ", column), err == nil, true)
		equal(t, fmt.Sprint("begins at once by ", column), m.run.State == crisis.Running, i != 0 && i != 5)
	}
}

func TestRights_OfPublishingAPlaybook(t *testing.T) {
	people := cell()
	for who, want := range map[string]crisis.Grant{
		"junior": crisis.Never, "other": crisis.Propose, "away": crisis.Never, "admin": crisis.Freely, "intern": crisis.Never,
	} {
		equal(t, who, crisis.MayPublishBook(people[who], false), want)
	}
	equal(t, "who led a run of it", crisis.MayPublishBook(people["other"], true), crisis.Freely)
	equal(t, "a junior who did", crisis.MayPublishBook(people["junior"], true), crisis.Never)
}

func TestRights_AreNotWidenedByARole(t *testing.T) {
	m := emptyRoom(t)
	s := start()
	s.Roles["head"] = crisis.Binding{Holder: "junior"}
	s.Roles["legal"] = crisis.Binding{Holder: "away"}
	m.do("lead", "", s)
	toYes(m)
	for _, who := range []string{"junior", "away"} {
		m.refused("crisis.may-not-approve", who, "", crisis.Approve{Statement: "wait", Hash: m.hash("wait")})
		m.refused("crisis.lead-only", who, "", crisis.StandDown{Reason: "r"})
	}
}
