package mastodon_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/mastodon"
)

// FuzzDecode holds the reading of a status to what the store needs of every
// message, whatever an instance sends.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"id":"1","created_at":"2026-03-02T09:00:00.000Z","visibility":"public","content":"<p>a</p>","account":{"acct":"a@b.test"}}`,
		`{"id":1,"created_at":"2026-03-02T09:00:00Z","in_reply_to_id":2,"visibility":"direct","content":"<p><a href=\"javascript:x\">a</a>","account":{"id":9,"acct":"marque","followers_count":-1}}`,
		`{"id":"1","created_at":"9999-12-31T23:59:59Z","edited_at":"2026-03-02T09:00:00Z","account":{"acct":"a\u0000\u202eb"},"mentions":[{"acct":"@@"}],"media_attachments":[{"url":"file:///etc/passwd"},{"url":"https://x/..%2f..%2fa"}]}`,
		`{"id":null,"account":null}`, `[]`, `null`, `{`, `{"id":{"a":1}}`, `{"id":"1","created_at":0}`,
		`{"id":"1","created_at":"2026-03-02T09:00:00Z","poll":{"options":[{"title":"oui"},{"title":"non\nnon"}]},"language":"x-klingon","account":{"acct":"a"}}`,
		`{"id":"1","created_at":"2026-03-02T09:00:00Z","content":"` + strings.Repeat("<div>", 500) + `","account":{"acct":"a"}}`,
	} {
		f.Add([]byte(seed))
	}
	acc := inbox.Account{ID: "A", Channel: inbox.ChannelMastodon, Address: "@marque@masto.test"}
	received := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	c := mastodon.New()
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, err := c.Read(acc, raw, received)
		if err != nil {
			if channel.ReasonOf(err) != channel.Invalid {
				t.Errorf("what is no status is %v, want %q", err, channel.Invalid)
			}
			return
		}
		m := u.Message
		if m.Native == "" || m.Kind == "" || m.Direction == "" || m.Visibility == "" || m.Root == "" || len(m.Author.Handle) < 2 {
			t.Errorf("something is missing of %+v", m)
		}
		if m.SentAt.IsZero() || m.SentAt.After(m.ReceivedAt) {
			t.Errorf("sent at %v, received at %v", m.SentAt, m.ReceivedAt)
		}
		if !utf8.ValidString(m.Text) || !utf8.ValidString(m.Author.Handle) || !utf8.ValidString(m.Author.Name) {
			t.Errorf("a text is no UTF-8: %q %q", m.Text, m.Author.Name)
		}
		if f := m.Author.Followers; f != nil && *f < 0 {
			t.Errorf("%d followers", *f)
		}
		for _, l := range m.Links {
			if l.Start < 0 || l.End > len(m.Text) || l.Start > l.End {
				t.Errorf("a link from %d to %d in %d bytes", l.Start, l.End, len(m.Text))
			}
		}
		for _, a := range m.Attachments {
			if a.URL != "" && !strings.HasPrefix(strings.ToLower(a.URL), "http") || strings.ContainsAny(a.Name, "/\\\x00") || a.Name == "" {
				t.Errorf("attachment %+v", a)
			}
		}
	})
}
