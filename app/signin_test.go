package app

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
	"vigie/inbox/channel/mastodon/mastotest"
	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/ui"
	"vigie/ui/setup"
)

// newHouse is the desk of a workspace without accounts.
func newHouse(t *testing.T) *desk {
	t.Helper()
	d := newTestDesk(t)
	start := setup.Start{Brand: "Acme", Name: "Léa", Profile: team.Coordinator, Departments: []setup.NewDepartment{{Name: "Social"}}}
	if err := (setupDesk{d}).StartSolo(t.Context(), start); err != nil {
		t.Fatal(err)
	}
	d.asker.through(func(context.Context, ui.Asking) (string, error) { return "une longue phrase de passe", nil })
	return d
}

// keyOf is the key of what a person reads.
func keyOf(err error) string { return channel.FaultOf(err).Key }

func instanceForm(s *mastotest.Server) setup.Filled {
	return setup.Filled{Channel: inbox.ChannelMastodon, Values: map[string]string{"instance": s.URL}, Secrets: map[string]string{}}
}

func TestSignIn_ConnectsAnAccountThatIsThenCollected(t *testing.T) {
	server := mastotest.Start(t, mastotest.Options{})
	server.Write(mastotest.Post{Text: "bonjour la marque"})
	d := newHouse(t)
	d.browser = func(address string) error {
		go func() { _, _, _ = server.Browser(address, true) }()
		return nil
	}
	var page string
	f := instanceForm(server)
	s, err := d.SignIn(t.Context(), f, func(address string, opened error) { page = address })
	if err != nil || s.Handle != mastotest.House || !strings.HasPrefix(page, server.URL+"/oauth/authorize") {
		t.Fatalf("signed in as %+v by %q: %v", s, page, err)
	}
	f.Address, f.Values, f.Secrets = s.Handle, s.Values, s.Secrets
	if err := d.Test(t.Context(), f, func(setup.StageResult) {}); err != nil {
		t.Fatalf("the test of what was granted: %v", err)
	}
	id, err := d.PutAccount(setup.ByPerson(t.Context()), f)
	if err != nil {
		t.Fatal(err)
	}
	h := healthOf(t, d, id, func(h inbox.Health) bool { return h.State == inbox.Live })
	if h.LastMessage.IsZero() {
		t.Errorf("the mention is not there: %+v", h)
	}
	t.Run("and again in place when the grant was taken back", func(t *testing.T) {
		server.Revoke()
		if err := d.CheckNow(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		healthOf(t, d, id, func(h inbox.Health) bool { return h.State == inbox.Refused })
		again, err := settingsDesk{d}.Filled(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.SignIn(t.Context(), again, func(string, error) {})
		if err != nil {
			t.Fatal(err)
		}
		again.Values, again.Secrets = s.Values, s.Secrets
		if _, err := d.PutAccount(setup.ByPerson(t.Context()), again); err != nil {
			t.Fatal(err)
		}
		healthOf(t, d, id, func(h inbox.Health) bool { return h.State == inbox.Live })
	})
}

// healthOf waits until an account fares as wanted.
func healthOf(t *testing.T, d *desk, id inbox.AccountID, want func(inbox.Health) bool) inbox.Health {
	t.Helper()
	var last inbox.Health
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		all, err := d.Health(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range all {
			if last = h; h.Account == id && want(h) {
				return h
			}
		}
	}
	t.Fatalf("it still fares as %+v", last)
	return last
}

func TestSignIn_SaysWhatWentWrong(t *testing.T) {
	server := mastotest.Start(t, mastotest.Options{})
	d := newTestDesk(t)
	t.Run("the person refuses", func(t *testing.T) {
		d.browser = func(address string) error {
			go func() { _, _, _ = server.Browser(address, false) }()
			return nil
		}
		_, err := d.SignIn(t.Context(), instanceForm(server), func(string, error) {})
		if key := keyOf(err); key != "fault.permission-refused" {
			t.Errorf("a person reads %q of %v", key, err)
		}
	})
	t.Run("without a browser it waits for one opened by hand", func(t *testing.T) {
		none := fault.New(fault.Unsupported, "fault.no-opener")
		d.browser = func(string) error { return none }
		s, err := d.SignIn(t.Context(), instanceForm(server), func(address string, opened error) {
			if !errors.Is(opened, none) {
				t.Errorf("told %v", opened)
			}
			go func() { _, _, _ = server.Browser(address, true) }()
		})
		if err != nil || s.Handle != mastotest.House {
			t.Errorf("signed in as %+v: %v", s, err)
		}
	})
	t.Run("it can be stopped", func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		d.browser = func(string) error { stop(); return nil }
		if _, err := d.SignIn(ctx, instanceForm(server), func(string, error) {}); !errors.Is(err, context.Canceled) {
			t.Errorf("stopped with %v", err)
		}
	})
	t.Run("the sample connects to nobody", func(t *testing.T) {
		if err := (setupDesk{d}).OpenSample(t.Context()); err != nil {
			t.Fatal(err)
		}
		d.browser = func(string) error { t.Error("the browser was opened"); return nil }
		if _, err := d.SignIn(t.Context(), instanceForm(server), func(string, error) {}); keyOf(err) != "fault.sample-no-accounts" {
			t.Errorf("got %v", err)
		}
	})
}

func TestOpenBrowser_SaysThatThereIsNone(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if err := openBrowser("https://mastodon.example", time.Second); keyOf(err) != "fault.no-opener" {
		t.Errorf("got %v", err)
	}
}

func TestFeed_OfASiteIsFoundShownAndRead(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if r.URL.Path == "/feed" {
			_, _ = io.WriteString(w, `<rss version="2.0"><channel><title>Le blog</title><item><guid>1</guid><title>Un article</title></item></channel></rss>`)
			return
		}
		_, _ = io.WriteString(w, `<head><link rel=alternate type="application/rss+xml" href=/feed></head>`)
	}))
	defer site.Close()
	d := newHouse(t)
	f := setup.Filled{Channel: inbox.ChannelFeed, Values: map[string]string{"feed_url": site.URL, "private_addresses": "allow"}}
	var found setup.StageResult
	if err := d.Test(t.Context(), f, func(r setup.StageResult) { found = r }); err != nil {
		t.Fatal(err)
	}
	if found.Name != "Le blog" || found.Handle != site.URL+"/feed" || len(found.Newest) != 1 {
		t.Fatalf("found %+v", found)
	}
	f.Address = found.Handle
	id, err := d.PutAccount(setup.ByPerson(t.Context()), f)
	if err != nil {
		t.Fatal(err)
	}
	healthOf(t, d, id, func(h inbox.Health) bool { return h.State == inbox.Live && !h.LastMessage.IsZero() })
}
