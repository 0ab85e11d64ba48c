package store_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
)

// The cell of a run in the test house.
const (
	lead    = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZL0")
	head    = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZH0")
	counsel = team.MemberID("01HZZZZZZZZZZZZZZZZZZZZZN0")
)

// cell is a house with a playbook and the people who follow it.
type cell struct {
	*house
	hash string
	id   crisis.RunID
}

func stormText(t testing.TB) string {
	t.Helper()
	raw, err := os.ReadFile("../crisis/testdata/storm.en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// cellMembers are the people of a run who are not of the house already.
func cellMembers() []team.Member {
	return []team.Member{
		{ID: lead, Name: "Lou", Handle: "lou", Profile: team.Senior}, {ID: head, Name: "Hana", Handle: "hana", Profile: team.Senior},
		{ID: counsel, Name: "Noé", Handle: "noe", Profile: team.Senior},
	}
}

func newCell(t testing.TB) *cell {
	h := newHouse(t)
	ctx := context.Background()
	for _, m := range cellMembers() {
		h.must(h.PutMember(ctx, m, coordinator))
	}
	c := &cell{house: h}
	var err error
	c.hash, err = h.PutPlaybook(ctx, stormText(t), coordinator)
	h.must(err)
	h.must(h.PublishPlaybook(ctx, c.hash, coordinator))
	return c
}

func (c *cell) start() crisis.Start {
	return crisis.Start{
		Book: crisis.Pin{ID: "storm", Version: "1.0.0", Hash: c.hash}, Vars: map[string]string{"product": "Cream", "hour": "15:00"},
		Roles: map[string]crisis.Binding{
			"lead": {Holder: lead}, "cm": {Holder: senior}, "quality": {Holder: senior}, "head": {Holder: head}, "legal": {Holder: counsel},
		},
	}
}

func (c *cell) begin() {
	c.t.Helper()
	var err error
	c.id, err = c.StartRun(context.Background(), c.start(), lead)
	c.must(err)
}

func (c *cell) run() *crisis.Run {
	c.t.Helper()
	r, _, err := c.Run(context.Background(), c.id)
	c.must(err)
	return r
}

func (c *cell) try(by team.MemberID, step string, a crisis.Act) error {
	return c.ActInRun(context.Background(), crisis.Order{Run: c.id, Step: step, Base: c.run().Seq, Act: a}, by)
}

func (c *cell) act(by team.MemberID, step string, acts ...crisis.Act) {
	c.t.Helper()
	for _, a := range acts {
		if err := c.try(by, step, a); err != nil {
			c.t.Fatalf("%s on %q: %v", a.Kind(), step, err)
		}
	}
}

// approved has the holding statement approved.
func (c *cell) approved() string {
	c.t.Helper()
	h := c.run().Texts["wait"].Hash
	c.act(head, "", crisis.Approve{Statement: "wait", Hash: h})
	c.act(counsel, "", crisis.Approve{Statement: "wait", Hash: h})
	return h
}

func TestRun_IsItsLog(t *testing.T) {
	c := newCell(t)
	ctx := context.Background()
	c.begin()
	c.act(senior, "hold", crisis.Claim{}, crisis.Complete{})
	c.act(senior, "proof", crisis.Complete{Evidence: []crisis.Evidence{{Kind: "link", URL: "https://example.org"}}})
	events, err := c.RunEvents(ctx, c.id)
	c.must(err)
	equal(t, "events", len(events), 5)
	if b := crisis.Verify(events); b != nil {
		t.Error(b)
	}
	t.Run("a restart finds it as it was", func(t *testing.T) {
		before := c.run()
		c.reopen()
		a, _ := json.Marshal(before)
		b, _ := json.Marshal(c.run())
		equal(t, "run", string(b), string(a))
		if rep, err := c.Check(ctx); err != nil || len(rep.Faults) > 0 {
			t.Errorf("%v %v", rep.Faults, err)
		}
	})
	t.Run("an export has its log", func(t *testing.T) {
		kinds := map[string]int{}
		c.must(c.Export(ctx, func(record any) error {
			kinds[record.(store.Record).Kind]++
			return nil
		}))
		equal(t, "events", kinds["run_event"], len(events))
		equal(t, "playbooks", kinds["playbook"], 1)
	})
	t.Run("an order that comes twice counts once", func(t *testing.T) {
		o := crisis.Order{ID: c.house.id(), Run: c.id, Base: c.run().Seq, Act: crisis.Note{Text: "n"}}
		c.must(c.ActInRun(ctx, o, senior))
		seq := c.run().Seq
		_ = c.ActInRun(ctx, o, senior)
		equal(t, "events", c.run().Seq, seq)
	})
	t.Run("an act without measure is refused", func(t *testing.T) {
		c.fails(c.try(senior, "", crisis.Note{Text: strings.Repeat("x", 300<<10)}), fault.Invalid, "fault.text-too-long")
	})
	t.Run("a refusal leaves nothing", func(t *testing.T) {
		seq := c.run().Seq
		c.fails(c.try(junior, "grade", crisis.Choose{Option: "n2"}), fault.Forbidden, "crisis.may-not-decide")
		equal(t, "events", c.run().Seq, seq)
	})
}

func TestRun_LogIsOnlyAddedTo(t *testing.T) {
	fileOnly(t)
	c := newCell(t)
	c.begin()
	c.shut(c.Workspace)
	for _, text := range []string{
		`UPDATE crisis_event SET member = 'x'`, `DELETE FROM crisis_event`, `UPDATE crisis_event SET payload = '{"x":1}'`,
	} {
		if err := c.behind(text); err == nil {
			t.Errorf("%s: was allowed", text)
		}
	}
	t.Run("a payload can be erased", func(t *testing.T) {
		c.must(c.behind(`UPDATE crisis_event SET payload = '' WHERE seq = 1 AND 1 = 0`))
	})
	t.Run("a projection that is wrong is made anew", func(t *testing.T) {
		c.must(c.behind(`UPDATE crisis_run SET body = REPLACE(body, '"state":"running"', '"state":"closed"')`))
		c.open()
		equal(t, "state", c.run().State, crisis.Running)
	})
}

// behind runs SQL behind the store's back, while it is closed.
func (h *house) behind(text string) error {
	h.tampered = true
	db, err := sql.Open("sqlite", "file:"+filepath.Join(h.dir, "vigie.db"))
	h.must(err)
	_, err = db.Exec(text)
	return errors.Join(err, db.Close())
}

func TestRun_EscalatesWithoutAWindow(t *testing.T) {
	c := newCell(t)
	ctx := context.Background()
	c.begin()
	next, err := c.NextTimer(ctx)
	c.must(err)
	equal(t, "next", next, noon().Add(5*time.Minute))
	c.clock.pass(9 * time.Hour)
	c.reopen()
	due, err := c.Overdue(ctx, c.clock.now())
	c.must(err)
	equal(t, "commands", len(due), 1)
	_, err = c.DoSystem(ctx, due[0])
	c.must(err)
	equal(t, "level", c.run().Steps["hold"].Level, 3)
	events, err := c.RunEvents(ctx, c.id)
	c.must(err)
	equal(t, "one summary", len(events), 2)
	due, err = c.Overdue(ctx, c.clock.now())
	c.must(err)
	equal(t, "commands", len(due), 0)
}

func TestRun_SameStoryStartsOneRun(t *testing.T) {
	c := newCell(t)
	ctx := context.Background()
	s := c.start()
	s.Story = "story"
	first, err := c.StartRun(ctx, s, lead)
	c.must(err)
	second, err := c.StartRun(ctx, s, senior)
	c.must(err)
	equal(t, "run", second, first)
	c.clock.pass(3 * time.Hour)
	third, err := c.StartRun(ctx, s, senior)
	c.must(err)
	if third == first {
		t.Error("a story of hours ago is still joined")
	}
}

func TestPlaybook_IsPublishedByWhoMay(t *testing.T) {
	c := newCell(t)
	ctx := context.Background()
	text := stormText(t)
	other := text + "# another\n"
	hash, err := c.PutPlaybook(ctx, other, senior)
	c.must(err)
	c.fails(c.PublishPlaybook(ctx, hash, senior), fault.Forbidden, "crisis.may-not-publish-playbook")
	c.fails(c.PublishPlaybook(ctx, hash, coordinator), fault.Conflict, "crisis.playbook-version-taken")
	_, err = c.PutPlaybook(ctx, text+"# junior\n", junior)
	c.fails(err, fault.Forbidden, "crisis.may-not-publish-playbook")
	s := c.start()
	s.Book.Hash = hash
	_, err = c.StartRun(ctx, s, lead)
	c.fails(err, fault.Conflict, "crisis.playbook-not-published")
	t.Run("who led a run of it may", func(t *testing.T) {
		c.begin()
		c.must(c.RetirePlaybook(ctx, c.hash, lead))
		if r := c.run(); r.State != crisis.Running {
			t.Error("a run stopped because its playbook was retired")
		}
	})
	var f *fault.Error
	if _, err := c.PlaybookText(ctx, "none"); !errors.As(err, &f) {
		t.Error("a text that is not there was given")
	}
}
