package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

func TestIngest_OpensAConversationForANewMail(t *testing.T) {
	h := newHouse(t)
	out := h.take(mail("m1", "lea@client.example", "Colis perdu", "Bonjour, où est mon colis ?", noon()))
	equal(t, "inserted", out.Inserted, 1)
	equal(t, "arrived", out.Arrived, 1)
	r := h.only(inbox.View{Statuses: []inbox.Status{inbox.New}})
	equal(t, "subject", r.Subject, "Colis perdu")
	equal(t, "snippet", r.Snippet, "Bonjour, où est mon colis ?")
	equal(t, "contact", r.ContactName, "lea")
	equal(t, "handle", r.Handle, "lea@client.example")
	equal(t, "account", r.AccountName, "Bonjour")
	equal(t, "department", r.Department, support)
	equal(t, "due", r.DueAt, noon().Add(4*time.Hour))
	d := h.detail(r.ID)
	equal(t, "messages", len(d.Messages), 1)
	raw, err := h.Raw(context.Background(), d.Messages[0].ID)
	h.must(err)
	equal(t, "raw", strings.HasPrefix(string(raw), "From: lea@client.example\r\n"), true)
	equal(t, "activity", d.Activity[11], 1)
	h.sound()
}

func TestIngest_TakesEveryMessageOnce(t *testing.T) {
	h := newHouse(t)
	events := []channel.Event{
		mail("m1", "lea@client.example", "Un", "un", noon()),
		mail("m2", "max@client.example", "Deux", "deux", noon()),
		mail("m1", "lea@client.example", "Un", "un", noon()),
	}
	first := h.take(events...)
	equal(t, "inserted", first.Inserted, 2)
	equal(t, "duplicates", first.Duplicates, 1)
	again := h.take(events...)
	equal(t, "inserted again", again.Inserted, 0)
	equal(t, "arrived again", again.Arrived, 0)
	equal(t, "messages", h.sound().Messages, 2)
}

func TestIngest_MovesTheCursorWithItsBatchOrNotAtAll(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	_, err := h.Ingest(ctx, mailbox, channel.Batch{Next: channel.Cursor(`{"v":1}`), Events: []channel.Event{mail("m1", "a@b.example", "S", "t", noon())}})
	h.must(err)
	_, err = h.Ingest(ctx, mailbox, channel.Batch{Next: channel.Cursor(`{"v":2}`), Events: []channel.Event{
		mail("m2", "a@b.example", "S", "t", noon()), nil,
	}})
	if err == nil {
		t.Fatal("a batch with an unknown event was stored")
	}
	cur, err := h.Cursor(ctx, mailbox)
	h.must(err)
	equal(t, "cursor", string(cur), `{"v":1}`)
	equal(t, "messages", h.sound().Messages, 1)
}

func TestIngest_CompletesAHeaderInPlace(t *testing.T) {
	h := newHouse(t)
	whole := mail("print-1", "lea@client.example", "Colis perdu", "Où est-il ?", noon())
	whole.Message.Attachments = []inbox.Attachment{{Index: 1, Name: "photo.jpg", Type: "image/jpeg", Size: 9}}
	out := h.take(header(whole, "INBOX;7;1"))
	equal(t, "arrived", out.Arrived, 1)
	before := h.only(inbox.View{})
	equal(t, "snippet of a header", before.Snippet, "Colis perdu")
	equal(t, "found before the body", len(h.rows(inbox.View{Search: "colis"})), 0)

	whole.Replaces = "INBOX;7;1"
	out = h.take(whole)
	equal(t, "completed", out.Completed, 1)
	equal(t, "arrived twice", out.Arrived, 0)
	after := h.only(inbox.View{Search: "photo"})
	equal(t, "same conversation", after.ID, before.ID)
	equal(t, "snippet", after.Snippet, "Où est-il ?")
	equal(t, "attachments", after.Attachments, true)
	equal(t, "messages", after.Messages, 1)
	equal(t, "version", after.Version, before.Version)
	equal(t, "duplicates", h.take(whole).Duplicates, 1)
	h.sound()
}

func TestIngest_DropsAHeaderWhoseMailIsKnown(t *testing.T) {
	h := newHouse(t)
	whole := mail("print-1", "lea@client.example", "Colis perdu", "Où est-il ?", noon())
	h.take(whole)
	h.take(header(mail("x", "zoe@client.example", "Autre", "", noon()), "INBOX;8;1"))
	equal(t, "with the header", len(h.rows(inbox.View{})), 2)
	whole.Replaces = "INBOX;8;1"
	h.take(whole)
	equal(t, "subject", h.only(inbox.View{}).Subject, "Colis perdu")
	equal(t, "counters", counts(h), "map[account:"+string(mailbox)+":1 department:"+string(support)+":1 inbox:1 unassigned:1]")
	h.sound()
}

func TestIngest_KeepsWhatIsGoneOnTheNetwork(t *testing.T) {
	h := newHouse(t)
	h.takeFor(wall, comment("c1", "p1", "@lea@s.example", "Scandale !", noon()))
	out := h.takeFor(wall, channel.Removed{Native: "c1"}, channel.Removed{Native: "never-seen"})
	equal(t, "removed", out.Removed, 1)
	d := h.detail(h.only(inbox.View{}).ID)
	equal(t, "marked", d.Messages[0].Removed, true)
	equal(t, "text", d.Messages[0].Text, "Scandale !")
}

func TestIngest_KeepsTheOldTextOfAnEdit(t *testing.T) {
	h := newHouse(t)
	h.takeFor(wall, comment("c1", "p1", "@lea@s.example", "Scandale !", noon()))
	edited := comment("c1", "p1", "@lea@s.example", "Pardon, rien.", noon())
	equal(t, "edited", h.takeFor(wall, edited).Edited, 1)
	equal(t, "the same edit again", h.takeFor(wall, edited).Edited, 0)
	r := h.only(inbox.View{Search: "pardon"})
	equal(t, "snippet", r.Snippet, "Pardon, rien.")
	equal(t, "found by the old text", len(h.rows(inbox.View{Search: "scandale"})), 0)
	equal(t, "revision", h.detail(r.ID).Messages[0].Revision, 1)
	h.sound()
}

func TestIngest_PutsPoisonInAVisibleQuarantine(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	h.take(header(mail("x", "lea@client.example", "Bizarre", "", noon()), "INBOX;7;1"))
	out := h.take(
		channel.Poison{Native: "print-1", Replaces: "INBOX;7;1", Raw: []byte("\x00\xffgarbage"), Cause: errors.New("no header"), At: noon()},
		mail("m2", "max@client.example", "Sain", "sain", noon()),
	)
	equal(t, "quarantined", out.Quarantined, 1)
	equal(t, "inserted", out.Inserted, 1)
	list, err := h.Quarantine(ctx)
	h.must(err)
	equal(t, "listed", len(list), 1)
	equal(t, "cause", list[0].Cause, "no header")
	raw, err := h.QuarantinedRaw(ctx, list[0].ID)
	h.must(err)
	equal(t, "bytes", string(raw), "\x00\xffgarbage")
	health, err := h.Health(ctx)
	h.must(err)
	equal(t, "in health", health[0].Quarantined, 1)

	_, err = h.ReleaseQuarantined(ctx, list[0].ID, mail("print-1", "lea@client.example", "Bizarre", "lisible enfin", noon()))
	h.must(err)
	equal(t, "text", h.texts(h.only(inbox.View{Search: "lisible"}).ID), "lisible enfin")
	list, err = h.Quarantine(ctx)
	h.must(err)
	equal(t, "released", len(list), 0)
	equal(t, "conversations", h.sound().Conversations, 2)
}

func TestImport_TellsNobody(t *testing.T) {
	h := newHouse(t)
	old := noon().AddDate(-2, 0, 0)
	for _, want := range []int{2, 0} {
		out, err := h.Import(context.Background(), mailbox, []channel.Upsert{
			mail("m1", "a@b.example", "Vieux", "un", old), mail("m2", "c@d.example", "Vieille", "deux", old),
		})
		h.must(err)
		equal(t, "inserted", out.Inserted, want)
		equal(t, "arrived", out.Arrived, 0)
	}
	h.sound()
}
