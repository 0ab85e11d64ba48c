package email_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/email/mailtest"
)

func TestReading_OnARealServer(t *testing.T) {
	servers := mailtest.Start(t, mailtest.Options{})
	for _, c := range []struct {
		name string
		test func(t *testing.T, servers *mailtest.Servers)
	}{
		{"headers come first, newest first, then bodies in their place", readingHeadersComeFirstNewestFirstThenBodies},
		{"nothing is ever marked as seen", readingNothingIsEverMarkedAsSeen},
		{"a mail that is gone before its body was read is taken back", readingAMailThatIsGoneBeforeIts},
		{"a mail on which the server breaks off is poison, its neighbours are not", readingAMailOnWhichTheServerBreaks},
		{"a renumbered mailbox is read again without a duplicate, in the middle too", readingARenumberedMailboxIsReadAgainWithout},
		{"the bytes that are kept are the bytes that lie on the server", readingTheBytesThatAreKeptAreThe},
		{"a mailbox that does not exist is named", readingAMailboxThatDoesNotExistIs},
		{"a server that comes back is found again", readingAServerThatComesBackIsFound},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, servers) })
	}
}

func readingHeadersComeFirstNewestFirstThenBodies(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, plain)
	for i := range 30 {
		servers.DropAt(t, r.brand, "INBOX", mailText(fmt.Sprintf("m%02d@x.test", i), fmt.Sprintf("no %02d", i), "text"), time.Now().Add(time.Duration(i-60)*time.Minute))
	}
	s := r.open()
	first, err := s.(channel.Poller).Poll(t.Context(), nil, 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Events) != 10 || first.Total != 30 || first.Done != 0 {
		t.Fatalf("first batch: %d events, %d of %d done", len(first.Events), first.Done, first.Total)
	}
	newest := first.Events[0].(channel.Upsert)
	if !newest.Message.Pending || newest.Message.Subject != "no 29" || newest.Raw != nil || !strings.HasPrefix(newest.Message.Native, "uid:") {
		t.Errorf("the first header is %q (pending %v, native %q)", newest.Message.Subject, newest.Message.Pending, newest.Message.Native)
	}
	c := drain(t, s, nil, 10)
	if len(c.complete) != 30 || len(c.headers) != 0 || len(c.removed) != 0 {
		t.Errorf("%d complete, %d still pending, %d removed; want 30, 0, 0", len(c.complete), len(c.headers), len(c.removed))
	}
	if got := c.complete[c.order[0]].Message.Subject; got != "no 29" {
		t.Errorf("the first body is of %q, want the newest", got)
	}
	for _, u := range c.complete {
		if u.Replaces == "" {
			t.Errorf("%q does not replace its header", u.Message.Subject)
		}
	}
}

func readingNothingIsEverMarkedAsSeen(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, plain)
	for i := range 3 {
		servers.Deliver(t, r.brand, mailText(fmt.Sprintf("s%d@x.test", i), "seen?", "text"))
	}
	s := r.open()
	c := drain(t, s, nil, 2)
	for _, u := range c.complete {
		if _, err := s.(channel.Fetcher).Fetch(t.Context(), u.Message); err != nil {
			t.Errorf("fetch: %v", err)
		}
	}
	for _, flags := range servers.Flags(t, r.brand, "INBOX") {
		if strings.Contains(flags, "S") {
			t.Errorf("a mail has the flags %q", flags)
		}
	}
}

func readingAMailThatIsGoneBeforeIts(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, plain)
	for i := range 6 {
		servers.Drop(t, r.brand, "INBOX", mailText(fmt.Sprintf("g%d@x.test", i), fmt.Sprint(i), "text"))
	}
	s := r.open()
	c := &collected{complete: map[string]channel.Upsert{}, headers: map[string]inbox.Message{}}
	for range 2 {
		b, err := s.(channel.Poller).Poll(t.Context(), c.cursor, 3)
		if err != nil {
			t.Fatal(err)
		}
		c.take(b)
	}
	if len(c.headers) != 6 {
		t.Fatalf("%d headers, want 6", len(c.headers))
	}
	servers.Remove(t, r.brand, "INBOX", []byte("<g4@x.test>"))
	rest := drain(t, s, c.cursor, 3)
	if len(rest.complete) != 5 || len(rest.removed) != 1 || c.headers[rest.removed[0]].MailID != "g4@x.test" {
		t.Errorf("%d complete, removed %q; want 5 and the header of g4", len(rest.complete), rest.removed)
	}
}

func readingAMailOnWhichTheServerBreaks(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, plain)
	for i := range 9 {
		body := "text"
		if i == 4 {
			body = "here the connection breaks: WIREBREAKER"
		}
		servers.Drop(t, r.brand, "INBOX", mailText(fmt.Sprintf("w%d@x.test", i), fmt.Sprint(i), body))
	}
	r.imap.CutAt([]byte("WIREBREAKER"))
	c := drain(t, r.open(), nil, 5)
	if len(c.complete) != 8 || len(c.poisons) != 1 || len(c.headers) != 0 {
		t.Errorf("%d complete, %d poisons, %d pending; want 8, 1, 0", len(c.complete), len(c.poisons), len(c.headers))
	}
}

func readingARenumberedMailboxIsReadAgainWithout(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, plain)
	for i := range 8 {
		servers.Drop(t, r.brand, "INBOX", mailText(fmt.Sprintf("v%d@x.test", i), fmt.Sprint(i), "text"))
	}
	s := r.open()
	before := drain(t, s, nil, 100)
	_ = s.Close()
	r.loseCursors()
	after := drain(t, r.open(), before.cursor, 100)
	if after.events != 8 || len(after.complete) != 8 || len(after.headers) != 0 {
		t.Errorf("%d events, %d messages, %d headers; want 8, 8, 0", after.events, len(after.complete), len(after.headers))
	}
	for native := range before.complete {
		if _, same := after.complete[native]; !same {
			t.Errorf("%q is not known again after the renumbering", native)
		}
	}
}

func readingTheBytesThatAreKeptAreThe(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, plain)
	raw := mailText("bytes@x.test", "Œuvre", "ligne une\n\n.point\n..deux points\nfin sans accroc é")
	servers.Deliver(t, r.brand, raw)
	c := drain(t, r.open(), nil, 100)
	lying := servers.Mails(t, r.brand, "INBOX")[0]
	for _, u := range c.complete {
		if !bytes.Equal(plainEnds(u.Raw), plainEnds(lying)) || !bytes.HasSuffix(plainEnds(u.Raw), plainEnds(raw)) {
			t.Errorf("kept %q, the server has %q", u.Raw, lying)
		}
	}
}

func readingAMailboxThatDoesNotExistIs(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, plain)
	r.account.Settings["mailboxes"] = "INBOX, Nowhere"
	_, err := r.open().(channel.Poller).Poll(t.Context(), nil, 10)
	if e := reason(t, err, channel.Gone); !strings.Contains(e.Detail, "Nowhere") {
		t.Errorf("detail %q does not name it", e.Detail)
	}
}

func readingAServerThatComesBackIsFound(t *testing.T, servers *mailtest.Servers) {
	r := newRig(t, servers, plain)
	s := r.open()
	c := drain(t, s, nil, 10)
	servers.Stop()
	r.imap.Cut()
	_, err := s.(channel.Poller).Poll(t.Context(), c.cursor, 10)
	if err == nil || channel.ReasonOf(err) != channel.Temporary {
		t.Errorf("poll of a stopped server: %v", err)
	}
	servers.Restart(t)
	servers.Deliver(t, r.brand, mailText("back@x.test", "back", "again"))
	if c = drain(t, s, c.cursor, 10); len(c.complete) != 1 {
		t.Errorf("%d messages after the restart, want 1", len(c.complete))
	}
}

func plainEnds(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")) }
