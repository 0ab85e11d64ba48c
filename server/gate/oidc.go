package gate

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"vigie/inbox/fault"
	"vigie/inbox/team"
	"vigie/store"
	"vigie/store/wire"
)

// OIDC is the house's own provider of identities (OpenID Connect, code with
// PKCE). The browser comes back to the desktop, which hands us the code.
type OIDC struct {
	Issuer string
	Client string
	Secret string // "" is a public client
	// Groups says which department a group of the provider stands for, by the
	// names of both; GroupClaim is the claim that lists them ("groups").
	Groups     map[string]team.DepartmentID
	GroupClaim string
	// Make makes a trainee of somebody whom the provider knows and we do not.
	Make   bool
	Scopes []string // besides openid, profile and email
}

// provider is asked for its keys and addresses at the first sign-in, so that
// the server starts without it.
type provider struct {
	o    OIDC
	mu   sync.Mutex
	done *oidc.Provider
}

func (p *provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done != nil {
		return p.done, nil
	}
	if !safeIssuer(p.o.Issuer) {
		return nil, fmt.Errorf("the issuer %q is not https", p.o.Issuer)
	}
	// The provider keeps its context for reading keys later: not this request's.
	found, err := oidc.NewProvider(context.WithoutCancel(ctx), p.o.Issuer)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "fault.provider-unavailable")
	}
	p.done = found
	return found, nil
}

// safeIssuer allows plain HTTP to this computer only.
func safeIssuer(issuer string) bool {
	u, err := url.Parse(issuer)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()))
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

func (p *provider) config(found *oidc.Provider, redirect string) oauth2.Config {
	return oauth2.Config{
		ClientID: p.o.Client, ClientSecret: p.o.Secret, Endpoint: found.Endpoint(), RedirectURL: redirect,
		Scopes: append([]string{oidc.ScopeOpenID, "profile", "email"}, p.o.Scopes...),
	}
}

// backHome reports whether a redirect leads back to the desktop: a loopback
// address in numbers, by plain HTTP (RFC 8252, 7.3).
func backHome(redirect string) bool {
	u, err := url.Parse(redirect)
	if err != nil || u.Scheme != "http" || u.User != nil || u.Fragment != "" {
		return false
	}
	a, err := netip.ParseAddr(u.Hostname())
	return err == nil && a.IsLoopback() && u.Port() != ""
}

// oidcStart says where the browser must go.
func (g *Gate) oidcStart(w http.ResponseWriter, r *http.Request) error {
	if g.provider == nil {
		return &wire.Problem{Code: wire.CodeNotSeen}
	}
	if err := g.limits.signIn.take(household(g.address(r))); err != nil {
		return err
	}
	var q wire.OIDCStart
	if err := take(w, r, mostBody, &q); err != nil {
		return err
	}
	if !backHome(q.Redirect) || len(q.State) < 16 || len(q.Challenge) != 43 || len(q.Nonce) != 64 {
		return &wire.Problem{Code: wire.CodeInvalid}
	}
	found, err := g.provider.discover(r.Context())
	if err != nil {
		return err
	}
	config := g.provider.config(found, q.Redirect)
	address := config.AuthCodeURL(q.State, oidc.Nonce(q.Nonce),
		oauth2.SetAuthURLParam("code_challenge", q.Challenge), oauth2.SetAuthURLParam("code_challenge_method", "S256"))
	return reply(w, r, wire.OIDCAddress{URL: address})
}

// person is what the provider says of somebody.
type person struct {
	Email    string `json:"email"`
	Verified bool   `json:"email_verified"`
	Name     string `json:"name"`
}

// admitOutsider exchanges the provider's code and lets its owner in.
func (g *Gate) admitOutsider(ctx context.Context, s wire.SignIn, a store.Admission) (store.Seat, error) {
	if g.provider == nil {
		return store.Seat{}, &wire.Problem{Code: wire.CodeInvalid}
	}
	if !backHome(s.Redirect) || len(s.Verifier) < 43 || len(s.Verifier) > 128 || len(s.Code) > 4096 {
		return store.Seat{}, &wire.Problem{Code: wire.CodeInvalid}
	}
	token, err := g.provider.exchange(ctx, s)
	if err != nil {
		return store.Seat{}, err
	}
	o, err := g.provider.outsider(token)
	if err != nil {
		return store.Seat{}, fault.Wrap(err, fault.Auth, "fault.sign-in-refused")
	}
	m, err := g.o.Register.MemberOf(ctx, o)
	if err != nil {
		return store.Seat{}, err
	}
	a.Device.Member = m.ID
	return g.o.Register.Admit(ctx, a)
}

// exchange proves the code with the verifier and checks the token that comes
// back: signature, issuer, audience, time, and the nonce of the verifier.
func (p *provider) exchange(ctx context.Context, s wire.SignIn) (*oidc.IDToken, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return nil, err
	}
	config := p.config(found, s.Redirect)
	got, err := config.Exchange(ctx, s.Code, oauth2.VerifierOption(s.Verifier))
	var refused *oauth2.RetrieveError
	switch {
	case errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError:
		return nil, fault.Wrap(err, fault.Auth, "fault.sign-in-refused")
	case err != nil:
		return nil, fault.Wrap(err, fault.Unavailable, "fault.provider-unavailable")
	}
	raw, _ := got.Extra("id_token").(string)
	token, err := found.Verifier(&oidc.Config{ClientID: p.o.Client}).Verify(ctx, raw)
	if err != nil {
		return nil, fault.Wrap(err, fault.Auth, "fault.sign-in-refused")
	}
	if token.Nonce != wire.OIDCNonce(s.Verifier) {
		return nil, fault.Wrap(errors.New("the nonce is another's"), fault.Auth, "fault.sign-in-refused")
	}
	if token.Subject == "" { // required (OpenID Connect Core, 2), and not looked at by the verifier
		return nil, fault.Wrap(errors.New("the token is about nobody"), fault.Auth, "fault.sign-in-refused")
	}
	return token, nil
}

func (p *provider) outsider(token *oidc.IDToken) (store.Outsider, error) {
	var who person
	all := map[string]any{}
	if err := errors.Join(token.Claims(&who), token.Claims(&all)); err != nil {
		return store.Outsider{}, fmt.Errorf("read the claims: %w", err)
	}
	o := store.Outsider{Issuer: token.Issuer, Subject: token.Subject, Name: who.Name, Make: p.o.Make}
	if who.Verified {
		o.Email = who.Email
	}
	claim := p.o.GroupClaim
	if claim == "" {
		claim = "groups"
	}
	groups, _ := all[claim].([]any)
	for name, d := range p.o.Groups {
		o.Mapped = append(o.Mapped, d)
		if slices.Contains(groups, any(name)) {
			o.Departments = append(o.Departments, d)
		}
	}
	slices.Sort(o.Mapped)
	slices.Sort(o.Departments)
	return o, nil
}
