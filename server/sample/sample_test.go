package sample

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/email"
	content "vigie/inbox/channel/sample"
	"vigie/inbox/team"
	"vigie/store"
)

func present() time.Time { return time.Date(2026, 3, 12, 14, 20, 0, 0, time.UTC) }

// made makes a sample and opens it for a look.
func made(t *testing.T, lang string, now time.Time) *store.Workspace {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "sample")
	if err := Create(t.Context(), dir, lang, func() time.Time { return now }, nil); err != nil {
		t.Fatal(err)
	}
	return look(t, dir)
}

func look(t *testing.T, dir string) *store.Workspace {
	t.Helper()
	w, err := store.Open(context.Background(), dir, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// record is everything in a workspace, by kind.
type record struct {
	members       []team.Member
	departments   []team.Department
	accounts      []inbox.Account
	conversations []inbox.Conversation
	messages      []inbox.Message
	handovers     []inbox.Handover
	notes         []inbox.Note
	drafts        []inbox.Draft
	outbox        []inbox.OutboxEntry
	events        []inbox.Event
	contacts      []inbox.Contact
}

func read(t *testing.T, w *store.Workspace) record {
	t.Helper()
	var r record
	err := w.Export(t.Context(), func(v any) error {
		switch v := v.(store.Record).Value.(type) {
		case team.Member:
			r.members = append(r.members, v)
		case team.Department:
			r.departments = append(r.departments, v)
		case inbox.Account:
			r.accounts = append(r.accounts, v)
		case inbox.Conversation:
			r.conversations = append(r.conversations, v)
		case inbox.Message:
			r.messages = append(r.messages, v)
		case inbox.Handover:
			r.handovers = append(r.handovers, v)
		case inbox.Note:
			r.notes = append(r.notes, v)
		case inbox.Draft:
			r.drafts = append(r.drafts, v)
		case inbox.OutboxEntry:
			r.outbox = append(r.outbox, v)
		case inbox.Event:
			r.events = append(r.events, v)
		case inbox.Contact:
			r.contacts = append(r.contacts, v)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCreate_MakesAWholeWorkspace(t *testing.T) {
	w := made(t, "fr", present())
	r := read(t, w)
	t.Run("that the store finds sound, with 1,200 messages", func(t *testing.T) {
		rep, err := w.Check(t.Context())
		if err != nil || !rep.OK() {
			t.Errorf("check: %v, %v", rep.Faults, err)
		}
		if rep.Messages != Messages || rep.Unindexed != 0 || rep.Quarantined != 0 {
			t.Errorf("report %+v", rep)
		}
		if len(r.departments) != 4 || len(r.members) != 7 || len(r.accounts) != 7 {
			t.Errorf("%d departments, %d members, %d accounts", len(r.departments), len(r.members), len(r.accounts))
		}
	})
	t.Run("in which somebody sits down", func(t *testing.T) {
		for name, want := range map[string]string{"brand": content.Brand, "desk.member": string(content.Lea), "sample": "yes"} {
			if got, err := w.Setting(t.Context(), name); got != want || err != nil {
				t.Errorf("setting %s is %q, %v", name, got, err)
			}
		}
	})
	t.Run("in which every account is marked and answers can be written", func(t *testing.T) {
		for _, a := range r.accounts {
			if !content.Played(a) || a.Paused {
				t.Errorf("account %s: %v, paused %v", a.Name, a.Settings, a.Paused)
			}
		}
	})
	t.Run("with every state of a conversation", func(t *testing.T) { checkStates(t, r) })
	t.Run("with every state of a handover", func(t *testing.T) { checkHandovers(t, r) })
	t.Run("with replies that left, came back, failed and are in doubt", func(t *testing.T) { checkOutbox(t, r) })
	t.Run("with what was said inside the house", func(t *testing.T) { checkInside(t, r) })
	t.Run("with pictures that open", func(t *testing.T) { checkFiles(t, w, r) })
	t.Run("with nothing from the future", func(t *testing.T) {
		for _, e := range r.events {
			if e.At.After(present()) {
				t.Errorf("%s at %v", e.Name, e.At)
			}
		}
	})
}

func checkStates(t *testing.T, r record) {
	states, priorities, active, unassigned, tags, merged, split := map[inbox.Status]int{}, map[inbox.Priority]int{}, 0, 0, 0, 0, 0
	for _, c := range r.conversations {
		if c.Automatic {
			continue
		}
		states[c.Status]++
		priorities[c.Priority]++
		if c.Status.Active() {
			active++
			if c.Assignee == "" {
				unassigned++
			}
		}
		if len(c.Tags) > 0 {
			tags++
		}
		if c.MergedInto != "" {
			merged++
		}
		if c.SplitFrom != "" {
			split++
		}
		if c.Status == inbox.Snoozed && !c.SnoozedUntil.After(present()) {
			t.Errorf("%s sleeps until %v", c.ID, c.SnoozedUntil)
		}
	}
	for _, s := range inbox.Statuses() {
		if states[s] < 2 {
			t.Errorf("%d conversations are %s: %v", states[s], s, states)
		}
	}
	for _, p := range []inbox.Priority{inbox.Low, inbox.Normal, inbox.High, inbox.Urgent} {
		if priorities[p] == 0 {
			t.Errorf("none of priority %d", p)
		}
	}
	if active < 35 || active > 90 || unassigned < 10 || tags < 60 || merged != 1 || split != 1 {
		t.Errorf("%d to do, %d of nobody, %d with tags, %d merged, %d split", active, unassigned, tags, merged, split)
	}
}

func checkHandovers(t *testing.T, r record) {
	states := map[inbox.HandoverState]int{}
	forUs := false
	for _, h := range r.handovers {
		states[h.State]++
		if h.Words == "" || h.Reason == "" {
			t.Errorf("handover %s without words", h.ID)
		}
		if (h.State == inbox.Declined || h.State == inbox.Returned) && h.Answer == "" {
			t.Errorf("%s without an answer", h.State)
		}
		forUs = forUs || h.State == inbox.Proposed && h.To == content.Social && h.DueAt.After(present())
	}
	for _, s := range []inbox.HandoverState{
		inbox.Proposed, inbox.Accepted, inbox.Declined, inbox.Withdrawn, inbox.Expired, inbox.Returned, inbox.Closed,
	} {
		if states[s] == 0 {
			t.Errorf("no handover is %s: %v", s, states)
		}
	}
	if !forUs {
		t.Errorf("nothing waits for the person at the desk")
	}
}

func checkOutbox(t *testing.T, r record) {
	states, bounced := map[inbox.SendState]int{}, 0
	for _, e := range r.outbox {
		states[e.State]++
		if e.Bounced != "" {
			bounced++
		}
		if (e.State == inbox.Failed || e.State == inbox.Unknown) && e.FaultKey == "" {
			t.Errorf("a reply %s for no reason", e.State)
		}
	}
	if states[inbox.Failed] != 1 || states[inbox.Unknown] != 1 || states[inbox.Sent] != 2 || bounced != 1 || states[inbox.Queued]+states[inbox.Sending] != 0 {
		t.Errorf("outbox %v, %d came back", states, bounced)
	}
}

func checkInside(t *testing.T, r record) {
	mentions, writers := 0, map[team.MemberID]int{}
	for _, n := range r.notes {
		mentions += len(n.Mentions)
		writers[n.Author]++
	}
	if len(r.notes) < 8 || mentions < 5 || writers[content.Basile] == 0 {
		t.Errorf("%d notes, %d mentions, by %v", len(r.notes), mentions, writers)
	}
	drafts := map[team.MemberID]int{}
	for _, d := range r.drafts {
		if !d.Gone {
			drafts[d.Author]++
		}
	}
	if drafts[content.Ines] == 0 || drafts[content.Thomas] == 0 {
		t.Errorf("drafts %v, want one of the trainee and one of the junior", drafts)
	}
	tags := map[string]int{}
	for _, c := range r.contacts {
		for _, tag := range c.Tags {
			tags[tag]++
		}
	}
	if tags["journaliste"] == 0 || tags["blogueuse"] == 0 {
		t.Errorf("tags of contacts %v", tags)
	}
}

func checkFiles(t *testing.T, w *store.Workspace, r record) {
	n := 0
	for _, m := range r.messages {
		for _, a := range m.Attachments {
			f, err := w.Blob(t.Context(), a.Blob)
			if err != nil {
				t.Fatalf("%s of %s: %v", a.Name, m.Native, err)
			}
			raw, err := io.ReadAll(f)
			if err = errors.Join(err, f.Close()); err != nil || int64(len(raw)) != a.Size {
				t.Errorf("%s has %d bytes, %v; want %d", a.Name, len(raw), err, a.Size)
			}
			n++
		}
	}
	if n < 20 {
		t.Errorf("%d attachments", n)
	}
}

// The mails that arrive while the sample is open bring their files in the
// payload alone; the mail connector opens them as it opens real ones.
func TestArrivals_BringFilesThatTheMailConnectorOpens(t *testing.T) {
	list, err := content.Write(rand.New(rand.NewPCG(content.Seed, 1)), present(), Messages)
	if err != nil {
		t.Fatal(err)
	}
	if err := content.Seal(list); err != nil {
		t.Fatal(err)
	}
	opener, reader, opened := channel.Opener(email.New()), channel.Reader(email.New()), 0
	for _, e := range list {
		for _, u := range e.Messages {
			if u.Message.Kind != inbox.Email || len(u.Message.Attachments) == 0 {
				continue
			}
			for _, a := range u.Message.Attachments {
				raw, err := opener.Attachment(u.Raw, a.Index)
				if err != nil || !bytes.Equal(raw, content.File(a.Name)) {
					t.Fatalf("%s of %s: %d bytes, %v", a.Name, u.Message.Native, len(raw), err)
				}
			}
			again, err := reader.Read(inbox.Account{Address: "contact@" + content.Domain}, u.Raw, present())
			if err != nil || again.Message.Subject != u.Message.Subject || again.Message.MailID != u.Message.MailID {
				t.Errorf("%s reads as %q %q, %v", u.Message.Native, again.Message.Subject, again.Message.MailID, err)
			}
			opened++
		}
	}
	if opened < 20 {
		t.Errorf("%d mails with files", opened)
	}
}
