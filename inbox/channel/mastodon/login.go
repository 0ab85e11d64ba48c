package mastodon

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"vigie/inbox/channel"
)

const (
	loginFor     = 10 * time.Minute // for a person to sign in and say yes
	callbackPath = "/mastodon"
)

// Grant is what a sign-in gave.
type Grant struct {
	channel.Identity
	// Instance is the instance as it is to be kept in the account's settings.
	Instance string
	// Scopes are what the token may do.
	Scopes []string
}

// Login has a person sign in, in their own browser: it registers Vigie with
// the instance, opens the page that asks for permission through open, and
// waits on a port of this computer for the answer (RFC 8252), protected by a
// state and by PKCE (RFC 7636). It ends after 10 minutes, or with ctx. The
// token is given to the caller and kept nowhere.
func (c *Connector) Login(ctx context.Context, instance string, open func(address string) error) (token string, who Grant, err error) {
	base, err := instanceURL(instance)
	if err != nil {
		return "", who, err
	}
	ctx, cancel := context.WithTimeout(ctx, loginFor)
	defer cancel()
	l := &login{client: newClient(base, "", c.now)}
	defer l.client.close()
	for _, word := range []*string{&l.state, &l.verifier} {
		if *word, err = secretWord(c.random); err != nil {
			return "", who, err
		}
	}
	back, err := l.await()
	if err != nil {
		return "", who, err
	}
	defer back.close()
	l.redirect = back.address
	if err := c.isThere(ctx, base); err != nil {
		return "", who, err
	}
	if err := l.register(ctx); err != nil {
		return "", who, err
	}
	if err := open(l.page()); err != nil {
		return "", who, fmt.Errorf("open the browser: %w", err)
	}
	code, err := back.code(ctx)
	if err != nil {
		return "", who, err
	}
	token, granted, err := l.exchange(ctx, code)
	if err != nil {
		return "", who, err
	}
	who, err = c.whoIs(ctx, base, token)
	who.Scopes = strings.Fields(granted)
	return token, who, err
}

// isThere asks whether an instance answers at an address, before a person is
// sent there.
func (c *Connector) isThere(ctx context.Context, base *url.URL) error {
	s := &Session{connector: c, set: settings{base: base}, client: newClient(base, "", c.now)}
	defer func() { _ = s.Close() }()
	err := s.reach(ctx)
	if foreign(err) {
		return noInstance(base, err)
	}
	return err
}

// whoIs asks who a token belongs to.
func (c *Connector) whoIs(ctx context.Context, base *url.URL, token string) (Grant, error) {
	s := &Session{connector: c, set: settings{base: base}, client: newClient(base, token, c.now)}
	defer func() { _ = s.Close() }()
	if err := s.reach(ctx); err != nil {
		return Grant{}, err
	}
	id, err := s.Verify(ctx)
	return Grant{Identity: id, Instance: base.String()}, err
}

// login is one sign-in on its way.
type login struct {
	client          *client
	state, verifier string
	redirect        string
	id, secret      string // of the registered application
}

// secretWord is 32 random bytes as text.
func secretWord(random io.Reader) (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// register makes Vigie known to the instance, for this redirect alone: its
// port is another one each time, and must be told beforehand.
func (l *login) register(ctx context.Context) error {
	a, err := l.client.form(ctx, "register the application", "/api/v1/apps", url.Values{
		"client_name": {"Vigie"}, "redirect_uris": {l.redirect}, "scopes": {loginScopes},
	})
	if channel.ReasonOf(err) == channel.Gone {
		return noInstance(l.client.base, err)
	}
	if err != nil {
		return err
	}
	var app struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	if err := l.client.parse("register the application", a, &app); err != nil {
		return err
	}
	if l.id, l.secret = app.ID, app.Secret; l.id == "" || l.secret == "" {
		return channel.Fail(channel.Temporary, l.client.base.Host+": the application was not registered", nil)
	}
	return nil
}

// page is where the person says yes.
func (l *login) page() string {
	challenge := sha256.Sum256([]byte(l.verifier))
	u := *l.client.base
	u.Path = "/oauth/authorize"
	u.RawQuery = url.Values{
		"response_type": {"code"}, "client_id": {l.id}, "redirect_uri": {l.redirect}, "scope": {loginScopes}, "state": {l.state},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"},
	}.Encode()
	return u.String()
}

// exchange makes a token of a code.
func (l *login) exchange(ctx context.Context, code string) (token, granted string, err error) {
	a, err := l.client.form(ctx, "get a token", "/oauth/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "client_id": {l.id}, "client_secret": {l.secret},
		"redirect_uri": {l.redirect}, "scope": {loginScopes}, "code_verifier": {l.verifier},
	})
	if err != nil {
		if answered(err) {
			return "", "", refused(saidBy(a.body), err)
		}
		return "", "", err
	}
	var t struct {
		Token string `json:"access_token"`
		Scope string `json:"scope"`
	}
	if err := l.client.parse("get a token", a, &t); err != nil {
		return "", "", err
	}
	if t.Token == "" {
		return "", "", refused(l.client.base.Host+": gave no token", nil)
	}
	return t.Token, firstOf(t.Scope, loginScopes), nil
}

// callback is the port on which the browser comes back.
type callback struct {
	address string
	server  *http.Server
	done    chan struct{}
	answers chan url.Values
}

// await opens the port, on this computer only.
func (l *login) await() (*callback, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("wait for the browser: %w", err)
	}
	b := &callback{address: "http://" + ln.Addr().String() + callbackPath, done: make(chan struct{}), answers: make(chan url.Values, 1)}
	b.server = &http.Server{
		Handler: l.takes(b), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10,
	}
	go func() {
		defer close(b.done)
		_ = b.server.Serve(ln) // always http.ErrServerClosed: close ends it
	}()
	return b, nil
}

// takes answers the browser. Who does not know the state is not the browser
// that was sent, and ends nothing.
func (l *login) takes(b *callback) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if r.URL.Path != callbackPath || r.Method != http.MethodGet || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(l.state)) != 1 {
			http.Error(w, "Vigie", http.StatusBadRequest)
			return
		}
		select {
		case b.answers <- q:
		default: // it came before: a reloaded page
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		w.Header().Set("Referrer-Policy", "no-referrer")
		_, _ = fmt.Fprint(w, closingPage)
	})
}

// closingPage is said in both languages: the browser's is not known to be
// Vigie's.
const closingPage = `<!doctype html><meta charset="utf-8"><title>Vigie</title>
<body style="font:18px/1.6 system-ui,sans-serif;max-width:32em;margin:20vh auto;text-align:center">
<p>C’est fait. Vous pouvez fermer cette page et revenir à Vigie.</p>
<p lang="en">Done. You can close this page and go back to Vigie.</p>`

// code waits for the browser.
func (b *callback) code(ctx context.Context) (string, error) {
	select {
	case <-ctx.Done():
		return "", fmt.Errorf("wait for the browser: %w", ctx.Err())
	case q := <-b.answers:
		if q.Get("code") == "" {
			return "", refused(shorten(firstOf(q.Get("error_description"), q.Get("error"), "the permission was not given")), nil)
		}
		return q.Get("code"), nil
	}
}

// close lets the last page reach the browser, then closes the port.
func (b *callback) close() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if b.server.Shutdown(ctx) != nil {
		_ = b.server.Close()
	}
	<-b.done
}
