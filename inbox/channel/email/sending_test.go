package email_test

import (
	"bytes"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/email"
	"vigie/inbox/channel/email/letter"
	"vigie/inbox/channel/email/mailtest"
	"vigie/inbox/channel/porttest"
)

func TestSending_OnRealServers(t *testing.T) {
	servers := mailtest.Start(t, mailtest.Options{Postfix: true})
	for _, c := range []struct {
		name string
		test func(t *testing.T, servers *mailtest.Servers)
	}{
		{"a reply keeps the thread, and its copy lies in Sent as read", sendingAReplyKeepsTheThreadAndIts},
		{"what Postfix refuses is told in its words, and nobody gets it", sendingWhatPostfixRefusesIsToldInIts},
		{"a mail larger than the server takes is refused before it is sent", sendingAMailLargerThanTheServerTakes},
		{"a copy that cannot be kept is a warning, not a failure", sendingACopyThatCannotBeKeptIs},
		{"a provider that keeps copies by itself gets none of ours, and they prove a sending", sendingAProviderThatKeepsCopiesByItself},
		{"neither a secret nor a text is ever logged", sendingNeitherASecretNorATextIs},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, servers) })
	}
}

func sendingAReplyKeepsTheThreadAndIts(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, startTLS)
	out := r.outgoing("01KEYTHREAD", "Merci.")
	out.Target = &inbox.Message{MailID: "q2@x.test", References: []string{"q1@x.test", "bad id é"}}
	receipt, err := r.open().(channel.Replier).Reply(t.Context(), out)
	if err != nil || receipt.Warning != "" {
		t.Fatalf("reply: %v, warning %q", err, receipt.Warning)
	}
	_, domain, _ := strings.Cut(r.brand, "@")
	if want := "01KEYTHREAD@" + domain; receipt.MailID != want {
		t.Errorf("mail id %q, want %q", receipt.MailID, want)
	}
	sent := servers.Mails(t, r.brand, "Sent")
	if len(sent) != 1 || !bytes.Equal(plainEnds(sent[0]), plainEnds(receipt.Raw)) || servers.Flags(t, r.brand, "Sent")[0] != "S" {
		t.Errorf("%d copies in Sent with flags %q", len(sent), servers.Flags(t, r.brand, "Sent"))
	}
	l, _ := letter.Parse(r.await(1)[0])
	if l.InReplyTo != "q2@x.test" || strings.Join(l.References, " ") != "q1@x.test q2@x.test" || l.From.Name != "La Maison" {
		t.Errorf("in reply to %q, references %q, from %+v", l.InReplyTo, l.References, l.From)
	}
}

func sendingWhatPostfixRefusesIsToldInIts(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, startTLS)
	s := r.open().(channel.Replier)
	for _, c := range []struct {
		to    string
		why   channel.Reason
		field string
		says  string
	}{
		{"nobody@vigie.test", channel.Invalid, "to", "no such person"},
		{"full@vigie.test", channel.Temporary, "", "mailbox full"},
		{"outside@elsewhere.example", channel.Forbidden, "", "no outside mail"},
		{"not an address", channel.Invalid, "to", "not an address"},
		{"", channel.Invalid, "to", ""},
	} {
		out := r.outgoing("01KEYREFUSED", "Merci.")
		out.Entry.To = append(out.Entry.To, c.to)
		_, err := s.Reply(t.Context(), out)
		if e := reason(t, err, c.why); e.Field != c.field || !strings.Contains(e.Detail, c.says) {
			t.Errorf("%q: field %q, detail %q", c.to, e.Field, e.Detail)
		}
	}
	time.Sleep(200 * time.Millisecond)
	if got := servers.Mails(t, r.customer, "INBOX"); len(got) != 0 {
		t.Errorf("the good recipient got %d mails of refused replies", len(got))
	}
}

func sendingAMailLargerThanTheServerTakes(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, plain)
	s := r.open()
	if _, err := s.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	most := s.Caps().MaxAttached
	if most < 13<<20 || most > 15<<20 {
		t.Errorf("at most %d bytes of attachments, of a server that takes 20 MB mails", most)
	}
	out := r.outgoing("01KEYLARGE", "Voici.")
	out.Files = []channel.File{{Name: "x.bin", Data: make([]byte, 16<<20)}}
	_, err := s.(channel.Replier).Reply(t.Context(), out)
	if e := reason(t, err, channel.Invalid); e.Field != "attachments" {
		t.Errorf("field %q, detail %q", e.Field, e.Detail)
	}
	out.Files[0].Data, out.Entry.Key = make([]byte, most), "01KEYFITS"
	if _, err := s.(channel.Replier).Reply(t.Context(), out); err != nil {
		t.Errorf("the largest attachment that is allowed: %v", err)
	}
}

func sendingACopyThatCannotBeKeptIs(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, plain)
	r.account.Settings["sent_mailbox"] = "No/Such/Mailbox"
	s, err := email.New().Open(t.Context(), r.account, r.env())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	receipt, err := s.(channel.Replier).Reply(t.Context(), r.outgoing("01KEYNOCOPY", "Merci."))
	if err != nil || receipt.Warning != email.WarningNoCopy {
		t.Errorf("reply: %v, warning %q", err, receipt.Warning)
	}
	r.await(1)
}

func sendingAProviderThatKeepsCopiesByItself(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, plain)
	r.account.Settings["sent_copy"] = "server"
	s := r.open()
	out := r.outgoing("01KEYPROVED", "Merci.")
	r.smtp.LoseAnswer()
	_, err := s.(channel.Replier).Reply(t.Context(), out)
	reason(t, err, channel.Ambiguous)
	raw := r.await(1)[0]
	if got := servers.Mails(t, r.brand, "Sent"); len(got) != 0 {
		t.Errorf("%d copies of ours in Sent", len(got))
	}
	servers.Drop(t, r.brand, "Sent", raw) // as the provider does
	found, err := s.(channel.Finder).FindSent(t.Context(), out)
	if err != nil || found == nil || !strings.HasPrefix(found.MailID, out.Entry.Key) {
		t.Errorf("find sent: %+v, %v", found, err)
	}
}

func sendingNeitherASecretNorATextIs(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, plain)
	var log bytes.Buffer
	env := r.env()
	env.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	r.account.Settings["sent_mailbox"] = "No/Such/Mailbox"
	s, err := email.New().Open(t.Context(), r.account, env)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = s.(channel.Replier).Reply(t.Context(), r.outgoing("01KEYLOG", "texte confidentiel"))
	if err != nil || log.Len() == 0 {
		t.Errorf("reply: %v; the log has %d bytes", err, log.Len())
	}
	if strings.Contains(log.String(), "s3cret") || strings.Contains(log.String(), "confidentiel") {
		t.Errorf("the log says %q", log.String())
	}
}

func TestVerify_SaysWhichServerRefuses(t *testing.T) {
	servers := mailtest.Start(t, mailtest.Options{Postfix: true})
	untrusting := func(r *rig) { delete(r.account.Settings, "tls_ca") }
	closed := strconv.Itoa(porttest.Free(t))
	for _, c := range []struct {
		name   string
		manner manner
		spoil  func(*rig)
		why    channel.Reason
		says   string
		stages string
	}{
		{"a wrong password", startTLS, func(r *rig) { r.secrets.values["password"] = "wrong" }, channel.AuthRevoked, "IMAP", "reach+ sign-in"},
		{"a worn token", xoauth2, func(r *rig) { r.secrets.values["oauth_token"] = "old" }, channel.AuthExpired, "IMAP", "reach+ sign-in"},
		{"a certificate that nobody knows", startTLS, untrusting, channel.Temporary, "signed by nobody known", "reach"},
		{"the same with TLS from the start", xoauth2, untrusting, channel.Temporary, "signed by nobody known", "reach"},
		{"a closed IMAP port", plain, func(r *rig) { r.account.Settings["imap_port"] = closed }, channel.Temporary, "refuses the connection", "reach"},
		{"a closed SMTP port", plain, func(r *rig) { r.account.Settings["smtp_port"] = closed }, channel.Temporary, "SMTP", "reach+ sign-in+ mailbox+ send"},
		{"a mailbox that is not there", plain, func(r *rig) { r.account.Settings["mailboxes"] = "Ventes" }, channel.Gone, "Ventes", "reach+ sign-in+ mailbox"},
		{"plain text where TLS is expected", plain, func(r *rig) { r.account.Settings["imap_security"] = "tls" }, channel.Temporary, "does not speak TLS", "reach"},
		{"nothing wrong", startTLS, func(*rig) {}, "", "", "reach+ sign-in+ mailbox+ send+ send-in+"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, servers, c.manner)
			c.spoil(r)
			var stages []string
			err := email.New().Probe(t.Context(), r.account, r.env(), func(p channel.Probed) {
				if p.Done {
					stages[len(stages)-1] += "+"
				} else {
					stages = append(stages, string(p.Stage))
				}
			})
			if got := strings.Join(stages, " "); got != c.stages {
				t.Errorf("stages %q, want %q", got, c.stages)
			}
			if c.why == "" {
				if err != nil {
					t.Errorf("probe: %v", err)
				}
				return
			}
			if e := reason(t, err, c.why); !strings.Contains(e.Detail, c.says) || strings.Contains(err.Error(), "wrong") {
				t.Errorf("detail %q does not say %q, or the error holds the secret: %v", e.Detail, c.says, err)
			}
		})
	}
}

// outgoing is a reply to the rig's customer.
func (r *rig) outgoing(key, text string) channel.Outgoing {
	return channel.Outgoing{
		Entry: inbox.OutboxEntry{ID: "01OUT", Key: key, To: []string{r.customer}, Subject: "Re: question", Text: text},
		From:  inbox.Author{Handle: r.brand, Name: "La Maison"}, At: time.Now(),
	}
}

// await waits until the customer has n mails.
func (r *rig) await(n int) [][]byte {
	r.t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if mails := r.servers.Mails(r.t, r.customer, "INBOX"); len(mails) >= n {
			return mails
		}
	}
	log, _ := os.ReadFile(r.servers.Dir + "/postfix/mail.log")
	r.t.Fatalf("the customer got fewer than %d mails; postfix says:\n%s", n, log)
	return nil
}
