package guest

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"

	"vigie/inbox/fault"
	"vigie/store/wire"
)

// Invite makes a one-time code for a member: for who manages the house.
func (g *Guest) Invite(ctx context.Context, member string) (wire.Invited, error) {
	var got wire.Invited
	err := g.call(ctx, message{method: http.MethodPost, path: "/v1/invitations", body: wire.Invite{Member: member}}, &got)
	return got, plain(err)
}

// Devices lists the member's own computers, or with all everybody's, which is
// for who manages the house.
func (g *Guest) Devices(ctx context.Context, all bool) ([]wire.Device, error) {
	path := "/v1/devices"
	if all {
		path += "?all=1"
	}
	var got []wire.Device
	err := g.call(ctx, message{method: http.MethodGet, path: path}, &got)
	return got, plain(err)
}

// Revoke ends a computer's access; its copy is wiped when it next calls.
func (g *Guest) Revoke(ctx context.Context, device string) error {
	return plain(g.call(ctx, message{method: http.MethodDelete, path: "/v1/devices/" + url.PathEscape(device)}, nil))
}

// Password sets the member's own password; was is "" where there was none.
func (g *Guest) Password(ctx context.Context, was, is string) error {
	return plain(g.call(ctx, message{method: http.MethodPost, path: "/v1/password", body: wire.NewPassword{Old: was, New: is}}, nil))
}

// Provider asks where the browser must go to sign in with the house's own
// provider, and back to redirect.
func Provider(ctx context.Context, d Door, redirect, state, verifier string) (string, error) {
	sum := sha256.Sum256([]byte(verifier))
	g := New(Seat{Door: d}, nil, nil)
	defer g.Close()
	var at wire.OIDCAddress
	err := g.exchange(ctx, message{method: http.MethodPost, path: "/v1/oidc", body: wire.OIDCStart{
		Redirect: redirect, State: state, Challenge: base64.RawURLEncoding.EncodeToString(sum[:]), Nonce: wire.OIDCNonce(verifier),
	}}, &at)
	return at.URL, plain(err)
}

// plain makes a refusal something to tell a person.
func plain(err error) error {
	var p *wire.Problem
	if !errors.As(err, &p) {
		return told(err)
	}
	switch {
	case p.Fault != nil:
		return fault.Wrap(p, fault.Kind(p.Fault.Kind), p.Fault.Key, flat(p.Fault.Args)...)
	case p.Code == wire.CodeNotSeen:
		return fault.Wrap(p, fault.NotFound, "fault.team-gone")
	case p.Code == wire.CodeRevoked:
		return fault.Wrap(p, fault.Auth, "fault.team-revoked")
	case p.Code == wire.CodeSignIn:
		return fault.Wrap(p, fault.Auth, "fault.team-sign-in")
	case p.Code == wire.CodeSlow:
		return fault.Wrap(p, fault.Busy, "fault.team-busy")
	default:
		return fault.Wrap(p, fault.Unavailable, "fault.team-trouble")
	}
}
