package email_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"mime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/channeltest"
	"vigie/inbox/channel/email"
	"vigie/inbox/channel/email/letter"
	"vigie/inbox/channel/email/mailtest"
)

func TestEmail_KeepsTheContract(t *testing.T) {
	servers := mailtest.Start(t, mailtest.Options{Postfix: true})
	t.Run("plain on the loopback, with faults", func(t *testing.T) {
		channeltest.Run(t, func(t *testing.T) channeltest.Harness { return newRig(t, servers, plain).harness() })
	})
	t.Run("STARTTLS", func(t *testing.T) {
		channeltest.Run(t, func(t *testing.T) channeltest.Harness { return newRig(t, servers, startTLS).harness() })
	})
	t.Run("TLS and XOAUTH2", func(t *testing.T) {
		channeltest.Run(t, func(t *testing.T) channeltest.Harness { return newRig(t, servers, xoauth2).harness() })
	})
}

// manner is how the account of a rig connects.
type manner int

const (
	plain manner = iota
	startTLS
	xoauth2
)

// rig is one account on the servers, with its customer.
type rig struct {
	t               testing.TB
	servers         *mailtest.Servers
	manner          manner
	brand, customer string
	imap, smtp      *mailtest.Relay
	secrets         *secrets
	account         inbox.Account

	mu    sync.Mutex
	posts int
}

func newRig(t testing.TB, s *mailtest.Servers, m manner) *rig {
	t.Helper()
	unique := strconv.FormatInt(time.Now().UnixNano(), 36)
	r := &rig{t: t, servers: s, manner: m, secrets: &secrets{values: map[string]string{"password": "s3cret", "oauth_token": "token-" + unique}}}
	r.brand = s.AddUser(t, "brand-"+unique, "s3cret")
	r.customer = s.AddUser(t, "customer-"+unique, "other")
	s.GrantToken(r.brand, "token-"+unique)
	settings := map[string]string{"imap_host": "127.0.0.1", "smtp_host": "127.0.0.1", "user": r.brand, "tls_ca": s.CA, "display_name": "La Maison"}
	imapPort, smtpPort := s.IMAP, s.SMTP
	switch m {
	case plain:
		settings["imap_security"], settings["smtp_security"] = "none", "none"
	case startTLS:
		settings["imap_security"], settings["smtp_security"] = "starttls", "starttls"
		smtpPort = s.Submission
	case xoauth2:
		settings["imap_security"], settings["smtp_security"], settings["auth"] = "tls", "tls", "xoauth2"
		imapPort, smtpPort = s.IMAPS, s.SMTPS
	}
	r.imap, r.smtp = mailtest.NewRelay(t, imapPort), mailtest.NewRelay(t, smtpPort)
	settings["imap_port"], settings["smtp_port"] = strconv.Itoa(r.imap.Port), strconv.Itoa(r.smtp.Port)
	r.account = inbox.Account{ID: "01ACCOUNT", Channel: inbox.ChannelEmail, Name: "Marque", Address: r.brand, Settings: settings}
	return r
}

func (r *rig) env() channel.Env {
	return channel.Env{Now: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler), Secrets: r.secrets}
}

// secrets is the secret store of a test.
type secrets struct {
	mu     sync.Mutex
	values map[string]string
}

func (s *secrets) Secret(_ context.Context, _ inbox.AccountID, field string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.values[field], nil
}

func (r *rig) harness() channeltest.Harness {
	h := channeltest.Harness{
		Connector: email.New(), Account: r.account, Env: r.env(), Customer: r,
		WriteInApp:  r.writeInApp,
		PostPoison:  func(channeltest.T) { r.servers.Drop(r.t, r.brand, "INBOX", nil) },
		Revoke:      func(channeltest.T) { r.revoke() },
		Restore:     func(channeltest.T) { r.restore() },
		Fail:        r.fail,
		LoseCursors: func(channeltest.T) { r.loseCursors() },
		Pause:       func(channeltest.T) func() { return r.imap.Hold() },
		Patience:    time.Minute,
		Why: map[string]string{
			"Edit":                          "a mail cannot be edited",
			"Delete":                        "what is deleted on the server stays in Vigie, on purpose",
			string(channeltest.RateLimit):   "Dovecot does not limit; the mapping has a test of its own",
			string(channeltest.LoseAnswer):  "inside TLS the relay cannot find the end of a mail",
			string(channeltest.LoseRequest): "inside TLS the relay cannot find the end of a mail",
			"FindAmbiguous":                 "the copy in Sent is ours to make, and was not made",
		},
	}
	return h
}

// Post delivers a mail from the customer through Dovecot's LMTP.
func (r *rig) Post(_ channeltest.T, p channeltest.Post) string {
	r.mu.Lock()
	r.posts++
	id := fmt.Sprintf("post-%d.%s", r.posts, r.customer)
	r.mu.Unlock()
	r.servers.Deliver(r.t, r.brand, r.write(id, r.customer, r.brand, p))
	return id
}

// write makes the mail of a post.
func (r *rig) write(id, from, to string, p channeltest.Post) []byte {
	o := letter.Outgoing{
		MessageID: id, From: letter.Address{Name: "Élodie Cliente", Addr: from}, To: []letter.Address{{Addr: to}},
		Subject: p.Subject, InReplyTo: p.Answers, Date: time.Now(), Text: p.Text, Random: rand.Reader,
	}
	if p.Answers != "" {
		o.References = []string{p.Answers}
	}
	if p.File != nil {
		o.Files = []letter.File{{Name: p.File.Name, ContentType: p.File.Type, Content: p.File.Data}}
	}
	raw, err := letter.Compose(o)
	if err != nil {
		r.t.Fatalf("compose the customer's mail: %v", err)
	}
	return raw
}

// Received reads the customer's mailbox on disk.
func (r *rig) Received(channeltest.T) (all []channeltest.Received) {
	for _, raw := range r.servers.Mails(r.t, r.customer, "INBOX") {
		l, err := letter.Parse(raw)
		if err != nil {
			r.t.Errorf("the customer cannot read the mail: %v", err)
		}
		all = append(all, channeltest.Received{Text: l.Text, Answers: l.InReplyTo, Files: len(l.Attachments)})
	}
	return all
}

func (r *rig) writeInApp(_ channeltest.T, p channeltest.Post) string {
	id := "app-" + r.brand
	r.servers.Drop(r.t, r.brand, "Sent", r.write(id, r.brand, r.customer, p))
	return id
}

func (r *rig) revoke() {
	r.servers.SetPassword(r.t, r.brand, "another-one")
	r.secrets.mu.Lock()
	defer r.secrets.mu.Unlock()
	r.servers.RevokeToken(r.secrets.values["oauth_token"])
}

func (r *rig) restore() {
	r.servers.SetPassword(r.t, r.brand, "s3cret")
	r.secrets.mu.Lock()
	defer r.secrets.mu.Unlock()
	r.servers.GrantToken(r.brand, r.secrets.values["oauth_token"])
}

func (r *rig) fail(_ channeltest.T, f channeltest.Fault) bool {
	switch f {
	case channeltest.Unreachable:
		r.imap.CutAndRefuse(1)
		r.smtp.CutAndRefuse(1)
		return true
	case channeltest.LoseAnswer:
		r.smtp.LoseAnswer()
		return r.manner == plain
	case channeltest.LoseRequest:
		r.smtp.LoseRequest()
		return r.manner == plain
	default:
		return false
	}
}

func (r *rig) loseCursors() {
	r.imap.Cut()
	r.servers.LoseUIDValidity(r.t, r.brand)
}

// mailText is a small mail as text.
func mailText(id, subject, body string) []byte {
	return mailtest.CRLF(strings.Join([]string{
		"From: Camille <camille@vigie.test>", "To: brand@vigie.test", "Message-ID: <" + id + ">",
		"Date: Mon, 2 Mar 2026 09:00:00 +0100", "Subject: " + mime.QEncoding.Encode("utf-8", subject),
		"Content-Type: text/plain; charset=utf-8", "", body, "",
	}, "\n"))
}
