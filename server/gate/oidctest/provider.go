// Package oidctest is a real provider of OpenID Connect for tests, on a real
// listener: discovery, keys, authorization code with PKCE, and ID tokens that
// are truly signed. It can be told to misbehave.
package oidctest

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Person is who signs in at the provider.
type Person struct {
	Subject  string
	Name     string
	Email    string
	Verified bool
	Groups   []string
}

// Provider is a running provider.
type Provider struct {
	URL    string // issuer
	Client string
	Secret string

	mu     sync.Mutex
	key    *ecdsa.PrivateKey
	grants map[string]grant
	spoil  func(jwt.MapClaims)
	forge  bool
	down   bool
	seated *Person // who sits at the browser; nil says no
}

// grant is a code that was given out.
type grant struct {
	who                        Person
	challenge, nonce, redirect string
	client                     string
}

// Start starts a provider that ends with the test.
func Start(t *testing.T) *Provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{Client: "vigie", Secret: "a client secret", key: key, grants: map[string]grant{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discovery)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	s := httptest.NewServer(mux)
	t.Cleanup(func() {
		s.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	p.URL = s.URL
	return p
}

// Spoil has the claims of every further token changed; nil is no more.
func (p *Provider) Spoil(f func(jwt.MapClaims)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.spoil = f
}

// Forge has further tokens signed with a key that is not the provider's.
func (p *Provider) Forge(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forge = on
}

// Down has the provider answer nothing but errors.
func (p *Provider) Down(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = on
}

// Seat says who signs in on the provider's page from now on; nil refuses there.
func (p *Provider) Seat(who *Person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seated = who
}

// Visit opens an address as a browser does, follows it to wherever it is sent
// back, and gives the status and the page that it ends on.
func Visit(ctx context.Context, address string) (status int, page string, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, "", err
	}
	c := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := c.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(raw), err
}

// authorize is the provider's page: it sends the browser back with a code, or
// with the person's refusal.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || q.Get("client_id") != p.Client || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" {
		http.Error(w, "not a request that this provider knows", http.StatusBadRequest)
		return
	}
	answer := url.Values{"state": {q.Get("state")}}
	if p.seated == nil {
		answer.Set("error", "access_denied")
	} else {
		code := rand.Text()
		p.grants[code] = grant{*p.seated, q.Get("code_challenge"), q.Get("nonce"), back.String(), p.Client}
		answer.Set("code", code)
	}
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// Browse is what a person does in the browser: they follow the address, sign
// in, and come back to the redirect with a code and the state.
func (p *Provider) Browse(t *testing.T, address string, who Person) (code, state string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if u.Scheme+"://"+u.Host != p.URL || u.Path != "/authorize" || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" {
		t.Fatalf("the browser was sent to %s", address)
	}
	code = rand.Text()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.grants[code] = grant{who, q.Get("code_challenge"), q.Get("nonce"), q.Get("redirect_uri"), q.Get("client_id")}
	return code, q.Get("state")
}

func (p *Provider) discovery(w http.ResponseWriter, r *http.Request) {
	answer(w, map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"ES256"},
	})
}

func (p *Provider) keys(w http.ResponseWriter, r *http.Request) {
	raw, err := p.key.PublicKey.Bytes() // 4, X, Y
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	b64 := base64.RawURLEncoding
	answer(w, map[string]any{"keys": []map[string]string{{
		"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "1",
		"x": b64.EncodeToString(raw[1:33]), "y": b64.EncodeToString(raw[33:]),
	}}})
}

// token exchanges a code, once, for who shows the verifier and the secret.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.down {
		http.Error(w, "down", http.StatusServiceUnavailable)
		return
	}
	client, secret, basic := r.BasicAuth()
	if !basic {
		client, secret = r.FormValue("client_id"), r.FormValue("client_secret")
	}
	g, ok := p.grants[r.FormValue("code")]
	delete(p.grants, r.FormValue("code"))
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	same := subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(g.challenge)) == 1
	unescaped, err := url.QueryUnescape(secret)
	if !ok || !same || err != nil || client != p.Client || unescaped != p.Secret && secret != p.Secret || r.FormValue("redirect_uri") != g.redirect {
		w.WriteHeader(http.StatusBadRequest)
		answer(w, map[string]string{"error": "invalid_grant"})
		return
	}
	signed, err := p.sign(g)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer(w, map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 60, "id_token": signed})
}

func (p *Provider) sign(g grant) (string, error) {
	now := time.Now()
	claims := jwt.MapClaims{
		"iss": p.URL, "aud": g.client, "sub": g.who.Subject, "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(), "nonce": g.nonce,
		"name": g.who.Name, "email": g.who.Email, "email_verified": g.who.Verified, "groups": g.who.Groups,
	}
	if p.spoil != nil {
		p.spoil(claims)
	}
	t := jwt.NewWithClaims(jwt.SigningMethodES256, claims)
	t.Header["kid"] = "1"
	var key crypto.PrivateKey = p.key
	if p.forge {
		other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return "", err
		}
		key = other
	}
	return t.SignedString(key)
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // a test that went away
}
