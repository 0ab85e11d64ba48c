package mailtest_test

import (
	"testing"
	"time"

	"vigie/inbox/channel/email/mailtest"
)

func TestServers_DeliverOnTheirOwn(t *testing.T) {
	began := time.Now()
	s := mailtest.Start(t, mailtest.Options{Postfix: true})
	t.Logf("started in %v", time.Since(began))
	brand := s.AddUser(t, "brand", "s3cret")
	s.Deliver(t, brand, mailtest.CRLF("From: a@vigie.test\nSubject: one\n\nHello\n"))
	s.Drop(t, brand, "INBOX", []byte("From: b@vigie.test\n\nraw\n"))
	s.Drop(t, brand, "Sent", []byte("From: brand@vigie.test\n\nsent\n"))
	if got := len(s.Mails(t, brand, "INBOX")); got != 2 {
		t.Errorf("%d mails in the inbox, want 2", got)
	}
	if got := s.Mails(t, brand, "Sent"); len(got) != 1 || string(got[0]) != "From: brand@vigie.test\n\nsent\n" {
		t.Errorf("sent holds %q", got)
	}
	s.Restart(t)
	s.Deliver(t, brand, mailtest.CRLF("Subject: two\n\nafter a restart\n"))
	if got := len(s.Mails(t, brand, "")); got != 3 {
		t.Errorf("%d mails after a restart, want 3", got)
	}
}
