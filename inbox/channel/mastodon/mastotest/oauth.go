package mastotest

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
)

// app is a registered application.
type app struct {
	id, secret string
	redirects  []string
	scopes     string
}

// code is a permission that was given and not used yet.
type code struct {
	app, redirect, scope, challenge string
}

const sessionCookie = "_masto_session"

func (s *Server) register(w http.ResponseWriter, r *http.Request) {
	redirects := strings.Fields(r.FormValue("redirect_uris"))
	for _, u := range redirects {
		if p, err := url.Parse(u); err != nil || p.Scheme == "" {
			redirects = nil
		}
	}
	if r.FormValue("client_name") == "" || len(redirects) == 0 {
		refuse(w, http.StatusUnprocessableEntity, "Validation failed: Redirect URI must be an absolute URI.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &app{id: "client-" + s.ids.next(), secret: "secret-" + s.ids.next(), redirects: redirects, scopes: r.FormValue("scopes")}
	s.apps[a.id] = a
	answer(w, http.StatusOK, map[string]any{
		"id": "1", "name": r.FormValue("client_name"), "scopes": strings.Fields(a.scopes), "redirect_uris": a.redirects,
		"client_id": a.id, "client_secret": a.secret, "client_secret_expires_at": 0,
	})
}

// authorizePage asks a signed-in person for permission.
func (s *Server) authorizePage(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := r.URL.Query()
	a := s.apps[q.Get("client_id")]
	switch {
	case a == nil || q.Get("response_type") != "code":
		http.Error(w, "Client authentication failed due to unknown client", http.StatusUnauthorized)
	case !slices.Contains(a.redirects, q.Get("redirect_uri")):
		http.Error(w, "The requested redirect uri is malformed or doesn't match client redirect URI.", http.StatusBadRequest)
	case !within(q.Get("scope"), a.scopes):
		http.Error(w, "The requested scope is invalid, unknown, or malformed.", http.StatusBadRequest)
	case !signedIn(r):
		http.Error(w, "Sign in first", http.StatusForbidden)
	default:
		_, _ = fmt.Fprint(w, "<form method=post><button>Authorize</button></form>")
	}
}

func within(asked, granted string) bool {
	for _, scope := range strings.Fields(asked) {
		if !slices.Contains(strings.Fields(granted), scope) {
			return false
		}
	}
	return true
}

func signedIn(r *http.Request) bool {
	c, err := r.Cookie(sessionCookie)
	return err == nil && c.Value == "house"
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("password") != "s3cret" {
		http.Error(w, "Invalid E-mail address or password.", http.StatusUnauthorized)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: "house", Path: "/", HttpOnly: true})
}

func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	if !signedIn(r) {
		http.Error(w, "Sign in first", http.StatusForbidden)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	q := r.URL.Query()
	back := url.Values{"state": {q.Get("state")}}
	if r.FormValue("deny") != "" {
		back.Set("error", "access_denied")
		back.Set("error_description", "The resource owner or authorization server denied the request.")
	} else {
		given := "code-" + s.ids.next()
		s.codes[given] = code{q.Get("client_id"), q.Get("redirect_uri"), q.Get("scope"), q.Get("code_challenge")}
		back.Set("code", given)
	}
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	given := r.FormValue("code")
	c, ok := s.codes[given]
	delete(s.codes, given)
	a := s.apps[r.FormValue("client_id")]
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	switch {
	case a == nil || a.secret != r.FormValue("client_secret"):
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client", "error_description": "Client authentication failed"})
		return
	case !ok || c.app != a.id || c.redirect != r.FormValue("redirect_uri") || c.challenge != base64.RawURLEncoding.EncodeToString(sum[:]):
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant", "error_description": "The provided authorization grant is invalid"})
		return
	}
	token := "token-" + s.ids.next()
	s.tokens[token] = grant{houseName, c.scope}
	answer(w, http.StatusOK, map[string]any{"access_token": token, "token_type": "Bearer", "scope": c.scope, "created_at": 1})
}

// Browser plays a person who opens the page that asks for permission, signs
// in, and says yes or no. It gives the page on which the browser ends.
func (s *Server) Browser(address string, agree bool) (status int, page string, err error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return 0, "", err
	}
	b := &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}
	in, err := b.PostForm(s.URL+"/auth/sign_in", url.Values{"email": {"marque@masto.test"}, "password": {"s3cret"}})
	if err != nil {
		return 0, "", err
	}
	_ = in.Body.Close()
	asked, err := b.Get(address)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = asked.Body.Close() }()
	if asked.StatusCode != http.StatusOK {
		words, _ := io.ReadAll(asked.Body)
		return asked.StatusCode, string(words), nil
	}
	form := url.Values{}
	if !agree {
		form.Set("deny", "1")
	}
	end, err := b.PostForm(address, form)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = end.Body.Close() }()
	words, err := io.ReadAll(end.Body)
	return end.StatusCode, string(words), err
}
