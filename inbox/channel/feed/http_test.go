package feed_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/feed"
	"vigie/inbox/channel/secret"
)

const onePost = `<rss version="2.0"><channel><title>Blog</title><item><guid>1</guid><title>Un article</title><description>Bonjour</description></item></channel></rss>`

// desk reads one address with a clock of its own.
type desk struct {
	t        *testing.T
	at       time.Time
	settings map[string]string
	session  channel.Session
	cursor   channel.Cursor
}

func newDesk(t *testing.T, address string) *desk {
	d := &desk{t: t, at: now(), settings: map[string]string{"feed_url": address, "interval": "0", "private_addresses": "allow"}}
	d.open()
	return d
}

func (d *desk) account() inbox.Account {
	return inbox.Account{ID: "01A", Channel: inbox.ChannelFeed, Address: "blog", Settings: d.settings}
}

func (d *desk) env() channel.Env {
	secrets := &secret.InMemory{}
	_ = secrets.Put(d.t.Context(), "01A", "password", "s3cret")
	return channel.Env{Now: func() time.Time { return d.at }, Secrets: secrets}
}

func (d *desk) open() {
	d.t.Helper()
	s, err := feed.New().Open(d.t.Context(), d.account(), d.env())
	if err != nil {
		d.t.Fatalf("open: %v", err)
	}
	d.session = s
	d.t.Cleanup(func() { _ = s.Close() })
}

// poll reads as collect does and counts the events.
func (d *desk) poll() (int, error) {
	count := 0
	for {
		b, err := d.session.(channel.Poller).Poll(d.t.Context(), d.cursor, 100)
		if err != nil {
			return count, err
		}
		d.cursor = b.Next
		count += len(b.Events)
		if !b.More {
			return count, nil
		}
	}
}

func (d *desk) want(what string, count int, reason channel.Reason) {
	d.t.Helper()
	got, err := d.poll()
	if got != count || channel.ReasonOf(err) != reason {
		d.t.Errorf("%s: %d events, %v; want %d and %q", what, got, err, count, reason)
	}
}

// handle serves a function and counts its requests.
func handle(t *testing.T, serve http.HandlerFunc) (*httptest.Server, *[]*http.Request) {
	var all []*http.Request
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all = append(all, r)
		serve(w, r)
	}))
	t.Cleanup(s.Close)
	return s, &all
}

func TestPoll_AsksConditionally(t *testing.T) {
	server, requests := handle(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"abc"`)
		w.Header().Set("Last-Modified", "Mon, 02 Mar 2026 08:00:00 GMT")
		if r.Header.Get("If-None-Match") == `"abc"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = io.WriteString(w, onePost)
	})
	d := newDesk(t, server.URL)
	d.want("the first reading", 1, "")
	before := string(d.cursor)
	d.want("the second", 0, "")
	if last := (*requests)[len(*requests)-1]; last.Header.Get("If-None-Match") != `"abc"` || last.Header.Get("If-Modified-Since") == "" {
		t.Errorf("the second request carried %v", last.Header)
	}
	if string(d.cursor) != before {
		t.Errorf("nothing new changed the cursor from %s to %s", before, d.cursor)
	}
}

func TestPoll_FollowsRedirects(t *testing.T) {
	server, requests := handle(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
		case "/away":
			http.Redirect(w, r, "/new", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/cloud":
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusMovedPermanently)
		case "/file":
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		default:
			_, _ = io.WriteString(w, onePost)
		}
	})
	last := func() string { return (*requests)[len(*requests)-1].URL.Path }
	count := func() int { return len(*requests) }

	d := newDesk(t, server.URL+"/old")
	d.want("a permanent redirect", 1, "")
	before := count()
	d.want("the second reading", 0, "")
	if count() != before+1 || last() != "/new" {
		t.Errorf("the permanent redirect was not remembered: %d requests, the last to %s", count()-before, last())
	}
	d = newDesk(t, server.URL+"/away")
	d.want("a temporary redirect", 1, "")
	before = count()
	d.want("the second reading", 0, "")
	if count() != before+2 {
		t.Errorf("the temporary redirect was remembered: %d requests", count()-before)
	}
	before = count()
	newDesk(t, server.URL+"/round").want("a round", 0, channel.Temporary)
	if count() != before+6 {
		t.Errorf("a round of redirects made %d requests, want 6", count()-before)
	}
	newDesk(t, server.URL+"/cloud").want("a redirect to a cloud's secrets", 0, channel.Invalid)
	newDesk(t, server.URL+"/file").want("a redirect to a file", 0, channel.Temporary)
}

func TestPoll_LeavesADeadFeedAlone(t *testing.T) {
	status := 0
	server, requests := handle(t, func(w http.ResponseWriter, _ *http.Request) {
		if status != 0 {
			w.WriteHeader(status)
			return
		}
		_, _ = io.WriteString(w, onePost)
	})
	d := newDesk(t, server.URL)
	d.want("alive", 1, "")
	status = http.StatusGone
	d.want("gone", 0, channel.Gone)
	asked := len(*requests)
	d.open()
	d.at = d.at.Add(23 * time.Hour)
	d.want("an hour before the day is over", 0, channel.Gone)
	if len(*requests) != asked {
		t.Errorf("a feed that is gone was asked for again within the day")
	}
	status, d.at = 0, d.at.Add(2*time.Hour)
	d.want("back again", 0, "")
	status = http.StatusNotFound
	d.want("missing", 0, channel.Gone)
	status, d.at = 0, d.at.Add(61*time.Minute)
	d.want("found again", 0, "")
}

func TestPoll_TellsRefusals(t *testing.T) {
	status, retry := 0, ""
	server, _ := handle(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", retry)
		w.WriteHeader(status)
	})
	for _, c := range []struct {
		status int
		retry  string
		reason channel.Reason
		wait   time.Duration
	}{
		{429, "120", channel.RateLimited, 2 * time.Minute},
		{429, "Mon, 02 Mar 2026 09:30:00 GMT", channel.RateLimited, 30 * time.Minute},
		{429, "", channel.RateLimited, 15 * time.Minute},
		{429, "99999999999999999999", channel.RateLimited, 15 * time.Minute},
		{429, "-5", channel.RateLimited, time.Second},
		{503, "3600", channel.RateLimited, time.Hour},
		{503, "", channel.Temporary, 0},
		{500, "", channel.Temporary, 0},
		{401, "", channel.AuthRevoked, 0},
		{403, "", channel.Forbidden, 0},
		{304, "", channel.Temporary, 0},
	} {
		status, retry = c.status, c.retry
		_, err := newDesk(t, server.URL).poll()
		var e *channel.Error
		if !errors.As(err, &e) || e.Reason != c.reason || e.RetryAfter != c.wait {
			t.Errorf("%d, Retry-After %q: %v (%v), want %q and %v", c.status, c.retry, err, e, c.reason, c.wait)
		}
	}
}

func TestPoll_UnpacksWhatIsPacked(t *testing.T) {
	pack := func(open func(io.Writer) io.WriteCloser, text string) string {
		var b bytes.Buffer
		w := open(&b)
		_, _ = io.WriteString(w, text)
		_ = w.Close()
		return b.String()
	}
	zipped := func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }
	raw := func(w io.Writer) io.WriteCloser { f, _ := flate.NewWriter(w, 6); return f }
	body, encoding := "", ""
	server, _ := handle(t, func(w http.ResponseWriter, _ *http.Request) {
		if encoding != "" {
			w.Header().Set("Content-Encoding", encoding)
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = io.WriteString(w, body)
	})
	whole := pack(zipped, onePost+strings.Repeat("\n", 5000))
	for _, c := range []struct{ name, encoding, body string }{
		{"gzip", "gzip", pack(zipped, onePost)},
		{"gzip that is not declared", "", pack(zipped, onePost)},
		{"gzip twice", "gzip", pack(zipped, pack(zipped, onePost))},
		{"zlib", "deflate", pack(func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }, onePost)},
		{"bare deflate", "deflate", pack(raw, onePost)},
		{"declared, but not packed", "gzip", onePost},
		{"gzip that breaks off", "gzip", whole[:len(whole)-9]},
		{"the wrong content type", "", onePost},
	} {
		body, encoding = c.body, c.encoding
		t.Run(c.name, func(t *testing.T) { newDesk(t, server.URL).want(c.name, 1, "") })
	}
	bomb := pack(zipped, strings.Repeat(" ", 64<<20))
	body, encoding = bomb, "gzip"
	newDesk(t, server.URL).want("a bomb", 0, channel.Invalid)
	body = pack(zipped, strings.Replace(onePost, "</channel>", "<item><guid>2</guid><title>"+strings.Repeat(" ", 20<<20), 1))
	newDesk(t, server.URL).want("a feed that is too long", 1, "")
}

func TestPoll_FindsTheFeedOfAPage(t *testing.T) {
	page := `<html><head><link rel="alternate" type="application/rss+xml" title="Blog » Flux des commentaires" href="/comments/feed/">
		<link rel="alternate" type="application/rss+xml" title="Blog" href="/feed/"></head></html>`
	server, requests := handle(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			_, _ = io.WriteString(w, page)
		case "/feed/":
			_, _ = io.WriteString(w, onePost)
		default:
			http.NotFound(w, r)
		}
	})
	d := newDesk(t, server.URL)
	d.want("through the page", 1, "")
	before := len(*requests)
	d.want("straight", 0, "")
	if len(*requests) != before+1 || (*requests)[before].URL.Path != "/feed/" {
		t.Errorf("the feed that was found is not remembered")
	}
	page = "<html><body>Rien</body></html>"
	newDesk(t, server.URL).want("a page without a feed", 0, channel.Invalid)
}

func TestPoll_StandsAPageInsteadOfTheFeed(t *testing.T) {
	body := onePost
	server, _ := handle(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
	d := newDesk(t, server.URL)
	d.want("the feed", 1, "")
	body = "<html><body>En maintenance</body></html>"
	d.want("a page for a while", 0, channel.Temporary)
	body = onePost
	d.want("the feed again", 0, "")
}

func TestPoll_LeavesTheFeedAloneUntilItIsDue(t *testing.T) {
	server, requests := handle(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Replace(onePost, "<title>Blog", "<ttl>60</ttl><skipHours><hour>10</hour><hour>11</hour></skipHours><title>Blog", 1))
	})
	d := newDesk(t, server.URL)
	d.settings["interval"] = "15"
	d.open()
	asked := func() int { n := len(*requests); _, _ = d.poll(); return len(*requests) - n }
	if asked() != 1 {
		t.Fatal("the first poll asks")
	}
	if d.at = now().Add(59 * time.Minute); asked() != 0 {
		t.Error("asked before the feed's ttl was over")
	}
	if d.at = now().Add(90 * time.Minute); asked() != 0 {
		t.Error("asked in an hour that the feed skips")
	}
	if d.at = now().Add(3 * time.Hour); asked() != 1 {
		t.Error("not asked when it was due")
	}
	if d.open(); asked() != 1 {
		t.Error("a new session asks at once")
	}
}

func TestPoll_GivesThePasswordToItsServerOnly(t *testing.T) {
	other, strangers := handle(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, onePost) })
	server, own := handle(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusMovedPermanently)
	})
	d := newDesk(t, server.URL)
	d.settings["user"] = "lecteur"
	d.open()
	d.want("through a redirect", 1, "")
	d.want("straight at the other", 0, "")
	if name, password, _ := (*own)[0].BasicAuth(); name != "lecteur" || password != "s3cret" {
		t.Errorf("the own server got %q and %q", name, password)
	}
	for _, r := range *strangers {
		if r.Header.Get("Authorization") != "" {
			t.Error("another server got the password")
		}
	}
}

func TestOpen_RefusesPrivateAddressesUnlessAllowed(t *testing.T) {
	server, requests := handle(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, onePost) })
	d := newDesk(t, server.URL)
	delete(d.settings, "private_addresses")
	d.open()
	_, err := d.poll()
	var e *channel.Error
	if !errors.As(err, &e) || e.Reason != channel.Invalid || e.Field != "private_addresses" || len(*requests) != 0 {
		t.Errorf("a feed on the loopback: %v, %d requests", err, len(*requests))
	}
}

func TestProbe_TellsEachStage(t *testing.T) {
	body := onePost
	server, _ := handle(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
	d := newDesk(t, server.URL)
	try := func() (stages []channel.Probed, err error) {
		err = feed.New().Probe(t.Context(), d.account(), d.env(), func(p channel.Probed) { stages = append(stages, p) })
		return stages, err
	}
	stages, err := try()
	if err != nil || len(stages) != 4 || stages[3].Stage != channel.StageMailbox || !stages[3].Done || stages[3].Count != 1 {
		t.Fatalf("a good feed: %v, %v", stages, err)
	}
	if n := stages[3].Newest; len(n) != 1 || n[0].Subject == "" || stages[3].Found.Handle != server.URL {
		t.Errorf("a person could not tell which feed it is: %+v", stages[3])
	}
	body = "<html></html>"
	if stages, err = try(); channel.ReasonOf(err) != channel.Invalid || len(stages) != 3 || stages[2].Stage != channel.StageMailbox {
		t.Errorf("a page: %v, %v", stages, err)
	}
	server.Close()
	if stages, err = try(); channel.ReasonOf(err) != channel.Temporary || len(stages) != 1 || stages[0].Stage != channel.StageReach {
		t.Errorf("a server that is down: %v, %v", stages, err)
	}
}
