package gate_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"vigie/inbox/team"
	"vigie/server/gate"
	"vigie/server/gate/oidctest"
	"vigie/store/wire"
)

const redirect = "http://127.0.0.1:43117/back"

// abroad is a door beside a provider.
func abroad(t *testing.T, changes ...change) (*door, *oidctest.Provider) {
	p := oidctest.Start(t)
	with := func(o *gate.Options, _ *gate.Times) {
		o.OIDC = &gate.OIDC{Issuer: p.URL, Client: p.Client, Secret: p.Secret, Groups: map[string]team.DepartmentID{"press": "social", "support": "care"}}
	}
	return open(t, append([]change{with}, changes...)...), p
}

func making(o *gate.Options, _ *gate.Times) { o.OIDC.Make = true }

// travel goes from the start to the code, as a desktop and a browser do.
func (k *desk) travel(p *oidctest.Provider, who oidctest.Person) wire.SignIn {
	k.t.Helper()
	verifier := rand.Text() + rand.Text()
	sum := sha256.Sum256([]byte(verifier))
	start := wire.OIDCStart{
		Redirect: redirect, State: rand.Text(), Challenge: base64.RawURLEncoding.EncodeToString(sum[:]), Nonce: wire.OIDCNonce(verifier),
	}
	var at wire.OIDCAddress
	if a := k.call(request{method: "POST", path: "/v1/oidc", body: start, into: &at}); a.status != 200 {
		k.t.Fatalf("start: %d %s", a.status, a.body)
	}
	u, err := url.Parse(at.URL)
	k.must(err)
	if q := u.Query(); q.Get("redirect_uri") != redirect || q.Get("state") != start.State || q.Get("nonce") != start.Nonce {
		k.t.Errorf("the browser is sent with %v", q)
	}
	code, state := p.Browse(k.t, at.URL, who)
	if state != start.State {
		k.t.Errorf("state %q came back as %q", start.State, state)
	}
	return wire.SignIn{Way: wire.ByOIDC, Code: code, Verifier: verifier, Redirect: redirect}
}

func (d *door) memberNamed(id string) team.Member {
	d.t.Helper()
	r, err := d.w.Roster(context.Background())
	d.must(err)
	m, _ := r.Member(team.MemberID(id))
	return m
}

func TestOIDC_LinksByAVerifiedAddressAndThenBySubject(t *testing.T) {
	d, p := abroad(t)
	who := oidctest.Person{Subject: "42", Name: "Nadia R.", Email: "Nadia@Example.org", Verified: true, Groups: []string{"press", "unmapped"}}
	k := d.desk()
	d.want("the first time", k.signIn(k.travel(p, who)), 200, "")
	if k.Member != string(nadia) {
		t.Fatalf("she is %s", k.Member)
	}
	if m := d.memberNamed(k.Member); !slices.Equal(m.Departments, []team.DepartmentID{"social"}) {
		t.Errorf("she works in %v", m.Departments)
	}
	who.Email, who.Groups = "nadia.married@example.org", []string{"support"}
	k = d.desk()
	d.want("with another address", k.signIn(k.travel(p, who)), 200, "")
	if m := d.memberNamed(string(nadia)); k.Member != string(nadia) || !slices.Equal(m.Departments, []team.DepartmentID{"care"}) {
		t.Errorf("she is %s and works in %v", k.Member, m.Departments)
	}
	k = d.desk()
	d.want("another subject with her address", k.signIn(k.travel(p, oidctest.Person{Subject: "43", Name: "N", Email: "nadia@example.org", Verified: true})), 401, wire.CodeSignIn)
}

func TestOIDC_NeverLinksByAnAddressThatNobodyVerified(t *testing.T) {
	d, p := abroad(t, making)
	k := d.desk()
	d.want("unverified", k.signIn(k.travel(p, oidctest.Person{Subject: "66", Name: "Mallory", Email: "nadia@example.org"})), 200, "")
	m := d.memberNamed(k.Member)
	if m.ID == nadia || m.Profile != team.Trainee || m.Email != "" || len(m.Departments) != 0 {
		t.Errorf("became %+v", m)
	}
}

func TestOIDC_MakesNobodyUnlessTheHouseWantsIt(t *testing.T) {
	d, p := abroad(t)
	k := d.desk()
	a := k.signIn(k.travel(p, oidctest.Person{Subject: "7", Name: "Zoé", Email: "zoe@example.org", Verified: true}))
	d.want("a stranger", a, 401, wire.CodeSignIn)
	if a.problem.Fault == nil || a.problem.Fault.Key != "fault.sign-in-unknown" {
		t.Errorf("told %+v", a.problem.Fault)
	}
}

func TestOIDC_BelievesNothingThatIsWrong(t *testing.T) {
	who := oidctest.Person{Subject: "42", Name: "Nadia", Email: "nadia@example.org", Verified: true}
	d, p := abroad(t)
	for name, spoil := range map[string]func(jwt.MapClaims){
		"another issuer":   func(c jwt.MapClaims) { c["iss"] = "https://elsewhere.example" },
		"another audience": func(c jwt.MapClaims) { c["aud"] = "another program" },
		"expired":          func(c jwt.MapClaims) { c["exp"] = time.Now().Add(-time.Hour).Unix() },
		"another nonce":    func(c jwt.MapClaims) { c["nonce"] = wire.OIDCNonce("another verifier") },
		"no nonce":         func(c jwt.MapClaims) { delete(c, "nonce") },
		"nobody":           func(c jwt.MapClaims) { delete(c, "sub") },
	} {
		p.Spoil(spoil)
		k := d.desk()
		d.want(name, k.signIn(k.travel(p, who)), 401, wire.CodeSignIn)
	}
	p.Spoil(nil)
	p.Forge(true)
	k := d.desk()
	d.want("a forged signature", k.signIn(k.travel(p, who)), 401, wire.CodeSignIn)
	p.Forge(false)

	s := k.travel(p, who)
	s.Verifier = rand.Text() + rand.Text()
	d.want("another verifier", k.signIn(s), 401, wire.CodeSignIn)
	s = k.travel(p, who)
	d.want("right", k.signIn(s), 200, "")
	d.want("the code again", d.desk().signIn(s), 401, wire.CodeSignIn)

	s = k.travel(p, who)
	p.Down(true)
	d.want("the provider is down", d.desk().signIn(s), 503, wire.CodeSlow)
}

func TestOIDC_SendsTheBrowserOnlyHome(t *testing.T) {
	d, _ := abroad(t)
	good := wire.OIDCStart{Redirect: redirect, State: rand.Text(), Challenge: rand.Text() + rand.Text()[:17], Nonce: wire.OIDCNonce("v")}
	for name, to := range map[string]string{
		"another computer": "http://192.0.2.1:80/", "a name": "http://localhost:80/", "https": "https://127.0.0.1:80/", "no port": "http://127.0.0.1/",
		"a user": "http://127.0.0.1:80@evil.example/", "a script": "javascript:alert(1)", "nothing": "",
	} {
		q := good
		q.Redirect = to
		d.want(name, d.call(request{method: "POST", path: "/v1/oidc", body: q}), 400, wire.CodeInvalid)
	}
	d.want("home", d.call(request{method: "POST", path: "/v1/oidc", body: good}), 200, "")
	short := good
	short.State = "x"
	d.want("a guessable state", d.call(request{method: "POST", path: "/v1/oidc", body: short}), 400, wire.CodeInvalid)
}
