package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/fault"
	"vigie/inbox/team"
)

func TestDo_RunsACommandOnce(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c := h.question()
	cmd := h.command(c, inbox.AddNote{Text: "À vérifier"})
	first, err := h.Do(ctx, cmd, senior)
	h.must(err)
	again, err := h.Do(ctx, cmd, senior)
	h.must(err)
	equal(t, "same entry", again.ID, first.ID)
	equal(t, "same time", again.At, first.At)
	equal(t, "notes", len(h.detail(c).Notes), 1)
	h.reopen()
	_, err = h.Do(ctx, cmd, senior)
	h.must(err)
	equal(t, "notes after a restart", len(h.detail(c).Notes), 1)
	cmd.Act = inbox.AddNote{Text: "Autre chose"}
	_, err = h.Do(ctx, cmd, senior)
	h.fails(err, fault.Invalid, "fault.command-reused")
	cmd = h.command(c, inbox.Claim{})
	_, err = h.Do(ctx, cmd, "")
	h.fails(err, fault.Forbidden, "fault.no-member")
	_, err = h.Do(ctx, h.command("nowhere", inbox.Claim{}), senior)
	h.fails(err, fault.NotFound, "fault.conversation-gone")
	h.sound()
}

func TestDo_KeepsAnEntryOfEveryAct(t *testing.T) {
	h := newHouse(t)
	c := h.question()
	note := "Voir @jo"
	h.act(c, inbox.Claim{}, senior)
	h.act(c, inbox.Assign{To: coordinator, Had: senior}, senior)
	h.act(c, inbox.Release{}, coordinator)
	h.act(c, inbox.Label{Add: []string{"VIP"}}, senior)
	h.act(c, inbox.Prioritise{Priority: inbox.Urgent}, senior)
	h.act(c, inbox.AddNote{Text: note}, senior)
	h.act(c, inbox.Snooze{Until: h.clock.now().Add(time.Hour)}, senior)
	h.act(c, inbox.Reopen{}, senior)
	h.act(c, inbox.Wait{}, senior)
	h.act(c, inbox.Ignore{}, senior)
	h.act(c, inbox.Reopen{}, senior)
	h.act(c, inbox.Resolve{}, senior)
	d := h.detail(c)
	var names []string
	for _, e := range d.Events {
		names = append(names, e.Name)
		if e.Before != nil {
			t.Errorf("%s carries its Before to the screen", e.Name)
		}
	}
	equal(t, "events", fmt.Sprint(names), "[conversation.claim conversation.assign conversation.release conversation.label "+
		"conversation.prioritise note.add conversation.snooze conversation.reopen conversation.wait conversation.ignore conversation.reopen conversation.resolve]")
	equal(t, "tags", fmt.Sprint(d.Conversation.Tags), "[vip]")
	equal(t, "priority", d.Conversation.Priority, inbox.Urgent)
	equal(t, "note", d.Notes[0].Text, note)
	tags, err := h.Tags(context.Background())
	h.must(err)
	equal(t, "tag counts", fmt.Sprint(tags), "map[vip:1]")
	all, err := h.Events(context.Background(), noon(), 100)
	h.must(err)
	equal(t, "all entries", len(all), len(names)+7) // and seven settings of the house
	h.sound()
}

func TestDo_HandsOverWithReceipt(t *testing.T) {
	h := newHouse(t)
	c := h.question()
	due := h.clock.now().Add(2 * time.Hour)
	leg := inbox.Propose{To: press, Asked: inbox.AskAnswer, Reason: "Presse", DueAt: due, ComesBack: true}
	h.act(c, leg, senior)
	r := h.only(inbox.View{HandedTo: []team.DepartmentID{press}})
	equal(t, "sender keeps it", r.Department, support)
	n, ok := h.Total(context.Background(), inbox.View{HandedTo: []team.DepartmentID{press}})
	equal(t, "counted", fmt.Sprint(n, ok), "1 true")
	h.act(c, inbox.Accept{Handover: r.Handover}, junior)
	equal(t, "moved", h.only(inbox.View{}).Department, press)
	h.act(c, inbox.Return{Handover: r.Handover, Answer: "Fait."}, junior)
	d := h.detail(c)
	equal(t, "back", d.Conversation.Department, support)
	equal(t, "state", d.Handovers[0].State, inbox.Returned)
	equal(t, "answer", d.Handovers[0].Answer, "Fait.")
	h.sound()
}

func TestTimers_ExpireAndWakeByThemselves(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c := h.question()
	h.take(mail("m2", "max@client.example", "Facture", "?", noon()))
	other := h.only(inbox.View{Search: "facture"}).ID
	next, err := h.NextTimer(ctx)
	h.must(err)
	equal(t, "nothing to come", next.IsZero(), true)
	h.act(c, inbox.Propose{To: press, Asked: inbox.AskAnswer, Reason: "Presse", DueAt: noon().Add(2 * time.Hour)}, senior)
	h.act(other, inbox.Snooze{Until: noon().Add(3 * time.Hour)}, senior)
	next, err = h.NextTimer(ctx)
	h.must(err)
	equal(t, "next", next, noon().Add(2*time.Hour))
	h.clock.pass(4 * time.Hour)
	owed, err := h.Overdue(ctx, h.clock.now())
	h.must(err)
	equal(t, "owed", len(owed), 2)
	for _, cmd := range owed {
		_, err := h.DoSystem(ctx, cmd)
		h.must(err)
	}
	equal(t, "expired", h.detail(c).Handovers[0].State, inbox.Expired)
	equal(t, "awake", h.detail(other).Conversation.Status, inbox.Open)
	owed, err = h.Overdue(ctx, h.clock.now())
	h.must(err)
	equal(t, "owed afterwards", len(owed), 0)
	h.sound()
}

func TestUndo_RestoresWhatWas(t *testing.T) {
	h := newHouse(t)
	c := h.question()
	h.take(mail("m2", "max@client.example", "Facture", "?", noon()))
	other := h.only(inbox.View{Search: "facture"}).ID
	draft := inbox.Draft{ID: inbox.DraftID(h.id()), Kind: inbox.PublicReply, Text: "Il arrive."}
	h.act(c, inbox.SaveDraft{Draft: draft}, senior)
	for name, act := range map[string]func() inbox.Event{
		"claim":   func() inbox.Event { return h.act(c, inbox.Claim{}, senior) },
		"resolve": func() inbox.Event { return h.act(c, inbox.Resolve{}, senior) },
		"tags":    func() inbox.Event { return h.act(c, inbox.Label{Add: []string{"x"}}, senior) },
		"note":    func() inbox.Event { return h.act(c, inbox.AddNote{Text: "n"}, senior) },
		"merge":   func() inbox.Event { return h.act(c, inbox.Merge{Into: other}, senior) },
		"discard": func() inbox.Event { return h.act(c, inbox.DiscardDraft{Draft: draft.ID}, senior) },
		"reply": func() inbox.Event {
			return h.act(c, inbox.Reply{Draft: draft.ID, Seen: h.detail(c).Conversation.Heard}, senior)
		},
	} {
		t.Run(name, func(t *testing.T) {
			before, numbers := h.detail(c), counts(h)
			e := act()
			h.act(c, inbox.Undo{Event: e.ID}, senior)
			after := h.detail(c)
			equal(t, "status", after.Conversation.Status, before.Conversation.Status)
			equal(t, "assignee", after.Conversation.Assignee, before.Conversation.Assignee)
			equal(t, "tags", fmt.Sprint(after.Conversation.Tags), fmt.Sprint(before.Conversation.Tags))
			equal(t, "messages", h.texts(c), "Où est-il ?")
			equal(t, "other", h.texts(other), "?")
			equal(t, "notes", len(after.Notes), len(before.Notes))
			equal(t, "drafts", len(after.Drafts), 1)
			equal(t, "outbox", len(after.Outbox), 0)
			equal(t, "counters", counts(h), numbers)
			for _, old := range after.Events {
				if old.ID == e.ID && !old.Undone {
					t.Errorf("%s is not marked as undone", old.Name)
				}
			}
			h.sound()
		})
	}
}

func TestDoAll_GivesEachItsOwnResult(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	var events []channel.Event
	for i := range 120 {
		events = append(events, mail(fmt.Sprintf("m%d", i), "lea@client.example", fmt.Sprintf("Sujet %d", i), "t", noon()))
	}
	h.take(events...)
	rows := h.rows(inbox.View{})
	h.act(rows[7].ID, inbox.Resolve{}, senior)
	var cmds []inbox.Command
	for _, r := range rows {
		cmds = append(cmds, h.command(r.ID, inbox.Resolve{}))
	}
	cmds = append(cmds, h.command("nowhere", inbox.Resolve{}))
	var steps []int
	out, err := h.DoAll(ctx, cmds, senior, func(done, total int) { steps = append(steps, done*1000+total) })
	h.must(err)
	equal(t, "progress", fmt.Sprint(steps), "[50121 100121 121121]")
	equal(t, "outcomes", len(out), len(cmds))
	refused := 0
	for _, o := range out {
		if o.Err != nil {
			refused++
		}
	}
	equal(t, "refused", refused, 2)
	h.fails(out[120].Err, fault.NotFound, "fault.conversation-gone")
	equal(t, "left", len(h.rows(inbox.View{Statuses: []inbox.Status{inbox.New, inbox.Open}})), 0)

	ended, cancel := context.WithCancel(ctx)
	cmds = nil
	for _, r := range rows {
		cmds = append(cmds, h.command(r.ID, inbox.Reopen{}))
	}
	out, err = h.DoAll(ended, cmds, senior, func(int, int) { cancel() })
	equal(t, "cancelled", errors.Is(err, context.Canceled), true)
	equal(t, "done before", len(out), 50)
	equal(t, "stored", len(h.rows(inbox.View{Statuses: []inbox.Status{inbox.Open}})), 50)
	h.sound()
}

func TestDrafts_AreKeptAsTyped(t *testing.T) {
	h := newHouse(t)
	c := h.question()
	d := inbox.Draft{ID: inbox.DraftID(h.id()), Kind: inbox.PublicReply, Text: "Bon"}
	h.act(c, inbox.SaveDraft{Draft: d}, junior)
	d.Text = "Bonjour"
	h.act(c, inbox.SaveDraft{Draft: d}, junior)
	list, err := h.Drafts(context.Background(), junior)
	h.must(err)
	equal(t, "drafts", len(list), 1)
	equal(t, "text", list[0].Text, "Bonjour")
	equal(t, "in the list", h.only(inbox.View{}).HasDraft, true)
	_, err = h.Do(context.Background(), h.command(c, inbox.SaveDraft{Draft: d}), senior)
	h.fails(err, fault.Forbidden, "fault.draft-of-another")
}
