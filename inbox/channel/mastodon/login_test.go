package mastodon_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/inbox/channel"
	"vigie/inbox/channel/mastodon"
	"vigie/inbox/channel/mastodon/mastotest"
)

func TestLogin_GivesATokenThatOpensTheAccount(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	pages := make(chan string, 1)
	token, who, err := r.connector.Login(context.Background(), r.server.URL+"/", func(address string) error {
		go func() {
			_, page, err := r.server.Browser(address, true)
			if err != nil {
				page = err.Error()
			}
			pages <- page
		}()
		return nil
	})
	if err != nil {
		t.Fatalf("login: %v", err)
	}
	if page := <-pages; !strings.Contains(page, "Vous pouvez fermer") || !strings.Contains(page, "You can close") {
		t.Errorf("the browser ends on %q", page)
	}
	if who.Handle != mastotest.House || who.Name != "Marque" || who.Instance != r.server.URL || !slices.Contains(who.Scopes, "write:statuses") {
		t.Errorf("login is of %+v", who)
	}
	r.token = token
	caps := r.session().Caps()
	for kind, k := range caps.Kinds {
		if k.Reply == "" || len(k.Actions) != 7 {
			t.Errorf("what was granted does not allow all on %q: %+v", kind, k)
		}
	}
}

func TestLogin_IsRefused(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	login := func(open func(address string) error) error {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		token, _, err := r.connector.Login(ctx, r.server.URL, open)
		if token != "" {
			t.Errorf("a token was given: %v", err)
		}
		return err
	}
	t.Run("by the person", func(t *testing.T) {
		err := login(func(address string) error {
			go func() { _, _, _ = r.server.Browser(address, false) }()
			return nil
		})
		if channel.ReasonOf(err) != channel.AuthRevoked || !strings.Contains(err.Error(), "denied") {
			t.Errorf("login: %v, want %q", err, channel.AuthRevoked)
		}
	})
	t.Run("because the code is not the instance's", func(t *testing.T) {
		err := login(func(address string) error {
			return back(t, address, func(q url.Values) { q.Set("code", "forged") }, http.StatusOK)
		})
		if channel.ReasonOf(err) != channel.AuthRevoked {
			t.Errorf("login: %v, want %q", err, channel.AuthRevoked)
		}
	})
	t.Run("because no browser opens", func(t *testing.T) {
		none := errors.New("no browser")
		if err := login(func(string) error { return none }); !errors.Is(err, none) {
			t.Errorf("login: %v, want %v", err, none)
		}
	})
	t.Run("because the instance speaks something else", func(t *testing.T) {
		r.server.Stop()
		if err := login(func(string) error { return nil }); channel.ReasonOf(err) != channel.Temporary {
			t.Errorf("login: %v, want %q", err, channel.Temporary)
		}
	})
}

func TestLogin_WaitsForTheBrowserThatItSent(t *testing.T) {
	r := newRig(t, mastotest.Options{})
	ctx, giveUp := context.WithCancel(context.Background())
	defer giveUp()
	_, _, err := r.connector.Login(ctx, r.server.URL, func(address string) error {
		defer time.AfterFunc(300*time.Millisecond, giveUp)
		return back(t, address, func(q url.Values) { q.Set("code", "stolen"); q.Set("state", "guessed") }, http.StatusBadRequest)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("login: %v; an answer with a wrong state must end nothing", err)
	}
}

// back comes back to the port of a login as somebody who has its address.
func back(t *testing.T, page string, change func(url.Values), want int) error {
	t.Helper()
	u, err := url.Parse(page)
	if err != nil {
		return err
	}
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) < 43 || len(q.Get("state")) < 43 {
		t.Errorf("the page is not protected: %s", page)
	}
	redirect, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || redirect.Hostname() != "127.0.0.1" {
		t.Errorf("the browser comes back to %q", q.Get("redirect_uri"))
		return err
	}
	answer := url.Values{"state": {q.Get("state")}}
	change(answer)
	res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Get(redirect.String() + "?" + answer.Encode())
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != want {
		t.Errorf("the port answers %d, want %d", res.StatusCode, want)
	}
	return nil
}

func TestProbe_TellsHowFarItCame(t *testing.T) {
	for _, c := range []struct {
		name   string
		scopes string
		spoil  func(*rig)
		last   channel.Stage
		reason channel.Reason
	}{
		{"everything works", "", func(*rig) {}, channel.StageSendIn, ""},
		{"no such instance", "", func(r *rig) { r.server.Stop() }, "", channel.Temporary},
		{"a wrong token", "", func(r *rig) { r.server.Revoke() }, channel.StageReach, channel.AuthRevoked},
		{"a token that only reads", "read", func(*rig) {}, channel.StageMailbox, channel.Scope},
		{"a token that reads no notifications", "read:accounts", func(*rig) {}, channel.StageSignIn, channel.Scope},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, mastotest.Options{Scopes: c.scopes})
			r.server.Write(mastotest.Post{Text: "bonjour"})
			c.spoil(r)
			var last channel.Stage
			count := 0
			err := mastodon.New().Probe(context.Background(), r.account, r.env(), func(p channel.Probed) {
				if p.Done {
					last = p.Stage
					count += p.Count
				}
			})
			if channel.ReasonOf(err) != c.reason || last != c.last || c.reason == "" && count != 1 {
				t.Errorf("it came to %q with %d messages: %v; want %q, %q", last, count, err, c.last, c.reason)
			}
		})
	}
}
