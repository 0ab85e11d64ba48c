package main

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"

	"vigie/inbox/channel/email/mailtest"
)

// connect adds the mailbox of an address to the place, as a person would.
func (p *place) connect(s *mailtest.Servers, address string) {
	p.t.Helper()
	p.run(accountArgs(s, address, "--test")...)
	id := at(p.objects("account", "list")[0], "account", "id").(string)
	p.quicken(map[string]string{id + "/password": "secret-pw"})
}

func accountArgs(s *mailtest.Servers, address string, more ...string) []string {
	return append([]string{
		"account", "add", "Contact", "--address", address, "--secret", "password=env:PW",
		"--set", "imap_host=127.0.0.1", "--set", "imap_port=" + strconv.Itoa(s.IMAPS), "--set", "imap_security=tls", "--set", "tls_ca=" + s.CA,
		"--set", "smtp_host=127.0.0.1", "--set", "smtp_port=" + strconv.Itoa(s.Submission), "--set", "smtp_security=starttls",
	}, more...)
}

func customerMail(n int, to string) []byte {
	return mailtest.CRLF(fmt.Sprintf("From: Léa Martin <lea@example.org>\nTo: %s\nSubject: Commande %d\nDate: Sat, 28 Feb 2026 09:%02d:%02d +0000\n"+
		"Message-ID: <order-%d@example.org>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nOù est ma commande %d ?\n", to, n, n/60%60, n%60, n, n))
}

// member adds somebody who may send.
func (p *place) member() {
	p.t.Helper()
	p.run("member", "add", "Nadia Roy", "--handle", "nadia", "--profile", "senior")
}

// reply releases a reply and gives its outbox id.
func (p *place) reply(conversation, text string) string {
	p.t.Helper()
	draft := p.object("act", "draft.save", "--conversation", conversation, "--as", "nadia", "--args", `{"draft":{"kind":"public","text":"`+text+`"}}`)["id"].(string)
	return p.object("act", "reply.send", "--conversation", conversation, "--as", "nadia", "--args", `{"draft":"`+draft+`","anyway":true}`)["id"].(string)
}

func TestMail_GoesFromAMailboxThroughTheHouseToTheOtherMailbox(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{Postfix: true})
	ours, theirs := s.AddUser(t, "contact", "secret-pw"), s.AddUser(t, "lea", "her-pw")
	p := newPlace(t)
	if o := p.try(append([]string{"--json"}, accountArgs(s, ours, "--test", "--secret", "password=env:LANG")...)...); o.code != auth {
		t.Errorf("a wrong password: %+v", o)
	}
	if accounts := p.objects("account", "list"); len(accounts) != 0 {
		t.Errorf("an account that was refused is kept: %v", accounts)
	}
	p.connect(s, ours)
	if tested := p.object("account", "test", "Contact"); tested["handle"] != ours {
		t.Errorf("tested %v", tested)
	}
	mail := bytes.Replace(customerMail(7, ours), []byte("lea@example.org"), []byte(theirs), 1)
	s.Deliver(t, ours, mail)
	if got := p.object("collect", "--once"); got["new"] != 1.0 || got["error"] != nil {
		t.Fatalf("collected %v", got)
	}
	if got := p.object("collect"); got["new"] != 0.0 {
		t.Errorf("collected again %v", got)
	}
	rows := p.objects("list")
	if len(rows) != 1 || rows[0]["subject"] != "Commande 7" {
		t.Fatalf("rows %v", rows)
	}
	id := rows[0]["id"].(string)
	if found := p.objects("search", "commande"); len(found) != 1 {
		t.Errorf("found %v", found)
	}
	p.member()
	p.reply(id, "Elle part demain.")
	if waiting := p.objects("outbox"); len(waiting) != 1 || waiting[0]["state"] != "queued" {
		t.Errorf("outbox %v", waiting)
	}
	if sent := p.object("send", "--wait", "2m"); sent["sent"] != 1.0 {
		t.Fatalf("sent %v", sent)
	}
	arrived := waitFor(t, s, theirs, 1)[0]
	if !bytes.Contains(arrived, []byte("In-Reply-To: <order-7@example.org>")) || !bytes.Contains(arrived, []byte("Elle part demain.")) ||
		!bytes.Contains(arrived, []byte("Subject: Re: Commande 7")) {
		t.Errorf("arrived:\n%s", arrived)
	}
	p.object("collect")
	shown := p.object("show", id)
	if messages := shown["messages"].([]any); len(messages) != 2 || at(messages[1], "direction") != "out" || at(shown, "conversation", "status") != "waiting" {
		t.Errorf("shown %v", shown["messages"])
	}
	if rows := p.objects("list", "--view", "all"); len(rows) != 1 {
		t.Errorf("the copy in Sent made a conversation: %v", rows)
	}
	p.mustBeSound()
}

func TestMail_FollowsUntilItIsStopped(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{Postfix: true})
	ours := s.AddUser(t, "contact", "secret-pw")
	p := newPlace(t)
	p.connect(s, ours)
	stop := p.background("collect", "--follow")
	live := func() bool { return at(p.objects("account", "list")[0], "health", "state") == "live" }
	eventually(t, "the account is live", live)
	s.Deliver(t, ours, customerMail(1, ours))
	eventually(t, "the pushed mail is there", func() bool { return len(p.objects("list")) == 1 })
	stop()
	p.mustBeSound()
}

// waitFor waits until so many mails are in an address's inbox.
func waitFor(t *testing.T, s *mailtest.Servers, address string, n int) [][]byte {
	t.Helper()
	var mails [][]byte
	eventually(t, "the mail arrives at "+address, func() bool { mails = s.Mails(t, address, "INBOX"); return len(mails) >= n })
	return mails
}
