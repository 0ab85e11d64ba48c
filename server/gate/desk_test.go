package gate_test

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"time"

	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/store/wire"
)

// desk is a computer with its key and its tokens.
type desk struct {
	*door
	key ed25519.PrivateKey
	wire.SignedIn
}

func (d *door) desk() *desk {
	d.t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	d.must(err)
	return &desk{door: d, key: key}
}

func (k *desk) public() string {
	public, _ := k.key.Public().(ed25519.PublicKey)
	return hex.EncodeToString(public)
}

// signIn fills in what every sign-in has, and tries.
func (k *desk) signIn(s wire.SignIn) answer {
	k.t.Helper()
	if s.Name == "" {
		s.Name = "Laptop"
	}
	if s.Key == "" {
		s.Key = k.public()
	}
	if s.Proof == "" {
		s.Proof = wire.Sign(k.key, wire.SignInText(k.uid, s))
	}
	var got wire.SignedIn
	a := k.call(request{method: "POST", path: "/v1/enroll", body: s, into: &got})
	if a.status == 200 {
		k.SignedIn = got
	}
	return a
}

func (d *door) invite(m team.MemberID) wire.Invitation {
	d.t.Helper()
	i, err := gate.Invite(context.Background(), d.w, gate.Guest{
		To: wire.Invitation{Server: "vigie.test:8443", Pin: d.pin}, Member: m, Now: d.clock.now(), Random: random(),
	})
	d.must(err)
	return i
}

// member is a signed-in computer of a member.
func (d *door) member(m team.MemberID) *desk {
	d.t.Helper()
	k := d.desk()
	if a := k.signIn(wire.SignIn{Way: wire.ByCode, Code: d.invite(m).Code}); a.status != 200 || k.Member != string(m) {
		d.t.Fatalf("sign in: %d %+v %s", a.status, a.problem, a.body)
	}
	return k
}

func (k *desk) renewal() wire.Renewal {
	r := wire.Renewal{Device: k.Device, Refresh: k.Refresh, Nonce: fmt.Sprint(time.Now().UnixNano())}
	r.Proof = wire.Sign(k.key, wire.RenewalText(k.uid, r))
	return r
}

func (k *desk) renew(r wire.Renewal) (wire.Tokens, answer) {
	k.t.Helper()
	var got wire.Tokens
	a := k.call(request{method: "POST", path: "/v1/token", body: r, into: &got})
	return got, a
}

// get asks for something small that needs a token.
func (k *desk) get() answer {
	k.t.Helper()
	return k.call(request{method: "GET", path: "/v1/devices", token: k.Access})
}
