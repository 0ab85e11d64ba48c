package feed

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// FuzzParse holds of every feed, whatever is in it: reading ends, and what
// was read keeps the promises of a message and is read again the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(rssOf(`<item><guid>1</guid><title>a &amp; b</title><description>&lt;p&gt;x</description></item>`)), "text/xml")
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title type="xhtml"><div>x</div></title></entry></feed>`), "")
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"content_html":"<b>x</b>"}]}`), "application/json; charset=latin1")
	f.Add([]byte("<rdf:RDF><channel></channel><item><title>x</title></item><item/></rdf:RDF>"), "")
	f.Add([]byte("\xff\xfe<\x00r\x00s\x00s\x00>\x00"), "")
	f.Add([]byte(`<rss><channel><item><title><![CDATA[x]]`), "")
	f.Fuzz(func(t *testing.T, body []byte, mediaType string) {
		p, err := unfold(decode(body, mediaType))
		if err != nil {
			return
		}
		at, _ := url.Parse("https://blog.example/feed")
		s := &Session{set: settings{kind: kindAuto}}
		s.env.Now = received
		pl := place{Seen: map[string]string{}}
		n, err := s.news(t.Context(), &pl, found{answer: answer{at: at}, paper: p})
		if err != nil {
			t.Fatal(err)
		}
		natives := map[string]bool{}
		for _, c := range n.changed {
			if u, ok := c.event.(channel.Upsert); ok {
				holds(t, u, natives)
			}
		}
	})
}

func holds(t *testing.T, u channel.Upsert, natives map[string]bool) {
	m := u.Message
	if m.Native == "" || len(m.Native) > 400 || natives[m.Native] || m.Author.Handle == "" || m.Root == "" {
		t.Errorf("native %q (known %v), author %q, root %q", m.Native, natives[m.Native], m.Author.Handle, m.Root)
	}
	natives[m.Native] = true
	if m.SentAt.IsZero() || m.SentAt.After(m.ReceivedAt) {
		t.Errorf("sent at %v", m.SentAt)
	}
	if !utf8.ValidString(m.Text) || !utf8.ValidString(m.Subject) || strings.ContainsAny(m.Subject, "\n\x00") {
		t.Errorf("text %q, subject %q", m.Text, m.Subject)
	}
	for _, l := range m.Links {
		if l.Start < 0 || l.End > len(m.Text) || l.Start > l.End {
			t.Errorf("a link outside its text: %+v", l)
		}
	}
	for _, address := range []string{m.Permalink, m.Author.URL} {
		if address != "" && !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
			t.Errorf("an address %q", address)
		}
	}
	again, err := New().Read(inbox.Account{}, u.Raw, received())
	if err != nil || again.Message.Native != m.Native || again.Message.Text != m.Text || again.Message.Root != m.Root {
		t.Errorf("read again: %v, %q %q, want %q %q", err, again.Message.Native, again.Message.Text, m.Native, m.Text)
	}
}

// FuzzDiscover holds of every page: only addresses of the web, and no more
// than there is room for.
func FuzzDiscover(f *testing.F) {
	f.Add([]byte(`<base href="//x"><link rel=alternate type="application/rss+xml" href="/feed" title="&amp;">`))
	f.Fuzz(func(t *testing.T, page []byte) {
		at, _ := url.Parse("https://blog.example/a")
		all := Discover(page, "", at)
		if len(all) > maxLinks {
			t.Errorf("%d links", len(all))
		}
		for _, l := range all {
			u, err := url.Parse(l.URL)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Contains(l.Title, "\n") {
				t.Errorf("got %+v", l)
			}
		}
	})
}

// TestRead_EndsOnWhatMakesCarelessReadersSlow would run for hours if any step
// took more than time in proportion to the feed's length.
func TestRead_EndsOnWhatMakesCarelessReadersSlow(t *testing.T) {
	for name, part := range map[string]string{
		"open tags": "<a ", "open quotes": `<a b="`, "comments": "<!--", "instructions": "<?", "declarations": "<![", "ampersands": "&", "items": "<item>",
		"nested": "<a>", "ends": "</item>", "cdata": "<![CDATA[", "escaped": "&lt;", "blank entries": "<item><title>x</title></item>",
	} {
		t.Run(name, func(t *testing.T) {
			r := readWhole([]byte("<rss><channel><item><description>"+strings.Repeat(part, (2<<20)/len(part))), "")
			if !r.feed || r.read+r.empty+r.poisonous == 0 {
				t.Errorf("got %+v", r)
			}
		})
	}
}
