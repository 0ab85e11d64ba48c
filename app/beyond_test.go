package app

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/porttest"
	"vigie/inbox/fault"
	"vigie/store"
)

// oldMail is a resolved conversation from before what desktops copy.
func (o *office) oldMail(subject string) {
	o.t.Helper()
	ctx := context.Background()
	w, err := store.Open(ctx, o.dir, store.Options{})
	o.must(err)
	at := time.Now().AddDate(0, 0, -200)
	_, err = w.Ingest(ctx, mailbox, channel.Batch{Events: []channel.Event{channel.Upsert{Message: inbox.Message{
		Native: "old", Kind: inbox.Email, Direction: inbox.Inbound, Author: inbox.Author{Handle: "old@client.example", Name: "Une Ancienne"},
		Recipients: []string{"hello@maison.example"}, Subject: subject, BaseSubject: subject, Text: "Il y a longtemps.", SentAt: at, ReceivedAt: at, MailID: "old@mail.example",
	}, Raw: []byte(subject)}}})
	o.must(err)
	rows, err := w.Rows(ctx, inbox.View{Search: "ancienne"}, inbox.Place{}, 5)
	o.must(err)
	_, err = w.Do(ctx, inbox.Command{ID: "01HZZZZZZZZZZZZZZZZZZZZZR0", Conversation: rows[0].ID, Act: inbox.Resolve{}}, chief)
	o.must(err)
	o.must(w.Close())
}

func findsOlder(t *testing.T, program string) {
	o := &office{t: t, program: program, dir: filepath.Join(t.TempDir(), "house"), address: porttest.Address(t)}
	o.furnish()
	o.oldMail("Une ancienne histoire de facture")
	o.serve()
	o.cable = newCable(t, o.address)
	d := o.join("cleo")
	ctx := context.Background()
	view := inbox.View{Search: "facture"}
	here := func() []inbox.Row {
		t.Helper()
		rows, err := d.triage().Rows(ctx, view, inbox.Place{}, 10)
		o.must(err)
		return rows
	}
	if rows := here(); len(rows) != 0 {
		t.Fatalf("the old one is in the first copy: %v", rows)
	}
	found, more, asked, err := d.triage().Older(ctx, view, 50)
	o.must(err)
	if len(found) != 1 || more || !asked || found[0].Subject != "Une ancienne histoire de facture" {
		t.Fatalf("on the server: %+v, %v, %v", found, more, asked)
	}
	o.until("the first copy is searchable", func() bool { // until then the server is asked for what is here too
		rows, err := d.triage().Rows(ctx, inbox.View{Search: "colis"}, inbox.Place{}, 10)
		o.must(err)
		return len(rows) > 0
	})
	if known, _, _, err := d.triage().Older(ctx, inbox.View{Search: "colis"}, 50); err != nil || len(known) != 0 {
		t.Errorf("what is here is offered too: %v, %v", known, err)
	}
	o.cable.pull(true)
	if _, _, asked, err := d.triage().Older(ctx, view, 50); !asked || fault.KindOf(err) != fault.Unavailable || fault.Of(err).Key != "fault.team-offline" {
		t.Errorf("offline: %v, %v", asked, err)
	}
	o.cable.pull(false)
	o.must(d.triage().Bring(ctx, []inbox.ConversationID{found[0].ID}))
	if again, _, _, err := d.triage().Older(ctx, view, 50); err != nil || len(again) != 0 {
		t.Errorf("what was brought is offered again: %v, %v", again, err)
	}
	o.cable.pull(true) // it stays here
	o.until("it is found here", func() bool { return len(here()) == 1 })
	detail, err := d.triage().Detail(ctx, found[0].ID, 10)
	o.must(err)
	if len(detail.Messages) != 1 || detail.Messages[0].Text != "Il y a longtemps." || detail.Conversation.Status != inbox.Resolved {
		t.Errorf("it reads %+v", detail.Messages)
	}
	o.cable.pull(false)
}
