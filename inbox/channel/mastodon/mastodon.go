// Package mastodon is the connector for accounts on Mastodon and the servers
// that speak its API. It reads mentions, answers and direct conversations, and
// what the account itself wrote, so that a conversation is whole.
//
// A status's id is its Native, an opaque string that is never compared. The
// first status of a thread, as far as the account may see it, is its Root.
//
// A poll reads forward from the last notification, then looks again at the
// newest ones: edits and deletions of people whom the account does not follow
// are announced by nobody, and are found only by looking. A push (websocket,
// or server-sent events) makes a poll come at once.
//
// Written from docs.joinmastodon.org, version 4.5.
package mastodon

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"vigie/inbox"
	"vigie/inbox/channel"
)

// Connector opens sessions on instances.
type Connector struct {
	pulse  pulse
	now    func() time.Time // of a sign-in, which has no Env
	random io.Reader
}

// New makes the connector.
func New() *Connector { return &Connector{pulse: usualPulse(), now: time.Now, random: rand.Reader} }

// Session is one signed-in account. It belongs to one goroutine.
type Session struct {
	connector *Connector
	account   inbox.Account
	env       channel.Env
	set       settings
	client    *client

	me        self
	name      string
	limits    limits
	granted   scopes
	streaming *url.URL
	parents   map[id]around // what surrounds the answers to a status that is not ours to keep
}

// Open signs in and asks the instance for its limits and the account for its
// rights.
func (c *Connector) Open(ctx context.Context, acc inbox.Account, env channel.Env) (channel.Session, error) {
	s, err := c.session(ctx, acc, env)
	if err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{s.reach, s.signIn, s.askScopes} {
		if err := step(ctx); err != nil {
			_ = s.Close()
			return nil, err
		}
	}
	return s, nil
}

// session makes a session that has talked to nobody yet.
func (c *Connector) session(ctx context.Context, acc inbox.Account, env channel.Env) (*Session, error) {
	set, err := readSettings(acc)
	if err != nil {
		return nil, err
	}
	token, err := env.Secrets.Secret(ctx, acc.ID, FieldToken)
	if err != nil {
		return nil, fmt.Errorf("read the secret of account %s: %w", acc.ID, err)
	}
	token = strings.TrimSpace(token)
	if token == "" || strings.ContainsAny(token, " \t\r\n") {
		return nil, channel.Fail(channel.AuthExpired, "the access token is missing", nil)
	}
	return &Session{
		connector: c, account: acc, env: env, set: set, client: newClient(set.base, token, env.Now), parents: map[id]around{},
	}, nil
}

// reach asks the instance who it is; it answers without a token.
func (s *Session) reach(ctx context.Context) error {
	var i instance
	err := s.client.decode(ctx, "read the instance", "/api/v2/instance", &i)
	if channel.ReasonOf(err) == channel.Gone {
		err = s.client.decode(ctx, "read the instance", "/api/v1/instance", &i)
	}
	if channel.ReasonOf(err) == channel.Gone {
		return noInstance(s.set.base, err)
	}
	if err != nil {
		return err
	}
	s.limits = limitsOf(i)
	s.me.domain = domainOf(i, s.set.base)
	s.streaming = streamingURL(firstOf(i.Configuration.URLs.Streaming, i.URLs.Streaming), s.set.base)
	return nil
}

// noInstance is the failure of an address where something else answers.
func noInstance(base *url.URL, cause error) error {
	return &channel.Error{
		Reason: channel.Invalid, Field: FieldInstance, Detail: base.Host + ": this is no Mastodon API", Key: "fault.instance-none", Cause: cause,
	}
}

// domainOf is what handles of the instance end in, which need not be where
// its API is.
func domainOf(i instance, base *url.URL) string {
	domain := firstOf(i.Domain, i.URI)
	if u, err := url.Parse(domain); err == nil && u.Host != "" {
		domain = u.Host
	}
	if domain == "" {
		domain = base.Host
	}
	return strings.ToLower(domain)
}

// signIn asks who we are.
func (s *Session) signIn(ctx context.Context) error {
	var p person
	if err := s.client.decode(ctx, "verify the credentials", "/api/v1/accounts/verify_credentials", &p); err != nil {
		return err
	}
	if p.ID == "" || p.Acct == "" {
		return channel.Fail(channel.Temporary, s.set.base.Host+": does not say who we are", nil)
	}
	s.me.id, s.me.handle, s.name = p.ID, fullHandle(p.Acct, s.me.domain), oneLine(p.Name)
	return nil
}

// askScopes asks what the application was registered for, which is what its
// token has. Instances before 4.3 do not tell.
func (s *Session) askScopes(ctx context.Context) error {
	var app struct {
		Scopes json.RawMessage `json:"scopes"`
	}
	err := s.client.decode(ctx, "read the granted rights", "/api/v1/apps/verify_credentials", &app)
	if err != nil {
		if answered(err) {
			return nil
		}
		return err
	}
	var list []string
	var words string
	switch {
	case json.Unmarshal(app.Scopes, &list) == nil && len(list) > 0:
		s.granted = list
	case json.Unmarshal(app.Scopes, &words) == nil && words != "":
		s.granted = strings.Fields(words)
	}
	return nil
}

// Verify signs in again.
func (s *Session) Verify(ctx context.Context) (channel.Identity, error) {
	if err := s.signIn(ctx); err != nil {
		return channel.Identity{}, err
	}
	return channel.Identity{Handle: s.me.handle, Name: s.name}, nil
}

// Caps is the sheet by the instance's limits and the granted rights.
func (s *Session) Caps() inbox.Caps { return sheet(s.limits, s.granted) }

// Quota is how many of the instance's calls are spent.
func (s *Session) Quota() *inbox.Quota { return s.client.quota() }

// Close lets go of the connections.
func (s *Session) Close() error {
	s.client.close()
	return nil
}

// Fetch brings a status again.
func (s *Session) Fetch(ctx context.Context, m inbox.Message) ([]byte, error) {
	return s.fetch(ctx, id(m.Native))
}

func (s *Session) fetch(ctx context.Context, native id) ([]byte, error) {
	a, err := s.client.get(ctx, "read status "+string(native), statusPath(native, ""), nil)
	if err != nil {
		return nil, err
	}
	return compact(a.body), nil
}

// statusPath is the path of a status, and of what belongs to it.
func statusPath(native id, part string) string {
	return "/api/v1/statuses/" + url.PathEscape(string(native)) + part
}

// Read turns a kept status into a message, offline. Of its surroundings it
// knows only what the status says itself.
func (c *Connector) Read(acc inbox.Account, raw []byte, received time.Time) (channel.Upsert, error) {
	st, err := readStatus(raw)
	if err != nil {
		return channel.Upsert{}, channel.Fail(channel.Invalid, "not a status", err)
	}
	return channel.Upsert{Message: message(acc, selfOf(acc), st, around{}, received), Raw: raw}, nil
}
