package store_test

import (
	"context"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/crisis/radar"
	"vigie/inbox/watch"
)

// story has a watch ring for a story.
func (h *house) story(of string, cleared time.Time) {
	h.t.Helper()
	at := h.clock.now()
	h.must(h.FollowAlert(context.Background(), watch.ID(of), &radar.Alert{
		ID: "a1", Level: radar.Crisis, RaisedAt: noon(), UpdatedAt: at, ClearedAt: cleared,
		Why: radar.Why{Posts: 12, First: noon().Add(-time.Hour), Story: &radar.StoryFacts{ID: "m1", Title: "It smells of burning"}},
	}))
}

func TestRun_HearsThatItsAlertIsOver(t *testing.T) {
	c := newCell(t)
	ctx := context.Background()
	c.watches("brand", `vigie`, watch.WatchOnly)
	c.watches("other", `crème`, watch.WatchOnly)
	c.story("brand", time.Time{})
	c.story("other", time.Time{})
	start := c.start()
	start.Story = "brand/a1"
	var err error
	c.id, err = c.StartRun(ctx, start, lead)
	c.must(err)
	t.Run("it is linked to it", func(t *testing.T) {
		if got := c.run().Alerts(); len(got) != 1 || got[0] != "brand/a1" {
			t.Errorf("linked: %v", got)
		}
	})
	t.Run("another watch of the same story joins it", func(t *testing.T) {
		again := c.start()
		again.Story = "other/a1"
		id, err := c.StartRun(ctx, again, senior)
		c.must(err)
		equal(t, "run", id, c.id)
		equal(t, "alerts", len(c.run().Alerts()), 2)
	})
	if _, calm := c.run().Calm(); calm {
		t.Fatal("it is calm while both ring")
	}
	c.clock.pass(30 * time.Minute)
	c.story("brand", c.clock.now())
	if _, calm := c.run().Calm(); calm {
		t.Fatal("it is calm while one rings")
	}
	c.story("other", c.clock.now())
	if since, calm := c.run().Calm(); !calm || since.IsZero() {
		t.Fatal("the run did not hear that its alerts are over")
	}
	equal(t, "state", c.run().State, crisis.Running)
	seq := c.run().Seq
	t.Run("once", func(t *testing.T) {
		c.story("brand", c.clock.now())
		equal(t, "events", c.run().Seq, seq)
	})
	t.Run("and that one is back", func(t *testing.T) {
		c.clock.pass(time.Minute)
		c.story("brand", time.Time{})
		if _, calm := c.run().Calm(); calm {
			t.Error("it is calm although one rings again")
		}
	})
	t.Run("a story of three hours ago starts a run of its own", func(t *testing.T) {
		c.clock.pass(3 * time.Hour)
		again := c.start()
		again.Story = "other/a1"
		id, err := c.StartRun(ctx, again, senior)
		c.must(err)
		if id == c.id {
			t.Error("it joined")
		}
	})
	events, err := c.RunEvents(ctx, c.id)
	c.must(err)
	if b := crisis.Verify(events); b != nil {
		t.Error(b)
	}
}

func TestRun_HearsThatNobodyLooksOutForItsAlertAnyMore(t *testing.T) {
	c := newCell(t)
	ctx := context.Background()
	c.watches("brand", `vigie`, watch.WatchOnly)
	c.story("brand", time.Time{})
	start := c.start()
	start.Story = "brand/a1"
	var err error
	c.id, err = c.StartRun(ctx, start, lead)
	c.must(err)
	c.must(c.RemoveWatch(ctx, "brand", coordinator))
	if _, calm := c.run().Calm(); !calm {
		t.Error("the run waits for an alert that nothing will end")
	}
	c.sound()
}
