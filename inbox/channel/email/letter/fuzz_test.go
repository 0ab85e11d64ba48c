package letter

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"From: a@b.test\nSubject: =?utf-8?q?caf=C3=A9?=\n\nbonjour\n> cité\n-- \nJean",
		"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>x<a href=http://y.test>z</a>\n--b\nContent-Disposition: attachment; filename*=utf-8''%C3%A9.txt\nContent-Transfer-Encoding: base64\n\nYQ==\n--b--\n",
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nno\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822;a@b.test\nStatus: 5.1.1\n\n--b--",
		"Subject: a\rFrom: b\r\rbody\r",
		"Content-Type: text/plain; charset=utf-7\n\n+AOk-",
		"Content-Type: text/plain; format=flowed; delsp=yes\n\na \n> b \n>> c\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := bytes.Clone(raw)
		l, err := Parse(raw)
		if err != nil && len(raw) > 0 {
			t.Fatal(err)
		}
		if !bytes.Equal(raw, before) {
			t.Fatal("reading changed the mail")
		}
		if b := l.Bounce; b != nil {
			for _, r := range b.Recipients {
				l.References = append(l.References, r.Address, r.Diagnostic, r.Action)
			}
		}
		for _, a := range l.Attachments {
			l.References = append(l.References, a.Name, a.ContentType, a.ContentID)
		}
		for _, text := range []string{strings.Join(l.References, " "), l.MessageID, l.List.ID, l.List.Unsubscribe, l.Text, l.Quoted, l.Signature, l.Subject, l.From.Name, l.From.Addr} {
			if !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\r\x1b\u202e") {
				t.Fatalf("unsafe text %q", text)
			}
		}
		if strings.TrimSpace(l.Text) == "" && l.Quoted+l.Signature != "" {
			t.Fatal("everything is folded away")
		}
		checkPlaces(t, "fuzz", l)
		for _, a := range l.Attachments {
			if _, _, err := ContentOf(raw, a.Index); err != nil {
				t.Fatal(err)
			}
		}
		if again, _ := Parse(raw); again.Fingerprint() != l.Fingerprint() {
			t.Fatal("two fingerprints of one mail")
		}
		h, err := ParseHeader(raw)
		if err == nil && h.Subject != l.Subject {
			t.Fatalf("the header alone says %q", h.Subject)
		}
	})
}

func FuzzHTML(f *testing.F) {
	for _, seed := range []string{
		"<p>a<br>b<ul><li>c<ol><li>d</ol></ul><table><tr><td>1<td>2</table>",
		"<div style='display:none'>hidden</div><a href='http://evil.test'>http://good.test</a><img src=cid:x alt=y>",
		"<blockquote>q<div class=gmail_signature>s</div></blockquote><pre> x\n y</pre>",
		"<style>x</style><script>y</script><title>z</title><!-- c --><![if x]>v<![endif]>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, page string) {
		r := &reader{budget: maxText}
		out := r.renderHTML(page)
		if !utf8.ValidString(out.text) || strings.ContainsAny(out.text, "\x00\r\x1b\u202e") {
			t.Fatalf("unsafe text %q", out.text)
		}
		last := 0
		for _, l := range out.links {
			if l.Start < last || l.End > len(out.text) || l.Start >= l.End {
				t.Fatalf("link %+v in %d bytes after %d", l, len(out.text), last)
			}
			last = l.Start
			low := strings.ToLower(l.Target)
			if !l.Image && !strings.HasPrefix(low, "http://") && !strings.HasPrefix(low, "https://") && !strings.HasPrefix(low, "mailto:") && !strings.HasPrefix(low, "tel:") {
				t.Fatalf("link to %q", l.Target)
			}
		}
		for _, s := range append(out.quotes, out.signs...) {
			if s.start < 0 || s.end > len(out.text) {
				t.Fatalf("mark %+v in %d bytes", s, len(out.text))
			}
		}
	})
}

func FuzzAddress(f *testing.F) {
	for _, seed := range []string{
		`"Doe, Jane" <jane@Example.ORG>, bob@b.test (Bob)`, `undisclosed-recipients:;`, `Group: a@b.test, "c\" d" <c@d.test>;`,
		`=?utf-8?b?w4k=?= <é@exämple.test>`, `<@relay:a@b.test>`, `"unclosed <a@b.test>, c@d.test`, `a b c`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, list string) {
		for _, a := range addresses(words{}, []string{list}) {
			if !utf8.ValidString(a.Name) || strings.ContainsAny(a.Name+a.Addr, "\r\n\x00") {
				t.Fatalf("%+v", a)
			}
			if a.Name == "" && a.Addr == "" {
				t.Fatal("an address that is empty")
			}
			at := strings.LastIndexByte(a.Addr, '@')
			if at >= 0 && a.Addr[at:] != strings.ToLower(a.Addr[at:]) {
				t.Fatalf("domain of %q", a.Addr)
			}
		}
	})
}

func FuzzCompose(f *testing.F) {
	f.Add("Réponse à votre demande", "Bonjour,\n\nC’est réglé.\n", "Élodie, service client", "reçu n°1.pdf", []byte{0, 1, 255})
	f.Add("x: y\t=?utf-8?q?z?=", "From me\n.\n\nline  \n\tfin", `"quoted" \ (name)`, "../../etc/passwd", []byte("--=_\r\n"))
	f.Fuzz(func(t *testing.T, subject, text, name, file string, content []byte) {
		out := Outgoing{
			MessageID: "1@vigie.test", From: Address{Name: name, Addr: "sc@marque.test"}, To: []Address{{Addr: "jean@client.test"}},
			Subject: subject, InReplyTo: "0@client.test", References: []string{"0@client.test"},
			Date: time.Date(2024, 5, 3, 10, 12, 0, 0, time.UTC), Text: text, Files: []File{{Name: file, Content: content}}, Random: strings.NewReader("0123456789abcdef"),
		}
		raw, err := Compose(out)
		if err != nil {
			return
		}
		if i := bytes.IndexFunc(raw, func(c rune) bool { return c >= 0x80 }); i >= 0 {
			t.Fatalf("8-bit at %d", i)
		}
		l, err := Parse(raw)
		if err != nil || l.MessageID != "1@vigie.test" || l.InReplyTo != "0@client.test" || len(l.Cc) != 0 || l.Class != l.Header.Class && l.Class != Bounce {
			t.Fatalf("%+v, %v", l.Header, err)
		}
		if got := oneLine(subject); l.Subject != got && !strings.Contains(subject, "=?") {
			t.Fatalf("subject %q came back as %q", subject, l.Subject)
		}
		if got := plain(l.Text + l.Quoted + l.Signature); got != plain(tidy(out.Text)) {
			t.Fatalf("text %q came back as %q", plain(out.Text), got)
		}
		if len(l.Attachments) != 1 {
			t.Fatalf("attachments %+v", l.Attachments)
		}
		got, _, err := ContentOf(raw, l.Attachments[0].Index)
		if err != nil || !bytes.Equal(got, content) {
			t.Fatalf("content %q came back as %q, %v", content, got, err)
		}
	})
}

// plain gives the signs of a text in the order of the alphabet: folding moves
// passages but loses nothing.
func plain(s string) string {
	var count [256]int
	for _, c := range []byte(strings.ToValidUTF8(s, "\uFFFD")) {
		if c > ' ' {
			count[c]++
		}
	}
	var b strings.Builder
	for c, n := range count {
		b.WriteString(strings.Repeat(string(rune(c)), n))
	}
	return b.String()
}
