package exercise

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	built "vigie/assets/playbook"
	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox"
	"vigie/inbox/team"
)

// cast plays every role of a playbook in an exercise: through its store, while
// its storm comes and its engine looks on.
type cast struct {
	*stage
	run  crisis.RunID
	plan *crisis.Plan
	n    int
	// chosen counts how often each decision was made.
	chosen map[string]int
}

// mostActs ends a run that goes round and round.
const mostActs = 400

// stands is the run as it is kept.
func (c *cast) stands() *crisis.Run {
	c.t.Helper()
	runs, err := c.Workspace().Runs(c.t.Context())
	c.must(err)
	return runs[len(runs)-1]
}

func (c *cast) do(role, step string, acts ...crisis.Act) {
	c.t.Helper()
	for _, a := range acts {
		c.n++
		r := c.stands()
		by := r.Roles[role].Holder
		if by == "" {
			by = r.Lead
		}
		if err := c.Workspace().ActInRun(c.t.Context(), crisis.Order{Run: c.run, Step: step, Base: r.Seq, Act: a}, by); err != nil {
			c.t.Fatalf("%s, %s on %q: %v", role, a.Kind(), step, err)
		}
	}
}

// start has the lead start the playbook for the alert that rang, each role held
// by somebody of its own.
func (c *cast) start(b playbook.Playbook, pin crisis.Pin, alert string) {
	c.t.Helper()
	a := crisis.Start{Book: pin, Roles: map[string]crisis.Binding{}, Vars: map[string]string{}, Story: alert, Links: []crisis.Link{{Kind: "alert", ID: alert}}}
	lead := crisis.NewPlan(b).LeadRole()
	for i, r := range b.Roles {
		a.Roles[r.ID] = crisis.Binding{Holder: actor(i)}
		if r.ID == lead {
			a.Roles[r.ID] = crisis.Binding{Holder: lou}
		}
	}
	for _, v := range b.Variables {
		if v.Ask == "start" {
			a.Vars[v.ID] = blank(v)
		}
	}
	id, err := c.Workspace().StartRun(c.t.Context(), a, lou)
	c.must(err)
	c.run, c.plan = id, crisis.NewPlan(b)
}

func actor(i int) team.MemberID { return team.MemberID(fmt.Sprintf("01HZZZZZZZZZZZZZZZZZZZZA%02d", i)) }

func blank(v playbook.Variable) string {
	switch {
	case len(v.Choices) > 0:
		return v.Choices[0]
	case v.Type == "url":
		return "https://example.org/1"
	case v.Type == "time":
		return "16:30"
	case v.Type == "phone":
		return "+33 1 99 00 00 00"
	case v.Type == "date":
		return "2026-12-01"
	}
	return strings.Repeat("é", min(max(v.Max, 1), 20))
}

// act does the first step that is open, and reports whether there was one.
func (c *cast) act() bool {
	r := c.stands()
	for _, id := range c.plan.Order() {
		def, _ := c.plan.Step(id)
		s := r.Steps[id]
		if s == nil || !s.Open() || s.State == crisis.Refused || def.Type == playbook.Parallel {
			continue
		}
		for _, v := range c.plan.Book.Variables {
			if v.Ask == id && v.Type != "choice" && r.Vars[v.ID].Value == "" {
				c.do(def.Role, "", crisis.SetVariable{Name: v.ID, Value: blank(v)})
			}
		}
		c.now = c.now.Add(18 * time.Second)
		c.play(2 * time.Second)
		c.step(id, def, r)
		return true
	}
	return false
}

func (c *cast) step(id string, def playbook.Step, r *crisis.Run) {
	proof := []crisis.Evidence{{Kind: "text", Text: "seen in the exercise"}}
	switch def.Type {
	case playbook.Decision:
		option := def.Options[(c.chosen[id]+1)%len(def.Options)].ID // another each time it comes back
		c.chosen[id]++
		c.do(def.Role, id, crisis.Choose{Option: option})
		if def.Confirm != "" {
			c.do(def.Confirm, id, crisis.ConfirmChoice{Option: option})
		}
	case playbook.Approval:
		st, _ := c.plan.Book.Statement(def.Of)
		for _, role := range st.Approve.Of {
			if now := c.stands(); now.Steps[id].Open() {
				c.do(role, "", crisis.Approve{Statement: def.Of, Hash: now.Texts[def.Of].Hash, Role: role})
			}
		}
	case playbook.Publish:
		st, _ := c.plan.Book.Statement(def.Statement)
		for _, ch := range st.Channels {
			c.do(def.Role, "", crisis.Publish{Statement: def.Statement, Channel: ch.Channel, Hash: r.Texts[def.Statement].Hash, FirstName: "Camille"})
		}
		c.do(def.Role, id, crisis.Complete{Evidence: proof})
	case playbook.Notify:
		c.do(def.Role, id, crisis.Complete{})
		for _, role := range def.To {
			if c.stands().Steps[id].Open() {
				c.do(role, id, crisis.Acknowledge{})
			}
		}
	case playbook.Repeat:
		if rank, levels := c.plan.Book.SeverityRank(r.Severity), c.plan.Book.Severity; def.Then.Raised != "" && rank+1 < len(levels) {
			c.do(def.Role, "", crisis.SetSeverity{To: levels[rank+1].ID})
			return
		}
		c.do(def.Role, id, crisis.Complete{})
		c.now = c.now.Add(def.Every)
		c.tick()
	case playbook.SubPlaybook:
		c.do(def.Role, id, crisis.Complete{Child: c.run})
	default:
		c.do(def.Role, id, crisis.Complete{Evidence: proof})
	}
}

// tick has the time that went by tell the run, as the engine does.
func (c *cast) tick() {
	c.t.Helper()
	due, err := c.Workspace().Overdue(c.t.Context(), c.now)
	c.must(err)
	for _, cmd := range due {
		_, err := c.Workspace().DoSystem(c.t.Context(), cmd)
		c.must(err)
	}
}

// TestPlaybooks_AreEachRehearsedInAnExercise lives the ten playbooks that are
// built in, from the first message to the end, one role after another.
func TestPlaybooks_AreEachRehearsedInAnExercise(t *testing.T) {
	files, err := built.All()
	if err != nil {
		t.Fatal(err)
	}
	storms, err := Storms("fr")
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		if lang := []string{"fr", "en"}[i/2%2]; f.Lang != lang || testing.Short() && i > 3 {
			continue
		}
		t.Run(f.ID+"."+f.Lang, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			s.staff(f.Text)
			s.open(s.create(StormFor(storms, f.ID), f.ID, f.Lang, 60))
			alert := s.untilItRings()
			b, _ := playbook.Read(f.Text)
			pin, _ := book(t, f.ID, f.Lang)
			c := &cast{stage: s, chosen: map[string]int{}}
			c.start(b, pin, alert)
			for c.n < mostActs && c.stands().State == crisis.Running && c.act() {
			}
			c.judge()
		})
	}
}

// staff gives the house somebody for each role of a playbook.
func (s *stage) staff(text []byte) {
	s.t.Helper()
	b, _ := playbook.Read(text)
	for i := range b.Roles {
		s.must(s.real.PutMember(s.t.Context(), team.Member{ID: actor(i), Name: fmt.Sprint("Actor ", i), Handle: fmt.Sprint("actor", i), Profile: team.Senior, Departments: []team.DepartmentID{work}}, ""))
	}
}

// untilItRings plays until the early warning rings, and gives the alert.
func (s *stage) untilItRings() string {
	s.t.Helper()
	for range 40 {
		s.play(30 * time.Second)
		list, err := s.Workspace().Alerts(s.t.Context(), time.Time{}, 20)
		s.must(err)
		for _, a := range list {
			if a.Rings() {
				return a.ID
			}
		}
	}
	s.t.Fatal("it does not ring")
	return ""
}

// judge looks at what the exercise left: it came to its end, nothing is on its
// way anywhere, its log is whole, and its times are in their order.
func (c *cast) judge() {
	c.t.Helper()
	ctx := c.t.Context()
	r := c.stands()
	if r.State != crisis.Closed && r.State != crisis.Watching && r.State != crisis.StoodDown {
		var open []string
		for id, s := range r.Steps {
			if s.Open() {
				open = append(open, fmt.Sprint(id, " ", s.State))
			}
		}
		slices.Sort(open)
		c.t.Errorf("after %d acts it is %s with %v", c.n, r.State, open)
	}
	for _, p := range r.Publications {
		if p.State != crisis.Rehearsed {
			c.t.Errorf("a publication is %s", p.State)
		}
	}
	waiting, err := c.Workspace().Replies(ctx, inbox.Queued, inbox.Sending, inbox.Sent)
	c.must(err)
	if len(waiting) > 0 {
		c.t.Errorf("%d entries in the outbox", len(waiting))
	}
	events, err := c.Workspace().RunEvents(ctx, c.run)
	c.must(err)
	if err := crisis.Verify(events); err != nil {
		c.t.Error(err)
	}
	c.must(c.End(ctx, "the end of the exercise"))
	rep, err := c.Report(ctx)
	c.must(err)
	if rep.First.IsZero() || rep.Rang.Before(rep.First) || rep.Begun.Before(rep.Rang) || rep.Run != c.run {
		c.t.Errorf("the report is %+v", rep)
	}
	c.t.Logf("%d acts; rang +%v, started +%v, text ready +%v, approved +%v", c.n, rep.Rang.Sub(rep.First).Round(time.Second), rep.Begun.Sub(rep.First).Round(time.Second),
		since(rep.First, rep.Ready), since(rep.First, rep.Approved))
}

func since(from, at time.Time) time.Duration {
	if at.IsZero() {
		return 0
	}
	return at.Sub(from).Round(time.Second)
}
