package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"vigie/crisis"
	"vigie/inbox"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
)

func (c *cell) draft(by team.MemberID, field, text string) error {
	return c.KeepReviewDraft(context.Background(), crisis.ReviewDraft{Run: c.id, Field: field, Text: text}, by)
}

func (c *cell) drafts() []crisis.ReviewDraft {
	c.t.Helper()
	list, err := c.ReviewDrafts(context.Background(), c.id)
	c.must(err)
	return list
}

func TestReviewDraft_OfOneNeverReplacesAnothers(t *testing.T) {
	c := newCell(t)
	c.begin()
	c.act(lead, "", crisis.StandDown{Reason: "a joke"})
	c.must(c.draft(lead, "q/What happened?", "Lou's words"))
	c.clock.pass(time.Minute)
	c.must(c.draft(head, "q/What happened?", "Hana's words"))
	c.clock.pass(time.Minute)
	c.must(c.draft(head, "q/What happened?", "Hana's later words"))
	shown, others := crisis.DraftOf(c.drafts(), "q/What happened?")
	equal(t, "shown", shown.Text, "Hana's later words")
	equal(t, "others", len(others), 1)
	equal(t, "other", others[0].Text, "Lou's words")
	equal(t, "by", others[0].Member, lead)
	t.Run("a restart finds it", func(t *testing.T) {
		c.reopen()
		equal(t, "drafts", len(c.drafts()), 2)
	})
	t.Run("an export has it", func(t *testing.T) {
		n := 0
		c.must(c.Export(context.Background(), func(record any) error {
			if record.(store.Record).Kind == "retex_draft" {
				n++
			}
			return nil
		}))
		equal(t, "records", n, 2)
	})
	t.Run("what nobody is to write is refused", func(t *testing.T) {
		c.fails(c.draft(lead, " ", "x"), fault.Invalid, "fault.command-incomplete")
		c.fails(c.draft("nobody", "text", "x"), fault.Forbidden, "fault.no-member")
		c.act(lead, "", crisis.Review{Text: "done"})
		c.fails(c.draft(lead, "text", "late"), fault.Conflict, "crisis.run-elsewhere")
	})
}

func TestReview_RemindsTheLeadOnceOfAllThatTheyOwe(t *testing.T) {
	c := newCell(t)
	ctx := context.Background()
	told := func() (list []inbox.Event) {
		t.Helper()
		c.must(c.Export(ctx, func(record any) error {
			if e, ok := record.(store.Record).Value.(inbox.Event); ok && e.Name == "retex.remind" {
				list = append(list, e)
			}
			return nil
		}))
		return list
	}
	for range 3 {
		c.begin()
		c.act(lead, "", crisis.StandDown{Reason: "a joke"})
		c.clock.pass(time.Minute)
	}
	due := func() {
		t.Helper()
		list, err := c.Overdue(ctx, c.clock.now())
		c.must(err)
		for _, cmd := range list {
			_, err := c.DoSystem(ctx, cmd)
			c.must(err)
		}
	}
	due()
	equal(t, "told at once", len(told()), 0)
	c.clock.pass(40 * 24 * time.Hour) // asleep for weeks
	due()
	equal(t, "told", len(told()), 1)
	equal(t, "whom", told()[0].Tell[0], lead)
	equal(t, "how many", told()[0].Facts["count"], "3")
	due()
	equal(t, "told again at once", len(told()), 1)
	next, err := c.NextTimer(ctx)
	c.must(err)
	if wait := next.Sub(c.clock.now()); wait <= 0 || wait > crisis.ReviewAgain {
		t.Errorf("the next reminder comes after %v", wait)
	}
	if rep, err := c.Check(ctx); err != nil || len(rep.Faults) > 0 {
		t.Errorf("%v %v", rep.Faults, err)
	}
}

// The curve of a run counts its linked conversations together: a busy one does
// not crowd out the others.
func TestSaidIn_GivesTheOldestOfAllConversations(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	var ids []inbox.ConversationID
	for i, who := range []string{"lea@client.example", "paul@client.example"} {
		h.take(mail(who+"1", who, "Avis "+who, "premier", noon().Add(time.Duration(i)*time.Minute)))
	}
	for i := range 4 {
		name := "later" + string(rune('a'+i))
		h.take(mail(name, "lea@client.example", "Avis lea@client.example", "encore", noon().Add(time.Duration(10+i)*time.Minute)))
	}
	for _, r := range h.rows(inbox.View{}) {
		ids = append(ids, r.ID)
	}
	list, err := h.SaidIn(ctx, ids, noon(), noon().Add(time.Hour), 3)
	h.must(err)
	var said []string
	for _, m := range list {
		said = append(said, m.Text)
	}
	equal(t, "said", strings.Join(said, " "), "premier premier encore")
	equal(t, "outside of the time", len(h.saidIn(ids, noon().Add(2*time.Hour))), 0)
}

func (h *house) saidIn(ids []inbox.ConversationID, from time.Time) []inbox.Message {
	h.t.Helper()
	list, err := h.SaidIn(context.Background(), ids, from, from.Add(time.Hour), 9)
	h.must(err)
	return list
}
