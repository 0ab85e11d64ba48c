package store_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/crisis/radar"
	"vigie/inbox"
	"vigie/inbox/watch"
)

func TestErase_RedactsRunsAndAlerts(t *testing.T) {
	c := newCell(t)
	ctx := context.Background()
	conversation := c.question()
	d := c.detail(conversation)
	who := d.Messages[0].Author.Handle
	c.watches("brand", `vigie`, watch.WatchOnly)
	c.must(c.FollowAlert(ctx, "brand", &radar.Alert{
		ID: "a1", Level: radar.Crisis, RaisedAt: noon(), UpdatedAt: noon(),
		Why: radar.Why{Posts: 12, First: noon(), Story: &radar.StoryFacts{ID: string(d.Messages[0].ID), Title: "Words of hers", Widest: who}},
	}))
	c.begin()
	c.act(senior, "", crisis.Note{Text: "We called " + strings.ToUpper(who) + " back"}, crisis.Note{Text: "Quality is on it"})
	c.act(senior, "hold", crisis.Complete{})
	c.approved()
	c.act(senior, "", crisis.Publish{Statement: "wait", Channel: "reply", Conversation: conversation, Hash: c.run().Texts["wait"].Hash})
	equal(t, "waiting to leave", len(c.queuedAll()), 1)
	c.clock.pass(time.Minute)
	c.must(c.draft(lead, "q/What happened?", "We called "+who+" back at once"))
	c.must(c.draft(lead, "q/What next?", "More hands on Mondays"))
	before := c.run()
	c.must(c.Erase(ctx, d.Contact.ID, coordinator))
	events, err := c.RunEvents(ctx, c.id)
	c.must(err)
	if b := crisis.Verify(events); b != nil {
		t.Error(b)
	}
	erased, kept := map[crisis.Kind]int{}, 0
	for _, e := range events {
		if e.Erased() {
			erased[e.Kind]++
		} else if e.Kind == crisis.KindNote {
			kept++
		}
	}
	if erased[crisis.KindNote] != 1 || erased[crisis.KindPublish] != 1 || len(erased) != 2 || kept != 1 {
		t.Errorf("erased %v, notes kept %d", erased, kept)
	}
	after := c.run()
	equal(t, "state", after.State, before.State)
	equal(t, "step", after.Steps["hold"].State, before.Steps["hold"].State)
	raw, err := json.Marshal(after)
	c.must(err)
	alerts, err := json.Marshal(c.alerts())
	c.must(err)
	for _, word := range []string{who, "Words of hers"} {
		if strings.Contains(strings.ToLower(string(raw)+string(alerts)), strings.ToLower(word)) {
			t.Errorf("%q is still there", word)
		}
	}
	drafts := map[string]string{}
	for _, d := range c.drafts() {
		drafts[d.Field] = d.Text
	}
	equal(t, "draft that names her", drafts["q/What happened?"], "")
	equal(t, "draft that does not", drafts["q/What next?"], "More hands on Mondays")
	if !strings.Contains(string(alerts), "sha256:") {
		t.Errorf("the alert does not show that something was erased: %s", alerts)
	}
	c.reopen()
	equal(t, "after a restart", c.run().State, before.State)
	c.sound()
}

// queuedAll is what waits in the outbox.
func (c *cell) queuedAll() []inbox.OutboxEntry {
	c.t.Helper()
	list, err := c.Replies(context.Background(), inbox.Queued)
	c.must(err)
	return list
}
