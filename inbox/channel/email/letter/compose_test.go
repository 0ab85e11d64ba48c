package letter

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func outgoing() Outgoing {
	return Outgoing{
		MessageID: "01HX@vigie.marque.test", From: Address{"Élodie, service client", "sc@marque.test"}, To: []Address{{"Jean d’Arc", "jean@client.test"}}, Cc: []Address{{"", "presse@marque.test"}},
		Subject: "Réponse à votre demande n° 12 : où en est votre commande passée l’été dernier ?", InReplyTo: "q@client.test", References: []string{"p@client.test", "q@client.test"},
		Date: time.Date(2024, 5, 3, 10, 12, 0, 0, time.FixedZone("", 7200)), Text: "Bonjour,\r\n\r\nC’est réglé : 12 € vous seront rendus.\n.\nFrom là…\n" + strings.Repeat("long ", 300), Random: strings.NewReader(strings.Repeat("0123456789abcdef", 10)),
	}
}

func TestCompose_IsReadBackAsWritten(t *testing.T) {
	o := outgoing()
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	o.Files = []File{{"reçu n° 1 — été.pdf", "application/pdf", all}, {"mail.eml", "message/rfc822", []byte("Subject: x\n\ny")}}
	raw, err := Compose(o)
	if err != nil {
		t.Fatal(err)
	}
	l := parsed(t, string(raw))
	if l.MessageID != o.MessageID || l.From != o.From || len(l.To) != 1 || l.To[0] != o.To[0] || len(l.Cc) != 1 || l.Subject != o.Subject || l.InReplyTo != o.InReplyTo || !l.Date.Equal(o.Date) {
		t.Errorf("%+v", l.Header)
	}
	if strings.Join(l.References, " ") != "p@client.test q@client.test" || l.Class != Person || len(l.Problems) != 0 {
		t.Errorf("%v, %s, %v", l.References, l.Class, l.Problems)
	}
	if want := strings.TrimRight(strings.ReplaceAll(o.Text, "\r\n", "\n"), " "); l.Text != want {
		t.Errorf("text %q", l.Text)
	}
	if len(l.Attachments) != 2 || l.Attachments[0].Name != o.Files[0].Name || l.Attachments[0].Size != 256 {
		t.Fatalf("%+v", l.Attachments)
	}
	if got, _, err := ContentOf(raw, l.Attachments[0].Index); err != nil || !bytes.Equal(got, all) {
		t.Errorf("content %v, %v", got, err)
	}
	for _, line := range bytes.Split(raw, []byte("\r\n")) {
		if len(line) > 78 && !bytes.HasPrefix(line, []byte("Content-Disposition")) || bytes.ContainsAny(line, "\r\n") {
			t.Errorf("line of %d bytes: %q", len(line), line)
		}
	}
	if bytes.Contains(raw, []byte("Auto-Submitted")) || bytes.Contains(raw, []byte("Bcc")) {
		t.Error("a field that is not ours to set")
	}
	again := outgoing()
	again.Files = o.Files
	if second, err := Compose(again); err != nil || !bytes.Equal(raw, second) {
		t.Errorf("the same letter gives other bytes (%v)", err)
	}
}

func TestCompose_RefusesWhatWouldForgeAField(t *testing.T) {
	for name, spoil := range map[string]func(*Outgoing){
		"Subject":             func(o *Outgoing) { o.Subject = "x\r\nBcc: y@z.test" },
		"From":                func(o *Outgoing) { o.From.Name = "x\ny" },
		"To":                  func(o *Outgoing) { o.To[0].Addr = "x@y.test>\r\nBcc: z@z.test" },
		"Cc":                  func(o *Outgoing) { o.Cc[0].Addr = "two@x.test, three@y.test" },
		"Reply-To":            func(o *Outgoing) { o.ReplyTo = []Address{{"", "none"}} },
		"Message-ID":          func(o *Outgoing) { o.References = []string{"a@b>\r\nX: <y"} },
		"Date":                func(o *Outgoing) { o.Date = time.Time{} },
		"Content-Disposition": func(o *Outgoing) { o.Files = []File{{Name: "a\r\nb"}} },
		"Content-Type":        func(o *Outgoing) { o.Files = []File{{Name: "a", ContentType: "text/plain\r\nX: y"}} },
	} {
		o := outgoing()
		spoil(&o)
		raw, err := Compose(o)
		var refused *FieldError
		if !errors.As(err, &refused) || refused.Field != name || raw != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReplyChain_KeepsTheFirstAndTheNewest(t *testing.T) {
	h := Header{MessageID: "last@x"}
	for i := range 100 {
		h.References = append(h.References, fmt.Sprintf("%d@x", i))
	}
	chain := ReplyChain(h)
	if len(chain) != maxChain || chain[0] != "0@x" || chain[1] != "72@x" || chain[maxChain-1] != "last@x" || h.References[1] != "1@x" {
		t.Errorf("%v", chain)
	}
	o := outgoing()
	o.References = chain
	if raw, err := Compose(o); err != nil || len(parsed(t, string(raw)).References) != maxChain {
		t.Errorf("%v", err)
	}
	if got := ReplyChain(Header{MessageID: "b@x", InReplyTo: "a@x"}); strings.Join(got, " ") != "a@x b@x" {
		t.Errorf("%v", got)
	}
}
