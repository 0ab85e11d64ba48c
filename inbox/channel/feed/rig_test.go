package feed_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/channeltest"
	"vigie/inbox/channel/feed"
	"vigie/inbox/channel/secret"
)

// format writes the posts of a site as a feed.
type format string

const (
	rss    format = "rss"
	atom   format = "atom"
	asJSON format = "json"
)

// site is a web site with one feed, and the account that reads it.
type site struct {
	format  format
	server  *httptest.Server
	account inbox.Account
	secrets *secret.InMemory

	mu       sync.Mutex
	posts    []sitePost // oldest first
	next     int
	password string
	fail     int           // status of the next answer; -1 cuts the connection
	hold     chan struct{} // while set, nothing is answered
	requests []*http.Request
}

type sitePost struct {
	id, subject, text, answers string
	page                       string // JSON has no threads: answers stand on the page of what they answer
	gone, broken               bool
	at                         time.Time
}

func newSite(t testing.TB, f format) *site {
	t.Helper()
	s := &site{format: f, secrets: &secret.InMemory{}}
	s.server = httptest.NewServer(s)
	t.Cleanup(s.server.Close)
	s.account = inbox.Account{
		ID: "01ACCOUNT", Channel: inbox.ChannelFeed, Name: "Blog", Address: s.server.URL + "/feed",
		Settings: map[string]string{"feed_url": s.server.URL + "/feed", "interval": "0", "private_addresses": "allow"},
	}
	return s
}

func now() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

func (s *site) env() channel.Env {
	return channel.Env{Now: now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler), Secrets: s.secrets}
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	hold, fail := s.hold, s.fail
	s.fail = 0
	s.requests = append(s.requests, r)
	password, page := s.password, s.write()
	s.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-r.Context().Done():
		}
	}
	_, given, _ := r.BasicAuth()
	switch {
	case fail < 0:
		panic(http.ErrAbortHandler)
	case fail > 0:
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(fail)
		return
	case password != given:
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	sum := sha256.Sum256([]byte(page))
	etag := `"` + base64.RawURLEncoding.EncodeToString(sum[:]) + `"`
	w.Header().Set("ETag", etag)
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	_, _ = w.Write([]byte(page))
}

// write makes the feed, newest first.
func (s *site) write() string {
	var items []string
	for i := len(s.posts) - 1; i >= 0; i-- {
		items = append(items, s.posts[i].write(s.format))
	}
	switch s.format {
	case rss:
		return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:thr="http://purl.org/syndication/thread/1.0"><channel><title>Le blog</title><link>https://blog.example/</link>` + strings.Join(items, "\n") + `</channel></rss>`
	case atom:
		return `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>Le blog</title>` + strings.Join(items, "\n") + `</feed>`
	default:
		return `{"version":"https://jsonfeed.org/version/1.1","title":"Le blog","items":[` + strings.Join(items, ",") + `]}`
	}
}

func (p sitePost) write(f format) string {
	text := html.EscapeString("<p>" + html.EscapeString(p.text) + "</p>")
	if p.broken {
		text = strings.Repeat("<a>", 1500)
	}
	var thread, subject strings.Builder
	if p.answers != "" {
		_ = xml.EscapeText(&thread, []byte(p.answers))
	}
	_ = xml.EscapeText(&subject, []byte(p.subject))
	switch {
	case p.gone && f == atom:
		return `<at:deleted-entry ref="` + p.id + `" when="2026-03-02T08:00:00Z"/>`
	case p.gone:
		return ""
	case f == rss:
		reply := ""
		if p.answers != "" {
			reply = `<thr:in-reply-to ref="` + thread.String() + `"/>`
		}
		return fmt.Sprintf(`<item><title>%s</title><guid isPermaLink="false">%s</guid><author>Camille</author><pubDate>%s</pubDate>%s<description>%s</description></item>`,
			subject.String(), p.id, p.at.Format(time.RFC1123Z), reply, text)
	case f == atom:
		reply := ""
		if p.answers != "" {
			reply = `<thr:in-reply-to ref="` + thread.String() + `"/>`
		}
		return fmt.Sprintf(`<entry><title>%s</title><id>%s</id><author><name>Camille</name></author><published>%s</published>%s<content type="html">%s</content></entry>`,
			subject.String(), p.id, p.at.Format(time.RFC3339), reply, text)
	default:
		if p.broken {
			return `{"id":{"no":"text"},"title":["no","title"],"url":7}`
		}
		b, _ := json.Marshal(map[string]any{"id": p.id, "url": p.page + "#" + p.id, "title": p.subject, "content_text": p.text, "date_published": p.at.Format(time.RFC3339), "authors": []any{map[string]string{"name": "Camille"}}})
		return string(b)
	}
}

// Post publishes.
func (s *site) Post(_ channeltest.T, p channeltest.Post) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	id := fmt.Sprintf("tag:blog.example,2026:%d", s.next)
	page := "https://blog.example/" + id
	for _, other := range s.posts {
		if other.id == p.Answers {
			page = other.page
		}
	}
	s.posts = append(s.posts, sitePost{id: id, page: page, subject: p.Subject, text: p.Text, answers: p.Answers, at: now().Add(time.Duration(s.next-500) * time.Minute)})
	return id
}

// Received is nothing: a feed takes no answers.
func (s *site) Received(channeltest.T) []channeltest.Received { return nil }

func (s *site) change(id string, change func(*sitePost)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.posts {
		if s.posts[i].id == id {
			change(&s.posts[i])
		}
	}
}

func (s *site) failNext(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = status
}

func (s *site) pause() func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	hold := make(chan struct{})
	s.hold = hold
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.hold = nil
		close(hold)
	}
}

func (s *site) harness(t testing.TB) channeltest.Harness {
	s.account.Settings["user"] = "lecteur"
	s.password = "s3cret"
	if err := s.secrets.Put(t.Context(), s.account.ID, "password", "s3cret"); err != nil {
		t.Fatal(err)
	}
	h := channeltest.Harness{
		Connector: feed.New(), Account: s.account, Env: s.env(), Customer: s,
		Edit: func(_ channeltest.T, id, text string) { s.change(id, func(p *sitePost) { p.text = text }) },
		PostPoison: func(channeltest.T) {
			id := s.Post(nil, channeltest.Post{Subject: "broken"})
			s.change(id, func(p *sitePost) { p.broken = true })
		},
		Revoke:  func(channeltest.T) { s.setPassword("another") },
		Restore: func(channeltest.T) { s.setPassword("s3cret") },
		Pause:   func(channeltest.T) func() { return s.pause() },
		Fail: func(_ channeltest.T, f channeltest.Fault) bool {
			status := map[channeltest.Fault]int{channeltest.Unreachable: -1, channeltest.RateLimit: 429}[f]
			s.failNext(status)
			return status != 0
		},
		Why: map[string]string{
			"Delete": "what leaves a feed was not deleted", "LoseCursors": "a feed forgets nothing: the cursor is ours alone",
			"WriteInApp": "a feed does not say who the house is", "Opener": "enclosures stay where they are; their address is kept",
		},
	}
	if s.format == asJSON {
		s.account.Settings["feed_kind"] = "comment"
	}
	if s.format == atom {
		h.Delete = func(_ channeltest.T, id string) { s.change(id, func(p *sitePost) { p.gone = true }) }
	}
	return h
}

func (s *site) setPassword(p string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.password = p
}

func TestFeed_KeepsTheContract(t *testing.T) {
	for _, f := range []format{rss, atom, asJSON} {
		t.Run(string(f), func(t *testing.T) {
			channeltest.Run(t, func(t *testing.T) channeltest.Harness { return newSite(t, f).harness(t) })
		})
	}
}
