package email

import (
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/email/letter"
)

func TestMessage_SaysWhoWrote(t *testing.T) {
	acc := inbox.Account{ID: "01A", Address: "contact@marque.example"}
	read := func(outbound bool, header string) inbox.Message {
		raw := []byte(strings.ReplaceAll(header, "\n", "\r\n") + "\r\n\r\ntext\r\n")
		l, err := letter.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		return message(acc, l, raw, arrival{time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), outbound})
	}
	for _, c := range []struct {
		name     string
		outbound bool
		header   string
		want     inbox.Direction
	}{
		{"a customer", false, "From: Camille@Mail.example\nTo: contact@marque.example", inbox.Inbound},
		{"anything in Sent", true, "From: camille@mail.example\nTo: x@y.example", inbox.Outbound},
		{"our copy by a list", false, "From: contact@marque.example\nTo: press@agency.example", inbox.Outbound},
		{"a web form in our name", false, "From: contact@marque.example\nTo: contact@marque.example\nReply-To: camille@mail.example", inbox.Inbound},
		{"a web form to another of us, with a reply address", false, "From: contact@marque.example\nTo: sav@marque.example\nReply-To: camille@mail.example", inbox.Inbound},
		{"a note to ourselves", false, "From: contact@marque.example\nTo: contact@marque.example", inbox.Inbound},
		{"our name without a recipient", false, "From: contact@marque.example", inbox.Inbound},
	} {
		if m := read(c.outbound, c.header); m.Direction != c.want {
			t.Errorf("%s: %q, want %q", c.name, m.Direction, c.want)
		}
	}
	m := read(false, "From: Camille <Camille@Mail.example>\nReply-To: other@mail.example\nTo: a@x.example, b@x.example\nCc: c@x.example\nDate: Mon, 2 Mar 2099 09:00:00 +0100\nMessage-ID: <1@x>")
	if m.Author.Handle != "camille@mail.example" || m.Author.Name != "Camille" || m.ReplyTo != "other@mail.example" || len(m.Recipients) != 3 {
		t.Errorf("author %+v, reply to %q, recipients %q", m.Author, m.ReplyTo, m.Recipients)
	}
	if !m.SentAt.Equal(m.ReceivedAt) {
		t.Errorf("a mail from the future was sent %v, received %v", m.SentAt, m.ReceivedAt)
	}
}

func TestNative_IsSharedByCopiesAndByNothingElse(t *testing.T) {
	native := func(raw string) string {
		l, _ := letter.Parse([]byte(raw))
		return nativeOf(l, []byte(raw))
	}
	withID := "Message-ID: <1@x>\nSubject: a\n\nbody\n"
	if native(withID) != native("Received: by mx\n"+strings.ReplaceAll(withID, "\n", "\r\n")) {
		t.Errorf("two copies of one mail have two names")
	}
	if native("X-Note: one\n\nbody\n") == native("X-Note: two\n\nbody\n") {
		t.Errorf("two mails without an id have one name")
	}
	if native("X-Note: one\n\nbody\n") != native("X-Note: one\r\n\r\nbody\r\n\r\n") {
		t.Errorf("the line ends change the name")
	}
}

func TestFailureOf_PicksTheRecipientThatMatters(t *testing.T) {
	got := failureOf(letter.Failure{OriginalID: "1@x", Recipients: []letter.FailedRecipient{
		{Address: "fine@x", Action: "delivered"}, {Address: "later@x", Action: "delayed", Status: "4.2.2"}, {Address: "never@x", Action: "failed", Status: "5.1.1", Permanent: true},
	}})
	if got.Recipient != "never@x" || !got.Permanent || got.Code != "5.1.1" || got.OriginalID != "1@x" {
		t.Errorf("picked %+v", got)
	}
}

func TestReading_ContainsWhatGoesWrongWithOneMail(t *testing.T) {
	c := &Connector{limit: 20 * time.Millisecond, parse: func(raw []byte) (letter.Letter, error) {
		switch {
		case strings.Contains(string(raw), "panic"):
			panic("a defect")
		case strings.Contains(string(raw), "endless"):
			select {}
		}
		return letter.Parse(raw)
	}}
	s := &Session{connector: c, account: inbox.Account{ID: "01A"}}
	s.env.Now, s.env.Workers = time.Now, 3
	m := &mark{Validity: 7, Given: spans{{1, 9}}}
	r := s.newReading(box{name: "INBOX"}, m)
	for uid, text := range map[uint32]string{1: "fine one", 2: "panic", 3: "endless", 4: "fine four", 5: ""} {
		raw := []byte("Subject: x\r\n\r\n" + text)
		if text == "" {
			raw = nil
		}
		r.take(fetched{uid: uid, raw: raw})
	}
	events := r.events([]uint32{5, 4, 3, 2, 1, 9})
	var kinds []string
	for _, e := range events {
		switch e := e.(type) {
		case channel.Upsert:
			kinds = append(kinds, e.Message.Text)
		case channel.Poison:
			kinds = append(kinds, "poison for "+e.Replaces)
		case channel.Removed:
			kinds = append(kinds, "removed "+e.Native)
		}
	}
	want := "poison for uid:7:5:INBOX|fine four|poison for uid:7:3:INBOX|poison for uid:7:2:INBOX|fine one|removed uid:7:9:INBOX"
	if got := strings.Join(kinds, "|"); got != want {
		t.Errorf("events are\n%s, want\n%s", got, want)
	}
}
