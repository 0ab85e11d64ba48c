package vm_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	built "vigie/assets/playbook"
	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/vm"
	"vigie/ui/vm/desktest"
)

// stormy is a desk of tests with runs that go on.
type stormy struct {
	*desktest.Desk
	afoot []vm.Afoot
	links map[crisis.RunID][]crisis.Link
}

func (s *stormy) CrisesAfoot(context.Context) ([]vm.Afoot, error) { return s.afoot, nil }

func (s *stormy) LinkToRun(_ context.Context, run crisis.RunID, links []crisis.Link, off bool) error {
	s.links[run] = slices.DeleteFunc(s.links[run], func(l crisis.Link) bool { return slices.Contains(links, l) })
	if !off {
		s.links[run] = append(s.links[run], links...)
	}
	return nil
}

func inStorm(t *testing.T, afoot ...vm.Afoot) (*vm.Triage, *stormy, *[]vm.Toast) {
	t.Helper()
	s, sched := &stormy{Desk: desktest.Office(), afoot: afoot, links: map[crisis.RunID][]crisis.Link{}}, &desktest.Sched{}
	v := vm.NewTriage(s, sched, formats("en"))
	var said []vm.Toast
	v.Tell = func(n vm.Toast) { said = append(said, n) }
	v.Start()
	sched.Advance(time.Second)
	v.List.Select("tom")
	sched.Advance(time.Second)
	return v, s, &said
}

func TestTriage_LinksWhatIsChosenToARunAndTakesItBack(t *testing.T) {
	v, s, said := inStorm(t, vm.Afoot{ID: "r1", Title: "X200"})
	if !v.CanLink().OK {
		t.Fatalf("cannot: %s", v.CanLink().Key)
	}
	v.Link("r1")
	if got := s.links["r1"]; len(got) != 1 || got[0] != (crisis.Link{Kind: "conversation", ID: "tom"}) {
		t.Fatalf("linked %v", got)
	}
	v.List.MarkAll()
	n := v.List.Marks()
	v.Link("r1")
	if len(s.links["r1"]) != n || v.List.Marks() != 0 {
		t.Errorf("%d marked, %d linked, %d still marked", n, len(s.links["r1"]), v.List.Marks())
	}
	last := (*said)[len(*said)-1]
	if !strings.Contains(last.Text, "X200") || last.Undo == nil {
		t.Fatalf("it says %+v", last)
	}
	last.Undo()
	if len(s.links["r1"]) != 0 {
		t.Errorf("still linked: %v", s.links["r1"])
	}
	v.LinkContact("r1")
	if got := s.links["r1"]; len(got) != 1 || got[0].Kind != "contact" || got[0].ID == "" {
		t.Errorf("linked %v", got)
	}
}

func TestTriage_LinksNothingWhileNoRunGoesOn(t *testing.T) {
	v, _, _ := inStorm(t)
	if got := v.CanLink(); got.OK || got.Key != "crisisact.no-run" {
		t.Errorf("the verdict is %+v", got)
	}
}

func TestHouse_SaysWhichPauseHoldsAnAccount(t *testing.T) {
	one := crisis.Freeze{ID: "z1", Only: []inbox.AccountID{"a1"}, Reason: "recall"}
	h := vm.House{Afoot: []vm.Afoot{{ID: "r1", Holds: []crisis.Freeze{one}}}}
	if z, held := h.Held("a1"); !held || z.ID != "z1" {
		t.Errorf("a1 is held by %+v", z)
	}
	if _, held := h.Held("a2"); held {
		t.Error("a2 is held")
	}
}

// clocked is a run whose clock a test turns.
type clocked struct {
	plan   *crisis.Plan
	run    *crisis.Run
	events []crisis.Event
	now    time.Time
}

func newClocked(t *testing.T) *clocked {
	t.Helper()
	files, err := built.All()
	if err != nil {
		t.Fatal(err)
	}
	c := &clocked{now: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
	for _, f := range files {
		if f.ID != "rumeur-securite-produit" || f.Lang != "en" {
			continue
		}
		book, _ := playbook.Read(f.Text)
		c.plan = crisis.NewPlan(book)
		roles := map[string]crisis.Binding{}
		for _, r := range book.Roles {
			roles[r.ID] = crisis.Binding{Holder: "lea"}
		}
		c.do(t, crisis.Start{Book: crisis.Pin{ID: f.ID, Title: "X200"}, Roles: roles, Vars: map[string]string{"produit": "X200", "tel_conso": "0800"}})
	}
	return c
}

func (c *clocked) do(t *testing.T, a crisis.Act) {
	t.Helper()
	if c.run == nil {
		c.run = &crisis.Run{}
	}
	o := crisis.Order{ID: "e" + string(rune('a'+len(c.events))), Run: "r1", At: c.now, Base: c.run.Seq, Act: a}
	events, err := crisis.Decide(c.plan, c.run, o, team.Member{ID: "lea", Profile: team.Coordinator}, c.now)
	if err != nil {
		t.Fatalf("%s: %v", a.Kind(), err)
	}
	c.add(events...)
}

func (c *clocked) add(events ...crisis.Event) {
	c.events = append(c.events, events...)
	c.run = crisis.Fold(c.plan, c.events)
}

// sleep lets time pass without anything looking, then looks once.
func (c *clocked) sleep(t *testing.T, d time.Duration) {
	t.Helper()
	c.now = c.now.Add(d)
	e, ok, err := c.run.Tick(c.plan, "t"+c.now.Format("150405"), c.now)
	if err != nil || !ok {
		t.Fatalf("nothing is due: %v", err)
	}
	c.add(e)
}

func (c *clocked) afoot() vm.Afoot {
	a, _ := vm.NewAfoot(c.run, c.plan, c.events, "lea", c.now)
	return a
}

func TestNewAfoot_TellsOnceOfDeadlinesThatPassedWhileNothingRan(t *testing.T) {
	t.Run("after a sleep", func(t *testing.T) {
		c := newClocked(t)
		c.sleep(t, 5*time.Hour)
		if a := c.afoot(); a.Missed != 1 || a.Slept == "" || a.Late != 1 || !a.Mine {
			t.Errorf("it tells %+v", a)
		}
		done := crisis.Order{ID: "done", Run: "r1", Step: "figer", At: c.now, Base: c.run.Seq, Act: crisis.Skip{Reason: "none"}}
		events, err := crisis.Decide(c.plan, c.run, done, team.Member{ID: "lea", Profile: team.Coordinator}, c.now)
		if err != nil {
			t.Fatal(err)
		}
		c.add(events...)
		if a := c.afoot(); a.Missed != 0 {
			t.Errorf("it still tells of %d", a.Missed)
		}
	})
	t.Run("not of what passed while it ran", func(t *testing.T) {
		c := newClocked(t)
		c.sleep(t, 3*time.Minute+time.Second)
		if a := c.afoot(); a.Missed != 0 || a.Late != 1 {
			t.Errorf("it tells %+v", a)
		}
	})
}

func TestUpdateOwed_IsSinceTheFirstCallUntilAnUpdateIsPosted(t *testing.T) {
	c := newClocked(t)
	due := c.run.UpdateDue
	if got := vm.UpdateOwed(c.run, c.events, c.now); !got.IsZero() {
		t.Fatalf("owed since %s at the start", got)
	}
	c.sleep(t, due.Sub(c.now)+time.Second)
	c.sleep(t, 11*time.Minute) // called again: the run's own timer has moved on
	if got := vm.UpdateOwed(c.run, c.events, c.now); !got.Equal(due) {
		t.Errorf("owed since %s, not %s", got, due)
	}
	c.do(t, crisis.Update{Known: "smoke"})
	if got := vm.UpdateOwed(c.run, c.events, c.now); !got.IsZero() {
		t.Errorf("owed since %s after the update", got)
	}
}
