package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel/email/mailtest"
	"vigie/store"
	"vigie/ui/settings"
)

// binary is the program that these tests drive; without it they are skipped.
func binary(t *testing.T) string {
	t.Helper()
	b := os.Getenv("VIGIE_BINARY")
	if b == "" {
		t.Skip("VIGIE_BINARY does not name the built program: make test sets it")
	}
	return b
}

// look reads the workspace of the running program, as vigied could.
func look(t *testing.T, dir string, f func(context.Context, *store.Workspace) bool) bool {
	t.Helper()
	ctx := context.Background()
	w, err := store.Open(ctx, dir, store.Options{ReadOnly: true})
	if err != nil {
		return false
	}
	defer w.Close()
	return f(ctx, w)
}

func find(t *testing.T, dir string, v inbox.View, subject string) (inbox.Row, bool) {
	t.Helper()
	var found inbox.Row
	ok := look(t, dir, func(ctx context.Context, w *store.Workspace) bool {
		rows, err := w.Rows(ctx, v, inbox.Place{}, 50)
		if err != nil {
			return false
		}
		for _, r := range rows {
			if r.Subject == subject {
				found = r
				return true
			}
		}
		return false
	})
	return found, ok
}

func detail(t *testing.T, dir string, id inbox.ConversationID) inbox.Detail {
	t.Helper()
	var d inbox.Detail
	if !look(t, dir, func(ctx context.Context, w *store.Workspace) (ok bool) {
		var err error
		d, err = w.Detail(ctx, id, 50)
		return err == nil
	}) {
		t.Fatal("the conversation cannot be read")
	}
	return d
}

const customer, brand = "claire@" + mailtest.Domain, "contact@" + mailtest.Domain

func letterTo(subject, text string) []byte {
	return mailtest.CRLF("From: Claire Dubois <" + customer + ">\nTo: " + brand + "\nSubject: " + subject +
		"\nDate: Sat, 21 Nov 2026 09:41:00 +0100\nMessage-ID: <" + strings.ReplaceAll(subject, " ", "-") + "@" + mailtest.Domain + ">\n" +
		"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + text + "\n")
}

// TestWindow_MainJobOnRealMail lives the main job with keys alone: first run,
// mailbox, a mail that arrives, taking, handing over, answering, resolving.
func TestWindow_MainJobOnRealMail(t *testing.T) {
	program := binary(t)
	servers := mailtest.Start(t, mailtest.Options{Postfix: true})
	servers.AddUser(t, "contact", "s3cret")
	servers.AddUser(t, "claire", "s3cret")
	servers.Deliver(t, brand, letterTo("Mixeur X200", "Bonjour,\n\nMon mixeur X200 fume depuis ce matin. Que dois-je faire ?\n\nClaire"))

	s := newScreen(t, 1280, 800)
	dir := filepath.Join(s.dir, "workspace")
	s.run(program, "--workspace", dir, "--config", filepath.Join(s.dir, "config"))
	began := time.Now()
	s.picture("window-1-first-run")
	s.firstRun(dir)
	s.addMailbox(servers)
	s.until("the mail is in the inbox", func() bool { _, ok := find(t, dir, inbox.View{}, "Mixeur X200"); return ok })
	s.picture("window-4-mail-arrived")

	row, _ := find(t, dir, inbox.View{}, "Mixeur X200")
	s.until("it is taken", func() bool { // the store has it a moment before the window shows it
		s.key("j", "t")
		r, ok := find(t, dir, inbox.View{}, "Mixeur X200")
		return ok && r.Assignee != ""
	})
	s.still()
	s.moves("r")
	s.text("Bonjour Claire, merci de nous avoir alertes. Debranchez l'appareil.")
	s.until("the draft is saved as typed", func() bool {
		d := detail(t, dir, row.ID)
		return len(d.Drafts) == 1 && strings.HasSuffix(d.Drafts[0].Text, "l'appareil.")
	})
	s.picture("window-5-reply")
	s.key("ctrl+Return")
	s.until("the reply is queued", func() bool { return len(detail(t, dir, row.ID).Outbox) == 1 })
	t.Logf("from the first window to the first answer: %v", time.Since(began).Round(time.Second))
	s.picture("window-6-undo-delay")
	s.until("the answer is in the customer's mailbox", func() bool { return len(servers.Mails(t, customer, "INBOX")) == 1 })
	answer := string(servers.Mails(t, customer, "INBOX")[0])
	for _, want := range []string{"In-Reply-To: <Mixeur-X200@" + mailtest.Domain + ">", "Subject: Re: Mixeur X200", "From: "} {
		if !strings.Contains(answer, want) {
			t.Errorf("the answer has no %q:\n%s", want, answer)
		}
	}
	s.until("the copy is in Sent", func() bool { return len(servers.Mails(t, brand, "Sent")) == 1 })
	s.until("the reply is sent", func() bool { d := detail(t, dir, row.ID); return len(d.Outbox) == 1 && d.Outbox[0].State == inbox.Sent })
	for _, flags := range servers.Flags(t, brand, "INBOX") {
		if strings.Contains(flags, "S") {
			t.Errorf("a mail was marked as seen: %q", flags)
		}
	}

	servers.Deliver(t, brand, letterTo("Merci", "Merci !"))
	s.until("the next mail arrives by itself", func() bool { _, ok := find(t, dir, inbox.View{}, "Merci"); return ok })
	s.picture("window-7-next-mail")
	s.quit()
	s.run(program, "--workspace", dir, "--config", filepath.Join(s.dir, "config"))
	s.picture("window-8-started-again")
	s.quit()
}

// firstRun makes a workspace on this computer, in dir.
func (s *screen) firstRun(dir string) {
	s.t.Helper()
	s.key("Tab", "Return") // past the sample, to the second way to begin
	s.text("Acme")
	s.key("Tab")
	s.text("Lea Martin")
	s.picture("window-2-brand")
	s.moves("ctrl+Return")
	s.picture("window-2b-departments")
	s.moves("ctrl+Return")
	s.until("the workspace is made", func() bool { return look(s.t, dir, func(context.Context, *store.Workspace) bool { return true }) })
	s.still() // the next page can be typed into
}

// addMailbox fills in the form of the brand's mailbox by keyboard.
func (s *screen) addMailbox(servers *mailtest.Servers) {
	s.t.Helper()
	s.text(brand)
	s.key("Tab")
	s.text("s3cret")
	s.key("Tab", "Tab", "Return") // over the sender's name to the servers, and open them
	s.picture("window-3-servers")
	s.key("Tab", "Tab", "Tab", "Tab") // over the user and the way of signing in
	s.over("127.0.0.1", fmt.Sprint(servers.IMAPS))
	s.key("Tab")
	s.over("127.0.0.1", fmt.Sprint(servers.Submission))
	s.key("Tab", "Tab", "Tab", "Tab", "Tab")
	s.text(servers.CA)
	s.picture("window-3b-filled")
	s.moves("ctrl+Return") // both servers are tried: a person waits for the ticks
	s.picture("window-3c-tested")
	s.opens("ctrl+Return")
	s.still()
	s.text("une longue phrase de passe")
	s.key("Tab", "Tab") // over the eye that shows it
	s.text("une longue phrase de passe")
	s.picture("window-3d-passphrase")
	s.key("Return")
}

// over types over the fields one after the other.
func (s *screen) over(values ...string) {
	s.t.Helper()
	for _, v := range values {
		s.key("ctrl+a")
		s.text(v)
		s.key("Tab")
	}
}

// TestWindow_HandoverLivedOnOneComputer hands a conversation of the sample to
// another department, takes the other chair, accepts, and gives it back.
func TestWindow_HandoverLivedOnOneComputer(t *testing.T) {
	program := binary(t)
	s := newScreen(t, 1280, 800)
	own := filepath.Join(s.dir, "data", "solo")
	dir := filepath.Join(s.dir, "data", sampleName)
	config := filepath.Join(s.dir, "config")
	if err := writeJSON(filepath.Join(config, preferencesName), settings.Preferences{Toured: true}); err != nil {
		t.Fatal(err)
	}
	s.run(program, "--workspace", own, "--config", config)
	s.key("Return") // the first way to begin: the sample
	s.until("the sample is whole", func() bool { return ready(t, dir) })
	s.still()
	s.moves("2") // what is assigned to me
	s.moves("j")
	s.picture("window-sample-inbox")
	before := legs(t, dir)
	s.opens("h")
	s.picture("window-sample-handover")
	s.key("Right", "ctrl+Return") // to the first department that is offered
	s.until("a handover is proposed", func() bool { return legs(t, dir)[inbox.Proposed] == before[inbox.Proposed]+1 })

	s.key("b", "Down", "Down", "Return") // Marc of customer service takes the chair
	s.still()
	s.moves("4") // handed over to us
	s.moves("j")
	s.picture("window-sample-receipt")
	s.key("y")
	s.until("it is accepted", func() bool { return legs(t, dir)[inbox.Accepted] == before[inbox.Accepted]+1 })
	s.still()
	s.opens("v")
	s.text("Dossier SC-4471 ouvert")
	s.picture("window-sample-return")
	s.key("ctrl+Return")
	s.until("it is returned", func() bool { return legs(t, dir)[inbox.Returned] == before[inbox.Returned]+1 })
	s.quit()
}

// legs counts the handover legs of the sample by their state.
func legs(t *testing.T, dir string) map[inbox.HandoverState]int {
	t.Helper()
	n := map[inbox.HandoverState]int{}
	look(t, dir, func(ctx context.Context, w *store.Workspace) bool {
		return w.Export(ctx, func(record any) error {
			if r, ok := record.(store.Record); ok {
				if h, ok := r.Value.(inbox.Handover); ok {
					n[h.State]++
				}
			}
			return nil
		}) == nil
	})
	return n
}

// ready reports whether a workspace is there to be read and somebody works in
// it.
func ready(t *testing.T, dir string) bool {
	t.Helper()
	return look(t, dir, func(ctx context.Context, w *store.Workspace) bool {
		brand, err := w.Setting(ctx, store.SettingBrand)
		return err == nil && brand != ""
	})
}
